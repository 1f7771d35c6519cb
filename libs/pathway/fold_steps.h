#pragma once

#include <span>
#include <vector>

#include "libs/pathway/fold.h"
#include "libs/pathway/pathway.h"

// The steps of the fold, in the order in which they run. Each reads the events
// of Pathway::events that `Active` lists and what earlier steps made.
namespace jalon::pathway::fold {

// One fold under way.
struct Work {
  const StringTable& strings;
  const FoldOptions& options;
  Pathway* out;
  std::vector<int>
      active;  // Events with effect, in order (no later than death).

  const Event& event(int index) const {
    return out->events[static_cast<size_t>(index)];
  }
  void Flag(const char* code, int event) {
    out->flags.push_back({code, event});
  }
};

void Spells(Work* work);
void Suspensions(Work* work);
void Obligations(Work* work);
void JustifiedWindows(Work* work);
void Sanctions(Work* work);
void Orientations(Work* work);
void Referents(Work* work);
void Contracts(Work* work);
void Enrolments(Work* work);
void Jobs(Work* work);
void Observations(
    Work* work);  // Appointments, attestations, barriers, profile.

// The spell that holds a milestone of the day: also the one that ends on it;
// -1 = none.
int SpellOfMilestone(const Pathway& pathway, Day day);
// The spell that starts within carry_days after the day; -1 = none.
int SpellToCarryInto(const Work& work, Day day);

// The events of the kinds, in order, cut by day: calls `day(indexes)` for each
// day that has some.
template <typename OnDay>
void ByDay(const Work& work, std::initializer_list<Kind> kinds, OnDay on_day) {
  std::vector<int> group;
  const auto flush = [&] {
    if (!group.empty()) on_day(std::span<const int>(group));
    group.clear();
  };
  for (const int index : work.active) {
    const Event& event = work.event(index);
    bool wanted = false;
    for (const Kind kind : kinds) wanted = wanted || event.kind == kind;
    if (!wanted) continue;
    if (!group.empty() && work.event(group[0]).effective != event.effective) {
      flush();
    }
    group.push_back(index);
  }
  flush();
}

// An ending on day `e` closes the interval that was in force the day before;
// if none was, the one that starts that day, which then lasts no day. The last
// such interval accepted by `matches`; nullptr when there is none.
template <typename List, typename Matches>
auto* ClosedBy(List& list, Day day, Matches matches) {
  typename List::value_type* starting = nullptr;
  typename List::value_type* before = nullptr;
  for (auto& interval : list) {
    if (!matches(interval)) continue;
    if (interval.start < day && interval.end >= day) before = &interval;
    if (interval.start == day && interval.end > day) starting = &interval;
  }
  return before != nullptr ? before : starting;
}

}  // namespace jalon::pathway::fold
