#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "libs/base/thread_pool.h"
#include "libs/evaluation/evaluation.h"
#include "libs/rules/rule_book.h"
#include "libs/territory/question.h"

namespace jalon::evaluation_service {

// What the methods work with. Lifetime: outlives the service.
struct Environment {
  const territory::Territories* territories = nullptr;
  const rules::RuleBook* rules = nullptr;
  base::ThreadPool* pool = nullptr;
  std::function<absl::Time()> clock;
};

// What a figure is computed on; the view of a territory that is not served is
// empty. INVALID_ARGUMENT naming the date or parameter.
absl::StatusOr<evaluation::Context> ContextOf(
    const Environment& environment, const std::string& territory,
    const v1::At& at, const v1::FoldParameters& parameters);

// k: counts of 1 to k - 1 are hidden.
uint64_t ThresholdOf(const Environment& environment);

}  // namespace jalon::evaluation_service
