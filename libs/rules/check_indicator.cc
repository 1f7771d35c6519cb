#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/day.h"
#include "libs/rules/check_definitions.h"
#include "libs/rules/target.h"
#include "libs/rules/vocabulary.h"

namespace jalon::rules {
namespace {

using base::Day;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr uint32_t kMaxDays = 3660;

bool Holds(const std::vector<const char*>& names, absl::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const char* one) { return name == one; });
}

// The members that are given are those that the measure reads.
void CheckMembers(const Place& place, const Measure& measure,
                  const v1::IndicatorParams& params) {
  std::vector<const FieldDescriptor*> given;
  params.GetReflection()->ListFields(params, &given);
  std::set<std::string> names;
  for (const FieldDescriptor* field : given) names.insert(field->name());
  std::vector<const char*> read = measure.required;
  read.insert(read.end(), measure.optional.begin(), measure.optional.end());
  for (const std::string& name : names) {
    if (Holds(read, name)) continue;
    place.Add(name,
              absl::StrCat(
                  "the measure ", measure.name, " does not read it; ",
                  read.empty()
                      ? "it reads no parameter"
                      : absl::StrCat("it reads ", absl::StrJoin(read, ", "))));
  }
  for (const char* name : measure.required) {
    if (names.count(name) != 0) continue;
    // Over the wire a statistic may be left to the default of the measure.
    if (!place.strict() && absl::string_view(name) == "statistic") continue;
    place.Add(name,
              absl::StrCat("missing; the measure ", measure.name, " needs it"));
  }
}

void CheckName(const Place& place, absl::string_view field,
               const std::string& name, const EnumDescriptor* type) {
  if (name.empty() || IsEnumName(type, name)) return;
  place.Add(field, absl::StrCat("\"", name, "\" is unknown; give one of ",
                                EnumNames(type)));
}

void CheckStatistic(const Place& place, const Measure& measure,
                    const v1::IndicatorParams& params) {
  if (params.statistic().empty()) return;
  const bool is_delay = absl::string_view(measure.name) == "delay";
  const std::vector<const char*>& names =
      is_delay ? DelayStatistics() : BreakStatistics();
  if (!Holds(names, params.statistic())) {
    place.Add("statistic", absl::StrCat("\"", params.statistic(),
                                        "\" is unknown; give one of ",
                                        absl::StrJoin(names, ", ")));
  }
  if (!is_delay) return;
  if (params.statistic() == "share" && !params.has_at()) {
    place.Add("at", "missing; the share is the one reached at a day: give it");
  }
  if (params.statistic() != "share" && params.has_at()) {
    place.Add("at", absl::StrCat("read by the statistic share only, not by ",
                                 params.statistic(), "; leave it out"));
  }
}

void CheckLists(const Place& place, const v1::IndicatorParams& params) {
  const EnumDescriptor* barriers = v1::BarrierIdentified::Barrier_descriptor();
  for (int i = 0; i < params.barriers_size(); ++i) {
    if (!IsEnumName(barriers, params.barriers(i))) {
      place.Add(
          "barriers", i,
          absl::StrCat("\"", params.barriers(i),
                       "\" is no barrier; give some of ", EnumNames(barriers)));
    }
  }
  for (int i = 0; i < params.types_size(); ++i) {
    if (FindBreakType(params.types(i)) != nullptr) continue;
    std::vector<const char*> names;
    for (const BreakType& type : BreakTypes()) names.push_back(type.name);
    place.Add("types", i,
              absl::StrCat("\"", params.types(i),
                           "\" is no type of break; give some of ",
                           absl::StrJoin(names, ", ")));
  }
}

void CheckParams(const Place& place, const Measure& measure,
                 const v1::IndicatorParams& params) {
  CheckMembers(place, measure, params);
  CheckName(place, "start", params.start(),
            v1::DelayDefinition::Start_descriptor());
  CheckName(place, "stop", params.stop(),
            v1::DelayDefinition::Stop::Milestone_descriptor());
  CheckName(place, "track", params.track(), v1::Oriented::Track_descriptor());
  CheckName(place, "population", params.population(),
            v1::DelayDefinition::Population_descriptor());
  CheckName(place, "spells", params.spells(),
            v1::DelayDefinition::Spells_descriptor());
  CheckStatistic(place, measure, params);
  CheckLists(place, params);
  if (params.days() > kMaxDays) {
    place.Add("days", "more than ten years; give a number of days");
  }
  if (params.at() > 10 * kMaxDays) {
    place.Add("at", "too large; give a number of days");
  }
}

