#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/testing/slow_estimate.h"
#include "libs/evaluation/testing/slow_units.h"

namespace jalon::evaluation::testing {

// What a figure says, of an indicator or of a cell of it.
struct SlowFigure {
  v1::FigureStatus status = v1::OK;
  std::string value = "-";  // Exact; a share of a delay to nine decimals.
  std::optional<int64_t> numerator, denominator;
  int64_t immature = 0;

  std::string Line() const {
    const auto text = [](const std::optional<int64_t>& count) {
      return count.has_value() ? absl::StrCat(*count) : "-";
    };
    return absl::StrCat(v1::FigureStatus_Name(status), " ", value, " = ",
                        text(numerator), " / ", text(denominator),
                        ", immature ", immature);
  }
};

inline std::string NineDecimals(double value) {
  return absl::StrFormat("%.9f", value + 1e-13);
}

// An indicator of spec §7 counted with lists and sets.
class SlowIndicator {
 public:
  struct Cell {
    std::map<std::string, int64_t> classes;  // Mature units.
    std::set<size_t> persons;
    int64_t immature = 0;
    int64_t exposed = 0, subset = 0;  // Days.
    std::vector<SlowDelay::Unit> delays;
  };

  SlowIndicator(const v1::Indicator& indicator, const v1::PactVersion& version,
                std::vector<std::string> dimensions, const Period& period,
                const pathway::StringTable& strings)
      : indicator_(indicator),
        version_(version),
        dimensions_(std::move(dimensions)),
        period_(period),
        values_(version, strings) {
    cells_[""];
    for (const std::string& key : FixedKeys()) cells_[key];
  }

  void Add(size_t person, const pathway::Pathway& pathway,
           const SlowBreaks& breaks) {
    const SlowUnits units(pathway, breaks, values_, period_);
    if (!units.InScope(indicator_)) return;
    for (const SlowUnit& unit : units.Of(indicator_)) {
      for (const std::string& key : KeysOf(pathway, unit.place)) {
        Cell& cell = cells_[key];
        cell.persons.insert(person);
        if (unit.immature) {
          ++cell.immature;
        } else {
          ++cell.classes[unit.cls];
        }
        if (unit.delay.has_value()) cell.delays.push_back(*unit.delay);
      }
    }
    if (!ReadsDays()) return;
    for (Day day = period_.from; day <= period_.to; ++day) {
      if (day <= pathway.as_of && IsExposed(pathway, day)) {
        AddDay(pathway, breaks, units, day);
      }
    }
  }

  const v1::Indicator& indicator() const { return indicator_; }
  // By key, the values joined by " / "; "": the whole.
  const std::map<std::string, Cell>& cells() const { return cells_; }

  SlowFigure FigureOf(const std::string& key) const {
    const Cell& cell = cells_.at(key);
    const std::string& measure = indicator_.measure();
    if (measure == "delay") return OfDelay(cell.delays);
    if (measure == "breaks") return OfBreaks(cell);
    if (measure == "continuity") return Rate(cell.subset, cell.exposed);
    if (measure == "occupancy") return Rate(Units(cell), CapacityOf(key));
    if (measure == "persons") return Count(cell.persons.size());
    if (measure == "enrolments" || measure == "open") {
      return Count(Units(cell));
    }
    int64_t numerator = 0, denominator = 0;
    for (const auto& [name, count] : cell.classes) {
      if (name == Numerator()) numerator += count;
      if (name != "UNKNOWN") denominator += count;
    }
    SlowFigure figure = Rate(numerator, denominator);
    figure.immature = cell.immature;
    if (cell.classes.empty() && cell.immature > 0) {
      figure.status = v1::IMMATURE;
    }
    return figure;
  }

  // Of the whole: those of the law for a legal rate.
  std::map<std::string, int64_t> Classes() const {
    const Cell& whole = cells_.at("");
    if (indicator_.params().statistic() != "legal_rate") return whole.classes;
    std::map<std::string, int64_t> classes;
    for (const SlowDelay::Unit& unit : whole.delays) ++classes[unit.legal];
    return classes;
  }

