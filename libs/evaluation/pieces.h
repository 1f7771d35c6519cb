#pragma once

#include <string>
#include <vector>

#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/continuity.h"
#include "libs/evaluation/period.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// Consecutive days that bear the same keys of a breakdown.
struct Piece {
  pathway::Interval days;
  std::vector<std::string> keys;
};

// Cuts the days wherever a value may change.
std::vector<Piece> PiecesOf(const pathway::Pathway& pathway, const DaySet& days,
                            const Breakdown& breakdown);

}  // namespace jalon::evaluation