// Whether a value of the indicator lies between 0 and 1.
bool IsShare(const v1::Indicator& indicator) {
  static const std::vector<const char*>& shares = *new std::vector<const char*>{
      "completion_rate", "abandonment_rate", "employment_within",
      "employed_at",     "barrier_lifted",   "continuity",
      "oriented_rate",   "orientation_mix",  "contract_rate"};
  const std::string& statistic = indicator.params().statistic();
  return Holds(shares, indicator.measure()) ||
         (indicator.measure() == "delay" &&
          (statistic == "share" || statistic == "legal_rate"));
}

void CheckTarget(const Place& place, const v1::Target& target,
                 const v1::Indicator& indicator) {
  const std::optional<Fraction> value = ParseTarget(target.value());
  if (!value.has_value()) {
    place.Add("value", absl::StrCat("\"", target.value(),
                                    "\" is no number; write a decimal as "
                                    "0.8 or a fraction as 4/5"));
  } else if (IsShare(indicator) && value->numerator > value->denominator) {
    place.Add("value", absl::StrCat(target.value(),
                                    " is more than 1, the whole; write 80 % "
                                    "as 0.8"));
  }
  place.CheckEnum("direction", target.direction(), /*required=*/true);
  const std::optional<Day> from = place.CheckDay("from", target.from());
  const std::optional<Day> to = place.CheckDay("to", target.to());
  if (from.has_value() && to.has_value() && *to < *from) {
    place.Add("to",
              absl::StrCat(target.to(), " is before `from` ", target.from(),
                           "; exchange them or correct one"));
  }
}

// Two targets of one direction on the same day.
void CheckTargetOverlaps(const Place& place, const v1::Indicator& indicator) {
  const auto from = [](const v1::Target& target) {
    return base::ParseDay(target.from()).value_or(base::kNoDay);
  };
  const auto to = [](const v1::Target& target) {
    return base::ParseDay(target.to()).value_or(base::kForever);
  };
  for (int i = 0; i < indicator.targets_size(); ++i) {
    for (int j = 0; j < i; ++j) {
      const v1::Target& one = indicator.targets(i);
      const v1::Target& other = indicator.targets(j);
      if (one.direction() != other.direction() || from(one) > to(other) ||
          from(other) > to(one)) {
        continue;
      }
      place.Child("targets", i)
          .Add(absl::StrCat("overlaps targets[", j,
                            "]; end one the day before the other starts"));
    }
  }
}

}  // namespace

void CheckIndicatorAt(const Place& place, const v1::Indicator& indicator,
                      const v1::PactVersion& version) {
  place.CheckId("id", indicator.id());
  place.CheckLabel(indicator.label());
  place.CheckEnum("scope", indicator.scope(), /*required=*/false);
  const bool axis_known = std::any_of(
      version.axes().begin(), version.axes().end(),
      [&](const v1::Axis& axis) { return axis.id() == indicator.axis(); });
  if (place.strict() && !indicator.axis().empty() && !axis_known) {
    place.Add("axis", absl::StrCat("\"", indicator.axis(),
                                   "\" is not among the axes of this version; "
                                   "add it there, or leave it out for the "
                                   "whole pact"));
  }
  if (indicator.scope() == v1::Indicator::AXIS && indicator.axis().empty()) {
    place.Add("scope", "AXIS without `axis`; give the axis or leave it out");
  }
  const Measure* measure = FindMeasure(indicator.measure());
  if (measure == nullptr) {
    std::vector<const char*> names;
    for (const Measure& known : Measures()) names.push_back(known.name);
    place.Add("measure", absl::StrCat("\"", indicator.measure(),
                                      "\" is no measure; give one of ",
                                      absl::StrJoin(names, ", ")));
  } else {
    CheckParams(place.Child("params"), *measure, indicator.params());
  }
  for (int i = 0; i < indicator.targets_size(); ++i) {
    CheckTarget(place.Child("targets", i), indicator.targets(i), indicator);
  }
  CheckTargetOverlaps(place, indicator);
}

}  // namespace jalon::rules
