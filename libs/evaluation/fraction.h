#pragma once

#include <cstdint>
#include <optional>

#include "jalon/v1/evaluation.pb.h"

namespace jalon::evaluation {

// An exact ratio, reduced, with a positive denominator.
struct Fraction {
  int64_t numerator = 0;
  int64_t denominator = 1;

  friend bool operator==(const Fraction&, const Fraction&) = default;
};

// nullopt: beyond 64 bits.
std::optional<Fraction> Minus(const Fraction& a, const Fraction& b);
// nullopt: the number is not exact.
std::optional<Fraction> ToFraction(const v1::Number& number);
v1::Number ToNumber(const Fraction& fraction);

}  // namespace jalon::evaluation