 private:
  bool IsStatistic(const char* name) const {
    return indicator_.params().statistic() == name;
  }
  bool ReadsDays() const {
    return indicator_.measure() == "continuity" ||
           (indicator_.measure() == "breaks" &&
            (IsStatistic("per_100_person_years") ||
             IsStatistic("days_in_break")));
  }

  // The whole, and each pair of values.
  std::set<std::string> KeysOf(const pathway::Pathway& pathway,
                               const Place& place) const {
    std::set<std::string> keys = {""};
    std::vector<std::set<std::string>> values;
    for (const std::string& dimension : dimensions_) {
      values.push_back(values_.Of(dimension, pathway, place));
    }
    Cross(values, &keys);
    return keys;
  }
  static void Cross(const std::vector<std::set<std::string>>& values,
                    std::set<std::string>* keys) {
    if (values.size() == 1) keys->insert(values[0].begin(), values[0].end());
    if (values.size() < 2) return;
    for (const std::string& one : values[0]) {
      for (const std::string& other : values[1]) {
        keys->insert(absl::StrCat(one, " / ", other));
      }
    }
  }

  // Those that the pact names stand in the table though nobody bears them.
  std::set<std::string> FixedKeys() const {
    std::vector<std::set<std::string>> values;
    for (const std::string& dimension : dimensions_) {
      std::set<std::string> named;
      if (dimension == "zone") {
        for (const v1::Zone& zone : version_.zones()) named.insert(zone.id());
      } else if (dimension == "axis") {
        for (const v1::Axis& axis : version_.axes()) named.insert(axis.id());
      } else if (dimension == "funding") {
        for (const v1::Action& action : version_.actions()) {
          named.insert(action.funding().begin(), action.funding().end());
        }
      }
      values.push_back(named);
    }
    std::set<std::string> keys;
    Cross(values, &keys);
    return keys;
  }

  void AddDay(const pathway::Pathway& pathway, const SlowBreaks& breaks,
              const SlowUnits& units, Day day) {
    const bool covered =
        indicator_.measure() == "continuity" && units.IsCovered(day);
    for (const std::string& key : KeysOf(pathway, PlaceOn(pathway, day))) {
      ++cells_[key].exposed;
      cells_[key].subset += covered;
    }
    if (!IsStatistic("days_in_break")) return;
    // Once, whatever the number of breaks; under the values of g0.
    std::set<std::string> keys;
    for (const SlowBreaks::Found& one : breaks.found) {
      if (one.g0 <= day && day < one.g1 &&
          SlowUnits::IsWanted(indicator_.params(), one.type)) {
        keys.merge(KeysOf(pathway, PlaceOfBreak(pathway, one.g0, one.spell)));
      }
    }
    for (const std::string& key : keys) ++cells_[key].subset;
  }

  std::string Numerator() const {
    const std::string& measure = indicator_.measure();
    if (measure == "completion_rate") return "COMPLETED";
    if (measure == "abandonment_rate") return "ABANDONED";
    if (measure == "barrier_lifted") return "LIFTED";
    if (measure == "oriented_rate") return "ORIENTED";
    if (measure == "contract_rate") return "WITH_CONTRACT";
    if (measure != "orientation_mix") return "YES";
    const std::string& track = indicator_.params().track();
    return track.empty() ? "SOCIAL" : track;
  }

  static int64_t Units(const Cell& cell) {
    int64_t units = 0;
    for (const auto& [name, count] : cell.classes) units += count;
    return units;
  }

  template <typename List>
  static bool IsIn(const List& list, const std::string& value) {
    return std::count(list.begin(), list.end(), value) > 0;
  }

