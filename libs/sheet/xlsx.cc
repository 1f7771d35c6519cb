#include "libs/sheet/xlsx.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include <xlsxwriter.h>

#include "libs/base/day.h"
#include "libs/sheet/cell_text.h"
#include "libs/sheet/identity.h"

namespace jalon::sheet {
namespace {

constexpr lxw_row_t kGroupRow = 3, kHeadRow = 4, kFirstRow = 5;
constexpr lxw_col_t kFirstColumn = 2;

lxw_row_t Row(int index) { return static_cast<lxw_row_t>(index); }
lxw_col_t Column(int index) { return static_cast<lxw_col_t>(index); }

// A workbook being written. Everything in it is given back by Close.
class Writer {
 public:
  Writer(const v1::EvaluateTableResponse& table, const std::string& path)
      : table_(table), book_(workbook_new(path.c_str())) {
    SetProperties();
    title_ = workbook_add_format(book_);
    format_set_bold(title_);
    format_set_font_size(title_, 14);
    head_ = workbook_add_format(book_);
    format_set_bold(head_);
    format_set_text_wrap(head_);
    format_set_border(head_, LXW_BORDER_THIN);
    format_set_align(head_, LXW_ALIGN_CENTER);
    format_set_align(head_, LXW_ALIGN_VERTICAL_CENTER);
    label_ = workbook_add_format(book_);
    format_set_text_wrap(label_);
    format_set_border(label_, LXW_BORDER_THIN);
    format_set_align(label_, LXW_ALIGN_VERTICAL_TOP);
  }

  absl::Status Write() {
    WriteTable(workbook_add_worksheet(book_, "Tableau"));
    WriteNotes(workbook_add_worksheet(book_, "Options et notes"));
    const lxw_error error = workbook_close(book_);
    if (error == LXW_NO_ERROR) return absl::OkStatus();
    return absl::UnavailableError(
        absl::StrCat("the workbook cannot be written: ", lxw_strerror(error)));
  }

 private:
  void SetProperties() {
    lxw_doc_properties properties = {};
    std::string title = table_.table().title();
    std::string author = "Jalon";
    properties.title = title.data();
    properties.author = author.data();
    // The figure's date, so that the same table gives the same file.
    const auto as_of = base::ParseDay(table_.header().as_of());
    properties.created = static_cast<time_t>(as_of.value_or(1)) * 86400;
    workbook_set_properties(book_, &properties);
  }

  // A text over several cells; one cell cannot be merged.
  void Span(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column,
            lxw_row_t last_row, lxw_col_t last_column, const std::string& text,
            lxw_format* format) {
    if (row == last_row && column == last_column) {
      worksheet_write_string(sheet, row, column, text.c_str(), format);
    } else {
      worksheet_merge_range(sheet, row, column, last_row, last_column,
                            text.c_str(), format);
    }
  }

  void WriteTable(lxw_worksheet* sheet) {
    const v1::FigureHeader& header = table_.header();
    worksheet_write_string(sheet, 0, 0, table_.table().title().c_str(), title_);
    worksheet_write_string(
        sheet, 1, 0,
        absl::StrCat(
            "Territoire ", header.territory(), ", à la date du ",
            header.as_of(), ", connu au ",
            header.known_at().empty() ? "registre entier" : header.known_at(),
            header.provisional() ? " (provisoire)" : "")
            .c_str(),
        nullptr);
    WriteHead(sheet);
    WriteSections(sheet);
    for (int r = 0; r < table_.rows_size(); ++r) {
      const v1::TableRow& row = table_.rows(r);
      worksheet_write_string(sheet, kFirstRow + Row(r), 1,
                             LabelWithUnit(row.label(), row.unit()).c_str(),
                             label_);
      for (int c = 0; c < row.cells_size(); ++c) WriteCell(sheet, r, c);
    }
    worksheet_set_column(sheet, 0, 0, 24, nullptr);
    worksheet_set_column(sheet, 1, 1, 44, nullptr);
    worksheet_set_column(sheet, kFirstColumn,
                         Column(kFirstColumn + table_.columns_size()), 13,
                         nullptr);
    worksheet_freeze_panes(sheet, kFirstRow, kFirstColumn);
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, kGroupRow, kHeadRow);
  }

