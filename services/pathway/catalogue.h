#pragma once

#include <memory>
#include <optional>
#include <string>

#include "jalon/v1/pact.pb.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/pact_source.h"
#include "libs/rules/rule_book.h"
#include "libs/territory/question.h"

namespace jalon::pathway_service {

// The catalogue of the pact of a territory on the question's as_of: the axes
// and zones of breaks. Holds nothing when there is no pact.
class TerritoryCatalogue {
 public:
  TerritoryCatalogue(const territory::Question& question,
                     const std::string& territory,
                     const rules::RuleBook& rules) {
    evaluation::Context context;
    context.view = question.view;
    context.territory = territory;
    context.as_of = question.as_of;
    context.rules = &rules;
    auto pact = evaluation::PactOf(context, "");
    if (!pact.ok()) return;
    pact_ = *std::move(pact);
    const v1::PactVersion* version = rules::VersionOn(pact_, question.as_of);
    if (version != nullptr)
      catalogue_.emplace(*version, question.view->strings());
  }
  TerritoryCatalogue(const TerritoryCatalogue&) = delete;
  TerritoryCatalogue& operator=(const TerritoryCatalogue&) = delete;

  const evaluation::Catalogue* get() const {
    return catalogue_ ? &*catalogue_ : nullptr;
  }

 private:
  v1::Pact pact_;
  std::optional<evaluation::Catalogue> catalogue_;
};

}  // namespace jalon::pathway_service
