#pragma once

#include <string>

#include "absl/status/status.h"

#include "libs/evaluation/dimension.h"
#include "libs/evaluation/evaluation.h"
#include "libs/rules/rule_book.h"
#include "libs/territory/question.h"

namespace jalon::pathway_service {

// The catalogue of the pact of a territory on the question's as_of: the axes
// and zones of breaks. Holds nothing when there is no pact.
inline absl::Status ReadCatalogue(const territory::Question& question,
                                  const std::string& territory,
                                  const rules::RuleBook& rules,
                                  evaluation::ZoneSource* catalogue) {
  evaluation::Context context;
  context.view = question.view;
  context.territory = territory;
  context.as_of = question.as_of;
  context.rules = &rules;
  return catalogue->Read(context, "");
}

}  // namespace jalon::pathway_service
