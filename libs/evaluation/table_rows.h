#pragma once

#include <string>

#include "libs/evaluation/table_person.h"
#include "libs/evaluation/table_spec.h"

namespace jalon::evaluation {

// A table whose rows have the rules: each call adds one and gives its index.
class RowTable : public Table {
 protected:
  RowTable() { layout_.rules_of_rows = true; }

  size_t Row(const std::string& section, const std::string& id,
             const std::string& label, const std::string& unit = "persons") {
    layout_.rows.push_back(
        {.id = id, .label = label, .group = section, .unit = unit});
    return layout_.rows.size() - 1;
  }
  size_t MeanRow(const std::string& section, const std::string& id,
                 const std::string& label) {
    const size_t row = Row(section, id, label, "days");
    layout_.rows[row].rule = CellRule::kMean;
    layout_.rows[row].decimals = 1;
    return row;
  }
  void RateRow(const std::string& section, const std::string& id,
               const std::string& label, size_t numerator, size_t denominator) {
    TableLine& line = layout_.rows[Row(section, id, label, "ratio")];
    line.rule = CellRule::kRatio;
    line.decimals = 1;
    line.numerator = static_cast<int>(numerator);
    line.denominator = static_cast<int>(denominator);
  }
  void NoDataRow(const std::string& section, const std::string& id,
                 const std::string& label,
                 const std::string& unit = "persons") {
    layout_.rows[Row(section, id, label, unit)].rule = CellRule::kNoData;
  }
};

// The same with columns of sexes.
class SexTable : public RowTable {
 protected:
  SexTable() { layout_.columns = SexColumns(); }

  // The counts of a unit: in the column of the person's sex and in the total.
  class Counts {
   public:
    Counts(const pathway::Pathway& pathway, TableUnit* unit)
        : column_(SexColumn(pathway)), unit_(*unit) {}
    void Add(size_t row) {
      unit_.Count(row, column_);
      unit_.Count(row, kTotalSexColumn);
    }
    void DecidedBy(int event) { unit_.events.push_back(event); }

   private:
    const size_t column_;
    TableUnit& unit_;
  };
};

}  // namespace jalon::evaluation
