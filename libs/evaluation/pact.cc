// EvaluatePact: every indicator and every cell in one pass over the persons.

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/delay.h"
#include "libs/evaluation/delay_units.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/measure.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/pact_plan.h"
#include "libs/evaluation/pact_source.h"
#include "libs/evaluation/pact_tally.h"
#include "libs/evaluation/pact_target.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;

bool Holds(const google::protobuf::RepeatedPtrField<std::string>& list,
           const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Whether an action is in the cell, where the dimension is a property of
// actions: axis, funding, zone served.
bool InCell(const v1::Action& action, const Dimension& dimension,
            const std::string& value) {
  if (dimension.name() == "axis") return Holds(action.axes(), value);
  if (dimension.name() == "funding") {
    return action.funding().empty() ? value == kUnknown
                                    : Holds(action.funding(), value);
  }
  if (dimension.name() == "zone") {
    return action.zones().empty() || Holds(action.zones(), value);
  }
  return true;
}

// Places of the actions of the indicator; of those of a cell when a key is
// given.
int64_t CapacityOf(const Plan& plan, const Measure& measure,
                   const std::string* key) {
  const std::string& axis = measure.indicator->axis();
  const std::vector<Dimension>& dimensions = plan.breakdown.dimensions();
  const std::vector<std::string> values =
      key == nullptr ? std::vector<std::string>() : SplitKey(*key);
  int64_t places = 0;
  for (const v1::Action& action : plan.catalogue.version().actions()) {
    bool counts =
        action.has_capacity() && (axis.empty() || Holds(action.axes(), axis));
    for (size_t i = 0; i < values.size(); ++i) {
      counts = counts && InCell(action, dimensions[i], values[i]);
    }
    if (counts) places += action.capacity();
  }
  return places;
}

// The values that the pact gives to a dimension; none where it gives none.
std::vector<std::string> ValuesOfPact(const v1::PactVersion& version,
                                      const std::string& dimension) {
  std::set<std::string> values;
  if (dimension == "zone") {
    for (const v1::Zone& zone : version.zones()) values.insert(zone.id());
  }
  if (dimension == "axis") {
    for (const v1::Axis& axis : version.axes()) values.insert(axis.id());
  }
  if (dimension == "funding") {
    for (const v1::Action& action : version.actions()) {
      values.insert(action.funding().begin(), action.funding().end());
    }
  }
  return {values.begin(), values.end()};
}

// Keys that stand in the table even when nobody bears them.
std::vector<std::string> FixedKeys(const Plan& plan) {
  std::vector<std::vector<std::string>> values;
  for (const Dimension& dimension : plan.breakdown.dimensions()) {
    values.push_back(ValuesOfPact(plan.catalogue.version(), dimension.name()));
  }
  return CrossKeys(values);
}

// Indicators and their cells have the same members.
template <typename Out>
void SetFigure(const Figure& figure, Out* out) {
  out->set_status(figure.status);
  if (figure.value.has_value()) *out->mutable_value() = *figure.value;
  if (figure.numerator.has_value()) {
    out->set_numerator(static_cast<uint64_t>(*figure.numerator));
  }
  if (figure.denominator.has_value()) {
    out->set_denominator(static_cast<uint64_t>(*figure.denominator));
  }
  out->set_immature(static_cast<uint64_t>(figure.immature));
  if (figure.persons.has_value()) {
    out->set_persons(static_cast<uint64_t>(*figure.persons));
  }
  if (figure.exposed_persons.has_value()) {
    out->set_exposed_persons(static_cast<uint64_t>(*figure.exposed_persons));
  }
}

void SetCounted(const Plan& plan, const Measure& measure, Cells cells,
                v1::IndicatorFigure* out) {
  const Figure figure =
      CountedFigure(measure, cells.total, CapacityOf(plan, measure, nullptr));
  SetFigure(figure, out);
  for (size_t i = 0; i < measure.classes.size(); ++i) {
    if (measure.kind == MeasureKind::kBreaks && !measure.types[i]) continue;
    const int64_t count = cells.total.classes[i];
    (*out->mutable_classes())[measure.classes[i].name] =
        static_cast<uint64_t>(count);
    if (measure.kind == MeasureKind::kOrientationMix &&
        *figure.denominator > 0) {
      (*out->mutable_shares())[measure.classes[i].name] =
          Ratio(count, *figure.denominator);
    }
  }
  for (const std::string& key : FixedKeys(plan)) cells.by_key[key];
  std::map<std::string, Tally> sorted(cells.by_key.begin(), cells.by_key.end());
  for (const auto& [key, tally] : sorted) {
    v1::IndicatorCell* cell = out->add_cells();
    SetKey(key, cell->mutable_key());
    SetFigure(CountedFigure(measure, tally, CapacityOf(plan, measure, &key)),
              cell);
  }
}

void SetDelay(const Plan& plan, const Measure& measure,
              const DelayQuestion& question,
              const std::vector<const DelayUnit*>& units,
              v1::IndicatorFigure* out) {
  const auto figure_of = [&](const std::vector<const DelayUnit*>& some) {
    return FigureOf(some, question.definition(), question.has_legal());
  };
  const v1::DelayFigure figure = figure_of(units);
  SetFigure(DelayStatistic(measure, figure), out);
  *out->mutable_classes() = measure.delay_statistic == "legal_rate"
                                ? figure.legal().classes()
                                : figure.classes();
  std::map<std::string, std::vector<const DelayUnit*>> groups;
  for (const std::string& key : FixedKeys(plan)) groups[key];
  for (const DelayUnit* unit : units) {
    for (const std::string& key : unit->strata) groups[key].push_back(unit);
  }
  for (const auto& [key, group] : groups) {
    v1::IndicatorCell* cell = out->add_cells();
    SetKey(key, cell->mutable_key());
    SetFigure(DelayStatistic(measure, figure_of(group)), cell);
  }
}

v1::IndicatorFigure IndicatorOf(const Plan& plan, size_t index,
                                const std::vector<Counts>& parts) {
  const Measure& measure = plan.measures[index];
  v1::IndicatorFigure out;
  out.set_id(measure.indicator->id());
  out.set_label(measure.indicator->label());
  out.set_axis(measure.indicator->axis());
  out.set_measure(measure.indicator->measure());
  out.set_unit(measure.unit);
  if (HasNoData(plan.context)) {
    out.set_status(v1::NO_DATA);
  } else if (measure.kind == MeasureKind::kDelay) {
    std::vector<const DelayUnit*> units;
    for (const Counts& part : parts) {
      for (const DelayUnit& unit : part[index].delay.units) {
        units.push_back(&unit);
      }
    }
    SetDelay(plan, measure, *plan.delays[index], units, &out);
  } else {
    Cells all;
    for (const Counts& part : parts) all.Merge(part[index].cells);
    SetCounted(plan, measure, std::move(all), &out);
  }
  const auto target =
      TargetOf(*measure.indicator, plan.catalogue.version(), plan.context.as_of,
               out.has_value() ? &out.value() : nullptr);
  if (target.has_value()) *out.mutable_target() = *target;
  return out;
}

// Resolves one indicator and adds it to the plan.
absl::Status AddMeasure(const v1::Indicator& indicator, bool with_events,
                        Plan* plan) {
  ASSIGN_OR_RETURN(Measure measure, ResolveMeasure(indicator));
  plan->delays.emplace_back();
  if (measure.kind == MeasureKind::kDelay) {
    measure.delay.set_id(indicator.id());
    absl::StatusOr<DelayQuestion> question =
        DelayQuestion::Make(plan->context, {.definition = measure.delay,
                                            .from = plan->period.from,
                                            .to = plan->period.to,
                                            .filter = nullptr,
                                            .strata = plan->breakdown,
                                            .with_events = with_events});
    if (!question.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "indicators: ", indicator.id(), ": ", question.status().message()));
    }
    plan->delays.back() = std::make_unique<DelayQuestion>(*std::move(question));
  }
  plan->needs_breaks |= measure.kind == MeasureKind::kBreaks;
  plan->needs_covered |= measure.kind == MeasureKind::kContinuity;
  plan->measures.push_back(std::move(measure));
  return absl::OkStatus();
}

