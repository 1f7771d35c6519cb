#include "libs/evaluation/fraction.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "libs/evaluation/number.h"

namespace jalon::evaluation {
namespace {

__extension__ using Wide = __int128;

Wide Gcd(Wide a, Wide b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a < 0 ? -a : a;
}

std::optional<Fraction> Reduced(Wide numerator, Wide denominator) {
  const Wide common = Gcd(numerator, denominator);
  if (common > 1) {
    numerator /= common;
    denominator /= common;
  }
  if (numerator > INT64_MAX || numerator < INT64_MIN ||
      denominator > INT64_MAX) {
    return std::nullopt;
  }
  return Fraction{static_cast<int64_t>(numerator),
                  static_cast<int64_t>(denominator)};
}

}  // namespace

std::optional<Fraction> Minus(const Fraction& a, const Fraction& b) {
  // Over the least common denominator: the products stay within 128 bits.
  const Wide common = Gcd(a.denominator, b.denominator);
  const Wide of_a = b.denominator / common, of_b = a.denominator / common;
  return Reduced(a.numerator * of_a - b.numerator * of_b, of_b * b.denominator);
}

std::optional<Fraction> ToFraction(const v1::Number& number) {
  if (!number.has_fraction()) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(number.fraction(), '/');
  Fraction out;
  if (!absl::SimpleAtoi(parts[0], &out.numerator)) return std::nullopt;
  if (parts.size() == 2 && !absl::SimpleAtoi(parts[1], &out.denominator)) {
    return std::nullopt;
  }
  return out;
}

v1::Number ToNumber(const Fraction& fraction) {
  return Ratio(fraction.numerator, fraction.denominator);
}

}  // namespace jalon::evaluation
