#include <algorithm>
#include <iostream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tools/jalon/commands.h"
#include "tools/jalon/connection.h"
#include "tools/jalon/curve.h"
#include "tools/jalon/figure_options.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

struct Options {
  std::string definition = "oarsa.orientation";
  std::string start, stop, spells, population;
  std::string from, to;
  std::vector<std::string> strata;
  FilterOptions filter;
  BehindOptions behind;
  bool no_curve = false, landmark = false;
};

std::string Mean(const v1::DelayFigure& figure) {
  if (!figure.has_mean_reached()) return "–";
  return absl::StrCat(
      Decimal(figure.mean_reached().days().value()), " days, of the ",
      Percent(figure.mean_reached().share_reached()), " who reached it");
}

std::string Quantiles(const v1::DelayFigure& figure) {
  std::string out;
  for (const v1::Quantile& quantile : figure.quantiles()) {
    absl::StrAppend(&out, out.empty() ? "" : ", ", quantile.percent(), " %: ",
                    quantile.has_day() ? absl::StrCat("day ", quantile.day())
                                       : "not reached");
  }
  return out;
}

void PrintShares(const v1::DelayFigure& figure) {
  Table table({"within", "share", "95 % interval", ""});
  for (const v1::Share& share : figure.shares()) {
    table.Add({absl::StrCat(share.day(), " days"),
               share.has_value() ? Percent(share.value()) : "not estimable",
               share.has_lower()
                   ? absl::StrCat(Decimal(share.lower() * 100), " – ",
                                  Decimal(share.upper() * 100))
                   : "–",
               share.immature() ? "follow-up incomplete" : ""});
  }
  std::cout << table.ToString("  ");
}

void PrintFigure(const v1::DelayFigure& figure, bool curve) {
  std::cout << Count(figure.cohort()) << " entries of "
            << Count(figure.persons()) << " persons in "
            << Count(figure.households()) << " households\n";
  Table classes({"class", "entries"});
  for (const char* name : {"UNKNOWN_START", "BEFORE_START", "REACHED",
                           "EXITED_FIRST", "WAITING"}) {
    const auto it = figure.classes().find(name);
    if (it != figure.classes().end()) classes.Add({name, Count(it->second)});
  }
  std::cout << classes.ToString("  ");
  if (curve && figure.cif_size() > 0) {
    std::vector<std::pair<int, double>> points;
    for (const v1::CurvePoint& point : figure.cif()) {
      points.emplace_back(static_cast<int>(point.day()), point.value().value());
    }
    std::cout << "Share reached by day since the clock started\n"
              << DrawCurve(points, std::min(365, points.back().first));
  }
  PrintShares(figure);
  std::cout << "Mean: " << Mean(figure) << "\n";
  std::cout << "Quantiles: " << Quantiles(figure) << "\n";
  if (!figure.has_legal()) return;
  std::cout << "Legal delay: "
            << (figure.legal().has_rate() ? Percent(figure.legal().rate())
                                          : "nobody due")
            << " on time (";
  std::string parts;
  for (const auto& [name, count] : std::map<std::string, uint64_t>(
           figure.legal().classes().begin(), figure.legal().classes().end())) {
    if (count > 0) {
      absl::StrAppend(&parts, parts.empty() ? "" : ", ", name, " ", count);
    }
  }
  std::cout << parts << ")\n";
}

void PrintGroups(const v1::EvaluateDelayResponse& response) {
  if (response.groups_size() == 0) return;
  Table table({"group", "entries", "reached", "mean", "median", "90 days"});
  for (const v1::DelayGroup& group : response.groups()) {
    const v1::DelayFigure& figure = group.figure();
    const auto reached = figure.classes().find("REACHED");
    std::string median = "–", share = "–";
    for (const v1::Quantile& quantile : figure.quantiles()) {
      if (quantile.percent() == 50 && quantile.has_day()) {
        median = absl::StrCat(quantile.day());
      }
    }
    for (const v1::Share& at : figure.shares()) {
      if (at.day() == 90 && at.has_value()) share = Percent(at.value());
    }
    table.Add({absl::StrJoin(group.key(), " / "), Count(figure.cohort()),
               reached == figure.classes().end() ? "0" : Count(reached->second),
               figure.has_mean_reached()
                   ? Decimal(figure.mean_reached().days().value())
                   : "–",
               median, share});
  }
  std::cout << table.ToString();
  if (response.has_logrank()) {
    std::cout << "Log-rank: chi2 " << Decimal(response.logrank().chi2())
              << " on " << response.logrank().df()
              << " df, p = " << response.logrank().p() << "\n";
  }
}

// Of the whole figure or of a stratum.
template <typename Bands>
void PrintBands(const Bands& bands) {
  Table table({"oriented after", "entries", "ended", "median days"});
  for (const v1::LandmarkGroup& group : bands.groups()) {
    table.Add(
        {group.key(), Count(group.units()), Count(group.ended()),
         group.has_median() ? absl::StrCat(group.median()) : "not reached"});
  }
  std::cout << table.ToString() << Count(bands.before_landmark())
            << " entries ended before their band was known\n";
}

