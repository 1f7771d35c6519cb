#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/evaluation.h"
#include "libs/facts/view.h"

namespace jalon::evaluation {

// What two runs of a figure are computed on.
struct Comparison {
  Context before, after;
  // The territory with part of what was recorded between two positions.
  std::function<std::shared_ptr<const facts::View>(const facts::Knowledge&)>
      view;
};

// Why two runs of a figure differ (spec §8): the causes are applied one after
// the other, in the order late events, corrections, retractions, merges,
// definition (with its filter, parameters and tolerances), dates (as_of and
// period); the part of a cause is what the figure gains when it is applied, so
// that the parts add up exactly. When the second run knows less, the same
// causes are taken away.
//
// Lists the changed units [offset, offset + limit), by cause, then by person.
// INVALID_ARGUMENT as the figures' own, or two kinds of figure.
absl::StatusOr<v1::CompareResponse> Compare(const Comparison& comparison,
                                            const v1::CompareRequest& request,
                                            size_t offset, size_t limit);

}  // namespace jalon::evaluation
