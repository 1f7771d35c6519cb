#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/delay_units.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/measure.h"
#include "libs/evaluation/pact_source.h"
#include "libs/evaluation/pact_tally.h"
#include "libs/evaluation/pieces.h"

namespace jalon::evaluation {

// What a scorecard is asked, resolved once.
struct Plan {
  const Context& context;
  const Catalogue& catalogue;
  const Breakdown& breakdown;
  Period period;
  BreakFinder finder;
  std::vector<Measure> measures;
  std::vector<std::unique_ptr<DelayQuestion>> delays;  // Of delay measures.
  bool needs_breaks = false, needs_covered = false;
};

// Of one indicator, over a range of persons.
struct Count {
  Cells cells;
  DelayShard delay;
};
using Counts = std::vector<Count>;  // By measure.

// A scorecard, or one of its indicators, as asked, with what it is read from.
// It stays where it is.
struct AskedPact {
  AskedPact() = default;
  AskedPact(const AskedPact&) = delete;
  AskedPact& operator=(const AskedPact&) = delete;

  // `only` names the indicator; nullptr = all. `with_events`: delay units bear
  // their events. INVALID_ARGUMENT naming the field, or the indicator.
  absl::Status Read(const Context& context,
                    const v1::EvaluatePactRequest& request,
                    const std::string* only, bool with_events);

  v1::Pact pact;
  const v1::PactVersion* version = nullptr;
  std::optional<Catalogue> catalogue;
  Breakdown breakdown;
  std::optional<Plan> plan;  // Set when Read succeeds.
};

// The figure of one indicator. INVALID_ARGUMENT as above.
absl::StatusOr<v1::IndicatorFigure> EvaluateIndicator(
    const Context& context, const v1::EvaluatePactRequest& request,
    const std::string& indicator);

// Of the breakdown, in which the unit stands.
std::vector<std::string> KeysOf(const Plan& plan, const Measure& measure,
                                const pathway::Pathway& pathway,
                                const Unit& unit);

// Whether the measure reads days of persons beside its units.
bool ReadsDays(const Measure& measure);
// What such a measure reads of a person.
struct DaysRead {
  const DaySet& in_period;  // Exposed.
  const DaySet& covered;    // Of them; read by continuity.
  const std::vector<Piece>& pieces;
  const std::vector<Break>& breaks;
};
// The exposed days of the period, and of them those covered (continuity) or in
// break (days_in_break); in all and by key.
struct PersonDays {
  DayCount total;
  std::map<std::string, DayCount> by_key;
};
PersonDays DaysOf(const Plan& plan, const Measure& measure,
                  const pathway::Pathway& pathway, const DaysRead& read);

// Adds one person to every indicator.
void AddPerson(const Plan& plan, size_t person, const pathway::Pathway& pathway,
               Counts* counts);

}  // namespace jalon::evaluation
