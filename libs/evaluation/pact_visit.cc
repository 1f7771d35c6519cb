// What one person adds to the indicators of a pact.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/evaluation/continuity.h"
#include "libs/evaluation/pact_plan.h"
#include "libs/evaluation/pieces.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;

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
      for (const std::string& key : KeysOf(measure, unit)) {
        cells->by_key[key].Add(unit, person_);
      }
    }
  }

  std::vector<std::string> KeysOf(const Measure& measure,
                                  const Unit& unit) const {
    return measure.kind == MeasureKind::kBreaks
               ? plan_.breakdown.KeysAtBreak(pathway_, unit.day, unit.spell)
               : plan_.breakdown.KeysOf(pathway_, unit.day, unit.spell,
                                        unit.enrolment);
  }

  // Exposed days, each under the keys that it bears; of them, those covered.
  void Days(const Measure& measure, Cells* cells) {
    const bool continuity = measure.kind == MeasureKind::kContinuity;
    cells->total.exposed_days += Size(in_period_);
    if (continuity) cells->total.days += Size(covered_);
    if (!plan_.breakdown.empty()) {
      for (const Piece& piece : Pieces()) {
        for (const std::string& key : piece.keys) {
          Tally& tally = cells->by_key[key];
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
      pieces_ = PiecesOf(pathway_, in_period_, plan_.breakdown);
    }
    return *pieces_;
  }

  // The union of the gaps, of all types asked for, under the keys of g0.
  void DaysInBreak(const Measure& measure, Cells* cells) {
    DaySet all;
    std::map<std::string, DaySet> by_key;
    for (const Break& found : breaks_) {
      if (IsDay(found.type) ||
          !measure.types[static_cast<size_t>(found.type)]) {
        continue;
      }
      all.push_back({found.g0, found.g1});
      for (const std::string& key :
           plan_.breakdown.KeysAtBreak(pathway_, found.g0, found.spell)) {
        by_key[key].push_back({found.g0, found.g1});
      }
    }
    const auto days = [&](DaySet gaps) {
      return Size(Intersection(in_period_, UnionOf(std::move(gaps))));
    };
    cells->total.days += days(std::move(all));
    for (auto& [key, gaps] : by_key) {
      cells->by_key[key].days += days(std::move(gaps));
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

bool ReadsDays(const Measure& measure) {
  return measure.kind == MeasureKind::kContinuity ||
         (measure.kind == MeasureKind::kBreaks &&
          measure.break_statistic != BreakStatistic::kCount &&
          measure.break_statistic != BreakStatistic::kPersons);
}

void AddPerson(const Plan& plan, size_t person, const Pathway& pathway,
               Counts* counts) {
  PersonVisit(plan, person, pathway, counts).Run();
}

}  // namespace jalon::evaluation
