#pragma once

#include <algorithm>

#include "libs/evaluation/evaluation.h"
#include "libs/pathway/pathway.h"

// What the slow models share: they ask of each day what is true on it.
namespace jalon::evaluation::testing {

template <typename Interval>
bool Holds(const Interval& interval, Day day) {
  return interval.start <= day && day < interval.end;
}

template <typename List>
bool InForce(const List& list, Day day) {
  return std::any_of(list.begin(), list.end(),
                     [&](const auto& item) { return Holds(item, day); });
}

// No day that the pathway's facts give is before.
inline Day FirstDay(const pathway::Pathway& pathway) {
  Day first = pathway.as_of;
  for (const pathway::Event& event : pathway.events) {
    first = std::min({first, event.effective, event.received});
  }
  return first;
}

}  // namespace jalon::evaluation::testing
