#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/base/day.h"
#include "libs/base/thread_pool.h"
#include "libs/facts/view.h"
#include "libs/pathway/fold.h"
#include "libs/rules/rule_book.h"

namespace jalon::evaluation {

using base::Day;

// What a figure is computed on. All pointers outlive the call.
struct Context {
  std::shared_ptr<const facts::View> view;
  std::string territory;
  Day as_of = 0;
  Day known_at = base::kNoDay;  // Label only; the view decides. kNoDay = head.
  // The last civil day that the view knows; kNoDay = that of its last event.
  Day known_day = base::kNoDay;
  bool provisional = false;  // as_of later than known_day.
  const rules::RuleBook* rules = nullptr;
  base::ThreadPool* pool = nullptr;  // nullptr = this thread only.
  pathway::FoldOptions fold;         // as_of set; parameters applied.
};

// The figures of spec §5 to §8. Each folds every person of the view at
// context.as_of, in parallel over ranges of persons; results are exact sums
// and sorted lists, so any cut gives the same bytes.
//
// The requests' territory, at and parameters are already applied to the
// context (services/evaluation does so); here they are not read.
// Errors: INVALID_ARGUMENT naming the field.
absl::StatusOr<v1::EvaluateDelayResponse> EvaluateDelay(
    const Context& context, const v1::EvaluateDelayRequest& request);
absl::StatusOr<v1::EvaluateLandmarkResponse> EvaluateLandmark(
    const Context& context, const v1::EvaluateLandmarkRequest& request);
absl::StatusOr<v1::EvaluateBreaksResponse> EvaluateBreaks(
    const Context& context, const v1::EvaluateBreaksRequest& request);
absl::StatusOr<v1::EvaluatePactResponse> EvaluatePact(
    const Context& context, const v1::EvaluatePactRequest& request);
absl::StatusOr<v1::EvaluateQualityResponse> EvaluateQuality(
    const Context& context, const v1::EvaluateQualityRequest& request);

}  // namespace jalon::evaluation
