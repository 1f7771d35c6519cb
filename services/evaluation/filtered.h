#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/evaluation.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {

// Filters and crossed dimensions for principals without individual access:
// the difference of two answers must not be a small count.
//
// The rule. A figure has one protected table for each set of one or two of its
// dimensions, the same whoever asks and in whatever order: the whole, the
// breakdowns by one dimension, and the crossed tables, each protected together
// with the two breakdowns that are its margins as these are published
// (FigureTables). Every answer is read off the table of the dimensions that it
// filters on (zone, track, organisation) and is broken down by:
//   one value of each filter: the cell, hidden where that is hidden;
//   several: their figure, when all units of each are shown, so that its counts
//   are what anybody can add up; else hidden. Its persons and households only
//   where they add up too: nobody then stands in two.
// So whatever is asked for one after the other, subtraction is a sum over these
// tables. Medians and curves of several values tell more than their cells do.
//
// Withheld whole (status SUPPRESSED): three dimensions at once; two of which
// one is axis or funding, where a unit has several values; and what Protect()
// of libs/evaluation refuses, for margins that leave no room or a crossed
// table that is too large.
//
// Not covered: what suppression.h names. A filter of a figure is compared with
// that figure alone, not with its neighbours of another period or date.

// Of a filter: the values asked for, by dimension.
using Values = std::map<std::string, std::set<std::string>>;

// The values that the filter narrows to, which it loses.
Values TakeFilter(v1::Filter* filter);
bool HasFilter(v1::Filter filter);
// Whether a unit may have several values of one of them (spec §5, §7).
bool AnyOverlaps(const std::set<std::string>& dimensions);

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
