#include <string>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/evaluation/break_item.h"
#include "libs/evaluation/breaks_figure.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

class Source final : public UnitSource {
 public:
  explicit Source(const Context& context) : context_(context) {}

  absl::Status Read(const v1::EvaluateBreaksRequest& request) {
    return asked_.Read(context_, request);
  }

  void Append(size_t person, const pathway::Pathway& pathway,
              std::vector<v1::ExplainedUnit>* out) const override {
    const BreakList list =
        asked_.finder.Find(pathway, pathway::ExposedDays(pathway));
    for (const Break& found : list.breaks) {
      v1::ExplainedUnit unit = UnitOf(person, pathway, found);
      unit.set_class_(BreakTypeName(found.type));
      if (!asked_.filter.HoldsBreak(pathway, found)) {
        LeaveOut("FILTER", &unit);
      } else if (!asked_.period.Holds(found.detected_on)) {
        LeaveOut("PERIOD", &unit);
      }
      out->push_back(std::move(unit));
    }
    for (const Break& risk : list.at_risk) {
      v1::ExplainedUnit unit = UnitOf(person, pathway, risk);
      unit.set_class_("AT_RISK");
      if (!asked_.filter.HoldsBreak(pathway, risk)) LeaveOut("FILTER", &unit);
      out->push_back(std::move(unit));
    }
  }

  std::string definition() const override { return "breaks"; }

 private:
  static void LeaveOut(const char* step, v1::ExplainedUnit* unit) {
    unit->set_class_(kLeftOut);
    unit->set_step(step);
  }

  v1::ExplainedUnit UnitOf(size_t person, const pathway::Pathway& pathway,
                           const Break& found) const {
    const pathway::StringTable& strings = context_.view->strings();
    v1::ExplainedUnit unit;
    unit.set_day(base::FormatDay(found.g0));
    unit.set_stop(base::FormatDay(found.g1));
    SetPlace(pathway, strings, found.spell, /*enrolment=*/-1, &unit);
    AddCells(asked_.breakdown.KeysAtBreak(pathway, found.g0, found.spell),
             &unit);
    for (const int event : {found.opening, found.closing}) {
      if (event >= 0) unit.add_events(EventName(pathway, strings, event));
    }
    *unit.mutable_break_() = BreakItemOf(found, context_.view->Name(person),
                                         pathway, strings, asked_.zones.get());
    return unit;
  }

  const Context& context_;
  AskedBreaks asked_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<UnitSource>> BreakUnits(
    const Context& context, const v1::EvaluateBreaksRequest& request) {
  auto source = std::make_unique<Source>(context);
  RETURN_IF_ERROR(source->Read(request));
  return source;
}

}  // namespace jalon::evaluation