std::vector<Counts> CountsOf(const Plan& plan) {
  std::vector<Counts> parts(ShardsOf(plan.context),
                            Counts(plan.measures.size()));
  EachPathway(plan.context, parts.size(),
              [&](size_t shard, size_t person, const Pathway& pathway) {
                AddPerson(plan, person, pathway, &parts[shard]);
              });
  return parts;
}

}  // namespace

absl::Status AskedPact::Read(const Context& context,
                             const v1::EvaluatePactRequest& request,
                             const std::string* only, bool with_events) {
  Period period;
  RETURN_IF_ERROR(
      ReadPeriod(request.from(), request.to(), &period.from, &period.to));
  ASSIGN_OR_RETURN(pact, PactOf(context, request));
  version = rules::VersionOn(pact, context.as_of);
  if (version == nullptr) {
    return absl::InvalidArgumentError("pact: it has no version");
  }
  RETURN_IF_ERROR(CheckPactVersions(request.pact_versions(), "pact_versions"));
  catalogue.emplace(pact, *version, request.pact_versions(),
                    context.view->strings());
  ASSIGN_OR_RETURN(
      breakdown, Breakdown::Make(request.breakdown(), "breakdown", &*catalogue,
                                 context.view->strings()));
  BreakOptions options;
  options.territory = context.territory;
  options.rules = context.rules;
  plan.emplace(Plan{.context = context,
                    .catalogue = *catalogue,
                    .breakdown = breakdown,
                    .period = period,
                    .finder = BreakFinder(options),
                    .measures = {},
                    .delays = {}});
  for (const v1::Indicator& indicator : version->indicators()) {
    if (only != nullptr && indicator.id() != *only) continue;
    RETURN_IF_ERROR(AddMeasure(indicator, with_events, &*plan));
  }
  if (only != nullptr && plan->measures.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("indicator: the pact has no indicator '", *only, "'"));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::IndicatorFigure> EvaluateIndicator(
    const Context& context, const v1::EvaluatePactRequest& request,
    const std::string& indicator) {
  AskedPact asked;
  RETURN_IF_ERROR(asked.Read(context, request, &indicator, false));
  return IndicatorOf(*asked.plan, 0, CountsOf(*asked.plan));
}

absl::StatusOr<v1::EvaluatePactResponse> EvaluatePact(
    const Context& context, const v1::EvaluatePactRequest& request) {
  AskedPact asked;
  RETURN_IF_ERROR(asked.Read(context, request, nullptr, false));
  const Plan& plan = *asked.plan;
  const std::vector<Counts> parts = CountsOf(plan);
  v1::EvaluatePactResponse response;
  FillHeader(context, HasNoData(context) ? v1::NO_DATA : v1::OK,
             asked.pact.id(), 1, response.mutable_header());
  response.set_pact(asked.pact.id());
  response.set_version(asked.version->valid_from());
  for (size_t i = 0; i < plan.measures.size(); ++i) {
    *response.add_indicators() = IndicatorOf(plan, i, parts);
  }
  return response;
}

}  // namespace jalon::evaluation
