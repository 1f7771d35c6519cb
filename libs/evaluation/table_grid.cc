#include "libs/evaluation/table_grid.h"

#include "libs/evaluation/number.h"

namespace jalon::evaluation {
namespace {

class Filler {
 public:
  Filler(const TableLayout& layout, const TableGrid& grid)
      : layout_(layout), grid_(grid) {}

  void Fill(size_t row, size_t column, v1::TableCell* out) const {
    const TableLine& line = layout_.RuleOf(row, column);
    const v1::FigureStatus status = layout_.StatusOf(row, column);
    if (status != v1::OK) {
      out->set_status(status);
    } else if (line.rule == CellRule::kCount) {
      Set(grid_.sum(row, column), 1, out);
    } else if (line.rule == CellRule::kMean) {
      Over(grid_.sum(row, column), grid_.units(row, column), out);
    } else {
      Over(Of(row, column, line.numerator), Of(row, column, line.denominator),
           out);
    }
  }

 private:
  int64_t Of(size_t row, size_t column, int line) const {
    const auto index = static_cast<size_t>(line);
    return layout_.rules_of_rows ? grid_.sum(index, column)
                                 : grid_.sum(row, index);
  }
  static void Set(int64_t numerator, int64_t denominator, v1::TableCell* out) {
    out->set_status(v1::OK);
    *out->mutable_value() = Ratio(numerator, denominator);
  }
  static void Over(int64_t numerator, int64_t units, v1::TableCell* out) {
    if (units == 0) {
      out->set_status(v1::NOT_APPLICABLE);
      return;
    }
    Set(numerator, units, out);
    out->set_persons(static_cast<uint64_t>(units));
  }

  const TableLayout& layout_;
  const TableGrid& grid_;
};

}  // namespace

v1::FigureStatus TableLayout::StatusOf(size_t row, size_t column) const {
  if (RuleOf(row, column).rule == CellRule::kNoData) return v1::NO_DATA;
  if (columns[column].is_later) return v1::IMMATURE;
  return rows[row].no_sum && columns[column].is_sum ? v1::NOT_APPLICABLE
                                                    : v1::OK;
}

void TableGrid::Add(const TableUnit& unit) {
  for (const TableAddition& one : unit.additions) {
    Cell& cell = cells_[one.row * columns_ + one.column];
    cell.sum += one.number;
    cell.units += one.is_days;
  }
}

void TableGrid::Merge(const TableGrid& other) {
  for (size_t i = 0; i < cells_.size(); ++i) {
    cells_[i].sum += other.cells_[i].sum;
    cells_[i].units += other.cells_[i].units;
  }
}

void FillTable(const TableLayout& layout, const TableGrid& grid, bool no_data,
               v1::EvaluateTableResponse* response) {
  for (const TableLine& line : layout.columns) {
    v1::TableColumn* column = response->add_columns();
    column->set_id(line.id);
    column->set_label(line.label);
    column->set_group(line.group);
    if (layout.rules_of_rows) continue;
    column->set_unit(line.unit);
    column->set_decimals(line.decimals);
  }
  const Filler filler(layout, grid);
  for (size_t r = 0; r < layout.rows.size(); ++r) {
    const TableLine& line = layout.rows[r];
    v1::TableRow* row = response->add_rows();
    row->set_id(line.id);
    row->set_section(line.group);
    row->set_label(line.label);
    if (layout.rules_of_rows) {
      row->set_unit(line.unit);
      row->set_decimals(line.decimals);
    }
    for (size_t c = 0; c < layout.columns.size(); ++c) {
      v1::TableCell* cell = row->add_cells();
      if (no_data) {
        cell->set_status(v1::NO_DATA);
      } else {
        filler.Fill(r, c, cell);
      }
    }
  }
}

}  // namespace jalon::evaluation
