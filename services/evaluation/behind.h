#pragma once

#include "absl/status/status.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/access/principal.h"
#include "services/evaluation/environment.h"

namespace jalon::evaluation_service {

// What is behind a figure, and why two differ: paged over one ledger position,
// so that a list goes on as it began whatever is recorded meanwhile. Errors as
// EvaluationService says.
absl::Status Explain(const Environment& environment,
                     const access::Principal& principal,
                     const v1::ExplainRequest& request,
                     v1::ExplainResponse* response);
absl::Status Compare(const Environment& environment,
                     const access::Principal& principal,
                     const v1::CompareRequest& request,
                     v1::CompareResponse* response);

}  // namespace jalon::evaluation_service
