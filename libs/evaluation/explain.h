#pragma once

#include <cstddef>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/evaluation.h"

namespace jalon::evaluation {

// What is behind a figure. The counts are over every unit; of those that the
// request lists, in order of person, [offset, offset + limit). Folds every
// person once to count and those of the page again, so that memory does not
// grow with the list. INVALID_ARGUMENT as the figure's own.
absl::StatusOr<v1::ExplainResponse> Explain(const Context& context,
                                            const v1::ExplainRequest& request,
                                            size_t offset, size_t limit);

}  // namespace jalon::evaluation
