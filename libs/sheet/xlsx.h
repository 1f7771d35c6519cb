#pragma once

#include <string>

#include "absl/status/status.h"

#include "jalon/v1/table.pb.h"

namespace jalon::sheet {

// Writes a table as an Excel workbook of two sheets: "Tableau" in the layout
// of its source, numbers as numbers in full precision (a rate as a
// percentage), codes as texts; "Options et notes" with the identity, options
// and notes. The same table gives the same bytes.
// Errors: UNAVAILABLE the file cannot be written; the message says why.
// Threads: safe on distinct paths.
absl::Status WriteXlsx(const v1::EvaluateTableResponse& table,
                       const std::string& path);

}  // namespace jalon::sheet
