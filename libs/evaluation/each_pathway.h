#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "libs/evaluation/evaluation.h"
#include "libs/pathway/fold.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// In how many ranges of persons a figure is computed: each has accumulators of
// its own, merged in order, so the number changes no result.
inline size_t ShardsOf(const Context& context) {
  return context.pool == nullptr
             ? 1
             : static_cast<size_t>(context.pool->threads()) * 4;
}

// Folds one person of the view and calls visit(pathway).
template <typename Visit>
void FoldOne(const Context& context, size_t person, const Visit& visit) {
  std::vector<pathway::Event> events;
  pathway::Pathway pathway;
  context.view->Events(person, &events);
  pathway::Fold(events, context.view->strings(), context.fold, &pathway);
  visit(pathway);
}

// Folds every person of the view and calls visit(shard, person, pathway), in
// order of person within a shard, shards in order of range. The pathway lives
// until the visit returns.
template <typename Visit>
void EachPathway(const Context& context, size_t shards, const Visit& visit) {
  const auto range = [&](size_t begin, size_t end, size_t shard) {
    std::vector<pathway::Event> events;
    pathway::Pathway pathway;
    for (size_t person = begin; person < end; ++person) {
      context.view->Events(person, &events);
      pathway::Fold(events, context.view->strings(), context.fold, &pathway);
      visit(shard, person, pathway);
    }
  };
  const size_t size = context.view->size();
  if (context.pool == nullptr) {
    range(0, size, 0);
  } else {
    context.pool->ParallelFor(size, shards, range);
  }
}

}  // namespace jalon::evaluation
