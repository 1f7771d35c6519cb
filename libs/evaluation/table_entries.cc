#include "libs/evaluation/table_entries.h"

#include <utility>

#include "absl/strings/string_view.h"

#include "jalon/v1/event.pb.h"

namespace jalon::evaluation {
namespace {

using pathway::Kind;
using pathway::Pathway;

// Sets the last received date of what was true from the entry's first day on.
void SetKnown(const Pathway& pathway, Entry* entry) {
  for (size_t i = 0; i < pathway.events.size(); ++i) {
    const pathway::Event& event = pathway.events[i];
    const bool counts = event.kind == Kind::kEntitlementOpened ||
                        event.kind == Kind::kEntitlementSuspended ||
                        event.kind == Kind::kEntitlementResumed ||
                        event.kind == Kind::kObligationsChanged;
    if (!counts || event.effective != entry->start) continue;
    if (entry->event < 0 || event.received > entry->known) {
      entry->known = event.received;
      entry->event = static_cast<int>(i);
    }
  }
}

const pathway::Orientation* FirstOrientation(const Pathway& pathway,
                                             int spell) {
  const pathway::Orientation* first = nullptr;
  for (const pathway::Orientation& orientation : pathway.orientations) {
    if (orientation.spell != spell) continue;
    // Of several on one day the last holds.
    if (first == nullptr || orientation.start == first->start) {
      first = &orientation;
    }
  }
  return first;
}

bool IsSubject(const Pathway& pathway, Day day) {
  for (const pathway::Obligation& stated : pathway.obligations) {
    if (stated.start <= day && day < stated.end) return stated.subject;
  }
  return false;
}

}  // namespace

EntryFinder::EntryFinder(const TableQuestion& question)
    : categories_(question.context, question.options),
      rights_(RightsOf(question.options)) {
  const int shift = question.options.Number("first_day") - 1;
  for (int month = kFirstMonth; month < 12; ++month) {
    months_.push_back(
        {base::AddMonths(question.year.from, month) + shift,
         base::AddMonths(question.year.from, month + 1) + shift - 1});
  }
}

std::vector<TableOptionSpec> EntryFinder::Options() {
  return {RightsOption(), Categories::Option(),
          NumberOption("first_day", 1, 1, 28,
                       "Jour du mois où commence la période de chaque mois : "
                       "il suit l'intégration des flux de la CAF")};
}

std::optional<int> EntryFinder::MonthHolding(Day day) const {
  for (int month = 0; month < 12; ++month) {
    const FlowMonth& one = MonthOf(month);
    if (one.first <= day && day <= one.last) return month;
  }
  return std::nullopt;
}

void LeaveOutMonth(const FlowMonth& month, TableUnit unit,
                   std::vector<TableUnit>* out) {
  if (!out->empty()) {
    TableUnit& last = out->back();
    if (last.step != nullptr && absl::string_view(last.step) == unit.step &&
        last.events == unit.events && last.stop == month.first - 1) {
      last.stop = month.last;
      return;
    }
  }
  unit.day = unit.stop = month.last;
  out->push_back(std::move(unit));
}

std::vector<Entry> EntryFinder::Find(const Pathway& pathway, int from,
                                     std::vector<TableUnit>* left_out) const {
  std::vector<Entry> out;
  const Scope scope(pathway, rights_);
  for (int month = from; month < 12; ++month) {
    // What is not yet observed on as_of is no entry.
    if (MonthOf(month).last > pathway.as_of) break;
    TableUnit why;
    const std::optional<Entry> entry = EntryIn(pathway, scope, month, &why);
    if (entry.has_value()) {
      out.push_back(*entry);
    } else {
      LeaveOutMonth(MonthOf(month), std::move(why), left_out);
    }
  }
  return out;
}

std::optional<Entry> EntryFinder::EntryIn(const Pathway& pathway,
                                          const Scope& scope, int month,
                                          TableUnit* left_out) const {
  const FlowMonth& period = MonthOf(month);
  const pathway::Interval* run = scope.Holding(period.last);
  const Day before = period.first - 1;
  if (run == nullptr) {
    *left_out = scope.LeftOutOn(period.last);
    return std::nullopt;
  }
  if (scope.Holds(before)) {
    *left_out = LeftOut("ALREADY_IN_SCOPE", before);
    return std::nullopt;
  }
  Entry entry;
  entry.month = month;
  entry.spell = pathway.SpellOn(period.last);
  const std::optional<EntryOrigin> origin =
      OriginOf(pathway, entry.spell, before);
  if (!origin.has_value()) {
    *left_out = LeftOut("ALREADY_ORIENTED", before,
                        pathway.OrientationOn(before)->event);
    return std::nullopt;
  }
  entry.origin = *origin;
  entry.start = run->start;
  SetKnown(pathway, &entry);
  entry.orientation = FirstOrientation(pathway, entry.spell);
  if (entry.oriented()) {
    entry.category = categories_.Of(entry.orientation->organisation);
  }
  return entry;
}

// nullopt: suspended and already oriented the month before, which is no new
// entrant (source, N.b).
std::optional<EntryOrigin> EntryFinder::OriginOf(const Pathway& pathway,
                                                 int spell,
                                                 Day day_before) const {
  const auto& held = pathway.spells[static_cast<size_t>(spell)];
  if (pathway.SpellOn(day_before) == spell) {
    if (!IsSubject(pathway, day_before)) return EntryOrigin::kNewlySubject;
    if (pathway.OrientationOn(day_before) != nullptr) return std::nullopt;
    return EntryOrigin::kReturn;
  }
  if (held.origin == v1::EntitlementOpened::TRANSFER_IN) {
    return EntryOrigin::kOtherTerritory;
  }
  if (held.origin == v1::EntitlementOpened::JOINED_HOUSEHOLD) {
    return EntryOrigin::kHousehold;
  }
  const bool known_before =
      spell > 0 || held.origin == v1::EntitlementOpened::RETURN;
  return known_before ? EntryOrigin::kReturn : EntryOrigin::kFirst;
}

}  // namespace jalon::evaluation
