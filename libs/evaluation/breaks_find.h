#pragma once

#include <vector>

#include "libs/evaluation/breaks.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// The two halves of BreakFinder::Find; they append in any order.
void FindGaps(const BreakFinder& finder, const pathway::Pathway& pathway,
              const std::vector<pathway::Interval>& exposed, BreakList* list);
void FindDays(const BreakFinder& finder, const pathway::Pathway& pathway,
              BreakList* list);

// The orientation in force on the day, else the day before; nullptr = none.
const pathway::Orientation* OrientationAt(const pathway::Pathway& pathway,
                                          Day day);

// Sets the organisations of a break from its g0 and g1.
void SetOrganisations(const pathway::Pathway& pathway, Break* found);

}  // namespace jalon::evaluation
