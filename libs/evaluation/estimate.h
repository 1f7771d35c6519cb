#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "jalon/v1/evaluation.pb.h"

namespace jalon::evaluation {

// One unit as the estimators see it.
struct Observation {
  enum class End : uint8_t { kEvent, kCompeting, kCensored };
  int32_t entry =
      INT32_MIN;  // At risk from the day after; INT32_MIN = from the start.
  int32_t time = 0;
  End end = End::kCensored;
};

// What happened on one day, all units together.
struct DayCounts {
  int32_t day = 0;
  int64_t at_risk = 0;
  int64_t events = 0, competing = 0, censored = 0;
};

// One entry a distinct day on which a unit ends, growing. Events come before
// censorings of the same day.
std::vector<DayCounts> CountByDay(const std::vector<Observation>& units);

// Cumulative incidence of the event, competing ends being final
// (Aalen-Johansen), with the infinitesimal-jackknife variance and 95 %
// intervals on the log-log scale, as survfit of R's survival (Aalen & Johansen
// 1978; Therneau, survival vignette "methods"). No delayed entry.
std::vector<v1::CurvePoint> CumulativeIncidence(
    const std::vector<DayCounts>& days);

// Survival, competing ends being censored (Kaplan & Meier 1958; Greenwood's
// variance; log-log intervals). Delayed entry allowed.
std::vector<v1::CurvePoint> KaplanMeier(const std::vector<DayCounts>& days);

// The first day on which the incidence reaches percent / 100, decided as exact
// fractions would; nullopt = not reached.
std::optional<int32_t> IncidenceQuantile(const std::vector<DayCounts>& days,
                                         int percent);
// The first day on which the survival falls to one half.
std::optional<int32_t> MedianSurvival(const std::vector<DayCounts>& days);

// Exact value where it is a simple ratio (nobody censored before), else in
// double precision.
v1::Number IncidenceOn(const std::vector<DayCounts>& days, int32_t day);

}  // namespace jalon::evaluation
