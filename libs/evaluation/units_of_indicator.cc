#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/continuity.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/pact_plan.h"
#include "libs/evaluation/pieces.h"
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
    RETURN_IF_ERROR(
        ReadPeriod(request.from(), request.to(), &period_.from, &period_.to));
    ASSIGN_OR_RETURN(pact_, PactOf(context_, request));
    const v1::PactVersion* version = rules::VersionOn(pact_, context_.as_of);
    if (version == nullptr) {
      return absl::InvalidArgumentError("pact: it has no version");
    }
    catalogue_.emplace(*version, context_.view->strings());
    ASSIGN_OR_RETURN(breakdown_,
                     Breakdown::Make(request.breakdown(), "breakdown",
                                     &*catalogue_, context_.view->strings()));
    BreakOptions options;
    options.territory = context_.territory;
    options.rules = context_.rules;
    plan_.emplace(Plan{.context = context_,
                       .catalogue = *catalogue_,
                       .breakdown = breakdown_,
                       .period = period_,
                       .finder = BreakFinder(options),
                       .measures = {},
                       .delays = {},
                       .with_events = true});
    for (const v1::Indicator& one : version->indicators()) {
      if (one.id() == indicator) return AddMeasure(one, &*plan_);
    }
    return absl::InvalidArgumentError(
        absl::StrCat("indicator: the pact has no indicator '", indicator, "'"));
  }

  void Append(size_t person, const Pathway& pathway,
              std::vector<v1::ExplainedUnit>* out) const override {
    const Measure& measure = plan_->measures[0];
    if (!InScope(*measure.indicator, pathway, *catalogue_, period_)) {
      out->push_back(LeftOutUnit("SCOPE", pathway.as_of));
      return;
    }
    if (measure.kind == MeasureKind::kDelay) {
      DelayShard shard;
      plan_->delays[0]->Append(pathway, person, &shard);
      for (const DelayUnit& unit : shard.units) {
        out->push_back(UnitOfDelay(unit, plan_->delays[0]->has_legal()));
      }
      return AppendLeftOut(shard, out);
    }
    const DaySet exposed = ReadsDays(measure) || plan_->needs_breaks
                               ? pathway::ExposedDays(pathway)
                               : DaySet();
    std::vector<Break> breaks;
    if (plan_->needs_breaks) {
      breaks = plan_->finder.Find(pathway, exposed).breaks;
    }
    Units(pathway, breaks, out);
    if (ReadsDays(measure)) Days(pathway, exposed, breaks, out);
  }

  bool by_spell() const override {
    return plan_->measures[0].kind == MeasureKind::kDelay;
  }
  std::string definition() const override { return pact_.id(); }

 private:
  void Units(const Pathway& pathway, const std::vector<Break>& breaks,
             std::vector<v1::ExplainedUnit>* out) const {
    std::vector<Unit> units, left_out;
    AppendUnits(plan_->measures[0], {pathway, breaks}, *catalogue_, period_,
                &units, &left_out);
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
    const Measure& measure = plan_->measures[0];
    const pathway::StringTable& strings = context_.view->strings();
    v1::ExplainedUnit out;
    out.set_day(base::FormatDay(unit.day));
    SetClass(measure, unit, &out);
    AddCells(
        measure.kind == MeasureKind::kBreaks
            ? breakdown_.KeysAtBreak(pathway, unit.day, unit.spell)
            : breakdown_.KeysOf(pathway, unit.day, unit.spell, unit.enrolment),
        &out);
    for (const int event : {unit.event, unit.decided_by}) {
      if (event >= 0) out.add_events(EventName(pathway, strings, event));
    }
    if (unit.spell >= 0) {
      out.set_spell_start(base::FormatDay(
          pathway.spells[static_cast<size_t>(unit.spell)].start));
    }
    if (unit.enrolment >= 0) {
      const pathway::Enrolment& enrolment =
          pathway.enrolments[static_cast<size_t>(unit.enrolment)];
      out.set_enrolment(absl::StrCat(strings.Get(enrolment.source), "/",
                                     strings.Get(enrolment.enrolment_id)));
      out.set_stop(base::FormatDay(enrolment.end));
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
    const Measure& measure = plan_->measures[0];
    const DaySet days = Clip(exposed, period_.from, period_.to + 1);
    if (days.empty()) return;
    const bool continuity = measure.kind == MeasureKind::kContinuity;
    const DaySet top = continuity ? CoveredDays(pathway, days) : DaySet();
    std::map<std::string, std::pair<int64_t, int64_t>> rows;
    if (breakdown_.empty()) rows[""] = {Size(top), Size(days)};
    for (const Piece& piece : breakdown_.empty()
                                  ? std::vector<Piece>()
                                  : PiecesOf(pathway, days, breakdown_)) {
      for (const std::string& key : piece.keys) {
        rows[key].first +=
            pathway::CountDays(top, piece.days.start, piece.days.end);
        rows[key].second += piece.days.end - piece.days.start;
      }
    }
    if (measure.break_statistic == BreakStatistic::kDaysInBreak &&
        !continuity) {
      DaysInBreak(pathway, days, breaks, &rows);
    }
    for (const auto& [key, row] : rows) {
      v1::ExplainedUnit unit;
      unit.set_class_("EXPOSED_DAYS");
      unit.set_day(base::FormatDay(days.front().start));
      if (!key.empty()) AddCells({key}, &unit);
      unit.set_numerator(row.first);
      unit.set_denominator(row.second);
      out->push_back(std::move(unit));
    }
  }

  void DaysInBreak(
      const Pathway& pathway, const DaySet& days,
      const std::vector<Break>& breaks,
      std::map<std::string, std::pair<int64_t, int64_t>>* rows) const {
    std::map<std::string, DaySet> gaps;
    for (const Break& found : breaks) {
      if (IsDay(found.type) ||
          !plan_->measures[0].types[static_cast<size_t>(found.type)]) {
        continue;
      }
      std::vector<std::string> keys =
          breakdown_.KeysAtBreak(pathway, found.g0, found.spell);
      if (breakdown_.empty()) keys = {""};
      for (const std::string& key : keys) {
        gaps[key].push_back({found.g0, found.g1});
      }
    }
    for (auto& [key, set] : gaps) {
      (*rows)[key].first = Size(Intersection(days, UnionOf(std::move(set))));
    }
  }

  const Context& context_;
  Period period_;
  v1::Pact pact_;
  std::optional<Catalogue> catalogue_;
  Breakdown breakdown_;
  std::optional<Plan> plan_;
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
