#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

#include "jalon/v1/quality.pb.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/lateness.h"
#include "libs/evaluation/period.h"
#include "libs/facts/view.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// The kinds of items that are not flags of the fold.
inline constexpr char kUnknownStart[] = "UNKNOWN_START";
inline constexpr char kParked[] = "PARKED";
inline constexpr char kUnknownAction[] = "UNKNOWN_ACTION";
inline constexpr char kUnknownOrganisation[] = "UNKNOWN_ORGANISATION";
inline constexpr char kOverlap[] = "OVERLAP";
inline constexpr char kIdentity[] = "IDENTITY";

// What one source sent.
struct SourcePart {
  uint64_t events = 0, corrections = 0, retractions = 0, persons = 0;
  Day last_recorded = base::kNoDay;
  LatenessCounts effective_to_received, received_to_recorded,
      effective_to_recorded;

  void Merge(const SourcePart& next);
};

// What was found of one kind; at most kMaxQualityItems items are kept.
struct Finding {
  uint64_t count = 0, persons = 0, left_out = 0;
  size_t last_person = SIZE_MAX;
  std::vector<v1::QualityItem> items;

  // `fill` is called when the item is kept.
  void Add(const std::function<void(v1::QualityItem*)>& fill);
  void Merge(Finding&& next);
};

// The figures of a range of persons. Every kind has its finding.
struct QualityPart {
  QualityPart();
  void Merge(QualityPart&& next);

  absl::flat_hash_map<pathway::StringId, SourcePart> sources;
  std::map<absl::string_view, Finding> findings;  // By kind.
};

// The actions of the pacts of a territory, by the days these are in force. A
// pact without any action has no catalogue.
class Catalogues {
 public:
  Catalogues() = default;
  explicit Catalogues(const Context& context);
  // Whether pacts are in force on the day and none of their versions has the
  // action.
  bool IsUnknown(pathway::StringId action, Day day) const;

 private:
  struct Entry {
    Period in_force;
    absl::flat_hash_set<pathway::StringId> actions;
  };
  std::vector<Entry> entries_;
};

// Whether the kind of the fact names an organisation and `is_unknown` holds for
// the one that it names; 0 = none.
bool HasUnknownOrganisation(
    const pathway::Event& event,
    const std::function<bool(pathway::StringId)>& is_unknown);

// What is asked, resolved once. Immutable while persons are visited.
struct QualityQuestion {
  const facts::View* view = nullptr;
  Period recorded = {};  // Narrows the sources.
  Catalogues catalogues = {};
  std::function<bool(pathway::StringId)> is_unknown_organisation = {};
  // By person, kNobody last; then by source and key.
  std::vector<facts::SentAmendment> amendments = {};

  std::span<const facts::SentAmendment> AmendmentsOf(size_t person) const;
};

// Adds one person; `person` is SentAmendment::kNobody for the amendments that
// bear none, with an empty pathway.
void AddPerson(const QualityQuestion& question, size_t person,
               const pathway::Pathway& pathway, QualityPart* part);

}  // namespace jalon::evaluation
