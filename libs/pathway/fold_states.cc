// States within a spell: suspension, obligation, justified windows, sanctions.

#include <algorithm>

#include "libs/pathway/fold_steps.h"

namespace jalon::pathway::fold {
namespace {

Day SpellEnd(const Work& work, int spell) {
  return work.out->spells[static_cast<size_t>(spell)].end;
}

bool Any(const auto&) { return true; }

// Splits a day's events in starts and endings.
struct Sides {
  Day day;
  std::vector<int> starts, ends;
};

Sides Split(const Work& work, std::span<const int> group, Kind ending) {
  Sides out;
  out.day = work.event(group[0]).effective;
  for (const int index : group) {
    (work.event(index).kind == ending ? out.ends : out.starts).push_back(index);
  }
  return out;
}

template <typename Interval>
void DropEmpty(std::vector<Interval>* list) {
  std::erase_if(*list, [](const Interval& i) { return i.end <= i.start; });
}

void FlagEnds(Work* work, const std::vector<int>& ends) {
  for (const int index : ends) work->Flag("END_WITHOUT_START", index);
}

}  // namespace

void Suspensions(Work* work) {
  auto& list = work->out->suspensions;
  ByDay(*work, {Kind::kEntitlementSuspended, Kind::kEntitlementResumed},
        [&](std::span<const int> group) {
          const Sides today = Split(*work, group, Kind::kEntitlementResumed);
          const int spell = work->out->SpellOn(today.day);
          for (const int index : today.starts) {
            if (spell < 0) {
              work->Flag("SUSPENDED_OUTSIDE_SPELL", index);
              continue;
            }
            const uint8_t reason = work->event(index).code;
            const bool running = !list.empty() && list.back().end > today.day;
            if (running && list.back().reason == reason && today.ends.empty()) {
              continue;  // The same state goes on.
            }
            // Another reason replaces it.
            if (running) list.back().end = today.day;
            list.push_back(
                {today.day, SpellEnd(*work, spell), reason, spell, index});
          }
          if (today.ends.empty()) return;
          auto* closed = ClosedBy(list, today.day, Any<Suspension>);
          if (closed == nullptr) {
            FlagEnds(work, today.ends);
          } else {
            closed->end = today.day;
          }
        });
  DropEmpty(&list);
}

void Obligations(Work* work) {
  auto& list = work->out->obligations;
  const auto state = [&](int index, int spell, bool known, bool subject) {
    const Day day = work->event(index).effective;
    const bool running = !list.empty() && list.back().end > day;
    if (running && known && list.back().subject == subject) return;
    if (running) list.back().end = day;
    if (known) {
      list.push_back({day, SpellEnd(*work, spell), subject, spell, index});
    }
  };
  for (const int index : work->active) {
    const Event& event = work->event(index);
    const bool subject = (event.flags & kYes) != 0;
    const int spell = work->out->SpellOn(event.effective);
    if (event.kind == Kind::kObligationsChanged) {
      if (spell < 0) {
        work->Flag("OBLIGATION_OUTSIDE_SPELL", index);
      } else {
        state(index, spell, true, subject);
      }
    } else if (event.kind == Kind::kEntitlementOpened && spell >= 0) {
      state(index, spell, (event.flags & kYesKnown) != 0, subject);
    }
  }
  DropEmpty(&list);
}

void JustifiedWindows(Work* work) {
  for (const int index : work->active) {
    const Event& event = work->event(index);
    if (event.kind != Kind::kAbsenceJustified) continue;
    const int spell = work->out->SpellOn(event.effective);
    if (spell < 0) {
      work->Flag("ABSENCE_OUTSIDE_SPELL", index);
      continue;
    }
    Day end = SpellEnd(*work, spell);
    if (event.day2 != base::kNoDay) end = std::min(end, event.day2);
    if (end > event.effective) {
      work->out->justified.push_back(
          {event.effective, end, event.code, spell, index});
    }
  }
}

void Sanctions(Work* work) {
  auto& list = work->out->sanctions;
  ByDay(*work, {Kind::kSanctionImposed, Kind::kSanctionLifted},
        [&](std::span<const int> group) {
          const Sides today = Split(*work, group, Kind::kSanctionLifted);
          const int spell = work->out->SpellOn(today.day);
          for (const int index : today.starts) {
            const Event& event = work->event(index);
            if (spell < 0) {
              work->Flag("SANCTION_OUTSIDE_SPELL", index);
              continue;
            }
            Day end = SpellEnd(*work, spell);
            if (event.day2 != base::kNoDay) end = std::min(end, event.day2);
            // A new one cuts the former.
            if (!list.empty()) {
              list.back().end = std::min(list.back().end, today.day);
            }
            list.push_back(
                {today.day, end, event.code, event.number, spell, index});
          }
          if (today.ends.empty()) return;
          auto* closed = ClosedBy(list, today.day, Any<Sanction>);
          if (closed == nullptr) {
            FlagEnds(work, today.ends);
          } else {
            closed->end = today.day;
          }
        });
  DropEmpty(&list);
}

}  // namespace jalon::pathway::fold
