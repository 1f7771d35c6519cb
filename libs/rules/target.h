#pragma once

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace jalon::rules {

// An exact number, the value of a target: 4/5. The denominator is positive.
struct Fraction {
  int64_t numerator = 0;
  int64_t denominator = 1;
};

// A decimal "0.8" or a fraction "4/5", not negative, of at most nine digits
// on each side; nullopt for anything else.
std::optional<Fraction> ParseTarget(absl::string_view text);

}  // namespace jalon::rules
