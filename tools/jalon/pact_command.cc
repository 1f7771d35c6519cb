#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "jalon/v1/evaluation.grpc.pb.h"
#include "libs/rules/check.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/figure_options.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

struct Options {
  std::string pact, from, to, indicator;
  std::vector<std::string> breakdown;
  bool version_on_event_date = false;
  BehindOptions behind;
};

std::string Value(v1::FigureStatus status, bool has_value,
                  const v1::Number& value, const std::string& unit) {
  if (status != v1::OK || !has_value) return v1::FigureStatus_Name(status);
  if (unit == "ratio") return Percent(value);
  if (value.value() ==
      static_cast<double>(static_cast<int64_t>(value.value()))) {
    return Count(static_cast<uint64_t>(value.value()));
  }
  return Decimal(value.value());
}

std::string Target(const v1::IndicatorFigure& figure) {
  if (!figure.has_target()) return "";
  const v1::TargetResult& target = figure.target();
  return absl::StrCat(target.direction() == "AT_LEAST" ? "≥ " : "≤ ",
                      target.value(),
                      !target.has_met() ? " ?"
                      : target.met()    ? " met"
                                        : " missed");
}

// Rows are indicators, columns the cells of the breakdown.
void Print(const v1::EvaluatePactResponse& response) {
  std::vector<std::string> keys;
  for (const v1::IndicatorFigure& figure : response.indicators()) {
    for (const v1::IndicatorCell& cell : figure.cells()) {
      const std::string key = absl::StrJoin(cell.key(), " / ");
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        keys.push_back(key);
      }
    }
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::string> header = {"axis", "indicator", "value", "of",
                                     "target"};
  header.insert(header.end(), keys.begin(), keys.end());
  Table table(header);
  for (const v1::IndicatorFigure& figure : response.indicators()) {
    std::vector<std::string> row = {
        OrDash(figure.axis()),
        absl::StrCat(
            figure.id(), " ",
            figure.label().empty() ? figure.measure() : figure.label()),
        Value(figure.status(), figure.has_value(), figure.value(),
              figure.unit()),
        figure.has_denominator() ? Count(figure.denominator()) : "",
        Target(figure)};
    for (const std::string& key : keys) {
      std::string text;
      for (const v1::IndicatorCell& cell : figure.cells()) {
        if (absl::StrJoin(cell.key(), " / ") == key) {
          text = Value(cell.status(), cell.has_value(), cell.value(),
                       figure.unit());
        }
      }
      row.push_back(std::move(text));
    }
    table.Add(std::move(row));
  }
  std::cout << table.ToString();
}

// A pact is an id that the service holds, or a file to be evaluated beside
// them.
bool FillPact(const std::string& pact, v1::EvaluatePactRequest* request,
              Globals* globals) {
  std::ifstream in(pact);
  if (!in) {
    request->set_pact_id(pact);
    return true;
  }
  std::stringstream text;
  text << in.rdbuf();
  v1::PactFile file;
  const auto faults = rules::CheckPact(pact, text.str(), &file);
  for (const rules::Fault& fault : faults) {
    std::cerr << rules::FormatFault(fault) << "\n";
  }
  if (!faults.empty()) globals->exit_code = kFaults;
  *request->mutable_pact() = std::move(*file.mutable_pact());
  return faults.empty();
}

void Run(const Options& options, Globals* globals) {
  v1::EvaluatePactRequest request;
  if (!FillPact(options.pact, &request, globals)) return;
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::EvaluationService::NewStub(channel);
  request.set_territory(globals->territory);
  *request.mutable_at() = AtOf(*globals);
  request.set_from(options.from);
  request.set_to(options.to);
  request.mutable_breakdown()->Add(options.breakdown.begin(),
                                   options.breakdown.end());
  if (options.version_on_event_date) {
    request.set_pact_versions(v1::ON_EVENT_DATE);
  }
  if (options.indicator.empty() &&
      (options.behind.explains() || options.behind.compares())) {
    std::cerr << "jalon: --indicator says of which indicator\n";
    globals->exit_code = kUsage;
    return;
  }
  if (!options.indicator.empty()) {
    v1::FigureRequest figure;
    *figure.mutable_pact() = request;
    figure.set_indicator(options.indicator);
    BehindOptions behind = options.behind;
    behind.explain = true;
    RunBehind(stub.get(), behind, figure, globals);
    return;
  }
  v1::EvaluatePactResponse response;
  if (!Call(stub.get(), &v1::EvaluationService::Stub::EvaluatePact, request,
            &response, globals)) {
    return;
  }
  if (globals->json) {
    PrintJson(response);
    return;
  }
  std::cout << "Pact " << response.pact() << ", version of "
            << response.version() << ", from " << options.from << " to "
            << options.to << ", " << Dates(response.header()) << "\n";
  Print(response);
}

}  // namespace

void AddPact(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app->add_subcommand(
      "pact", "a pact's scorecard: axis × measure × zone, against targets");
  command
      ->add_option("pact", options->pact,
                   "id of a pact of the service, or a pact file")
      ->required();
  command->add_option("--from", options->from, "first day of the period")
      ->required();
  command->add_option("--to", options->to, "its last day")->required();
  command->add_option("--by", options->breakdown,
                      "one or two dimensions, crossed: zone, axis, track, "
                      "organisation, sex …");
  AddVersionOnEventDate(command, &options->version_on_event_date);
  command->add_option("--indicator", options->indicator,
                      "what is behind one indicator, or why it differs");
  options->behind.Add(command);
  command->footer(
      "Examples:\n"
      "  jalon pact herault-2017-2020-demo --from 2018-01-01 --to 2018-12-31 "
      "--by zone\n"
      "  jalon pact my-draft.textproto --from 2018-01-01 --to 2018-12-31");
  command->callback([options, globals] { Run(*options, globals); });
}

}  // namespace jalon::cli
