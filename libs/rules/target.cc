#include "libs/rules/target.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace jalon::rules {
namespace {

constexpr size_t kMaxDigits = 9;

std::optional<int64_t> ParseDigits(absl::string_view text) {
  int64_t value = 0;
  if (text.empty() || text.size() > kMaxDigits ||
      !std::all_of(text.begin(), text.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(text, &value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<Fraction> Reduced(int64_t numerator, int64_t denominator) {
  if (denominator == 0) return std::nullopt;
  const int64_t divisor = std::gcd(numerator, denominator);
  return Fraction{numerator / divisor, denominator / divisor};
}

}  // namespace

std::optional<Fraction> ParseTarget(absl::string_view text) {
  const size_t mark = text.find_first_of("/.");
  const std::optional<int64_t> first = ParseDigits(text.substr(0, mark));
  if (!first.has_value()) return std::nullopt;
  if (mark == absl::string_view::npos) return Fraction{*first, 1};
  const absl::string_view rest = text.substr(mark + 1);
  const std::optional<int64_t> second = ParseDigits(rest);
  if (!second.has_value()) return std::nullopt;
  if (text[mark] == '/') return Reduced(*first, *second);
  int64_t scale = 1;
  for (size_t i = 0; i < rest.size(); ++i) scale *= 10;
  return Reduced(*first * scale + *second, scale);
}

}  // namespace jalon::rules
