#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/compare.h"
#include "libs/evaluation/unit_source.h"
#include "libs/evaluation/values.h"

namespace jalon::evaluation {

// A figure with the causes up to one applied.
struct Step {
  const char* cause = "";  // "" = before any.
  Context context;
  v1::FigureRequest request;
};

// The first, then one a cause, in order. INVALID_ARGUMENT: the two requests
// are not of the same kind or indicator.
absl::StatusOr<std::vector<Step>> StepsOf(const Comparison& comparison,
                                          const v1::CompareRequest& request);

// Whether the steps ask the same on the same data.
bool Same(const Step& a, const Step& b);

}  // namespace jalon::evaluation
