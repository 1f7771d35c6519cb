#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/evaluation.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {

// Filters for principals without individual access: the difference of two
// answers must not be a small count.
//
// The rule. A figure filtered on one dimension (zone, track or organisation)
// is read off the breakdown by that dimension of the figure without the
// filter, protected as a breakdown is. One value: it is that group, hidden
// where that is hidden. Several: they are answered when everything is shown of
// each group, so that the answer is what anybody can add up. So whatever
// filters are asked for one after the other, the reader ends up with one
// protected table, the same whoever asks and in whatever order; subtraction
// from the whole, or of one filter from another, is a sum of that table.
//
// Withheld whole (status SUPPRESSED): two dimensions at once, as filters, as a
// breakdown, or one as each; strata of a landmark; and every filter of breaks
// or a landmark. Each would need a crossed table protected with its margins.
//
// Not covered: what suppression.h names. A filter of a figure is compared with
// that figure alone, not with its neighbours of another period or date.

// The dimensions that the filter narrows, as breakdowns name them.
std::vector<std::string> FilteredDimensions(const v1::Filter& filter);

// Take out of the answer what may not leave.
absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluateDelayRequest& request,
                     const Suppression& rule,
                     v1::EvaluateDelayResponse* response);
absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluateLandmarkRequest& request,
                     const Suppression& rule,
                     v1::EvaluateLandmarkResponse* response);
absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluateBreaksRequest& request,
                     const Suppression& rule,
                     v1::EvaluateBreaksResponse* response);
absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluatePactRequest& request,
                     const Suppression& rule,
                     v1::EvaluatePactResponse* response);
absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluateTableRequest& request,
                     const Suppression& rule,
                     v1::EvaluateTableResponse* response);
absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluateQualityRequest& request,
                     const Suppression& rule,
                     v1::EvaluateQualityResponse* response);

}  // namespace jalon::evaluation_service
