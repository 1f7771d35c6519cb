// What one person adds to the indicators of a pact.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/evaluation/continuity.h"
#include "libs/evaluation/pact_days.h"
#include "libs/evaluation/pact_plan.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;

bool ReadsDays(const Measure& measure) {
  return measure.kind == MeasureKind::kContinuity ||
         (measure.kind == MeasureKind::kBreaks &&
          measure.break_statistic != BreakStatistic::kCount &&
          measure.break_statistic != BreakStatistic::kPersons);
}

class PersonVisit {
 public:
  PersonVisit(const Plan& plan, size_t person, const Pathway& pathway,
              Counts* counts)
      : plan_(plan), person_(person), pathway_(pathway), counts_(*counts) {}

  void Run() {
    if (plan_.needs_breaks || plan_.needs_covered) {
      exposed_ = pathway::ExposedDays(pathway_);
      in_period_ = Clip(exposed_, plan_.period.from, plan_.period.to + 1);
    }
    if (plan_.needs_breaks) {
      breaks_ = plan_.finder.Find(pathway_, exposed_).breaks;
    }
    if (plan_.needs_covered) covered_ = CoveredDays(pathway_, in_period_);
    for (size_t i = 0; i < plan_.measures.size(); ++i) {
      const Measure& measure = plan_.measures[i];
      if (!InScope(*measure.indicator, pathway_, plan_.catalogue,
                   plan_.period)) {
        continue;
      }
      if (measure.kind == MeasureKind::kDelay) {
        plan_.delays[i]->Append(pathway_, person_, &counts_[i].delay);
        continue;
      }
      Units(measure, &counts_[i].cells);
      if (ReadsDays(measure)) Days(measure, &counts_[i].cells);
    }
  }

 private:
  void Units(const Measure& measure, Cells* cells) {
    units_.clear();
    AppendUnits(measure, {pathway_, breaks_}, plan_.catalogue, plan_.period,
                &units_);
    for (const Unit& unit : units_) {
      cells->total.Add(unit, person_);
      if (plan_.dimension == nullptr) continue;
      for (const std::string& value : ValuesOf(measure, unit)) {
        cells->by_value[value].Add(unit, person_);
      }
    }
  }

  std::vector<std::string> ValuesOf(const Measure& measure,
                                    const Unit& unit) const {
    if (measure.kind == MeasureKind::kBreaks) {
      return ValuesAtBreak(pathway_, unit.day, unit.spell, *plan_.dimension);
    }
    return plan_.dimension->ValuesOf(pathway_, unit.day, unit.spell,
                                     unit.enrolment);
  }

  // Exposed days, each under the values that it bears; of them, those covered.
  void Days(const Measure& measure, Cells* cells) {
    const bool continuity = measure.kind == MeasureKind::kContinuity;
    cells->total.exposed_days += Size(in_period_);
    if (continuity) cells->total.days += Size(covered_);
    if (plan_.dimension != nullptr) {
      for (const Piece& piece : Pieces()) {
        for (const std::string& value : piece.values) {
          Tally& tally = cells->by_value[value];
          tally.exposed_days += piece.days.end - piece.days.start;
          if (!continuity) continue;
          tally.days +=
              pathway::CountDays(covered_, piece.days.start, piece.days.end);
        }
      }
    }
    if (!continuity) DaysInBreak(measure, cells);
  }

  const std::vector<Piece>& Pieces() {
    if (!pieces_.has_value()) {
      pieces_ = PiecesOf(pathway_, in_period_, *plan_.dimension);
    }
    return *pieces_;
  }

  // The union of the gaps, of all types asked for, under the values of g0.
  void DaysInBreak(const Measure& measure, Cells* cells) {
    DaySet all;
    std::map<std::string, DaySet> by_value;
    for (const Break& found : breaks_) {
      if (IsDay(found.type) ||
          !measure.types[static_cast<size_t>(found.type)]) {
        continue;
      }
      all.push_back({found.g0, found.g1});
      if (plan_.dimension == nullptr) continue;
      for (const std::string& value :
           ValuesAtBreak(pathway_, found.g0, found.spell, *plan_.dimension)) {
        by_value[value].push_back({found.g0, found.g1});
      }
    }
    const auto days = [&](DaySet gaps) {
      return Size(Intersection(in_period_, UnionOf(std::move(gaps))));
    };
    cells->total.days += days(std::move(all));
    for (auto& [value, gaps] : by_value) {
      cells->by_value[value].days += days(std::move(gaps));
    }
  }

  const Plan& plan_;
  const size_t person_;
  const Pathway& pathway_;
  Counts& counts_;
  DaySet exposed_, in_period_, covered_;
  std::vector<Break> breaks_;
  std::vector<Unit> units_;
  std::optional<std::vector<Piece>> pieces_;
};

}  // namespace

void AddPerson(const Plan& plan, size_t person, const Pathway& pathway,
               Counts* counts) {
  PersonVisit(plan, person, pathway, counts).Run();
}

}  // namespace jalon::evaluation
