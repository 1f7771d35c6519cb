#include "tools/jalon/figure_options.h"

#include <iostream>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "tools/jalon/connection.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

template <typename Counts>
void PrintCounts(const char* title, const Counts& counts) {
  Table table({title, "units"});
  for (const auto& [name, count] :
       std::map<std::string, uint64_t>(counts.begin(), counts.end())) {
    table.Add({name, Count(count)});
  }
  if (table.rows() > 0) std::cout << table.ToString("  ");
}

// The cells of a table: those of the rows that have the same columns together,
// "sex.f total / sdd oriented".
std::string TableCells(const v1::ExplainedUnit& unit) {
  std::vector<std::pair<std::string, std::string>> rows;  // And columns.
  for (const std::string& cell : unit.cells()) {
    const std::pair<std::string, std::string> ids =
        absl::StrSplit(cell, absl::MaxSplits(" / ", 1));
    if (rows.empty() || rows.back().first != ids.first) {
      rows.push_back(ids);
    } else {
      absl::StrAppend(&rows.back().second, " ", ids.second);
    }
  }
  std::vector<std::pair<std::string, std::string>> groups;
  for (const auto& [row, columns] : rows) {
    if (groups.empty() || groups.back().second != columns) {
      groups.emplace_back(row, columns);
    } else {
      absl::StrAppend(&groups.back().first, " ", row);
    }
  }
  return absl::StrJoin(groups, ", ", absl::PairFormatter(" / "));
}

// What a unit adds to the cell that is asked.
std::string AddedToCell(const v1::ExplainedUnit& unit) {
  return unit.denominator() == 0
             ? absl::StrCat("adds ", unit.numerator())
             : absl::StrCat("adds ", unit.numerator(), "/", unit.denominator());
}

// How the cells of a unit are told.
enum class Cells { kOfBreakdown, kOfTable, kAsked };

Cells CellsOf(const v1::FigureRequest& figure, const BehindOptions& options) {
  if (!figure.has_table()) return Cells::kOfBreakdown;
  return options.cell.empty() ? Cells::kOfTable : Cells::kAsked;
}

std::string CellsText(const v1::ExplainedUnit& unit, Cells cells) {
  if (unit.cells().empty()) return "";
  if (cells == Cells::kOfTable) return TableCells(unit);
  return cells == Cells::kAsked ? AddedToCell(unit)
                                : absl::StrJoin(unit.cells(), ", ");
}

std::string Detail(const v1::ExplainedUnit& unit, Cells cells) {
  std::vector<std::string> parts;
  if (unit.has_days()) parts.push_back(absl::StrCat(unit.days(), " days"));
  if (!unit.group().empty()) parts.push_back(unit.group());
  if (!unit.legal().empty()) {
    parts.push_back(
        absl::StrCat(unit.legal(), " (due ", OrDash(unit.due()), ")"));
  }
  if (unit.has_break_()) {
    parts.push_back(absl::StrCat(unit.break_().exposed_days(), " exposed"));
    if (unit.break_().has_tolerance()) {
      parts.push_back(absl::StrCat("tolerance ", unit.break_().tolerance()));
    }
    if (!unit.break_().organisation().empty()) {
      parts.push_back(unit.break_().organisation());
    }
  }
  if (!unit.enrolment().empty()) parts.push_back(unit.enrolment());
  if (unit.class_() == "EXPOSED_DAYS") {
    parts.push_back(
        absl::StrCat(unit.numerator(), " of ", unit.denominator(), " days"));
  }
  std::string text = CellsText(unit, cells);
  if (!text.empty()) parts.push_back(std::move(text));
  return absl::StrJoin(parts, "; ");
}

std::string ClassOf(const v1::ExplainedUnit& unit) {
  return unit.step().empty() ? unit.class_()
                             : absl::StrCat(unit.class_(), " ", unit.step());
}

// The cells of a table: the one that is asked; all where no unit is told.
void PrintCells(const v1::ExplainResponse& response,
                const std::vector<std::string>& asked) {
  if (asked.empty()) {
    if (response.classes().empty()) PrintCounts("cell", response.cells());
    return;
  }
  const std::string name = absl::StrJoin(asked, " / ");
  const auto found = response.cells().find(name);
  if (found == response.cells().end()) return;
  PrintCounts("cell", std::map<std::string, uint64_t>{{name, found->second}});
}

