#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libs/evaluation/evaluation.h"

namespace jalon::evaluation {

// What a unit adds to a cell of a table: one to a count, its days to a mean.
struct TableAddition {
  size_t row, column;
  int64_t number;
  bool is_days;
};

// A unit of a table: a person, or an entry, an appointment, a participation, an
// exit of one. The cells of the table are the sums of its units.
struct TableUnit {
  Day day = base::kNoDay;          // Of the scope, of the entry, of the start.
  Day stop = base::kNoDay;         // The orientation, the end.
  int spell = -1, enrolment = -1;  // Indexes in the pathway.
  // What left it out, static text; such a unit adds nothing.
  const char* step = nullptr;
  std::vector<int> events;  // That decided; -1 = none.
  std::vector<TableAddition> additions;

  void Count(size_t row, size_t column) {
    additions.push_back({row, column, 1, false});
  }
  void Days(size_t row, size_t column, int64_t days) {
    additions.push_back({row, column, days, true});
  }
};

// A unit that the step left out on a day.
inline TableUnit LeftOut(const char* step, Day day, int event = -1) {
  TableUnit unit;
  unit.day = day;
  unit.step = step;
  unit.events = {event};
  return unit;
}

}  // namespace jalon::evaluation
