// What one person adds to the indicators of a pact.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/evaluation/continuity.h"
#include "libs/evaluation/pact_plan.h"

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
      for (const std::string& key : KeysOf(plan_, measure, pathway_, unit)) {
        cells->by_key[key].Add(unit, person_);
      }
    }
  }

  void Days(const Measure& measure, Cells* cells) {
    if (!pieces_.has_value()) {
      pieces_ = PiecesOf(pathway_, in_period_, plan_.breakdown);
    }
    const PersonDays days = DaysOf(plan_, measure, pathway_,
                                   {.in_period = in_period_,
                                    .covered = covered_,
                                    .pieces = *pieces_,
                                    .breaks = breaks_});
    cells->total.Add(days.total);
    for (const auto& [key, count] : days.by_key) cells->by_key[key].Add(count);
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

std::vector<std::string> KeysOf(const Plan& plan, const Measure& measure,
                                const Pathway& pathway, const Unit& unit) {
  return measure.kind == MeasureKind::kBreaks
             ? plan.breakdown.KeysAtBreak(pathway, unit.day, unit.spell)
             : plan.breakdown.KeysOf(pathway, unit.day, unit.spell,
                                     unit.enrolment);
}

bool ReadsDays(const Measure& measure) {
  return measure.kind == MeasureKind::kContinuity ||
         (measure.kind == MeasureKind::kBreaks &&
          measure.break_statistic != BreakStatistic::kCount &&
          measure.break_statistic != BreakStatistic::kPersons);
}

PersonDays DaysOf(const Plan& plan, const Measure& measure,
                  const Pathway& pathway, const DaysRead& read) {
  PersonDays out;
  const bool continuity = measure.kind == MeasureKind::kContinuity;
  static const DaySet kNone;
  const DaySet& subset = continuity ? read.covered : kNone;
  out.total = {Size(read.in_period), Size(subset)};
  if (!plan.breakdown.empty()) out.by_key = DaysByKey(read.pieces, subset);
  if (continuity || measure.break_statistic != BreakStatistic::kDaysInBreak) {
    return out;
  }
  // The union of the gaps, of all types asked for, under the keys of g0.
  DaySet all;
  std::map<std::string, DaySet> gaps;
  for (const Break& found : read.breaks) {
    if (IsDay(found.type) || !measure.types[static_cast<size_t>(found.type)]) {
      continue;
    }
    all.push_back({found.g0, found.g1});
    for (const std::string& key :
         plan.breakdown.KeysAtBreak(pathway, found.g0, found.spell)) {
      gaps[key].push_back({found.g0, found.g1});
    }
  }
  const auto days = [&](DaySet set) {
    return Size(Intersection(read.in_period, UnionOf(std::move(set))));
  };
  out.total.in_subset = days(std::move(all));
  for (auto& [key, set] : gaps) {
    const int64_t in_break = days(std::move(set));
    if (in_break > 0) out.by_key[key].in_subset = in_break;
  }
  return out;
}

void AddPerson(const Plan& plan, size_t person, const Pathway& pathway,
               Counts* counts) {
  PersonVisit(plan, person, pathway, counts).Run();
}

}  // namespace jalon::evaluation
