#include "libs/evaluation/pact_tally.h"

#include <string>

#include "libs/evaluation/breaks_figure.h"
#include "libs/evaluation/number.h"

namespace jalon::evaluation {
namespace {

Figure Count(int64_t count) {
  Figure figure;
  figure.value = Ratio(count, 1);
  return figure;
}

// No value without a denominator: never a zero.
Figure Rate(int64_t numerator, int64_t denominator, bool immature) {
  Figure figure;
  figure.numerator = numerator;
  figure.denominator = denominator;
  if (denominator > 0) {
    figure.value = Ratio(numerator, denominator);
  } else {
    figure.status = immature ? v1::IMMATURE : v1::NOT_APPLICABLE;
  }
  return figure;
}

// `persons` behind the value.
Figure Behind(int64_t persons, Figure figure) {
  figure.persons = persons;
  return figure;
}

Figure OfBreaks(const Measure& measure, const Tally& tally) {
  int64_t count = 0;
  for (const int64_t of_type : tally.classes) count += of_type;
  switch (measure.break_statistic) {
    case BreakStatistic::kCount:
      return Behind(tally.persons, Count(count));
    case BreakStatistic::kPersons:
      return Behind(tally.persons, Count(tally.persons));
    case BreakStatistic::kDaysInBreak:
      return Behind(tally.persons_of_days, Count(tally.days));
    case BreakStatistic::kPer100PersonYears:
      break;
  }
  Figure figure = Rate(count, tally.exposed_days, false);
  if (figure.value.has_value()) {
    figure.value = Per100PersonYears(count, tally.exposed_days);
  }
  figure.exposed_persons = tally.exposed_persons;
  return Behind(tally.persons, figure);
}

Figure OfClasses(const Measure& measure, const Tally& tally) {
  int64_t numerator = 0, denominator = 0, mature = 0;
  for (size_t i = 0; i < measure.classes.size(); ++i) {
    mature += tally.classes[i];
    if (measure.classes[i].in_numerator) numerator += tally.classes[i];
    if (measure.classes[i].in_denominator) denominator += tally.classes[i];
  }
  Figure figure =
      Rate(numerator, denominator, mature == 0 && tally.immature > 0);
  figure.immature = tally.immature;
  return figure;
}

int64_t Of(const google::protobuf::Map<std::string, uint64_t>& classes,
           const char* name) {
  const auto found = classes.find(name);
  return found == classes.end() ? 0 : static_cast<int64_t>(found->second);
}

std::optional<v1::Number> Quantile(const v1::DelayFigure& delay,
                                   uint32_t percent) {
  for (const v1::Quantile& quantile : delay.quantiles()) {
    if (quantile.percent() == percent && quantile.has_day()) {
      return Ratio(quantile.day(), 1);
    }
  }
  return std::nullopt;
}

// The incidence at any day; not estimable beyond the longest follow-up while
// somebody waits.
std::optional<v1::Number> ShareAt(const v1::DelayFigure& delay, uint32_t day) {
  for (const v1::Share& share : delay.shares()) {
    if (share.day() != day) continue;
    if (!share.has_value()) return std::nullopt;
    return share.value();
  }
  v1::Number value = Ratio(0, 1);
  bool beyond = true;
  for (const v1::CurvePoint& point : delay.cif()) {
    if (point.day() <= day) value = point.value();
    if (point.day() >= day) beyond = false;
  }
  if (beyond && Of(delay.classes(), "WAITING") > 0) return std::nullopt;
  return value;
}

std::optional<v1::Number> Statistic(const Measure& measure,
                                    const v1::DelayFigure& delay) {
  const std::string& name = measure.delay_statistic;
  if (name == "share") {
    return ShareAt(delay, measure.indicator->params().at());
  }
  if (name == "mean_reached") {
    if (!delay.has_mean_reached()) return std::nullopt;
    return delay.mean_reached().days();
  }
  if (name == "quartile1") return Quantile(delay, 25);
  if (name == "quartile3") return Quantile(delay, 75);
  return Quantile(delay, name == "p90" ? 90 : 50);
}

}  // namespace

void Tally::Add(const Unit& unit, size_t person) {
  if (person != last_person_) {
    ++persons;
    last_person_ = person;
  }
  if (unit.immature) {
    ++immature;
  } else {
    ++classes[unit.cls];
  }
}

void Tally::Add(const DayCount& count) {
  exposed_persons += count.days > 0;
  persons_of_days += count.in_subset > 0;
  exposed_days += count.days;
  days += count.in_subset;
}

void Tally::Merge(const Tally& other) {
  for (size_t i = 0; i < classes.size(); ++i) classes[i] += other.classes[i];
  persons += other.persons;
  immature += other.immature;
  exposed_persons += other.exposed_persons;
  persons_of_days += other.persons_of_days;
  exposed_days += other.exposed_days;
  days += other.days;
}

void Cells::Merge(const Cells& other) {
  total.Merge(other.total);
  for (const auto& [key, tally] : other.by_key) {
    by_key[key].Merge(tally);
  }
}

Figure CountedFigure(const Measure& measure, const Tally& tally,
                     int64_t capacity) {
  switch (measure.kind) {
    case MeasureKind::kEnrolments:
    case MeasureKind::kOpen:
      return Behind(tally.persons, Count(tally.classes[0]));
    case MeasureKind::kPersons:
      return Behind(tally.persons, Count(tally.persons));
    case MeasureKind::kOccupancy:
      return Behind(tally.persons, Rate(tally.classes[0], capacity, false));
    case MeasureKind::kBreaks:
      return OfBreaks(measure, tally);
    case MeasureKind::kContinuity:
      return Behind(tally.exposed_persons,
                    Rate(tally.days, tally.exposed_days, false));
    default:
      return Behind(tally.persons, OfClasses(measure, tally));
  }
}

Figure DelayStatistic(const Measure& measure, const v1::DelayFigure& delay) {
  if (measure.delay_statistic == "legal_rate") {
    const auto& classes = delay.legal().classes();
    const int64_t on_time = Of(classes, "ON_TIME");
    const int64_t not_due = Of(classes, "NOT_DUE_YET");
    Figure figure = Rate(on_time, on_time + Of(classes, "LATE"), not_due > 0);
    figure.immature = not_due;
    return Behind(static_cast<int64_t>(delay.persons()), figure);
  }
  Figure figure;
  figure.persons = static_cast<int64_t>(delay.persons());
  figure.denominator = static_cast<int64_t>(delay.units());
  figure.value = Statistic(measure, delay);
  if (delay.units() == 0) {
    figure.value.reset();
    figure.status = v1::NOT_APPLICABLE;
  } else if (!figure.value.has_value()) {
    figure.status =
        Of(delay.classes(), "WAITING") > 0 ? v1::IMMATURE : v1::NOT_APPLICABLE;
  }
  return figure;
}

}  // namespace jalon::evaluation
