#pragma once

#include <string>
#include <vector>

#include "libs/evaluation/continuity.h"
#include "libs/evaluation/dimension.h"
#include "libs/evaluation/period.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// Consecutive days that bear the same values of every dimension.
struct Piece {
  pathway::Interval days;
  std::vector<std::string> values;  // Of the dimension.
};

// Cuts the days wherever a value may change.
std::vector<Piece> PiecesOf(const pathway::Pathway& pathway, const DaySet& days,
                            const Dimension& dimension);

// The values of a break (spec §7): those of g0; the orientation in force then,
// else the day before; the axes of the enrolments that end, else are open.
std::vector<std::string> ValuesAtBreak(const pathway::Pathway& pathway, Day g0,
                                       int spell, const Dimension& dimension);

}  // namespace jalon::evaluation
