#include "tools/jalon/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace jalon::cli {
namespace {

bool IsNumeric(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(c) || c == ' ' || c == '.' || c == '%' ||
           c == '-' || c == '/' || (static_cast<unsigned char>(c) & 0x80) != 0;
  });
}

}  // namespace

size_t Width(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string PadRight(absl::string_view text, size_t width) {
  const size_t have = Width(text);
  return absl::StrCat(text, std::string(width > have ? width - have : 0, ' '));
}

std::string PadLeft(absl::string_view text, size_t width) {
  const size_t have = Width(text);
  return absl::StrCat(std::string(width > have ? width - have : 0, ' '), text);
}

Table::Table(std::vector<std::string> header) : header_(std::move(header)) {}

void Table::Add(std::vector<std::string> row) {
  row.resize(header_.size());
  rows_.push_back(std::move(row));
}

std::string Table::ToString(absl::string_view indent) const {
  std::vector<size_t> widths;
  std::vector<bool> numeric;
  for (size_t c = 0; c < header_.size(); ++c) {
    size_t width = Width(header_[c]);
    bool all = !rows_.empty();
    for (const auto& row : rows_) {
      width = std::max(width, Width(row[c]));
      all = all && IsNumeric(row[c]);
    }
    widths.push_back(width);
    numeric.push_back(all);
  }
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text(indent);
    for (size_t c = 0; c < cells.size(); ++c) {
      absl::StrAppend(&text, c > 0 ? "  " : "",
                      numeric[c] ? PadLeft(cells[c], widths[c])
                                 : PadRight(cells[c], widths[c]));
    }
    absl::StripTrailingAsciiWhitespace(&text);
    absl::StrAppend(&out, text, "\n");
  };
  line(header_);
  std::vector<std::string> rules;
  for (const size_t width : widths) {
    std::string rule;
    for (size_t i = 0; i < width; ++i) rule += "─";
    rules.push_back(std::move(rule));
  }
  line(rules);
  for (const auto& row : rows_) line(row);
  return out;
}

}  // namespace jalon::cli
