#include <string>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/evaluation/continuity.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/pact_plan.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;

// One indicator of a pact.
class Source final : public UnitSource {
 public:
  explicit Source(const Context& context) : context_(context) {}

  absl::Status Read(const v1::EvaluatePactRequest& request,
                    const std::string& indicator) {
    return asked_.Read(context_, request, &indicator, /*with_events=*/true);
  }

  void Append(size_t person, const Pathway& pathway,
              std::vector<v1::ExplainedUnit>* out) const override {
    const Plan& plan = *asked_.plan;
    const Measure& measure = plan.measures[0];
    if (!InScope(*measure.indicator, pathway, plan.catalogue, plan.period)) {
      out->push_back(LeftOutUnit("SCOPE", pathway.as_of));
      return;
    }
    if (measure.kind == MeasureKind::kDelay) {
      DelayShard shard;
      plan.delays[0]->Append(pathway, person, &shard);
      for (const DelayUnit& unit : shard.units) {
        out->push_back(UnitOfDelay(unit, plan.delays[0]->has_legal()));
      }
      return AppendLeftOut(shard, out);
    }
    const DaySet exposed = ReadsDays(measure) || plan.needs_breaks
                               ? pathway::ExposedDays(pathway)
                               : DaySet();
    std::vector<Break> breaks;
    if (plan.needs_breaks) {
      breaks = plan.finder.Find(pathway, exposed).breaks;
    }
    Units(pathway, breaks, out);
    if (ReadsDays(measure)) Days(pathway, exposed, breaks, out);
  }

  bool by_spell() const override {
    return asked_.plan->measures[0].kind == MeasureKind::kDelay;
  }
  std::string definition() const override { return asked_.pact.id(); }

 private:
  void Units(const Pathway& pathway, const std::vector<Break>& breaks,
             std::vector<v1::ExplainedUnit>* out) const {
    std::vector<Unit> units, left_out;
    const Plan& plan = *asked_.plan;
    AppendUnits(plan.measures[0], {pathway, breaks}, plan.catalogue,
                plan.period, &units, &left_out);
    for (const Unit& unit : units) out->push_back(Explained(pathway, unit));
    for (const Unit& unit : left_out) {
      v1::ExplainedUnit one = Explained(pathway, unit);
      one.set_class_(kLeftOut);
      one.set_step(unit.left_out);
      one.clear_numerator();
      one.clear_denominator();
      out->push_back(std::move(one));
    }
  }

  v1::ExplainedUnit Explained(const Pathway& pathway, const Unit& unit) const {
    const Measure& measure = asked_.plan->measures[0];
    const pathway::StringTable& strings = context_.view->strings();
    v1::ExplainedUnit out;
    out.set_day(base::FormatDay(unit.day));
    SetClass(measure, unit, &out);
    AddCells(KeysOf(*asked_.plan, measure, pathway, unit), &out);
    for (const int event : {unit.event, unit.decided_by}) {
      if (event >= 0) out.add_events(EventName(pathway, strings, event));
    }
    SetPlace(pathway, strings, unit.spell, unit.enrolment, &out);
    if (unit.enrolment >= 0) {
      out.set_stop(base::FormatDay(
          pathway.enrolments[static_cast<size_t>(unit.enrolment)].end));
    }
    return out;
  }

  static void SetClass(const Measure& measure, const Unit& unit,
                       v1::ExplainedUnit* out) {
    if (unit.immature) {
      out->set_class_("IMMATURE");
      out->set_step("IMMATURE");
      return;
    }
    if (measure.classes.empty()) {
      out->set_class_("COUNTED");
      out->set_numerator(1);
      return;
    }
    const UnitClass& one = measure.classes[unit.cls];
    out->set_class_(one.name);
    out->set_numerator(one.in_numerator ? 1 : 0);
    out->set_denominator(one.in_denominator ? 1 : 0);
  }

  // What the person's days add: one row, or one a cell.
  void Days(const Pathway& pathway, const DaySet& exposed,
            const std::vector<Break>& breaks,
            std::vector<v1::ExplainedUnit>* out) const {
    const Plan& plan = *asked_.plan;
    const Measure& measure = plan.measures[0];
    const DaySet in_period =
        Clip(exposed, plan.period.from, plan.period.to + 1);
    if (in_period.empty()) return;
    PersonDays days =
        DaysOf(plan, measure, pathway,
               {.in_period = in_period,
                .covered = plan.needs_covered ? CoveredDays(pathway, in_period)
                                              : DaySet(),
                .pieces = PiecesOf(pathway, in_period, plan.breakdown),
                .breaks = breaks});
    if (plan.breakdown.empty()) days.by_key[""] = days.total;
    for (const auto& [key, count] : days.by_key) {
      v1::ExplainedUnit unit;
      unit.set_class_("EXPOSED_DAYS");
      unit.set_day(base::FormatDay(in_period.front().start));
      if (!key.empty()) AddCells({key}, &unit);
      unit.set_numerator(count.in_subset);
      unit.set_denominator(count.days);
      out->push_back(std::move(unit));
    }
  }

  const Context& context_;
  AskedPact asked_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<UnitSource>> IndicatorUnits(
    const Context& context, const v1::EvaluatePactRequest& request,
    const std::string& indicator) {
  auto source = std::make_unique<Source>(context);
  RETURN_IF_ERROR(source->Read(request, indicator));
  return source;
}

}  // namespace jalon::evaluation
