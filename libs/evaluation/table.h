#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/evaluation.h"

namespace jalon::evaluation {

// The official tables that can be computed, in order of display.
std::vector<v1::TableDefinition> TableDefinitions();

// The request with both dates given: as_of defaults to 31 December of the year,
// known_at to the end of as_of ("droit non consolidé", OARSA note 4).
// INVALID_ARGUMENT naming `table`, `year` or `at.as_of` (proto).
absl::StatusOr<v1::EvaluateTableRequest> CompleteTableRequest(
    v1::EvaluateTableRequest request);

// One pass over the pathways; exact sums. As the figures of evaluation.h:
// context.as_of is that of a completed request, and threads and errors are the
// same; also INVALID_ARGUMENT naming `options`.
absl::StatusOr<v1::EvaluateTableResponse> EvaluateTable(
    const Context& context, const v1::EvaluateTableRequest& request);

// "row id / column id", as explanations and comparisons name a cell.
std::string CellName(const std::string& row, const std::string& column);

}  // namespace jalon::evaluation
