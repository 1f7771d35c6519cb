#pragma once

#include "libs/base/day.h"

namespace jalon::evaluation {

// Inclusive days.
struct Period {
  base::Day from = 0, to = 0;
  bool Holds(base::Day day) const { return from <= day && day <= to; }
};

}  // namespace jalon::evaluation
