#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/figure_options.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

struct Options {
  std::string from, to;
  std::vector<std::string> types, tolerances, breakdown;
  FilterOptions filter;
  BehindOptions behind;
};

void PrintFigure(const v1::BreaksFigure& figure) {
  Table table({"type", "breaks", "persons"});
  for (const auto& [type, count] : std::map<std::string, uint64_t>(
           figure.by_type().begin(), figure.by_type().end())) {
    const auto persons = figure.persons_by_type().find(type);
    table.Add({type, Count(count),
               persons == figure.persons_by_type().end()
                   ? "–"
                   : Count(persons->second)});
  }
  table.Add({"all", Count(figure.count()), Count(figure.persons())});
  std::cout << table.ToString("  ");
  std::cout << Count(figure.exposed_days()) << " exposed days, "
            << Count(figure.days_in_break()) << " in a break; ";
  if (figure.has_per_100_person_years()) {
    std::cout << Decimal(figure.per_100_person_years().value())
              << " breaks per 100 person-years\n";
  } else {
    std::cout << "nobody exposed\n";
  }
  if (figure.continuity().has_rate()) {
    std::cout << "Continuity: " << Percent(figure.continuity().rate())
              << " of the exposed days have a referent, a valid contract, and "
                 "an action or a recent contact\n";
  }
  if (figure.duration().has_median()) {
    std::cout << "Median duration " << figure.duration().median()
              << " days (open ones censored)\n";
  }
  std::cout << Count(figure.at_risk()) << " gaps at risk\n";
}

void PrintCells(const v1::EvaluateBreaksResponse& response) {
  if (response.cells_size() == 0) return;
  Table table({"cell", "breaks", "persons", "per 100 person-years",
               "days in break", "continuity"});
  for (const v1::BreaksCell& cell : response.cells()) {
    const v1::BreaksFigure& figure = cell.figure();
    const bool shown = figure.status() == v1::OK;
    table.Add(
        {absl::StrJoin(cell.key(), " / "),
         shown ? Count(figure.count()) : v1::FigureStatus_Name(figure.status()),
         shown ? Count(figure.persons()) : "–",
         figure.has_per_100_person_years()
             ? Decimal(figure.per_100_person_years().value())
             : "–",
         shown ? Count(figure.days_in_break()) : "–",
         figure.continuity().has_rate() ? Percent(figure.continuity().rate())
                                        : "–"});
  }
  std::cout << table.ToString();
}

bool FillTolerances(const Options& options, v1::EvaluateBreaksRequest* request,
                    Globals* globals) {
  for (const std::string& tolerance : options.tolerances) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(tolerance, absl::MaxSplits('=', 1));
    uint32_t days = 0;
    if (!absl::SimpleAtoi(parts.second, &days)) {
      std::cerr << "jalon: --tolerance is TYPE=DAYS, for instance "
                   "NO_CONTACT=45\n";
      globals->exit_code = kUsage;
      return false;
    }
    (*request->mutable_tolerances())[parts.first] = days;
  }
  return true;
}

void Run(const Options& options, Globals* globals) {
  v1::EvaluateBreaksRequest request;
  if (!FillTolerances(options, &request, globals)) return;
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::EvaluationService::NewStub(channel);
  request.set_territory(globals->territory);
  *request.mutable_at() = AtOf(*globals);
  request.set_from(options.from);
  request.set_to(options.to);
  request.mutable_types()->Add(options.types.begin(), options.types.end());
  request.mutable_breakdown()->Add(options.breakdown.begin(),
                                   options.breakdown.end());
  *request.mutable_filter() = options.filter.ToProto();
  v1::FigureRequest figure;
  *figure.mutable_breaks() = request;
  if (RunBehind(stub.get(), options.behind, figure, globals)) return;
  v1::EvaluateBreaksResponse response;
  if (!Call(stub.get(), &v1::EvaluationService::Stub::EvaluateBreaks, request,
            &response, globals)) {
    return;
  }
  if (globals->json) {
    PrintJson(response);
    return;
  }
  std::cout << "Continuity breaks detected from " << options.from << " to "
            << options.to << ", "
            << v1::FigureStatus_Name(response.header().status()) << ", "
            << Dates(response.header()) << "\n";
  if (response.header().status() == v1::NO_DATA) return;
  PrintFigure(response.figure());
  PrintCells(response);
}

}  // namespace

void AddBreaks(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app->add_subcommand(
      "breaks",
      "continuity breaks: figures by type, by cell, and what is behind");
  command->add_option("--from", options->from, "first day of the period")
      ->required();
  command->add_option("--to", options->to, "its last day")->required();
  command->add_option("--type", options->types,
                      "only these types: NOT_ORIENTED, NO_CONTACT …");
  command->add_option("--tolerance", options->tolerances,
                      "another tolerance, TYPE=DAYS");
  command->add_option("--by", options->breakdown,
                      "one or two dimensions, crossed: zone, organisation, "
                      "track, axis, sex …");
  options->filter.Add(command);
  options->behind.Add(command);
  command->footer(
      "Examples:\n"
      "  jalon breaks --from 2019-01-01 --to 2019-12-31 --as-of 2019-12-31\n"
      "  jalon breaks --from 2019-01-01 --to 2019-12-31 --type NO_CONTACT "
      "--tolerance NO_CONTACT=45 --explain");
  command->callback([options, globals] { Run(*options, globals); });
}

}  // namespace jalon::cli
