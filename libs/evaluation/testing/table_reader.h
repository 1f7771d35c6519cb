#pragma once

#include <string>

#include "absl/strings/str_cat.h"

#include "libs/evaluation/table.h"

namespace jalon::evaluation::testing {

// "7", "7/2", "NOT_APPLICABLE": the cell of a row and a column, by their ids.
inline std::string Cell(const v1::EvaluateTableResponse& table,
                        const std::string& row_id,
                        const std::string& column_id) {
  for (const v1::TableRow& row : table.rows()) {
    if (row.id() != row_id) continue;
    for (int i = 0; i < table.columns_size(); ++i) {
      if (table.columns(i).id() != column_id) continue;
      const v1::TableCell& cell = row.cells(i);
      return cell.status() == v1::OK ? cell.value().fraction()
                                     : v1::FigureStatus_Name(cell.status());
    }
    return absl::StrCat("no column ", column_id);
  }
  return absl::StrCat("no row ", row_id);
}

}  // namespace jalon::evaluation::testing
