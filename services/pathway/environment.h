#pragma once

#include <functional>

#include "absl/time/time.h"

#include "libs/base/thread_pool.h"
#include "libs/rules/rule_book.h"
#include "libs/territory/question.h"

namespace jalon::pathway_service {

// What the methods of the service work with. Lifetime: outlives it.
struct Environment {
  const territory::Territories* territories = nullptr;
  const rules::RuleBook* rules = nullptr;
  base::ThreadPool* pool = nullptr;  // For folding many persons at once.
  std::function<absl::Time()> clock;
};

// The question of a request on a territory of `environment`; errors and cost
// as territory::Resolve.
inline absl::StatusOr<territory::Question> Ask(
    const Environment& environment, const std::string& territory,
    const v1::At& at, const v1::FoldParameters& parameters) {
  return territory::Resolve(
      territory::Find(*environment.territories, territory), territory, at,
      parameters,
      {.defaults = &environment.rules->definitions().fold(),
       .now = environment.clock()});
}

}  // namespace jalon::pathway_service
