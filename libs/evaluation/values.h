#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/fraction.h"

namespace jalon::evaluation {

// The exact values of a figure by name, "classes.REACHED"; those of a cell of
// a breakdown after its key, "north / SOCIAL: value". nullopt: the figure has
// none (an empty denominator). What is not an exact ratio is left out.
using Values = std::map<std::string, std::optional<Fraction>>;

Values ValuesOf(const v1::EvaluateDelayResponse& response);
Values ValuesOf(const v1::EvaluateLandmarkResponse& response);
Values ValuesOf(const v1::EvaluateBreaksResponse& response);
// Of one indicator.
Values ValuesOf(const v1::IndicatorFigure& indicator);

// By cell, "age.25-29 / oriented".
Values ValuesOf(const v1::EvaluateTableResponse& response);

// Evaluates the figure. INVALID_ARGUMENT as the figure's own, or an indicator
// that the pact does not have.
absl::StatusOr<Values> EvaluateValues(const Context& context,
                                      const v1::FigureRequest& request);

}  // namespace jalon::evaluation
