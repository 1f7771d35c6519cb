#include "tools/jalon/curve.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

double ValueAt(const std::vector<std::pair<int, double>>& points, double day) {
  double value = 0;
  for (const auto& [at, reached] : points) {
    if (at > day) break;
    value = reached;
  }
  return value;
}

}  // namespace

std::string DrawCurve(const std::vector<std::pair<int, double>>& points,
                      int last_day, int width, int height) {
  static constexpr const char* kEighths[] = {" ", "▁", "▂", "▃", "▄",
                                             "▅", "▆", "▇", "█"};
  if (last_day < 1) last_day = 1;
  std::vector<int> eighths;
  for (int c = 0; c < width; ++c) {
    const double day = static_cast<double>(last_day) * (c + 1) / width;
    eighths.push_back(
        static_cast<int>(std::lround(ValueAt(points, day) * height * 8)));
  }
  std::string out;
  for (int row = height - 1; row >= 0; --row) {
    const int percent = (row + 1) * 100 / height;
    absl::StrAppend(
        &out,
        row % 2 == height % 2 ? "      " : absl::StrFormat("%4d %%", percent),
        " │");
    for (const int filled : eighths) {
      out += kEighths[std::clamp(filled - row * 8, 0, 8)];
    }
    absl::StripTrailingAsciiWhitespace(&out);
    out += "\n";
  }
  absl::StrAppend(&out, "   0 % └");
  for (int c = 0; c < width; ++c) out += c % 16 == 15 ? "┴" : "─";
  out += "\n        ";
  for (int mark = 16; mark <= width; mark += 16) {
    absl::StrAppend(&out, PadLeft(absl::StrCat(last_day * mark / width), 16));
  }
  return absl::StrCat(out, " days\n");
}

}  // namespace jalon::cli
