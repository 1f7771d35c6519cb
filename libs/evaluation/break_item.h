#pragma once

#include <string>

#include "jalon/v1/pathway.pb.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/pact_source.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// A break as the contract shows it, under the person's name. `catalogue` gives
// the axes and the zone at g0; nullptr: none.
v1::BreakItem BreakItemOf(const Break& found, std::string person,
                          const pathway::Pathway& pathway,
                          const pathway::StringTable& strings,
                          const Catalogue* catalogue);

}  // namespace jalon::evaluation
