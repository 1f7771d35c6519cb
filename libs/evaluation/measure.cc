#include "libs/evaluation/measure.h"

#include <algorithm>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "jalon/v1/event.pb.h"
#include "libs/rules/vocabulary.h"

namespace jalon::evaluation {
namespace {

// In the order of MeasureKind, which is that of the specification.
constexpr const char* kUnits[] = {
    "enrolments", "persons", "enrolments", "ratio", "ratio",
    "ratio",      "ratio",   "ratio",      "ratio", "days",
    "breaks",     "ratio",   "ratio",      "ratio", "ratio"};

std::optional<MeasureKind> KindOf(const std::string& name) {
  const std::vector<rules::Measure>& measures = rules::Measures();
  for (size_t i = 0; i < measures.size(); ++i) {
    if (name == measures[i].name) return static_cast<MeasureKind>(i);
  }
  return std::nullopt;
}

template <typename Enum>
absl::Status Read(bool (*parse)(google::protobuf::ConstStringParam, Enum*),
                  const char* field, const std::string& text, Enum* out) {
  if (text.empty() || parse(text, out)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("params.", field, ": \"", text, "\" is unknown"));
}

std::vector<UnitClass> ClassesOf(const Measure& measure) {
  switch (measure.kind) {
    case MeasureKind::kCompletionRate:
    case MeasureKind::kAbandonmentRate: {
      const bool completion = measure.kind == MeasureKind::kCompletionRate;
      return {{"COMPLETED", completion, true},
              {"ABANDONED", !completion, true},
              {"EXCLUDED", false, true},
              {"EMPLOYMENT", false, true},
              {"OTHER", false, true}};
    }
    case MeasureKind::kEmploymentWithin:
      return {{"YES", true, true}, {"NO", false, true}};
    case MeasureKind::kEmployedAt:
      return {{"YES", true, true}, {"NO", false, true}, {"UNKNOWN"}};
    case MeasureKind::kBarrierLifted:
      return {{"LIFTED", true, true}, {"NOT_LIFTED", false, true}};
    case MeasureKind::kOrientedRate:
      return {{"ORIENTED", true, true}, {"NOT_ORIENTED", false, true}};
    case MeasureKind::kContractRate:
      return {{"WITH_CONTRACT", true, true}, {"WITHOUT_CONTRACT", false, true}};
    case MeasureKind::kOrientationMix: {
      std::vector<UnitClass> classes;
      for (const v1::Oriented::Track track :
           {v1::Oriented::PROFESSIONAL, v1::Oriented::SOCIO_PROFESSIONAL,
            v1::Oriented::SOCIAL}) {
        classes.push_back({v1::Oriented::Track_Name(track).c_str(),
                           track == measure.track, true});
      }
      return classes;
    }
    case MeasureKind::kBreaks: {
      std::vector<UnitClass> classes;
      for (size_t i = 0; i < kBreakTypes; ++i) {
        classes.push_back({BreakTypeName(static_cast<BreakType>(i)), true});
      }
      return classes;
    }
    default:
      return {};
  }
}

absl::Status ReadDelay(const v1::IndicatorParams& params, Measure* measure) {
  auto start = v1::DelayDefinition::OPENING;
  auto stop = v1::DelayDefinition::Stop::ORIENTED;
  auto spells = v1::DelayDefinition::EVERY_SPELL;
  for (const absl::Status& status :
       {Read(&v1::DelayDefinition::Start_Parse, "start", params.start(),
             &start),
        Read(&v1::DelayDefinition::Stop::Milestone_Parse, "stop", params.stop(),
             &stop),
        Read(&v1::DelayDefinition::Spells_Parse, "spells", params.spells(),
             &spells)}) {
    if (!status.ok()) return status;
  }
  measure->delay.set_start(start);
  measure->delay.set_stop(stop);
  measure->delay.set_spells(spells);
  measure->delay.set_population(measure->population);
  measure->delay_statistic =
      params.statistic().empty() ? "median" : params.statistic();
  const bool share = measure->delay_statistic == "share" ||
                     measure->delay_statistic == "legal_rate";
  measure->unit = share ? "ratio" : "days";
  return absl::OkStatus();
}

absl::Status ReadBreaks(const v1::IndicatorParams& params, Measure* measure) {
  measure->types.fill(params.types().empty());
  for (const std::string& name : params.types()) {
    const std::optional<BreakType> type = ParseBreakType(name);
    if (!type.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("params.types: \"", name, "\" is unknown"));
    }
    measure->types[static_cast<size_t>(*type)] = true;
  }
  constexpr const char* kBreakUnits[] = {"breaks", "persons",
                                         "breaks per 100 person-years", "days"};
  const auto& statistics = rules::BreakStatistics();
  for (size_t i = 0; i < statistics.size(); ++i) {
    if (params.statistic() != statistics[i] &&
        !(i == 0 && params.statistic().empty())) {
      continue;
    }
    measure->break_statistic = static_cast<BreakStatistic>(i);
    measure->unit = kBreakUnits[i];
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "params.statistic: \"", params.statistic(), "\" is unknown"));
}

absl::Status ReadParams(const v1::IndicatorParams& params, Measure* measure) {
  measure->days = static_cast<int>(params.days());
  measure->include_suspended = params.include_suspended();
  for (const std::string& name : params.barriers()) {
    auto barrier = v1::BarrierIdentified::BARRIER_UNSPECIFIED;
    absl::Status status =
        Read(&v1::BarrierIdentified::Barrier_Parse, "barriers", name, &barrier);
    if (!status.ok()) return status;
    measure->barriers.push_back(static_cast<uint8_t>(barrier));
  }
  absl::Status status =
      Read(&v1::DelayDefinition::Population_Parse, "population",
           params.population(), &measure->population);
  if (!status.ok()) return status;
  // The share that is the value, when none is named: the social track, whose
  // rebalancing the pacts aim at.
  auto track = v1::Oriented::SOCIAL;
  status = Read(&v1::Oriented::Track_Parse, "track", params.track(), &track);
  if (!status.ok()) return status;
  measure->track = static_cast<uint8_t>(track);
  if (measure->kind == MeasureKind::kDelay) return ReadDelay(params, measure);
  if (measure->kind == MeasureKind::kBreaks) return ReadBreaks(params, measure);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Measure> ResolveMeasure(const v1::Indicator& indicator) {
  Measure measure;
  measure.indicator = &indicator;
  const std::optional<MeasureKind> kind = KindOf(indicator.measure());
  if (!kind.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("indicators: ", indicator.id(), ": the measure \"",
                     indicator.measure(), "\" is unknown"));
  }
  measure.kind = *kind;
  measure.unit = kUnits[static_cast<size_t>(*kind)];
  const absl::Status status = ReadParams(indicator.params(), &measure);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("indicators: ", indicator.id(), ": ", status.message()));
  }
  measure.classes = ClassesOf(measure);
  return measure;
}

bool InScope(const v1::Indicator& indicator, const pathway::Pathway& pathway,
             const Catalogue& catalogue, const Period& period) {
  if (indicator.scope() != v1::Indicator::AXIS) return true;
  return std::any_of(
      pathway.enrolments.begin(), pathway.enrolments.end(),
      [&](const pathway::Enrolment& enrolment) {
        return enrolment.start <= period.to &&
               (enrolment.end > period.from || period.Holds(enrolment.start)) &&
               catalogue.OnAxis(enrolment.action, indicator.axis(),
                                enrolment.start);
      });
}

}  // namespace jalon::evaluation
