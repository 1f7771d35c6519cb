#pragma once

#include <memory>
#include <vector>

#include "absl/status/status.h"

#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/delay_units.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/measure.h"
#include "libs/evaluation/pact_source.h"
#include "libs/evaluation/pact_tally.h"

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
  bool with_events = false;  // Delay units bear their events.
};

// Of one indicator, over a range of persons.
struct Count {
  Cells cells;
  DelayShard delay;
};
using Counts = std::vector<Count>;  // By measure.

// Resolves one indicator and adds it to the plan. INVALID_ARGUMENT naming it.
absl::Status AddMeasure(const v1::Indicator& indicator, Plan* plan);

// Whether the measure reads days of persons beside its units.
bool ReadsDays(const Measure& measure);

// Adds one person to every indicator.
void AddPerson(const Plan& plan, size_t person, const pathway::Pathway& pathway,
               Counts* counts);

}  // namespace jalon::evaluation
