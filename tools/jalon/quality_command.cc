#include <iostream>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

struct Options {
  std::string from, to;
  uint32_t percent = 0;
  uint32_t minimum_events = 0;
  bool has_minimum = false;
  bool list = false;
};

std::string Days(bool given, int days) {
  return given ? absl::StrCat(days) : "–";
}

void PrintSources(const v1::EvaluateQualityResponse& response) {
  Table sent({"source", "facts", "persons", "corrections", "retractions",
              "last recorded",
              absl::StrCat(response.percent(), " % complete to")});
  Table late({"source", "days", "median", "90 %", "95 %", "most", "before"});
  for (const v1::SourceQuality& source : response.sources()) {
    // A source that sent nothing is not there: this one is hidden.
    const bool hidden =
        source.events() + source.corrections() + source.retractions() == 0;
    const auto count = [&](uint64_t number) {
      return hidden ? "–" : Count(number);
    };
    sent.Add({source.source(), count(source.events()), count(source.persons()),
              count(source.corrections()), count(source.retractions()),
              OrDash(source.last_recorded()), OrDash(source.complete_to())});
    const auto add = [&](const char* name, const v1::Lateness& days) {
      late.Add({source.source(), name, Days(days.has_median(), days.median()),
                Days(days.has_p90(), days.p90()),
                Days(days.has_p95(), days.p95()),
                Days(days.has_max(), days.max()), count(days.negative())});
    };
    add("effective to received", source.effective_to_received());
    add("received to recorded", source.received_to_recorded());
    add("effective to recorded", source.effective_to_recorded());
  }
  std::cout << sent.ToString("  ")
            << "Lateness, in days (before: announced before it was true)\n"
            << late.ToString("  ");
}

void PrintCounts(const v1::EvaluateQualityResponse& response) {
  Table table({"to look at", "count", "persons"});
  const auto add = [&](const std::string& kind, uint64_t count) {
    const auto persons = response.persons().find(kind);
    const bool hidden = persons == response.persons().end();
    table.Add({kind, hidden ? "–" : Count(count),
               hidden ? "–" : Count(persons->second)});
  };
  add("UNKNOWN_START", response.unknown_start());
  add("PARKED", response.parked());
  add("UNKNOWN_ACTION", response.unknown_actions());
  add("UNKNOWN_ORGANISATION", response.unknown_organisations());
  add("OVERLAP", response.overlaps());
  add("IDENTITY", response.identity_anomalies());
  for (const auto& [code, count] : std::map<std::string, uint64_t>(
           response.flags().begin(), response.flags().end())) {
    add(code, count);
  }
  std::cout << table.ToString("  ");
}

void PrintItems(const v1::EvaluateQualityResponse& response) {
  Table table({"kind", "persons", "events", "what"});
  for (const v1::QualityItem& item : response.items()) {
    table.Add({item.kind(), OrDash(absl::StrJoin(item.persons(), " ")),
               OrDash(absl::StrJoin(item.events(), " ")), OrDash(item.what())});
  }
  std::cout << table.ToString();
  for (const auto& [kind, count] :
       std::map<std::string, uint64_t>(response.items_left_out().begin(),
                                       response.items_left_out().end())) {
    std::cout << "and " << Count(count) << " more " << kind << "\n";
  }
}

void Run(const Options& options, Globals* globals) {
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::EvaluationService::NewStub(channel);
  v1::EvaluateQualityRequest request;
  request.set_territory(globals->territory);
  *request.mutable_at() = AtOf(*globals);
  request.set_from(options.from);
  request.set_to(options.to);
  request.set_percent(options.percent);
  if (options.has_minimum) request.set_minimum_events(options.minimum_events);
  v1::EvaluateQualityResponse response;
  if (!Call(stub.get(), &v1::EvaluationService::Stub::EvaluateQuality, request,
            &response, globals)) {
    return;
  }
  if (globals->json) {
    PrintJson(response);
    return;
  }
  std::cout << "Quality of the data, "
            << v1::FigureStatus_Name(response.header().status()) << ", "
            << Dates(response.header()) << "\n";
  if (response.header().status() == v1::NO_DATA) return;
  PrintSources(response);
  PrintCounts(response);
  if (options.list) PrintItems(response);
}

}  // namespace

void AddQuality(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app->add_subcommand(
      "quality", "lateness, completeness and anomalies of what partners send");
  command->add_option("--from", options->from,
                      "sources: first day of recording (default: no bound)");
  command->add_option("--to", options->to, "sources: last day of recording");
  command
      ->add_option("--percent", options->percent,
                   "share of the facts that makes a day complete, in % "
                   "(default: 95)")
      ->check(CLI::Range(1, 100));
  CLI::Option* minimum = command->add_option(
      "--minimum-events", options->minimum_events,
      "fewest facts of a source that tell its completeness (default: 30)");
  command->add_flag("--list", options->list,
                    "one row a thing to look at (with access to persons)");
  command->footer(
      "Examples:\n"
      "  jalon quality --territory 34 --as-of 2019-12-31\n"
      "  jalon quality --from 2019-01-01 --to 2019-12-31 --percent 90 --list");
  command->callback([options, minimum, globals] {
    options->has_minimum = minimum->count() > 0;
    Run(*options, globals);
  });
}

}  // namespace jalon::cli
