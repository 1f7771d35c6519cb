#include "libs/sheet/csv.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "libs/sheet/cell_text.h"
#include "libs/sheet/identity.h"

namespace jalon::sheet {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Writer {
 public:
  explicit Writer(size_t fields) : fields_(fields), out_(kByteOrderMark) {}

  // Fields as they stand; the others are empty.
  void Record(std::vector<std::string> fields) {
    fields.resize(fields_);
    absl::StrAppend(&out_, absl::StrJoin(fields, ";"), "\r\n");
  }
  std::string Take() { return std::move(out_); }

 private:
  const size_t fields_;
  std::string out_;
};

}  // namespace

std::string CsvField(absl::string_view text) {
  // OWASP, CSV injection.
  const bool formula =
      !text.empty() &&
      absl::string_view("=+-@\t\r\n").find(text[0]) != absl::string_view::npos;
  std::string safe = absl::StrCat(formula ? "'" : "", text);
  if (safe.find_first_of(";\"\r\n,") == std::string::npos) return safe;
  return absl::StrCat("\"", absl::StrReplaceAll(safe, {{"\"", "\"\""}}), "\"");
}

std::string ToCsv(const v1::EvaluateTableResponse& table) {
  Writer writer(static_cast<size_t>(std::max(table.columns_size(), 1)) + 2);
  std::vector<std::string> header = {"Rubrique", "Ligne"};
  for (const v1::TableColumn& column : table.columns()) {
    const std::string label = LabelWithUnit(column.label(), column.unit());
    header.push_back(CsvField(
        column.group().empty() ? label
                               : absl::StrCat(column.group(), " : ", label)));
  }
  writer.Record(std::move(header));
  for (int r = 0; r < table.rows_size(); ++r) {
    const v1::TableRow& row = table.rows(r);
    std::vector<std::string> fields = {
        CsvField(row.section()),
        CsvField(LabelWithUnit(row.label(), row.unit()))};
    for (int c = 0; c < row.cells_size(); ++c) {
      fields.push_back(CellText(row.cells(c), FormOf(table, r, c)));
    }
    writer.Record(std::move(fields));
  }
  writer.Record({});
  for (const auto& [name, text] : IdentityLines(table)) {
    writer.Record({CsvField(name), CsvField(text)});
  }
  return writer.Take();
}

}  // namespace jalon::sheet
