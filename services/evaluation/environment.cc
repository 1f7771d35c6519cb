#include "services/evaluation/environment.h"

#include <memory>

#include "libs/base/status_macros.h"
#include "services/evaluation/empty_view.h"

namespace jalon::evaluation_service {
namespace {

constexpr uint64_t kDefaultThreshold = 5;

}  // namespace

absl::StatusOr<evaluation::Context> ContextOf(
    const Environment& environment, const std::string& territory,
    const v1::At& at, const v1::FoldParameters& parameters) {
  static const auto* const kEmpty =
      new std::shared_ptr<const facts::View>(std::make_shared<EmptyView>());
  ASSIGN_OR_RETURN(
      territory::Question question,
      territory::Resolve(territory::Find(*environment.territories, territory),
                         territory, at, parameters,
                         {.defaults = &environment.rules->definitions().fold(),
                          .now = environment.clock()}));
  return evaluation::Context{
      .view = question.view == nullptr ? *kEmpty : question.view,
      .territory = territory,
      .as_of = question.as_of,
      .known_at = question.known_at,
      .known_day = question.known_day,
      .provisional = question.provisional,
      .rules = environment.rules,
      .pool = environment.pool,
      .fold = question.fold};
}

uint64_t ThresholdOf(const Environment& environment) {
  const uint64_t k =
      environment.rules->definitions().fold().suppression_threshold();
  return k == 0 ? kDefaultThreshold : k;
}

}  // namespace jalon::evaluation_service
