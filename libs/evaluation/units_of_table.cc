#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/table_asked.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;

// What a unit adds to a cell: to a mean its days and one, to a rate one or
// none, and one.
struct Share {
  int64_t numerator = 0, denominator = 0;
};
// By row and column.
using Shares = std::map<std::pair<size_t, size_t>, Share>;

class Source final : public UnitSource {
 public:
  explicit Source(const Context& context) : context_(context) {}

  absl::Status Read(const v1::EvaluateTableRequest& request) {
    RETURN_IF_ERROR(asked_.Read(context_, request));
    for (const TableLine& row : layout().rows) {
      std::vector<std::string>& names = names_.emplace_back();
      for (const TableLine& column : layout().columns) {
        names.push_back(CellName(row.id, column.id));
      }
    }
    return absl::OkStatus();
  }

  absl::Status AskCell(const std::string& cell) override {
    for (const std::vector<std::string>& row : names_) {
      if (std::count(row.begin(), row.end(), cell) > 0) {
        cell_ = cell;
        return absl::OkStatus();
      }
    }
    return absl::InvalidArgumentError(
        absl::StrCat("cell: '", cell, "' is none of ", asked_.spec->id,
                     "; give the id of a row, then of a column"));
  }

  void Append(size_t, const Pathway& pathway,
              std::vector<v1::ExplainedUnit>* out) const override {
    if (!pathway::HasPathwayFact(pathway)) return;
    std::vector<TableUnit> units;
    asked_.table->Append(pathway, &units);
    for (const TableUnit& unit : units) {
      out->push_back(Explained(pathway, unit));
    }
  }

  std::string definition() const override { return asked_.spec->id; }
  uint32_t version() const override { return asked_.spec->version; }

 private:
  const TableLayout& layout() const { return asked_.table->layout(); }

  v1::ExplainedUnit Explained(const Pathway& pathway,
                              const TableUnit& unit) const {
    v1::ExplainedUnit out;
    out.set_day(base::FormatDay(unit.day));
    out.set_stop(base::FormatDay(unit.stop));
    const pathway::StringTable& strings = context_.view->strings();
    SetPlace(pathway, strings, unit.spell, unit.enrolment, &out);
    std::vector<int> named;
    for (const int event : unit.events) {
      if (event < 0 || std::count(named.begin(), named.end(), event) > 0) {
        continue;
      }
      named.push_back(event);
      out.add_events(EventName(pathway, strings, event));
    }
    if (unit.step != nullptr) {
      out.set_class_(kLeftOut);
      out.set_step(unit.step);
      return out;
    }
    out.set_class_("COUNTED");
    for (const auto& [at, share] : SharesOf(unit)) {
      const std::string& name = names_[at.first][at.second];
      out.add_cells(name);
      if (name != cell_) continue;
      out.set_numerator(share.numerator);
      out.set_denominator(share.denominator);
    }
    return out;
  }

  Shares SharesOf(const TableUnit& unit) const {
    Shares out;
    for (const TableAddition& one : unit.additions) {
      if (layout().StatusOf(one.row, one.column) == v1::OK) {
        Share& share = out[{one.row, one.column}];
        share.numerator += one.number;
        share.denominator += one.is_days;
      }
      AddToRates(one, &out);
    }
    return out;
  }

  // A rate is of two lines: what adds to one of them adds to it.
  void AddToRates(const TableAddition& one, Shares* out) const {
    const bool by_row = layout().rules_of_rows;
    const auto& lines = by_row ? layout().rows : layout().columns;
    const auto added = static_cast<int>(by_row ? one.row : one.column);
    for (size_t i = 0; i < lines.size(); ++i) {
      const TableLine& line = lines[i];
      if (line.rule != CellRule::kRatio ||
          (line.numerator != added && line.denominator != added)) {
        continue;
      }
      const size_t row = by_row ? i : one.row, column = by_row ? one.column : i;
      if (layout().StatusOf(row, column) != v1::OK) continue;
      Share& share = (*out)[{row, column}];
      if (line.numerator == added) share.numerator += one.number;
      if (line.denominator == added) share.denominator += one.number;
    }
  }

  const Context& context_;
  AskedTable asked_;
  std::vector<std::vector<std::string>> names_;  // By row, by column.
  std::string cell_;                             // Empty: none is asked.
};

}  // namespace

absl::StatusOr<std::unique_ptr<UnitSource>> TableUnits(
    const Context& context, const v1::EvaluateTableRequest& request) {
  auto source = std::make_unique<Source>(context);
  RETURN_IF_ERROR(source->Read(request));
  return source;
}

}  // namespace jalon::evaluation
