#pragma once

#include <cstdint>
#include <string>

#include "tools/simulate/life.h"
#include "tools/simulate/outbox.h"

namespace jalon::simulate {

struct TerritoryPlan {
  std::string territory = "34";
  int adults = 1000;  // In the scheme on the first day.
  Day first = 0;      // First day told in detail.
  Day last = 0;
  uint64_t seed = 1;
};

// A département's years in the scheme: the stock of the first day with its
// seniority, entries, exits and returns until the last. Deterministic: a
// function of the plan and the catalogue.
void TellTerritory(const TerritoryPlan& plan, const Catalogue& catalogue,
                   Outbox* outbox);

}  // namespace jalon::simulate
