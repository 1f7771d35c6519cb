#include "libs/evaluation/delay.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/estimate.h"
#include "libs/evaluation/filter.h"
#include "libs/evaluation/logrank.h"
#include "libs/evaluation/number.h"
#include "libs/rules/check.h"

namespace jalon::evaluation {
namespace {

constexpr int kShareDays[] = {15, 30, 42, 60, 90, 180};
constexpr int kPercents[] = {25, 50, 75, 90};

std::vector<Observation> ObservationsOf(
    const std::vector<const DelayUnit*>& units) {
  std::vector<Observation> out;
  for (const DelayUnit* unit : units) {
    using End = Observation::End;
    switch (unit->cls) {
      case DelayClass::kReached:
        out.push_back({INT32_MIN, unit->days, End::kEvent});
        break;
      case DelayClass::kExitedFirst:
        out.push_back({INT32_MIN, unit->days, End::kCompeting});
        break;
      case DelayClass::kWaiting:
        out.push_back({INT32_MIN, unit->days, End::kCensored});
        break;
      default:
        break;
    }
  }
  return out;
}

void SetShares(const std::vector<DayCounts>& days,
               const std::vector<v1::CurvePoint>& curve,
               const std::vector<const DelayUnit*>& units,
               v1::DelayFigure* figure) {
  int32_t shortest_wait = INT32_MAX;
  for (const DelayUnit* unit : units) {
    if (unit->cls == DelayClass::kWaiting) {
      shortest_wait = std::min(shortest_wait, unit->days);
    }
  }
  const bool waiting = shortest_wait != INT32_MAX;
  for (const int day : kShareDays) {
    v1::Share* share = figure->add_shares();
    share->set_day(static_cast<uint32_t>(day));
    share->set_immature(waiting && shortest_wait < day);
    // Beyond the longest follow-up nothing is known while somebody waits.
    if (days.empty() || (waiting && day > days.back().day)) continue;
    *share->mutable_value() = IncidenceOn(days, day);
    const auto after = std::upper_bound(
        days.begin(), days.end(), day,
        [](int at, const DayCounts& counts) { return at < counts.day; });
    if (after == days.begin()) continue;
    const v1::CurvePoint& point =
        curve[static_cast<size_t>(after - days.begin()) - 1];
    if (point.value().value() <= 0 || point.value().value() >= 1) continue;
    share->set_lower(point.lower());
    share->set_upper(point.upper());
  }
}

void SetEstimates(const std::vector<const DelayUnit*>& units,
                  v1::DelayFigure* figure) {
  const std::vector<DayCounts> days = CountByDay(ObservationsOf(units));
  const std::vector<v1::CurvePoint> incidence = CumulativeIncidence(days);
  for (const v1::CurvePoint& point : incidence) *figure->add_cif() = point;
  for (v1::CurvePoint& point : KaplanMeier(days)) {
    *figure->add_km() = std::move(point);
  }
  SetShares(days, incidence, units, figure);
  for (const int percent : kPercents) {
    v1::Quantile* quantile = figure->add_quantiles();
    quantile->set_percent(static_cast<uint32_t>(percent));
    const std::optional<int32_t> day = IncidenceQuantile(days, percent);
    if (day.has_value()) quantile->set_day(static_cast<uint32_t>(*day));
  }
}

void SetBins(const std::vector<const DelayUnit*>& units,
             const v1::DelayDefinition& definition, v1::DelayFigure* figure) {
  std::vector<uint32_t> bounds(definition.bins().begin(),
                               definition.bins().end());
  if (bounds.empty()) bounds = {30, 60, 90};
  std::vector<uint64_t> counts(bounds.size() + 1);
  for (const DelayUnit* unit : units) {
    if (unit->cls != DelayClass::kReached) continue;
    const auto bin = std::upper_bound(bounds.begin(), bounds.end(),
                                      static_cast<uint32_t>(unit->days));
    ++counts[static_cast<size_t>(bin - bounds.begin())];
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    v1::Bin* bin = figure->add_bins();
    bin->set_from(i == 0 ? 0 : bounds[i - 1]);
    if (i < bounds.size()) bin->set_to(bounds[i]);
    bin->set_count(counts[i]);
  }
}

void SetLegal(const std::vector<const DelayUnit*>& units,
              v1::DelayFigure* figure) {
  std::array<int64_t, kLegalClassNames.size()> counts{};
  for (const DelayUnit* unit : units) {
    ++counts[static_cast<size_t>(unit->legal)];
  }
  v1::LegalFigure* legal = figure->mutable_legal();
  for (size_t i = 0; i < counts.size(); ++i) {
    (*legal->mutable_classes())[kLegalClassNames[i]] =
        static_cast<uint64_t>(counts[i]);
  }
  const int64_t on_time = counts[static_cast<size_t>(LegalClass::kOnTime)];
  const int64_t due = on_time + counts[static_cast<size_t>(LegalClass::kLate)];
  if (due > 0) *legal->mutable_rate() = Ratio(on_time, due);
}

// Persons and households of the cohort; somebody whose household is not known
// is one of their own.
void SetPopulation(const std::vector<const DelayUnit*>& units,
                   v1::DelayFigure* figure) {
  std::set<size_t> persons;
  std::set<std::pair<bool, size_t>> households;
  for (const DelayUnit* unit : units) {
    persons.insert(unit->person);
    households.insert(unit->household != 0
                          ? std::pair(true, size_t{unit->household})
                          : std::pair(false, unit->person));
  }
  figure->set_persons(persons.size());
  figure->set_households(households.size());
}

// Units by stratum, in order of key.
using Groups = std::map<std::string, std::vector<const DelayUnit*>>;

void SetGroups(const Groups& groups, bool overlaps, bool with_legal,
               const v1::DelayDefinition& definition,
               v1::EvaluateDelayResponse* response) {
  std::vector<std::pair<std::string, std::vector<Observation>>> observations;
  for (const auto& [key, units] : groups) {
    v1::DelayGroup* group = response->add_groups();
    SetKey(key, group->mutable_key());
    *group->mutable_figure() = FigureOf(units, definition, with_legal);
    observations.emplace_back(key, ObservationsOf(units));
  }
  if (overlaps) return;
  auto logrank = LogRankTest(observations);
  if (logrank.has_value()) *response->mutable_logrank() = *std::move(logrank);
}

absl::StatusOr<v1::DelayDefinition> DefinitionOf(
    const Context& context, const v1::EvaluateDelayRequest& request) {
  if (request.has_definition()) {
    const absl::Status faults =
        rules::FaultsToStatus(rules::CheckDelay(request.definition()));
    if (faults.ok()) return request.definition();
    return absl::InvalidArgumentError(
        absl::StrCat("definition: ", faults.message()));
  }
  const v1::DelayDefinition* found =
      context.rules->FindDelay(request.definition_id());
  if (found == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("definition_id: no delay '", request.definition_id(),
                     "'; ListDefinitions names them"));
  }
  return *found;
}

}  // namespace

