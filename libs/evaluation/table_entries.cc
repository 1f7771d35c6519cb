#include "libs/evaluation/table_entries.h"

#include <algorithm>

#include "jalon/v1/event.pb.h"

namespace jalon::evaluation {
namespace {

using pathway::Kind;
using pathway::Pathway;

const pathway::Interval* Holding(const DaySet& days, Day day) {
  for (const pathway::Interval& one : days) {
    if (one.start <= day && day < one.end) return &one;
  }
  return nullptr;
}

// The last received date of what was true from that day on.
Day KnownDay(const Pathway& pathway, Day day) {
  Day known = base::kNoDay;
  for (const pathway::Event& event : pathway.events) {
    const bool counts = event.kind == Kind::kEntitlementOpened ||
                        event.kind == Kind::kEntitlementSuspended ||
                        event.kind == Kind::kEntitlementResumed ||
                        event.kind == Kind::kObligationsChanged;
    if (counts && event.effective == day) {
      known = std::max(known, event.received);
    }
  }
  return known;
}

const pathway::Orientation* FirstOrientation(const Pathway& pathway,
                                             int spell) {
  for (const pathway::Orientation& orientation : pathway.orientations) {
    if (orientation.spell == spell) return &orientation;
  }
  return nullptr;
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
  return {RightsOption(),
          Categories::Option(),
          {.name = "first_day",
           .by_default = "1",
           .meaning = "Jour du mois où commence la période de chaque mois : il "
                      "suit l'intégration des flux de la CAF",
           .values = {},
           .kind = TableOptionSpec::Kind::kNumber,
           .least = 1,
           .most = 28}};
}

std::optional<int> EntryFinder::MonthHolding(Day day) const {
  for (int month = 0; month < 12; ++month) {
    const FlowMonth& one = MonthOf(month);
    if (one.first <= day && day <= one.last) return month;
  }
  return std::nullopt;
}

std::vector<Entry> EntryFinder::Find(const Pathway& pathway, int from) const {
  std::vector<Entry> out;
  if (pathway.obligations.empty()) return out;
  const DaySet subject = SubjectDays(pathway, rights_);
  for (int month = from; month < 12; ++month) {
    const std::optional<Entry> entry = EntryIn(pathway, subject, month);
    if (entry.has_value()) out.push_back(*entry);
  }
  return out;
}

std::optional<Entry> EntryFinder::EntryIn(const Pathway& pathway,
                                          const DaySet& subject,
                                          int month) const {
  const FlowMonth& period = MonthOf(month);
  // What is not yet observed on as_of is no entry.
  if (period.last > pathway.as_of) return std::nullopt;
  const pathway::Interval* run = Holding(subject, period.last);
  const Day before = period.first - 1;
  if (run == nullptr || Holding(subject, before) != nullptr) {
    return std::nullopt;
  }
  Entry entry;
  entry.month = month;
  entry.spell = pathway.SpellOn(period.last);
  const std::optional<EntryOrigin> origin =
      OriginOf(pathway, entry.spell, before);
  if (!origin.has_value()) return std::nullopt;
  entry.origin = *origin;
  entry.known = KnownDay(pathway, run->start);
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
