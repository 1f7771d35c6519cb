#include "libs/sheet/cell_text.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace jalon::sheet {
namespace {

__extension__ using Wide = __int128;

// floor(n / d + 1/2); d > 0.
Wide RoundHalfUp(Wide n, Wide d) {
  const Wide twice = 2 * n + d;
  const Wide quotient = twice / (2 * d);
  return twice % (2 * d) < 0 ? quotient - 1 : quotient;
}

bool ReadFraction(const std::string& text, int64_t* numerator,
                  int64_t* denominator) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits('/', 1));
  *denominator = 1;
  return absl::SimpleAtoi(parts.first, numerator) &&
         (parts.second.empty() ||
          (absl::SimpleAtoi(parts.second, denominator) && *denominator > 0));
}

// The number times `scale`, rounded to a whole.
int64_t Scaled(const v1::Number& number, int64_t scale) {
  int64_t numerator = 0, denominator = 1;
  if (!number.fraction().empty() &&
      ReadFraction(number.fraction(), &numerator, &denominator)) {
    return static_cast<int64_t>(
        RoundHalfUp(Wide{numerator} * scale, denominator));
  }
  return static_cast<int64_t>(
      std::floor(number.value() * static_cast<double>(scale) + 0.5));
}

}  // namespace

CellForm FormOf(const v1::EvaluateTableResponse& table, int row, int column) {
  const v1::TableRow& line = table.rows(row);
  if (!line.unit().empty()) return {line.unit(), line.decimals()};
  return {table.columns(column).unit(), table.columns(column).decimals()};
}

std::string CellText(const v1::TableCell& cell, const CellForm& form) {
  if (!cell.has_value()) {
    if (cell.status() == v1::SUPPRESSED) return "s";
    return cell.status() == v1::NOT_APPLICABLE ? "NC" : "ND";
  }
  const uint32_t decimals = std::min(form.decimals, 6u);
  int64_t power = 1;
  for (uint32_t i = 0; i < decimals; ++i) power *= 10;
  const int64_t scaled =
      Scaled(cell.value(), form.unit == "ratio" ? power * 100 : power);
  const int64_t whole = std::abs(scaled) / power;
  std::string out = absl::StrCat(scaled < 0 ? "-" : "", whole);
  if (decimals == 0) return out;
  const std::string rest = absl::StrCat(std::abs(scaled) % power);
  return absl::StrCat(out, ",", std::string(decimals - rest.size(), '0'), rest);
}

std::string LabelWithUnit(const std::string& label, const std::string& unit) {
  if (unit == "ratio") return absl::StrCat(label, " (%)");
  if (unit == "days" && !absl::StrContains(label, "jours")) {
    return absl::StrCat(label, " (jours)");
  }
  return label;
}

}  // namespace jalon::sheet
