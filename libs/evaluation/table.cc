#include "libs/evaluation/table.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/table_asked.h"

namespace jalon::evaluation {
namespace {

constexpr uint32_t kFirstYear = 1990, kLastYear = 2100;

const std::vector<TableSpec>& Specs() {
  static const auto* const specs = [] {
    auto* out = new std::vector<TableSpec>;
    for (const auto& tables : {OarsaTables(), PlanPauvreteTables()}) {
      out->insert(out->end(), tables.begin(), tables.end());
    }
    out->push_back(FseTable());
    out->push_back(IaeTable());
    return out;
  }();
  return *specs;
}

absl::StatusOr<const TableSpec*> FindSpec(const std::string& id) {
  std::string known;
  for (const TableSpec& spec : Specs()) {
    if (spec.id == id) return &spec;
    absl::StrAppend(&known, known.empty() ? "" : ", ", spec.id);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("table: '", id, "' is none of ", known));
}

absl::StatusOr<Period> YearOf(uint32_t year) {
  if (year < kFirstYear || year > kLastYear) {
    return absl::InvalidArgumentError(absl::StrCat(
        "year: give the reference year, ", kFirstYear, " to ", kLastYear));
  }
  return Period{base::ParseDay(absl::StrCat(year, "-01-01")).value(),
                base::ParseDay(absl::StrCat(year, "-12-31")).value()};
}

absl::Status CheckAsOf(const TableSpec& spec, const Period& year, Day as_of) {
  if (as_of == year.to || (spec.follows_up && as_of > year.to)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "at.as_of: that of ", spec.id, " is ", base::FormatDay(year.to),
      spec.follows_up ? " or later" : "", "; leave it out"));
}

void FillDefinition(const TableSpec& spec, v1::TableDefinition* out) {
  out->set_id(spec.id);
  out->set_title(spec.title);
  out->set_source(spec.source);
}

TableGrid GridOf(const Context& context, const Table& table) {
  const size_t shards = ShardsOf(context);
  std::vector<TableGrid> grids(shards, TableGrid(table.layout()));
  std::vector<std::vector<TableUnit>> scratch(shards);
  EachPathway(context, shards,
              [&](size_t shard, size_t, const pathway::Pathway& pathway) {
                std::vector<TableUnit>& units = scratch[shard];
                units.clear();
                table.Append(pathway, &units);
                for (const TableUnit& unit : units) grids[shard].Add(unit);
              });
  TableGrid total(table.layout());
  for (const TableGrid& grid : grids) total.Merge(grid);
  return total;
}

}  // namespace

std::vector<v1::TableDefinition> TableDefinitions() {
  std::vector<v1::TableDefinition> out;
  for (const TableSpec& spec : Specs()) {
    FillDefinition(spec, &out.emplace_back());
  }
  return out;
}

absl::StatusOr<v1::EvaluateTableRequest> CompleteTableRequest(
    v1::EvaluateTableRequest request) {
  ASSIGN_OR_RETURN(const TableSpec* spec, FindSpec(request.table()));
  ASSIGN_OR_RETURN(const Period year, YearOf(request.year()));
  v1::At* at = request.mutable_at();
  if (at->as_of().empty()) at->set_as_of(base::FormatDay(year.to));
  const std::optional<Day> as_of = base::ParseDay(at->as_of());
  if (!as_of.has_value()) {
    return absl::InvalidArgumentError("at.as_of: write a date as 2024-12-31");
  }
  RETURN_IF_ERROR(CheckAsOf(*spec, year, *as_of));
  const bool given =
      at->known_case() == v1::At::kKnownAtPosition || !at->known_at().empty();
  if (!given) at->set_known_at(at->as_of());
  return request;
}

absl::Status AskedTable::Read(const Context& context,
                              const v1::EvaluateTableRequest& request) {
  ASSIGN_OR_RETURN(spec, FindSpec(request.table()));
  ASSIGN_OR_RETURN(const Period year, YearOf(request.year()));
  RETURN_IF_ERROR(CheckAsOf(*spec, year, context.as_of));
  ASSIGN_OR_RETURN(options, TableOptions::Read(spec->options, request));
  ASSIGN_OR_RETURN(table, spec->make({context, options, year}));
  return absl::OkStatus();
}

std::string CellName(const std::string& row, const std::string& column) {
  return absl::StrCat(row, " / ", column);
}

absl::StatusOr<v1::EvaluateTableResponse> EvaluateTable(
    const Context& context, const v1::EvaluateTableRequest& request) {
  AskedTable asked;
  RETURN_IF_ERROR(asked.Read(context, request));
  const TableSpec& spec = *asked.spec;

  v1::EvaluateTableResponse response;
  const bool no_data = HasNoData(context);
  FillHeader(context, no_data ? v1::NO_DATA : v1::OK, spec.id, spec.version,
             response.mutable_header());
  FillDefinition(spec, response.mutable_table());
  for (const TableOptionSpec& one : spec.options) {
    v1::TableOption* option = response.add_options();
    option->set_name(one.name);
    option->set_value(asked.options.Text(one.name));
    option->set_meaning(one.meaning);
  }
  FillTable(asked.table->layout(), GridOf(context, *asked.table), no_data,
            &response);
  for (std::string& note : asked.table->Notes()) {
    *response.add_notes() = std::move(note);
  }
  return response;
}

}  // namespace jalon::evaluation
