#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"

#include "jalon/v1/definition.pb.h"
#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/delay_units.h"

namespace jalon::evaluation {

// A delay as asked, with what it is read from. It stays where it is.
struct AskedDelay {
  AskedDelay() = default;
  AskedDelay(const AskedDelay&) = delete;
  AskedDelay& operator=(const AskedDelay&) = delete;

  // INVALID_ARGUMENT naming the field.
  absl::Status Read(const Context& context,
                    const v1::EvaluateDelayRequest& request, bool with_events);

  ZoneSource zones;
  Filter filter;
  std::optional<DelayQuestion> question;  // Set when Read succeeds.
};

// The figure of some units: classes, estimates, shares, quantiles, mean, bins
// and, where `with_legal`, the legal rate.
v1::DelayFigure FigureOf(const std::vector<const DelayUnit*>& units,
                         const v1::DelayDefinition& definition,
                         bool with_legal);

}  // namespace jalon::evaluation
