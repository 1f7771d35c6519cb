#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/delay_units.h"

namespace jalon::evaluation {

// Time in the scheme by orientation-delay band (spec §5), as asked: nobody is
// credited with time before the band was known (landmark analysis, Anderson,
// Cain & Gelber 1983). It stays where it is.
struct AskedLandmark {
  AskedLandmark() = default;
  AskedLandmark(const AskedLandmark&) = delete;
  AskedLandmark& operator=(const AskedLandmark&) = delete;

  // INVALID_ARGUMENT naming the field.
  absl::Status Read(const Context& context,
                    const v1::EvaluateLandmarkRequest& request,
                    bool with_events);

  // The band of a stay, and the day from which the unit is at risk: the band's
  // upper bound, the last band's lower bound.
  std::pair<size_t, int> BandOf(const DelayUnit& orientation) const;
  std::string BandName(size_t band) const;  // "<30", "30-59", ">=90".

  ZoneSource zones;
  Filter filter;
  std::vector<int> bounds;
  // The same clock, cohort and population: the same spells in the same order.
  std::optional<DelayQuestion> to_orientation, to_end;
};

}  // namespace jalon::evaluation
