// Time in the scheme by orientation-delay band (spec §5): nobody is credited
// with time before the band was known (landmark analysis, Anderson, Cain &
// Gelber 1983).

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/delay_units.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/estimate.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/filter.h"
#include "libs/evaluation/logrank.h"
#include "libs/evaluation/number.h"

namespace jalon::evaluation {
namespace {

constexpr uint32_t kLastBound = 1'000'000;  // Days; later than any pathway.

absl::StatusOr<std::vector<int>> BoundsOf(
    const v1::EvaluateLandmarkRequest& request) {
  std::vector<int> bounds;
  for (const uint32_t bound : request.bins()) {
    bounds.push_back(static_cast<int>(std::min(bound, kLastBound)));
  }
  if (bounds.empty()) bounds = {30, 60, 90};
  for (size_t i = 0; i < bounds.size(); ++i) {
    if (bounds[i] <= (i == 0 ? 0 : bounds[i - 1])) {
      return absl::InvalidArgumentError("bins: must grow, from 1 day");
    }
  }
  return bounds;
}

std::string BandName(const std::vector<int>& bounds, size_t band) {
  if (band == 0) return absl::StrCat("<", bounds[0]);
  if (band == bounds.size()) return absl::StrCat(">=", bounds.back());
  return absl::StrCat(bounds[band - 1], "-", bounds[band] - 1);
}

v1::DelayDefinition DefinitionTo(v1::DelayDefinition::Stop::Milestone stop) {
  v1::DelayDefinition definition;
  definition.set_id("landmark");
  definition.set_version(1);
  definition.set_start(v1::DelayDefinition::OPENING);
  definition.set_stop(stop);
  return definition;
}

// The band of the stay, and the day from which the unit is at risk: the band's
// upper bound, the last band's lower bound.
std::pair<size_t, int> BandOf(const std::vector<int>& bounds,
                              const DelayUnit& orientation) {
  const bool oriented = orientation.cls == DelayClass::kReached ||
                        orientation.cls == DelayClass::kBeforeStart;
  size_t band = bounds.size();
  if (oriented) {
    band = static_cast<size_t>(
        std::upper_bound(bounds.begin(), bounds.end(), orientation.days) -
        bounds.begin());
  }
  return {band, bounds[std::min(band, bounds.size() - 1)]};
}

// The stays by band, those that end before their band is known left out.
struct Bands {
  std::vector<std::pair<std::string, std::vector<Observation>>> groups;
  uint64_t cohort = 0, before = 0;
};

// `orientations` and `ends` have the same clock, cohort and population: the
// same spells in the same order.
Bands Divide(const std::vector<int>& bounds,
             const std::vector<DelayShard>& orientations,
             const std::vector<DelayShard>& ends) {
  Bands out;
  for (size_t band = 0; band <= bounds.size(); ++band) {
    out.groups.emplace_back(BandName(bounds, band), std::vector<Observation>());
  }
  for (size_t shard = 0; shard < ends.size(); ++shard) {
    for (size_t i = 0; i < ends[shard].units.size(); ++i) {
      ++out.cohort;
      const DelayUnit& end = ends[shard].units[i];
      const auto [band, entry] = BandOf(bounds, orientations[shard].units[i]);
      if (end.days <= entry) {
        ++out.before;
        continue;
      }
      out.groups[band].second.push_back({entry, end.days,
                                         end.cls == DelayClass::kReached
                                             ? Observation::End::kEvent
                                             : Observation::End::kCensored});
    }
  }
  return out;
}

}  // namespace

absl::StatusOr<v1::EvaluateLandmarkResponse> EvaluateLandmark(
    const Context& context, const v1::EvaluateLandmarkRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<int> bounds, BoundsOf(request));
  ZoneSource zones;
  RETURN_IF_ERROR(zones.Read(context, request.filter().pact()));
  ASSIGN_OR_RETURN(
      const Filter filter,
      Filter::Make(request.filter(), zones.get(), context.view->strings()));
  DelayQuestion::Options options;
  RETURN_IF_ERROR(
      ReadPeriod(request.from(), request.to(), &options.from, &options.to));
  options.filter = &filter;
  options.definition = DefinitionTo(v1::DelayDefinition::Stop::ORIENTED);
  ASSIGN_OR_RETURN(const DelayQuestion to_orientation,
                   DelayQuestion::Make(context, options));
  options.definition = DefinitionTo(v1::DelayDefinition::Stop::SPELL_END);
  ASSIGN_OR_RETURN(const DelayQuestion to_end,
                   DelayQuestion::Make(context, options));

  const size_t count = ShardsOf(context);
  std::vector<DelayShard> orientations(count), ends(count);
  EachPathway(
      context, count,
      [&](size_t shard, size_t person, const pathway::Pathway& pathway) {
        to_orientation.Append(pathway, person, &orientations[shard]);
        to_end.Append(pathway, person, &ends[shard]);
      });

  const Bands bands = Divide(bounds, orientations, ends);
  v1::EvaluateLandmarkResponse response;
  response.set_cohort(bands.cohort);
  response.set_before_landmark(bands.before);
  for (const auto& [name, units] : bands.groups) {
    v1::LandmarkGroup* group = response.add_groups();
    group->set_key(name);
    group->set_units(units.size());
    const std::vector<DayCounts> days = CountByDay(units);
    int64_t ended = 0;
    for (const DayCounts& day : days) ended += day.events;
    group->set_ended(static_cast<uint64_t>(ended));
    const std::optional<int32_t> median = MedianSurvival(days);
    if (median.has_value()) {
      group->set_median(static_cast<uint32_t>(*median));
    }
    for (v1::CurvePoint& point : KaplanMeier(days)) {
      *group->add_km() = std::move(point);
    }
  }
  auto logrank = LogRankTest(bands.groups);
  if (logrank.has_value()) *response.mutable_logrank() = *std::move(logrank);
  FillHeader(context,
             HasNoData(context)  ? v1::NO_DATA
             : bands.cohort == 0 ? v1::NOT_APPLICABLE
                                 : v1::OK,
             "time_in_scheme", 1, response.mutable_header());
  return response;
}

}  // namespace jalon::evaluation
