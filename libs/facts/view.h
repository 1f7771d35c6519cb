#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "libs/base/day.h"
#include "libs/pathway/event.h"
#include "libs/pathway/fold.h"

namespace jalon::facts {

// An identity anomaly to decide by hand.
struct Anomaly {
  std::string kind;                  // "NIR_BIRTH_DATE"
  std::vector<std::string> persons;  // Display keys, sorted.
};

// What is known: every event up to `base`, and of those after it, up to
// `position`, the kinds admitted. A comparison goes from one knowledge to
// another kind by kind.
struct Knowledge {
  enum Kinds : uint8_t {
    kNone = 0,
    kFacts = 1,  // Also the adoption of pacts.
    kCorrections = 2,
    kRetractions = 4,
    kIdentity = 8,  // person_linked, persons_merged, merge_undone.
    kAll = 15,
  };
  uint64_t position = 0;
  uint64_t base = 0;
  uint8_t after_base = kAll;

  bool whole() const { return after_base == kAll || base >= position; }
};

// A correction or a retraction that is not itself retracted.
struct SentAmendment {
  static constexpr uint32_t kNobody = UINT32_MAX;

  uint64_t position = 0;
  pathway::StringId source = 0;
  pathway::StringId key = 0;  // source_event_id
  uint32_t person = kNobody;  // That it bears; kNobody: a pact's.
  bool is_retraction = false;
  bool is_parked = false;  // Its target has not come.
};

// A territory as known at one ledger position: who the persons are, and each
// one's visible events. Immutable.
//
// Persons are numbered 0 … size() - 1 in order of display key (bytewise, as
// text): any cut of the range gives the same figures.
//
// Threads: safe. Lifetime: shared_ptr; outlives later recordings.
class View {
 public:
  virtual ~View() = default;

  virtual uint64_t position() const = 0;
  virtual size_t size() const = 0;
  virtual const pathway::StringTable& strings() const = 0;

  // Display key, "caf:1": the person's smallest identifier.
  virtual std::string Name(size_t person) const = 0;
  // The person's pseudonym (scheme jalon).
  virtual std::string Pseudonym(size_t person) const = 0;
  // "scheme:value" of every linked identifier, in display order.
  virtual std::vector<std::string> Identifiers(size_t person) const = 0;
  // The person of an identifier; nullopt when nobody is known by it.
  virtual std::optional<size_t> Find(absl::string_view scheme,
                                     absl::string_view value) const = 0;

  // Visible events of the person, whatever as_of; `out` is replaced.
  virtual void Events(size_t person,
                      std::vector<pathway::Event>* out) const = 0;
  // Corrections and retractions that bear the person and whose target has not
  // come: "source/source_event_id", sorted.
  virtual std::vector<std::string> Parked(size_t person) const = 0;

  // By position.
  virtual const std::vector<SentAmendment>& amendments() const = 0;
  // The civil day, of the territory, on which an event was recorded.
  // Requires: 1 <= position <= position().
  virtual base::Day RecordedOn(uint64_t position) const = 0;

  virtual const std::vector<Anomaly>& anomalies() const = 0;

  // Pact definitions adopted or revised in the ledger, visible here:
  // (textproto, valid_from), in order of valid_from.
  struct PactText {
    std::string text;
    base::Day valid_from;
  };
  virtual const std::vector<PactText>& pacts() const = 0;
};

}  // namespace jalon::facts