  void WriteHead(lxw_worksheet* sheet) {
    Span(sheet, kGroupRow, 0, kHeadRow, 0, "Rubrique", head_);
    Span(sheet, kGroupRow, 1, kHeadRow, 1, "Ligne", head_);
    for (int c = 0; c < table_.columns_size(); ++c) {
      const v1::TableColumn& column = table_.columns(c);
      const lxw_col_t at = Column(kFirstColumn + c);
      const std::string label = LabelWithUnit(column.label(), column.unit());
      if (column.group().empty()) {
        Span(sheet, kGroupRow, at, kHeadRow, at, label, head_);
        continue;
      }
      worksheet_write_string(sheet, kHeadRow, at, label.c_str(), head_);
      if (c > 0 && table_.columns(c - 1).group() == column.group()) continue;
      int last = c;
      while (last + 1 < table_.columns_size() &&
             table_.columns(last + 1).group() == column.group()) {
        ++last;
      }
      Span(sheet, kGroupRow, at, kGroupRow, Column(kFirstColumn + last),
           column.group(), head_);
    }
  }

  void WriteSections(lxw_worksheet* sheet) {
    for (int r = 0; r < table_.rows_size();) {
      int last = r;
      while (last + 1 < table_.rows_size() &&
             table_.rows(last + 1).section() == table_.rows(r).section()) {
        ++last;
      }
      Span(sheet, kFirstRow + Row(r), 0, kFirstRow + Row(last), 0,
           table_.rows(r).section(), label_);
      r = last + 1;
    }
  }

  void WriteCell(lxw_worksheet* sheet, int r, int c) {
    const v1::TableCell& cell = table_.rows(r).cells(c);
    const CellForm form = FormOf(table_, r, c);
    const lxw_row_t row = kFirstRow + Row(r);
    const lxw_col_t column = Column(kFirstColumn + c);
    if (cell.has_value()) {
      worksheet_write_number(sheet, row, column, cell.value().value(),
                             NumberFormat(form));
    } else {
      worksheet_write_string(sheet, row, column, CellText(cell, form).c_str(),
                             NumberFormat(form));
    }
  }

  lxw_format* NumberFormat(const CellForm& form) {
    std::string code =
        form.decimals == 0
            ? "0"
            : absl::StrCat("0.", std::string(form.decimals, '0'));
    if (form.unit == "ratio") code += "%";
    lxw_format*& format = numbers_[code];
    if (format == nullptr) {
      format = workbook_add_format(book_);
      format_set_num_format(format, code.c_str());
      format_set_border(format, LXW_BORDER_THIN);
      format_set_align(format, LXW_ALIGN_RIGHT);
    }
    return format;
  }

  void WriteNotes(lxw_worksheet* sheet) {
    lxw_row_t row = 0;
    for (const auto& [name, text] : IdentityLines(table_)) {
      const bool is_title = text.empty();
      worksheet_write_string(sheet, row, 0, name.c_str(),
                             is_title ? title_ : label_);
      if (!is_title) {
        worksheet_write_string(sheet, row, 1, text.c_str(), label_);
      }
      ++row;
    }
    worksheet_set_column(sheet, 0, 0, 34, nullptr);
    worksheet_set_column(sheet, 1, 1, 90, nullptr);
  }

  const v1::EvaluateTableResponse& table_;
  lxw_workbook* book_;
  lxw_format *title_ = nullptr, *head_ = nullptr, *label_ = nullptr;
  std::map<std::string, lxw_format*> numbers_;
};

}  // namespace

absl::Status WriteXlsx(const v1::EvaluateTableResponse& table,
                       const std::string& path) {
  // The library tells of it on standard error only.
  if (!std::ofstream(path, std::ios::binary).good()) {
    return absl::UnavailableError(
        absl::StrCat("the workbook cannot be written: ", std::strerror(errno)));
  }
  return Writer(table, path).Write();
}

}  // namespace jalon::sheet
