#include "libs/facts/columns.h"

namespace jalon::facts {

base::Day Columns::RecordedOn(uint64_t position) const {
  // The last day that starts at or before the position.
  size_t low = 0, high = recorded_days.size();
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    (recorded_days[middle].first <= position ? low : high) = middle;
  }
  return recorded_days[low].day;
}

}  // namespace jalon::facts
