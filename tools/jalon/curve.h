#pragma once

#include <string>
#include <utility>
#include <vector>

namespace jalon::cli {

// Draws a cumulative incidence as an area in the terminal: `points` are (day,
// value in [0, 1]), growing by day, a step function; the x axis ends at
// `last_day`. Eighths of a line give the height.
std::string DrawCurve(const std::vector<std::pair<int, double>>& points,
                      int last_day, int width = 64, int height = 10);

}  // namespace jalon::cli
