#pragma once

#include <string>

#include "absl/strings/string_view.h"

#include "jalon/v1/table.pb.h"

namespace jalon::sheet {

// A table as CSV for French spreadsheets: UTF-8 with a byte order mark, ";"
// between fields, CR LF after records, quotes as in RFC 4180, decimal comma.
// Records: the header, one a row, an empty one, then the identity, options and
// notes; all have as many fields. A text that a spreadsheet would take for a
// formula begins with an apostrophe.
std::string ToCsv(const v1::EvaluateTableResponse& table);

// One text as a field.
std::string CsvField(absl::string_view text);

}  // namespace jalon::sheet
