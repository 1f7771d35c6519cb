#pragma once

#include <vector>

#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// Sets of days are sorted disjoint intervals, as pathway::ExposedDays gives
// them.
using DaySet = std::vector<pathway::Interval>;

// The set of the days of intervals given in any order; empty ones are left
// out.
DaySet UnionOf(DaySet intervals);
DaySet Intersection(const DaySet& a, const DaySet& b);
// The days in [start, end).
DaySet Clip(const DaySet& days, base::Day start, base::Day end);
int64_t Size(const DaySet& days);

// How many days a contact covers, its own included (spec §6, continuity rate).
inline constexpr int kContactDays = 90;

// The exposed days covered by a referent, a valid contract, and an open
// enrolment or a contact that day or in the 89 days before, of any spell
// (spec §6: the numerator of the continuity rate).
DaySet CoveredDays(const pathway::Pathway& pathway, const DaySet& exposed);

}  // namespace jalon::evaluation
