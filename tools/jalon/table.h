#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace jalon::cli {

// Columns of a terminal that the text takes (UTF-8, no wide characters).
size_t Width(absl::string_view text);
std::string PadRight(absl::string_view text, size_t width);
std::string PadLeft(absl::string_view text, size_t width);

// A table for people: a header, rows, columns as wide as their widest cell.
// Columns whose every cell is a number are aligned to the right.
class Table {
 public:
  explicit Table(std::vector<std::string> header);
  void Add(std::vector<std::string> row);  // As many cells as the header.
  std::string ToString(absl::string_view indent = "") const;
  size_t rows() const { return rows_.size(); }

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace jalon::cli
