#include "libs/evaluation/break_item.h"

#include <algorithm>
#include <set>
#include <utility>

namespace jalon::evaluation {
namespace {

void AddAxesAndZone(const Break& found, const pathway::Pathway& pathway,
                    const Catalogue& catalogue, v1::BreakItem* item) {
  std::set<std::string> axes;
  for (const int index : EnrolmentsAt(pathway, found.g0)) {
    const v1::Action* action = catalogue.Find(
        pathway.enrolments[static_cast<size_t>(index)].action, found.g0);
    if (action == nullptr) continue;
    axes.insert(action->axes().begin(), action->axes().end());
  }
  for (const std::string& axis : axes) item->add_axes(axis);
  const v1::Zone* zone =
      catalogue.ZoneOf(pathway.ProfileOn(found.g0).commune, found.g0);
  if (zone != nullptr) item->set_zone(zone->id());
}

}  // namespace

v1::BreakItem BreakItemOf(const Break& found, std::string person,
                          const pathway::Pathway& pathway,
                          const pathway::StringTable& strings,
                          const Catalogue* catalogue) {
  const auto text = [&](pathway::StringId id) {
    return std::string(strings.Get(id));
  };
  v1::BreakItem item;
  item.set_person(std::move(person));
  item.set_type(BreakTypeName(found.type));
  item.set_g0(base::FormatDay(found.g0));
  item.set_g1(base::FormatDay(found.g1));
  item.set_detected_on(base::FormatDay(found.detected_on));
  item.set_open(found.open());
  item.set_exposed_days(static_cast<uint32_t>(found.exposed_days));
  if (found.tolerance.has_value()) {
    item.set_tolerance(static_cast<uint32_t>(std::max(0, *found.tolerance)));
  }
  item.set_organisation(text(found.organisation));
  item.set_organisation_after(text(found.organisation_after));
  item.set_ended_by_spell(found.ended_by_spell);
  if (catalogue != nullptr) AddAxesAndZone(found, pathway, *catalogue, &item);
  return item;
}

}  // namespace jalon::evaluation
