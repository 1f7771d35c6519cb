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

std::string EnrolmentName(const pathway::Enrolment& enrolment,
                          const pathway::StringTable& strings) {
  return absl::StrCat(strings.Get(enrolment.source), "/",
                      strings.Get(enrolment.enrolment_id));
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