  // Of the actions of the indicator and of the cell; an action without zones
  // serves them all.
  int64_t CapacityOf(const std::string& key) const {
    std::vector<std::string> values;
    if (!key.empty()) values = absl::StrSplit(key, " / ");
    int64_t places = 0;
    for (const v1::Action& action : version_.actions()) {
      bool counts =
          indicator_.axis().empty() || IsIn(action.axes(), indicator_.axis());
      for (size_t i = 0; i < values.size(); ++i) {
        if (dimensions_[i] == "axis") {
          counts &= IsIn(action.axes(), values[i]);
        } else if (dimensions_[i] == "funding") {
          counts &= action.funding().empty()
                        ? values[i] == "UNKNOWN"
                        : IsIn(action.funding(), values[i]);
        } else if (dimensions_[i] == "zone") {
          counts &= action.zones().empty() || IsIn(action.zones(), values[i]);
        }
      }
      if (counts) places += action.capacity();
    }
    return places;
  }

  template <typename Integer>
  static SlowFigure Count(Integer count) {
    SlowFigure figure;
    figure.value = absl::StrCat(count);
    return figure;
  }
  static SlowFigure Rate(int64_t numerator, int64_t denominator) {
    SlowFigure figure;
    figure.numerator = numerator;
    figure.denominator = denominator;
    if (denominator == 0) {
      figure.status = v1::NOT_APPLICABLE;
    } else {
      figure.value = Ratio(numerator, denominator).fraction();
    }
    return figure;
  }

  SlowFigure OfBreaks(const Cell& cell) const {
    const int64_t count = Units(cell);
    if (IsStatistic("persons")) return Count(cell.persons.size());
    if (IsStatistic("days_in_break")) return Count(cell.subset);
    if (!IsStatistic("per_100_person_years")) return Count(count);
    SlowFigure figure = Rate(count, cell.exposed);
    if (cell.exposed > 0) {  // 365.25 days a year.
      figure.value = Ratio(count * 36525, cell.exposed).fraction();
    }
    return figure;
  }

  SlowFigure OfLaw(const std::vector<SlowDelay::Unit>& units) const {
    int64_t on_time = 0, late = 0, not_due = 0;
    for (const SlowDelay::Unit& unit : units) {
      on_time += unit.legal == "ON_TIME";
      late += unit.legal == "LATE";
      not_due += unit.legal == "NOT_DUE_YET";
    }
    SlowFigure figure = Rate(on_time, on_time + late);
    figure.immature = not_due;
    if (on_time + late == 0 && not_due > 0) figure.status = v1::IMMATURE;
    return figure;
  }

  SlowFigure OfDelay(const std::vector<SlowDelay::Unit>& units) const {
    if (IsStatistic("legal_rate")) return OfLaw(units);
    const SlowEstimate estimate(units);
    SlowFigure figure;
    figure.denominator = estimate.followed();
    if (estimate.followed() > 0) {
      figure.value = Statistic(estimate).value_or("-");
    }
    if (figure.value == "-") {
      figure.status =
          estimate.somebody_waits() ? v1::IMMATURE : v1::NOT_APPLICABLE;
    }
    return figure;
  }

  std::optional<std::string> Statistic(const SlowEstimate& estimate) const {
    if (IsStatistic("share")) {
      const auto share =
          estimate.ShareAt(static_cast<int>(indicator_.params().at()));
      if (!share.has_value()) return std::nullopt;
      return NineDecimals(*share);
    }
    if (IsStatistic("mean_reached")) {
      if (estimate.reached() == 0) return std::nullopt;
      return Ratio(estimate.sum(), estimate.reached()).fraction();
    }
    const auto day = estimate.Quantile(IsStatistic("quartile1")   ? 25
                                       : IsStatistic("quartile3") ? 75
                                       : IsStatistic("p90")       ? 90
                                                                  : 50);
    if (!day.has_value()) return std::nullopt;
    return absl::StrCat(*day);
  }

  const v1::Indicator& indicator_;
  const v1::PactVersion& version_;
  const std::vector<std::string> dimensions_;
  const Period period_;
  const SlowValues values_;
  std::map<std::string, Cell> cells_;
};

}  // namespace jalon::evaluation::testing
