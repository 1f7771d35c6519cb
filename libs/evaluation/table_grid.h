#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "jalon/v1/table.pb.h"
#include "libs/evaluation/table_units.h"

namespace jalon::evaluation {

// What the cells of a line of a table are.
enum class CellRule : uint8_t {
  kCount,
  kMean,    // Of days, over the units added.
  kRatio,   // Of two lines of the same direction.
  kNoData,  // Asked by the source, and no event says it.
};

// A column or a row.
struct TableLine {
  std::string id;
  std::string label;  // French.
  std::string group;  // Heading of columns, section of rows; may be empty.
  CellRule rule = CellRule::kCount;
  std::string unit = "persons";
  uint32_t decimals = 0;
  int numerator = -1, denominator = -1;  // kRatio: indexes of lines.
  // A stock, which has no sum over months (rows); such a sum (columns).
  bool no_sum = false, is_sum = false;
  bool is_later = false;  // A column of a period that is not over on as_of.
};

struct TableLayout {
  std::vector<TableLine> columns, rows;
  // Which of them have the rules and units of the cells.
  bool rules_of_rows = false;

  const TableLine& RuleOf(size_t row, size_t column) const {
    return rules_of_rows ? rows[row] : columns[column];
  }
  // OK where the sum of units is the value of the cell; else what it is
  // whatever they add: NO_DATA, IMMATURE, NOT_APPLICABLE.
  v1::FigureStatus StatusOf(size_t row, size_t column) const;
};

// What the cells count: exact integers, order-free.
class TableGrid {
 public:
  TableGrid() = default;
  explicit TableGrid(const TableLayout& layout)
      : columns_(layout.columns.size()),
        cells_(layout.rows.size() * layout.columns.size()) {}

  void Add(const TableUnit& unit);
  void Merge(const TableGrid& other);

  int64_t sum(size_t row, size_t column) const {
    return cells_[row * columns_ + column].sum;
  }
  int64_t units(size_t row, size_t column) const {
    return cells_[row * columns_ + column].units;
  }

 private:
  struct Cell {
    int64_t sum = 0, units = 0;
  };
  size_t columns_ = 0;
  std::vector<Cell> cells_;
};

// Columns, rows and cells of the answer. `no_data`: nothing is recorded, so no
// cell has a value.
void FillTable(const TableLayout& layout, const TableGrid& grid, bool no_data,
               v1::EvaluateTableResponse* response);

}  // namespace jalon::evaluation
