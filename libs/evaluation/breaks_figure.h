#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/filter.h"
#include "libs/evaluation/period.h"

// EvaluateBreaks is declared in evaluation.h; this is what pacts share with
// it.
namespace jalon::evaluation {

// Where those without an organisation stand in the hand-over matrix.
inline constexpr char kNoOrganisation[] = "None";

// A tolerance of a request is cut to a century.
inline constexpr uint32_t kMaxTolerance = 36525;

// Breaks as asked. It stays where it is.
struct AskedBreaks {
  AskedBreaks() = default;
  AskedBreaks(const AskedBreaks&) = delete;
  AskedBreaks& operator=(const AskedBreaks&) = delete;

  // INVALID_ARGUMENT naming the field.
  absl::Status Read(const Context& context,
                    const v1::EvaluateBreaksRequest& request);

  Period period = {};
  BreakFinder finder = BreakFinder({});
  ZoneSource zones;
  Filter filter;
  Breakdown breakdown;
};

// Breaks per 100 years of 365.25 days. `exposed_days` > 0.
v1::Number Per100PersonYears(int64_t count, int64_t exposed_days);

// Kaplan-Meier median of durations, open ones censored: the first day on which
// half have ended; nullopt = not reached. Both lists sorted.
std::optional<int> MedianDuration(const std::vector<int>& closed,
                                  const std::vector<int>& open);

}  // namespace jalon::evaluation
