#include "libs/evaluation/landmark.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/estimate.h"
#include "libs/evaluation/evaluation.h"
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

v1::DelayDefinition DefinitionTo(v1::DelayDefinition::Stop::Milestone stop) {
  v1::DelayDefinition definition;
  definition.set_id("landmark");
  definition.set_version(1);
  definition.set_start(v1::DelayDefinition::OPENING);
  definition.set_stop(stop);
  return definition;
}

// One spell, by its two questions.
struct Stay {
  const DelayUnit* orientation;
  const DelayUnit* end;
};

// Fills the bands of some stays, those that end before their band is known
// left out. Of the whole figure or of a stratum: they have the same members.
template <typename Out>
void SetBands(const AskedLandmark& asked, const std::vector<Stay>& stays,
              Out* out) {
  std::vector<std::pair<std::string, std::vector<Observation>>> groups;
  for (size_t band = 0; band <= asked.bounds.size(); ++band) {
    groups.emplace_back(asked.BandName(band), std::vector<Observation>());
  }
  uint64_t before = 0;
  for (const Stay& stay : stays) {
    const auto [band, entry] = asked.BandOf(*stay.orientation);
    if (stay.end->days <= entry) {
      ++before;
      continue;
    }
    groups[band].second.push_back({entry, stay.end->days,
                                   stay.end->cls == DelayClass::kReached
                                       ? Observation::End::kEvent
                                       : Observation::End::kCensored});
  }
  out->set_cohort(stays.size());
  out->set_before_landmark(before);
  for (const auto& [name, units] : groups) {
    v1::LandmarkGroup* group = out->add_groups();
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
  auto logrank = LogRankTest(groups);
  if (logrank.has_value()) *out->mutable_logrank() = *std::move(logrank);
}

}  // namespace

std::string AskedLandmark::BandName(size_t band) const {
  if (band == 0) return absl::StrCat("<", bounds[0]);
  if (band == bounds.size()) return absl::StrCat(">=", bounds.back());
  return absl::StrCat(bounds[band - 1], "-", bounds[band] - 1);
}

std::pair<size_t, int> AskedLandmark::BandOf(
    const DelayUnit& orientation) const {
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

absl::Status AskedLandmark::Read(const Context& context,
                                 const v1::EvaluateLandmarkRequest& request,
                                 bool with_events) {
  ASSIGN_OR_RETURN(bounds, BoundsOf(request));
  RETURN_IF_ERROR(zones.Read(context, request.filter().pact(),
                             request.filter().pact_versions()));
  ASSIGN_OR_RETURN(filter, Filter::Make(request.filter(), zones.get(),
                                        context.view->strings()));
  DelayQuestion::Options options;
  RETURN_IF_ERROR(
      ReadPeriod(request.from(), request.to(), &options.from, &options.to));
  options.filter = &filter;
  options.with_events = with_events;
  options.definition = DefinitionTo(v1::DelayDefinition::Stop::ORIENTED);
  ASSIGN_OR_RETURN(to_orientation, DelayQuestion::Make(context, options));
  options.definition = DefinitionTo(v1::DelayDefinition::Stop::SPELL_END);
  ASSIGN_OR_RETURN(options.strata,
                   Breakdown::Make(request.strata(), "strata", zones.get(),
                                   context.view->strings()));
  ASSIGN_OR_RETURN(to_end, DelayQuestion::Make(context, options));
  return absl::OkStatus();
}

absl::StatusOr<v1::EvaluateLandmarkResponse> EvaluateLandmark(
    const Context& context, const v1::EvaluateLandmarkRequest& request) {
  AskedLandmark asked;
  RETURN_IF_ERROR(asked.Read(context, request, false));

  const size_t count = ShardsOf(context);
  std::vector<DelayShard> orientations(count), ends(count);
  EachPathway(
      context, count,
      [&](size_t shard, size_t person, const pathway::Pathway& pathway) {
        asked.to_orientation->Append(pathway, person, &orientations[shard]);
        asked.to_end->Append(pathway, person, &ends[shard]);
      });

  std::vector<Stay> stays;
  std::map<std::string, std::vector<Stay>> strata;
  for (size_t shard = 0; shard < count; ++shard) {
    for (size_t i = 0; i < ends[shard].units.size(); ++i) {
      const Stay stay{&orientations[shard].units[i], &ends[shard].units[i]};
      stays.push_back(stay);
      for (const std::string& key : stay.end->strata) {
        strata[key].push_back(stay);
      }
    }
  }
  v1::EvaluateLandmarkResponse response;
  SetBands(asked, stays, &response);
  for (const auto& [key, some] : strata) {
    v1::LandmarkStratum* stratum = response.add_strata();
    SetKey(key, stratum->mutable_key());
    SetBands(asked, some, stratum);
  }
  FillHeader(context,
             HasNoData(context) ? v1::NO_DATA
             : stays.empty()    ? v1::NOT_APPLICABLE
                                : v1::OK,
             "time_in_scheme", 1, response.mutable_header());
  return response;
}

}  // namespace jalon::evaluation
