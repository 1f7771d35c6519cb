#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

struct Options {
  std::string from, to;
  std::vector<std::string> types, tolerances, zones, tracks, organisations;
  bool list = false;
};

void PrintFigure(const v1::EvaluateBreaksResponse& response) {
  Table table({"type", "breaks", "persons"});
  for (const auto& [type, count] : std::map<std::string, uint64_t>(
           response.by_type().begin(), response.by_type().end())) {
    const auto persons = response.persons_by_type().find(type);
    table.Add({type, Count(count),
               persons == response.persons_by_type().end()
                   ? "–"
                   : Count(persons->second)});
  }
  table.Add({"all", Count(response.count()), Count(response.persons())});
  std::cout << table.ToString("  ");
  std::cout << Count(response.exposed_days()) << " exposed days, "
            << Count(response.days_in_break()) << " in a break; ";
  if (response.has_per_100_person_years()) {
    std::cout << Decimal(response.per_100_person_years().value())
              << " breaks per 100 person-years\n";
  } else {
    std::cout << "nobody exposed\n";
  }
  if (response.continuity().has_rate()) {
    std::cout << "Continuity: " << Percent(response.continuity().rate())
              << " of the exposed days have a referent, a valid contract, and "
                 "an action or a recent contact\n";
  }
  if (response.duration().has_median()) {
    std::cout << "Median duration " << response.duration().median()
              << " days (open ones censored)\n";
  }
  std::cout << Count(response.at_risk_count()) << " gaps at risk\n";
}

void PrintList(const v1::EvaluateBreaksResponse& response) {
  Table table({"person", "type", "from", "to", "detected", "exposed",
               "tolerance", "organisation", "axes"});
  const auto add = [&](const v1::BreakItem& item) {
    std::string axes;
    for (const std::string& axis : item.axes()) {
      absl::StrAppend(&axes, axes.empty() ? "" : " ", axis);
    }
    table.Add({item.person(), item.type(), item.g0(),
               item.open() ? "open" : item.g1(),
               item.detected_on().empty() ? "at risk" : item.detected_on(),
               absl::StrCat(item.exposed_days()),
               item.has_tolerance() ? absl::StrCat(item.tolerance()) : "–",
               OrDash(item.organisation()), OrDash(axes)});
  };
  for (const v1::BreakItem& item : response.breaks()) add(item);
  for (const v1::BreakItem& item : response.at_risk()) add(item);
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
  request.set_with_items(options.list);
  request.mutable_types()->Add(options.types.begin(), options.types.end());
  v1::Filter* filter = request.mutable_filter();
  filter->mutable_zones()->Add(options.zones.begin(), options.zones.end());
  filter->mutable_tracks()->Add(options.tracks.begin(), options.tracks.end());
  filter->mutable_organisations()->Add(options.organisations.begin(),
                                       options.organisations.end());
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
  PrintFigure(response);
  if (options.list) PrintList(response);
}

}  // namespace

void AddBreaks(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app->add_subcommand(
      "breaks", "continuity breaks: figures by type, and the list");
  command->add_option("--from", options->from, "first day of the period")
      ->required();
  command->add_option("--to", options->to, "its last day")->required();
  command->add_option("--type", options->types,
                      "only these types: NOT_ORIENTED, NO_CONTACT …");
  command->add_option("--tolerance", options->tolerances,
                      "another tolerance, TYPE=DAYS");
  command->add_option("--zone", options->zones, "only these zones");
  command->add_option("--track", options->tracks, "only these tracks");
  command->add_option("--organisation", options->organisations,
                      "only these organisations");
  command->add_flag("--list", options->list, "one row a break or gap at risk");
  command->footer(
      "Examples:\n"
      "  jalon breaks --from 2019-01-01 --to 2019-12-31 --as-of 2019-12-31\n"
      "  jalon breaks --from 2019-01-01 --to 2019-12-31 --type NO_CONTACT "
      "--tolerance NO_CONTACT=45 --list");
  command->callback([options, globals] { Run(*options, globals); });
}

}  // namespace jalon::cli
