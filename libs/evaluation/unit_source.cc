#include "libs/evaluation/unit_source.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "libs/evaluation/breakdown.h"

namespace jalon::evaluation {

absl::StatusOr<std::unique_ptr<UnitSource>> MakeUnitSource(
    const Context& context, const v1::FigureRequest& request) {
  switch (request.figure_case()) {
    case v1::FigureRequest::kDelay:
      return DelayUnits(context, request.delay());
    case v1::FigureRequest::kLandmark:
      return LandmarkUnits(context, request.landmark());
    case v1::FigureRequest::kBreaks:
      return BreakUnits(context, request.breaks());
    case v1::FigureRequest::kPact:
      return IndicatorUnits(context, request.pact(), request.indicator());
    case v1::FigureRequest::kTable:
      return TableUnits(context, request.table());
    default:
      return absl::InvalidArgumentError(
          "figure: give a delay, a landmark, breaks, a pact or a table");
  }
}

void SetPlace(const pathway::Pathway& pathway,
              const pathway::StringTable& strings, int spell, int enrolment,
              v1::ExplainedUnit* unit) {
  if (spell >= 0) {
    unit->set_spell_start(
        base::FormatDay(pathway.spells[static_cast<size_t>(spell)].start));
  }
  if (enrolment < 0) return;
  const pathway::Enrolment& of =
      pathway.enrolments[static_cast<size_t>(enrolment)];
  unit->set_enrolment(
      absl::StrCat(strings.Get(of.source), "/", strings.Get(of.enrolment_id)));
}

void AddCells(const std::vector<std::string>& keys, v1::ExplainedUnit* unit) {
  for (const std::string& key : keys) {
    unit->add_cells(absl::StrJoin(SplitKey(key), " / "));
  }
}

v1::ExplainedUnit LeftOutUnit(const char* step, Day day) {
  v1::ExplainedUnit unit;
  unit.set_class_(kLeftOut);
  unit.set_step(step);
  unit.set_day(base::FormatDay(day));
  return unit;
}

}  // namespace jalon::evaluation
