#include "libs/evaluation/pact_target.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "libs/rules/target.h"

namespace jalon::evaluation {
namespace {

using base::Day;

// -1, 0 or 1: the value is below, at or above the target; exact for a ratio
// of counts.
int Compare(const v1::Number& value, const rules::Fraction& target) {
  const std::vector<std::string> parts = absl::StrSplit(value.fraction(), '/');
  int64_t numerator = 0, denominator = 1;
  if (!value.fraction().empty() && absl::SimpleAtoi(parts[0], &numerator) &&
      (parts.size() < 2 || absl::SimpleAtoi(parts[1], &denominator))) {
    const absl::int128 left = absl::int128(numerator) * target.denominator;
    const absl::int128 right = absl::int128(target.numerator) * denominator;
    return left < right ? -1 : left > right;
  }
  const double aim = static_cast<double>(target.numerator) /
                     static_cast<double>(target.denominator);
  return value.value() < aim ? -1 : value.value() > aim;
}

Day DayOr(const std::string& text, Day otherwise) {
  return base::ParseDay(text).value_or(otherwise);
}

}  // namespace

std::optional<v1::TargetResult> TargetOf(const v1::Indicator& indicator,
                                         const v1::PactVersion& version,
                                         Day as_of, const v1::Number* value) {
  std::optional<v1::TargetResult> result;
  for (const v1::Target& target : indicator.targets()) {
    const Day from =
        DayOr(target.from(), DayOr(version.valid_from(), base::kNoDay));
    if (as_of < from || as_of > DayOr(target.to(), base::kForever)) continue;
    v1::TargetResult one;
    one.set_value(target.value());
    one.set_direction(v1::Target::Direction_Name(target.direction()));
    const std::optional<rules::Fraction> aim =
        rules::ParseTarget(target.value());
    if (value != nullptr && aim.has_value()) {
      const int order = Compare(*value, *aim);
      one.set_met(target.direction() == v1::Target::AT_MOST ? order <= 0
                                                            : order >= 0);
    }
    if (!result.has_value() || (result->met() && !one.met())) {
      result = std::move(one);
    }
  }
  return result;
}

}  // namespace jalon::evaluation
