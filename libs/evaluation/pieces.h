#pragma once

#include <cstdint>
#include <map>
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

// Days, and how many of them are in a subset.
struct DayCount {
  int64_t days = 0;
  int64_t in_subset = 0;
};
// The days of the pieces by key.
std::map<std::string, DayCount> DaysByKey(const std::vector<Piece>& pieces,
                                          const DaySet& subset);

}  // namespace jalon::evaluation
