// Who is in charge: orientations and referents.

#include <algorithm>
#include <utility>

#include "libs/pathway/fold_steps.h"

namespace jalon::pathway::fold {
namespace {

// Attaches each interval to its spell: the one that holds its first day, or
// the next one if it starts soon enough and the interval has not ended by
// then; the others are flagged and left out. Cuts at the spell's end.
template <typename Interval>
void Attach(Work* work, const char* flag, std::vector<Interval>* list) {
  std::erase_if(*list, [&](Interval& interval) {
    interval.spell = SpellOfMilestone(*work->out, interval.start);
    if (interval.spell < 0) {
      interval.spell = SpellToCarryInto(*work, interval.start);
      if (interval.spell >= 0 &&
          interval.end <=
              work->out->spells[static_cast<size_t>(interval.spell)].start) {
        interval.spell = -1;
      }
    }
    if (interval.spell < 0) {
      work->Flag(flag, interval.event);
      return true;
    }
    interval.end = std::min(
        interval.end,
        std::max(interval.start,
                 work->out->spells[static_cast<size_t>(interval.spell)].end));
    return false;
  });
}

// A start ends the former interval of its lane; where several start on one day
// the last holds.
template <typename Interval, typename SameLane>
void CutFormer(std::vector<Interval>* list, Day day, SameLane same_lane) {
  for (Interval& interval : *list) {
    if (same_lane(interval)) interval.end = std::min(interval.end, day);
  }
}

// Before attachment, an interval of an earlier spell still runs: an ending
// after that spell's end closes nothing.
template <typename Interval>
bool StillRuns(const Work& work, const Interval& interval, Day day) {
  const int spell = SpellOfMilestone(*work.out, interval.start);
  return spell < 0 || work.out->spells[static_cast<size_t>(spell)].end >= day;
}

class ReferentsFold {
 public:
  explicit ReferentsFold(Work* work)
      : work_(*work), list_(work->out->referents) {}

  void OnDay(std::span<const int> group) {
    const Day day = work_.event(group[0]).effective;
    std::vector<int> releases;
    // What was in force the day before is looked at before today's starts cut
    // it.
    for (const int index : group) {
      if (work_.event(index).kind == Kind::kReferentReleased) {
        releases.push_back(index);
      }
    }
    for (const int index : group) {
      if (work_.event(index).kind == Kind::kReferentAssigned) Assign(index);
    }
    for (const int index : releases) Release(index, day);
  }

 private:
  void Assign(int index) {
    const Event& event = work_.event(index);
    const bool temporary = (event.flags & kTemporary) != 0;
    CutFormer(&list_, event.effective,
              [&](const Referent& r) { return r.temporary == temporary; });
    list_.push_back({event.effective, base::kForever, event.organisation,
                     event.ref, temporary, -1, index});
  }

  // In force the day before, in the lane.
  Referent* Before(bool temporary, Day day) {
    Referent* found = nullptr;
    for (Referent& r : list_) {
      if (r.temporary == temporary && r.start < day && r.end >= day &&
          StillRuns(work_, r, day)) {
        found = &r;
      }
    }
    return found;
  }

  Referent* StartingOn(bool temporary, Day day) {
    for (Referent& r : list_) {
      if (r.temporary == temporary && r.start == day && r.end > day) return &r;
    }
    return nullptr;
  }

  void Release(int index, Day day) {
    const bool temporary = (work_.event(index).flags & kTemporary) != 0;
    Referent* closed = nullptr;
    if (!temporary) closed = Before(false, day);
    if (closed == nullptr) closed = Before(true, day);
    if (closed == nullptr && !temporary) closed = StartingOn(false, day);
    if (closed == nullptr) closed = StartingOn(true, day);
    if (closed == nullptr) {
      work_.Flag("END_WITHOUT_START", index);
    } else {
      closed->end = day;
    }
  }

  Work& work_;
  std::vector<Referent>& list_;
};

}  // namespace

void Orientations(Work* work) {
  auto& list = work->out->orientations;
  ByDay(*work, {Kind::kOriented, Kind::kOrientationEnded},
        [&](std::span<const int> group) {
          const Day day = work->event(group[0]).effective;
          for (const int index : group) {
            const Event& event = work->event(index);
            if (event.kind != Kind::kOriented) continue;
            // The same decision told twice on one day is one fact.
            std::erase_if(list, [&](const Orientation& former) {
              return former.start == day && former.track == event.code &&
                     former.organisation == event.organisation;
            });
            CutFormer(&list, day, [](const Orientation&) { return true; });
            list.push_back({day, base::kForever, event.code,
                            (event.flags & kByDefault) != 0, event.organisation,
                            event.day2, -1, index, event.received});
          }
          for (const int index : group) {
            if (work->event(index).kind != Kind::kOrientationEnded) continue;
            auto* closed = ClosedBy(list, day, [&](const Orientation& o) {
              return StillRuns(*work, o, day);
            });
            if (closed == nullptr) {
              work->Flag("END_WITHOUT_START", index);
            } else {
              closed->end = day;
            }
          }
        });
  Attach(work, "ORIENTATION_OUTSIDE_SPELL", &list);
}

void Referents(Work* work) {
  ReferentsFold referents(work);
  ByDay(*work, {Kind::kReferentAssigned, Kind::kReferentReleased},
        [&](std::span<const int> group) { referents.OnDay(group); });
  Attach(work, "REFERENT_OUTSIDE_SPELL", &work->out->referents);
  for (const Referent& referent : work->out->referents) {
    const Spell& spell = work->out->spells[static_cast<size_t>(referent.spell)];
    const Day day = std::max(referent.start, spell.start);
    bool oriented = false;
    for (const Orientation& orientation : work->out->orientations) {
      oriented = oriented || (orientation.spell == referent.spell &&
                              orientation.start <= day);
    }
    if (!oriented) work->Flag("REFERENT_WITHOUT_ORIENTATION", referent.event);
  }
}

}  // namespace jalon::pathway::fold
