#pragma once

#include <string>
#include <vector>

#include "jalon/v1/event.pb.h"
#include "jalon/v1/pact.pb.h"
#include "libs/base/day.h"
#include "tools/simulate/chance.h"
#include "tools/simulate/outbox.h"

namespace jalon::simulate {

// What people of the territory may meet: the pact's catalogue and zones.
struct Catalogue {
  std::vector<v1::Action> actions;
  std::vector<std::string> communes;
};

// Actions and communes of the pact's first version; a small invented
// catalogue when the pact names none.
Catalogue CatalogueOf(const v1::Pact& pact);

// A synthetic adult: numbers are drawn, nobody's.
struct Adult {
  uint32_t number = 0;
  std::string nir;
  std::string household;
  bool man = false;
  Day birth = 0;
  bool with_children = false;
  bool couple = false;
  std::string commune;
  bool ft_known_by_nir = true;             // Otherwise merged by hand, later.
  uint32_t contracts = 0, enrolments = 0;  // Numbers given so far.
};

// The person as a partner names them.
v1::Person PersonFor(Partner partner, const Adult& adult);

Adult DrawAdult(uint32_t number, const Catalogue& catalogue, Day on,
                Chance* chance);

}  // namespace jalon::simulate
