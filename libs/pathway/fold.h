#pragma once

#include <span>

#include "libs/pathway/event.h"
#include "libs/pathway/pathway.h"

namespace jalon::pathway {

// Named parameters of the fold (spec §4), also in jalon.v1.FoldParameters.
struct FoldOptions {
  Day as_of = 0;
  int spell_max_gap_days = 0;  // Spells whose gap is at most this are one.
  int carry_days = 90;         // How long before a spell an orientation or an
                               // assignment may be and still attach to it.
};

// The one fold: the visible events of one person (spec §3: after corrections
// and retractions, in any order, with any effective date) become the pathway
// on as_of. Events effective after as_of are left out here. Pure: the same
// events in any order give the same result.
//
// `out` is cleared first; passing the same object again saves allocations.
// Threads: safe on distinct `out`.
void Fold(std::span<const Event> events, const StringTable& strings,
          const FoldOptions& options, Pathway* out);

}  // namespace jalon::pathway