v1::DelayFigure FigureOf(const std::vector<const DelayUnit*>& units,
                         const v1::DelayDefinition& definition,
                         bool with_legal) {
  v1::DelayFigure figure;
  figure.set_cohort(units.size());
  figure.set_status(units.empty() ? v1::NOT_APPLICABLE : v1::OK);
  SetPopulation(units, &figure);
  std::array<int64_t, kDelayClassNames.size()> counts{};
  int64_t total = 0;
  for (const DelayUnit* unit : units) {
    ++counts[static_cast<size_t>(unit->cls)];
    if (unit->cls == DelayClass::kReached) total += unit->days;
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    (*figure.mutable_classes())[kDelayClassNames[i]] =
        static_cast<uint64_t>(counts[i]);
  }
  const int64_t reached = counts[static_cast<size_t>(DelayClass::kReached)];
  const int64_t followed =
      reached + counts[static_cast<size_t>(DelayClass::kExitedFirst)] +
      counts[static_cast<size_t>(DelayClass::kWaiting)];
  figure.set_units(static_cast<uint64_t>(followed));
  SetEstimates(units, &figure);
  if (reached > 0) {
    *figure.mutable_mean_reached()->mutable_days() = Ratio(total, reached);
    *figure.mutable_mean_reached()->mutable_share_reached() =
        Ratio(reached, followed);
  }
  SetBins(units, definition, &figure);
  if (with_legal) SetLegal(units, &figure);
  return figure;
}

absl::Status AskedDelay::Read(const Context& context,
                              const v1::EvaluateDelayRequest& request,
                              bool with_events) {
  DelayQuestion::Options options;
  ASSIGN_OR_RETURN(options.definition, DefinitionOf(context, request));
  RETURN_IF_ERROR(
      ReadPeriod(request.from(), request.to(), &options.from, &options.to));
  RETURN_IF_ERROR(zones.Read(context, request.filter().pact(),
                             request.filter().pact_versions()));
  ASSIGN_OR_RETURN(filter, Filter::Make(request.filter(), zones.get(),
                                        context.view->strings()));
  options.filter = &filter;
  ASSIGN_OR_RETURN(options.strata,
                   Breakdown::Make(request.strata(), "strata", zones.get(),
                                   context.view->strings()));
  options.with_events = with_events;
  ASSIGN_OR_RETURN(question, DelayQuestion::Make(context, std::move(options)));
  return absl::OkStatus();
}

absl::StatusOr<v1::EvaluateDelayResponse> EvaluateDelay(
    const Context& context, const v1::EvaluateDelayRequest& request) {
  AskedDelay asked;
  RETURN_IF_ERROR(asked.Read(context, request, false));
  const DelayQuestion& question = *asked.question;
  std::vector<DelayShard> shards(ShardsOf(context));
  EachPathway(
      context, shards.size(),
      [&](size_t shard, size_t person, const pathway::Pathway& pathway) {
        question.Append(pathway, person, &shards[shard]);
      });

  v1::EvaluateDelayResponse response;
  std::vector<const DelayUnit*> units;
  Groups groups;
  for (const DelayShard& shard : shards) {
    for (const DelayUnit& unit : shard.units) {
      units.push_back(&unit);
      for (const std::string& key : unit.strata) groups[key].push_back(&unit);
    }
    response.set_no_spell_count(response.no_spell_count() +
                                shard.no_spell.size());
    response.set_excluded_count(response.excluded_count() +
                                shard.excluded.size());
  }
  const v1::DelayDefinition& definition = question.definition();
  *response.mutable_figure() =
      FigureOf(units, definition, question.has_legal());
  SetGroups(groups, question.strata().overlaps(), question.has_legal(),
            definition, &response);
  FillHeader(context,
             HasNoData(context) ? v1::NO_DATA : response.figure().status(),
             definition.id(), definition.version(), response.mutable_header());
  return response;
}

}  // namespace jalon::evaluation
