#include "libs/evaluation/estimate.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <boost/multiprecision/cpp_int.hpp>

#include "libs/evaluation/number.h"

namespace jalon::evaluation {
namespace {

constexpr double kZ = 1.959963984540054;  // Normal quantile at 0.975.
constexpr double kTie = 1e-9;             // Below: decided exactly.

// 95 % on the log-log scale; the value itself at 0 and 1, where it does not
// exist.
void SetInterval(double value, double standard_error, v1::CurvePoint* point) {
  if (value <= 0 || value >= 1) {
    point->set_lower(value <= 0 ? 0 : 1);
    point->set_upper(value <= 0 ? 0 : 1);
    return;
  }
  const double width =
      std::exp(kZ * standard_error / (value * -std::log(value)));
  point->set_lower(std::pow(value, width));
  point->set_upper(std::pow(value, 1 / width));
}

void SetCounts(const DayCounts& day, v1::CurvePoint* point) {
  point->set_day(static_cast<uint32_t>(std::max(0, day.day)));
  point->set_at_risk(static_cast<uint64_t>(day.at_risk));
  point->set_events(static_cast<uint64_t>(day.events));
  point->set_competing(static_cast<uint64_t>(day.competing));
  point->set_censored(static_cast<uint64_t>(day.censored));
}

// Influence of a unit on the incidence and on the survival: units that end on
// the same day in the same way share it.
struct Influence {
  size_t ends_at;  // Index of the day.
  Observation::End end;
  double multiplicity;
  double incidence = 0, survival = 0;
};

std::vector<Influence> InfluencesOf(const std::vector<DayCounts>& days) {
  std::vector<Influence> out;
  for (size_t i = 0; i < days.size(); ++i) {
    const auto add = [&](Observation::End end, int64_t count) {
      if (count > 0) out.push_back({i, end, static_cast<double>(count)});
    };
    add(Observation::End::kEvent, days[i].events);
    add(Observation::End::kCompeting, days[i].competing);
    add(Observation::End::kCensored, days[i].censored);
  }
  return out;
}

// Derivatives of the two recursions with respect to the weight of each unit.
// Returns the sum of squares of those of the incidence.
double Step(const DayCounts& day, size_t index, double survival_before,
            std::vector<Influence>* influences) {
  const double n = static_cast<double>(day.at_risk);
  const double event_hazard = static_cast<double>(day.events) / n;
  const double hazard = static_cast<double>(day.events + day.competing) / n;
  double squares = 0;
  for (Influence& i : *influences) {
    const double at_risk = i.ends_at >= index ? 1 : 0;
    const bool ends_now = i.ends_at == index;
    const double is_event =
        ends_now && i.end == Observation::End::kEvent ? 1 : 0;
    const double is_end =
        ends_now && i.end != Observation::End::kCensored ? 1 : 0;
    i.incidence += i.survival * event_hazard +
                   survival_before * (is_event - at_risk * event_hazard) / n;
    i.survival = i.survival * (1 - hazard) -
                 survival_before * (is_end - at_risk * hazard) / n;
    squares += i.multiplicity * i.incidence * i.incidence;
  }
  return squares;
}

using Rational = boost::multiprecision::cpp_rational;

// The incidence at each day as an exact fraction, until `stop` says enough.
template <typename Stop>
std::optional<size_t> ExactSearch(const std::vector<DayCounts>& days,
                                  const Stop& stop) {
  Rational survival = 1, incidence = 0;
  for (size_t i = 0; i < days.size(); ++i) {
    const DayCounts& day = days[i];
    incidence += survival * Rational(day.events, day.at_risk);
    survival *= Rational(day.at_risk - day.events - day.competing, day.at_risk);
    if (stop(incidence, survival)) return i;
  }
  return std::nullopt;
}

}  // namespace

std::vector<DayCounts> CountByDay(const std::vector<Observation>& units) {
  std::map<int32_t, DayCounts> by_day;
  std::vector<int32_t> entries, ends;
  for (const Observation& unit : units) {
    DayCounts& day = by_day[unit.time];
    day.day = unit.time;
    switch (unit.end) {
      case Observation::End::kEvent:
        ++day.events;
        break;
      case Observation::End::kCompeting:
        ++day.competing;
        break;
      case Observation::End::kCensored:
        ++day.censored;
        break;
    }
    entries.push_back(unit.entry);
    ends.push_back(unit.time);
  }
  std::sort(entries.begin(), entries.end());
  std::sort(ends.begin(), ends.end());
  std::vector<DayCounts> out;
  for (auto& [day, counts] : by_day) {
    // At risk in (entry, time].
    counts.at_risk =
        (std::lower_bound(entries.begin(), entries.end(), day) -
         entries.begin()) -
        (std::lower_bound(ends.begin(), ends.end(), day) - ends.begin());
    out.push_back(counts);
  }
  return out;
}

std::vector<v1::CurvePoint> CumulativeIncidence(
    const std::vector<DayCounts>& days) {
  std::vector<v1::CurvePoint> out;
  std::vector<Influence> influences = InfluencesOf(days);
  double survival = 1, incidence = 0, squares = 0;
  int64_t events = 0;
  bool exact = true;
  for (size_t i = 0; i < days.size(); ++i) {
    const DayCounts& day = days[i];
    const double n = static_cast<double>(day.at_risk);
    if (day.events + day.competing > 0) {
      squares = Step(day, i, survival, &influences);
    }
    incidence += survival * static_cast<double>(day.events) / n;
    survival *= 1 - static_cast<double>(day.events + day.competing) / n;
    events += day.events;
    v1::CurvePoint point;
    SetCounts(day, &point);
    *point.mutable_value() =
        exact ? Ratio(events, days[0].at_risk) : Real(incidence);
    SetInterval(point.value().value(), std::sqrt(squares), &point);
    out.push_back(std::move(point));
    exact = exact && day.censored == 0;
  }
  return out;
}

std::vector<v1::CurvePoint> KaplanMeier(const std::vector<DayCounts>& days) {
  std::vector<v1::CurvePoint> out;
  double survival = 1, greenwood = 0;
  int64_t events = 0;
  bool exact = true;
  for (const DayCounts& day : days) {
    const double n = static_cast<double>(day.at_risk);
    const double d = static_cast<double>(day.events);
    survival *= 1 - d / n;
    if (day.events > 0) greenwood += d / (n * (n - d));
    events += day.events;
    v1::CurvePoint point;
    SetCounts(day, &point);
    exact = exact && day.at_risk + events - day.events == days[0].at_risk;
    *point.mutable_value() =
        exact ? Ratio(days[0].at_risk - events, days[0].at_risk)
              : Real(survival);
    SetInterval(point.value().value(),
                point.value().value() * std::sqrt(greenwood), &point);
    out.push_back(std::move(point));
  }
  return out;
}

std::optional<int32_t> IncidenceQuantile(const std::vector<DayCounts>& days,
                                         int percent) {
  const double level = percent / 100.0;
  double survival = 1, incidence = 0;
  for (size_t i = 0; i < days.size(); ++i) {
    const double n = static_cast<double>(days[i].at_risk);
    incidence += survival * static_cast<double>(days[i].events) / n;
    survival *= 1 - static_cast<double>(days[i].events + days[i].competing) / n;
    if (incidence < level - kTie) continue;
    if (incidence > level + kTie) return days[i].day;
    const Rational exact(percent, 100);
    const auto found =
        ExactSearch(days, [&](const Rational& reached, const Rational&) {
          return reached >= exact;
        });
    if (!found.has_value()) return std::nullopt;
    return days[*found].day;
  }
  return std::nullopt;
}

std::optional<int32_t> MedianSurvival(const std::vector<DayCounts>& days) {
  std::vector<DayCounts> only = days;
  for (DayCounts& day : only) day.competing = 0;
  double survival = 1;
  for (const DayCounts& day : only) {
    survival *=
        1 - static_cast<double>(day.events) / static_cast<double>(day.at_risk);
    if (survival > 0.5 + kTie) continue;
    if (survival < 0.5 - kTie) return day.day;
    const auto found =
        ExactSearch(only, [](const Rational&, const Rational& left) {
          return left <= Rational(1, 2);
        });
    if (!found.has_value()) return std::nullopt;
    return only[*found].day;
  }
  return std::nullopt;
}

v1::Number IncidenceOn(const std::vector<DayCounts>& days, int32_t at) {
  double survival = 1, incidence = 0;
  int64_t events = 0;
  bool exact = true, exact_value = true;
  for (const DayCounts& day : days) {
    if (day.day > at) break;
    const double n = static_cast<double>(day.at_risk);
    incidence += survival * static_cast<double>(day.events) / n;
    survival *= 1 - static_cast<double>(day.events + day.competing) / n;
    events += day.events;
    exact_value = exact;
    exact = exact && day.censored == 0;
  }
  if (days.empty() || !exact_value) return Real(incidence);
  return Ratio(events, days[0].at_risk);
}

}  // namespace jalon::evaluation