void RunLandmark(v1::EvaluationService::Stub* stub, const Options& options,
                 Globals* globals) {
  v1::EvaluateLandmarkRequest request;
  request.set_territory(globals->territory);
  *request.mutable_at() = AtOf(*globals);
  request.set_from(options.from);
  request.set_to(options.to);
  request.mutable_strata()->Add(options.strata.begin(), options.strata.end());
  *request.mutable_filter() = options.filter.ToProto();
  v1::FigureRequest figure;
  *figure.mutable_landmark() = request;
  if (RunBehind(stub, options.behind, figure, globals)) return;
  v1::EvaluateLandmarkResponse response;
  if (!Call(stub, &v1::EvaluationService::Stub::EvaluateLandmark, request,
            &response, globals)) {
    return;
  }
  if (globals->json) {
    PrintJson(response);
    return;
  }
  std::cout << "Time in the scheme by delay to orientation, "
            << Dates(response.header()) << "\n";
  PrintBands(response);
  for (const v1::LandmarkStratum& stratum : response.strata()) {
    std::cout << absl::StrJoin(stratum.key(), " / ") << "\n";
    PrintBands(stratum);
  }
}

// The enum of a name in any case; its zero when there is none, which the
// service refuses where it must not be.
template <typename Enum>
Enum ParseName(bool (*parse)(google::protobuf::ConstStringParam, Enum*),
               const std::string& name) {
  Enum value{};
  parse(absl::AsciiStrToUpper(name), &value);
  return value;
}

void FillDefinition(const Options& options, v1::EvaluateDelayRequest* request) {
  if (options.start.empty() && options.stop.empty()) {
    request->set_definition_id(options.definition);
    return;
  }
  v1::DelayDefinition* definition = request->mutable_definition();
  definition->set_id("inline");
  definition->set_version(1);
  definition->set_start(
      ParseName(&v1::DelayDefinition::Start_Parse, options.start));
  definition->set_stop(
      ParseName(&v1::DelayDefinition::Stop::Milestone_Parse, options.stop));
  definition->set_spells(
      ParseName(&v1::DelayDefinition::Spells_Parse, options.spells));
  definition->set_population(
      ParseName(&v1::DelayDefinition::Population_Parse, options.population));
}

void Run(const Options& options, Globals* globals) {
  const auto channel = Connect(globals);
  if (channel == nullptr) return;
  auto stub = v1::EvaluationService::NewStub(channel);
  if (options.landmark) {
    RunLandmark(stub.get(), options, globals);
    return;
  }
  v1::EvaluateDelayRequest request;
  request.set_territory(globals->territory);
  *request.mutable_at() = AtOf(*globals);
  FillDefinition(options, &request);
  request.set_from(options.from);
  request.set_to(options.to);
  request.mutable_strata()->Add(options.strata.begin(), options.strata.end());
  *request.mutable_filter() = options.filter.ToProto();
  v1::FigureRequest figure;
  *figure.mutable_delay() = request;
  if (RunBehind(stub.get(), options.behind, figure, globals)) return;
  v1::EvaluateDelayResponse response;
  if (!Call(stub.get(), &v1::EvaluationService::Stub::EvaluateDelay, request,
            &response, globals)) {
    return;
  }
  if (globals->json) {
    PrintJson(response);
    return;
  }
  const v1::FigureHeader& header = response.header();
  std::cout << "Delay " << header.definition() << ", "
            << v1::FigureStatus_Name(header.status()) << ", " << Dates(header)
            << "\n";
  if (header.status() == v1::NO_DATA) return;
  PrintFigure(response.figure(), !options.no_curve);
  PrintGroups(response);
}

}  // namespace

void AddDelays(CLI::App* app, Globals* globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app->add_subcommand(
      "delays", "a delay: classes, curve, shares, quantiles, legal rate");
  command
      ->add_option("--definition", options->definition,
                   "id of a definition that the service holds")
      ->capture_default_str();
  command->add_option("--start", options->start,
                      "clock of an inline definition: CLAIM, OPENING, "
                      "OBLIGATION, RECEIVED, ORIENTED, NOTIFIED");
  command->add_option("--stop", options->stop,
                      "its milestone: ORIENTED, FIRST_CONTACT, REFERENT, "
                      "CONTRACT, ACTION, EMPLOYMENT, SPELL_END");
  command->add_option("--spells", options->spells, "EVERY_SPELL or LAST_SPELL");
  command->add_option("--population", options->population,
                      "NOT_EXEMPT, SUBJECT_ONLY or ALL");
  command->add_option("--from", options->from, "first day of the cohort")
      ->required();
  command->add_option("--to", options->to, "last day of the cohort")
      ->required();
  command->add_option("--by", options->strata,
                      "one or two dimensions, crossed: track, zone, "
                      "organisation, sex, age_band …");
  options->filter.Add(command);
  options->behind.Add(command);
  command->add_flag("--no-curve", options->no_curve, "without the drawing");
  command->add_flag("--time-in-scheme", options->landmark,
                    "time in the scheme by band of the orientation delay");
  command->footer(
      "Examples:\n"
      "  jalon delays --from 2018-01-01 --to 2018-12-31 --as-of 2018-12-31\n"
      "  jalon delays --start RECEIVED --stop ORIENTED --from 2018-01-01 "
      "--to 2018-12-31 --by track\n"
      "  jalon delays --from 2018-01-01 --to 2018-12-31 --class WAITING\n"
      "  jalon delays --from 2018-01-01 --to 2018-12-31 --known-at 2018-12-31 "
      "--compare-known-at 2019-06-30");
  command->callback([options, globals] { Run(*options, globals); });
}

}  // namespace jalon::cli
