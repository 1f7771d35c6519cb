#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

#include "libs/pathway/pathway.h"
#include "libs/rules/rule_book.h"

namespace jalon::evaluation {

using base::Day;

// The types of spec §6, in the order of its table.
enum class BreakType : uint8_t {
  kNotOriented,
  kNoContact,
  kNoReferent,
  kNoContract,
  kContractLapsed,
  kNoAction,
  kSilence,
  kSocialStuck,
  kSanction,
  kActionAbandoned,
  kMissedAppointments,
  kSilentExit,
  kReturn,
  kEmploymentBroken,
};
inline constexpr int kBreakTypes = 14;

const char* BreakTypeName(BreakType type);  // "NOT_ORIENTED"
std::optional<BreakType> ParseBreakType(absl::string_view name);
// A day rather than a gap: no tolerance, no duration, no days.
bool IsDay(BreakType type);

// A gap [g0, g1): a break when detected_on is set, else at risk. A type that
// is a day has g0 = g1 = detected_on.
struct Break {
  BreakType type = BreakType::kNotOriented;
  Day g0 = 0;
  Day g1 = base::kForever;  // kForever while open on as_of.
  Day detected_on = base::kNoDay;
  int64_t exposed_days = 0;
  std::optional<int> tolerance = std::nullopt;  // Absent for a day.
  int spell = -1;
  bool ended_by_spell = false;
  // Of the orientation in force at g0, else the day before; the day before
  // g0; at g1 (closed gaps). 0 = none.
  pathway::StringId organisation = 0;
  pathway::StringId organisation_before = 0;
  pathway::StringId organisation_after = 0;
  // Events of the pathway that open and close it; -1 = none, or the end of
  // what an earlier event announced.
  int opening = -1, closing = -1;

  bool open() const { return g1 == base::kForever; }
};

// Tolerances of a request: the shipped definitions, overridden.
struct BreakOptions {
  std::string territory;
  const rules::RuleBook* rules = nullptr;
  // Inline definitions by type, and overriding days by type.
  std::vector<v1::BreakDefinition> definitions;
  absl::flat_hash_map<std::string, int> tolerance_days;
  std::vector<bool> types;  // By BreakType; empty = all.
};

struct BreakList {
  std::vector<Break> breaks;   // By g0, then type.
  std::vector<Break> at_risk;  // Open gaps past 2/3 of their tolerance.
};

// Finds the breaks of pathways under the same options. Threads: Find is safe.
// Lifetime: options.rules outlives it.
class BreakFinder {
 public:
  explicit BreakFinder(const BreakOptions& options);

  // What bounds the gaps of a type.
  struct Limit {
    bool wanted = false;
    v1::LegalRule::Key legal = v1::LegalRule::KEY_UNSPECIFIED;
    std::optional<int> days;         // Absent, `legal` too: no gap counts.
    std::optional<int> social_days;  // On the social track.
    int window_days = 0;
  };
  const Limit& limit(BreakType type) const {
    return limits_[static_cast<size_t>(type)];
  }
  // Tolerance of a gap that starts on g0; nullopt: not evaluated.
  std::optional<int> Tolerance(BreakType type, int track, Day g0) const;

  // `exposed` = ExposedDays(pathway).
  BreakList Find(const pathway::Pathway& pathway,
                 const std::vector<pathway::Interval>& exposed) const;

 private:
  std::string territory_;
  const rules::RuleBook* rules_;
  std::array<Limit, kBreakTypes> limits_;
};

// The breaks of one pathway, whatever their period (spec §6).
// Sources: CASF L.262-29, L.262-31, L.262-35, L.262-36, R.262-65-2; domain
// catalogue of breaks (docs/figures.md).
BreakList FindBreaks(const pathway::Pathway& pathway,
                     const BreakOptions& options);

// Indexes of the enrolments whose axes a day bears: those that end on it,
// else those open on it.
std::vector<int> EnrolmentsAt(const pathway::Pathway& pathway, Day day);

}  // namespace jalon::evaluation