void PrintExplanation(const v1::ExplainResponse& response, Cells cells,
                      const std::vector<std::string>& asked) {
  PrintCounts("class", response.classes());
  PrintCells(response, asked);
  PrintCounts("left out by", response.left_out());
  if (response.units_size() == 0) return;
  Table table({"person", "class", "day", "until", "detail", "events"});
  for (const v1::ExplainedUnit& unit : response.units()) {
    table.Add({unit.person(), ClassOf(unit), OrDash(unit.day()),
               OrDash(unit.stop()), Detail(unit, cells),
               absl::StrJoin(unit.events(), " ")});
  }
  std::cout << table.ToString();
  if (!response.next_page_token().empty()) {
    std::cout << "… of " << Count(response.listed())
              << "; --limit gives more, --class, --cell and --person narrow\n";
  }
}

std::string Text(const v1::Number& number) {
  return number.has_fraction() ? number.fraction() : Decimal(number.value());
}

void PrintComparison(const v1::CompareResponse& response, Cells cells) {
  std::cout << "Before: " << Dates(response.before())
            << "\nAfter:  " << Dates(response.after()) << "\n";
  Table causes({"cause", "persons", "units changed"});
  std::vector<std::string> header = {"value", "before", "after", "difference"};
  for (const v1::CompareCause& cause : response.causes()) {
    causes.Add({cause.cause(), Count(cause.persons()), Count(cause.units())});
    header.push_back(cause.cause());
  }
  std::cout << causes.ToString("  ");
  Table values(header);
  for (const v1::ComparedValue& value : response.values()) {
    if (value.has_difference() && value.difference().value() == 0 &&
        value.before().value() == 0) {
      continue;
    }
    std::vector<std::string> row = {
        value.name(), value.has_before() ? Text(value.before()) : "–",
        value.has_after() ? Text(value.after()) : "–",
        value.has_difference() ? Text(value.difference()) : "–"};
    for (int i = 0; i < response.causes_size(); ++i) {
      row.push_back(i < value.parts_size() ? Text(value.parts(i)) : "–");
    }
    values.Add(std::move(row));
  }
  if (values.rows() > 0) std::cout << values.ToString();
  Table units({"cause", "person", "before", "after", "detail", "events"});
  for (const v1::ComparedUnit& unit : response.units()) {
    const v1::ExplainedUnit& last =
        unit.has_after() ? unit.after() : unit.before();
    units.Add({unit.cause(), last.person(),
               unit.has_before() ? ClassOf(unit.before()) : "–",
               unit.has_after() ? ClassOf(unit.after()) : "–",
               Detail(last, cells), absl::StrJoin(last.events(), " ")});
  }
  if (units.rows() > 0) std::cout << units.ToString();
}

// The other run: the dates given in place of the first one's.
template <typename Request>
void Change(const BehindOptions& options, Request* request) {
  if (!options.known_at.empty()) {
    request->mutable_at()->set_known_at(options.known_at);
  }
  if (!options.as_of.empty()) request->mutable_at()->set_as_of(options.as_of);
}
template <typename Request>
void ChangePeriod(const BehindOptions& options, Request* request) {
  Change(options, request);
  if (!options.from.empty()) request->set_from(options.from);
  if (!options.to.empty()) request->set_to(options.to);
}

void RunCompare(v1::EvaluationService::Stub* stub, const BehindOptions& options,
                const v1::FigureRequest& figure, Globals* globals) {
  v1::CompareRequest request;
  *request.mutable_before() = figure;
  *request.mutable_after() = figure;
  request.set_page_size(options.limit);
  v1::FigureRequest* after = request.mutable_after();
  if (after->has_delay()) ChangePeriod(options, after->mutable_delay());
  if (after->has_landmark()) ChangePeriod(options, after->mutable_landmark());
  if (after->has_breaks()) ChangePeriod(options, after->mutable_breaks());
  if (after->has_pact()) ChangePeriod(options, after->mutable_pact());
  if (after->has_table()) Change(options, after->mutable_table());
  v1::CompareResponse response;
  if (!Call(stub, &v1::EvaluationService::Stub::Compare, request, &response,
            globals)) {
    return;
  }
  if (globals->json) return PrintJson(response);
  PrintComparison(response, CellsOf(figure, options));
}

// The cell as the request has it: a table's is written ROW/COLUMN.
std::vector<std::string> AskedCell(const v1::FigureRequest& figure,
                                   const BehindOptions& options) {
  if (!figure.has_table() || options.cell.size() != 1) return options.cell;
  return absl::StrSplit(options.cell[0], absl::MaxSplits('/', 1));
}

void RunExplain(v1::EvaluationService::Stub* stub, const BehindOptions& options,
                const v1::FigureRequest& figure, Globals* globals) {
  const std::vector<std::string> cell = AskedCell(figure, options);
  v1::ExplainRequest request;
  *request.mutable_figure() = figure;
  request.set_class_(options.class_name);
  request.set_person(options.person);
  request.mutable_cell()->Add(cell.begin(), cell.end());
  request.set_page_size(options.limit);
  v1::ExplainResponse response;
  if (!Call(stub, &v1::EvaluationService::Stub::Explain, request, &response,
            globals)) {
    return;
  }
  if (globals->json) return PrintJson(response);
  PrintExplanation(response, CellsOf(figure, options), cell);
}

}  // namespace

void AddVersionOnEventDate(CLI::App* command, bool* chosen) {
  command->add_flag("--version-on-event-date", *chosen,
                    "axes, funding and zones by the pact's version of each "
                    "event's date, not that of as_of");
}

void FilterOptions::Add(CLI::App* command) {
  command->add_option("--zone", zones, "only these zones");
  AddVersionOnEventDate(command, &version_on_event_date);
  command->add_option("--track", tracks, "only these tracks");
  command->add_option("--organisation", organisations,
                      "only these organisations");
}

v1::Filter FilterOptions::ToProto() const {
  v1::Filter filter;
  filter.mutable_zones()->Add(zones.begin(), zones.end());
  filter.mutable_tracks()->Add(tracks.begin(), tracks.end());
  filter.mutable_organisations()->Add(organisations.begin(),
                                      organisations.end());
  if (version_on_event_date) filter.set_pact_versions(v1::ON_EVENT_DATE);
  return filter;
}

void BehindOptions::AddCommon(CLI::App* command, const char* classes,
                              const char* cells) {
  command->add_flag("--explain", explain,
                    "what is behind: the units, the events that decided, who "
                    "was left out by which step");
  command->add_option("--class", class_name, classes);
  command->add_option("--cell", cell, cells);
  command->add_option("--person", person, "explains one person: caf:0000001");
  command->add_option("--limit", limit, "rows at most, 1 to 10 000")
      ->capture_default_str();
  command->add_option("--compare-known-at", known_at,
                      "why the figure known on that day differs");
  command->add_option("--compare-as-of", as_of,
                      "why the figure as of that day differs");
}

void BehindOptions::Add(CLI::App* command) {
  AddCommon(command, "explains one class: REACHED, WAITING, LEFT_OUT …",
            "explains one cell of the breakdown");
  command->add_option("--compare-from", from, "another first day");
  command->add_option("--compare-to", to, "another last day");
}

void BehindOptions::AddForTable(CLI::App* command) {
  AddCommon(command, "explains one class: COUNTED, LEFT_OUT",
            "explains one cell, by the ids of its row and column: ROW/COLUMN");
}

bool RunBehind(v1::EvaluationService::Stub* stub, const BehindOptions& options,
               const v1::FigureRequest& figure, Globals* globals) {
  if (options.compares() && options.narrows()) {
    std::cerr << "jalon: --class, --cell and --person explain: leave them out, "
                 "or --compare-…\n";
    globals->exit_code = kUsage;
    return true;
  }
  if (options.compares()) {
    RunCompare(stub, options, figure, globals);
    return true;
  }
  if (!options.explains()) return false;
  RunExplain(stub, options, figure, globals);
  return true;
}

}  // namespace jalon::cli
