#include <algorithm>

#include "libs/pathway/fold_steps.h"

namespace jalon::pathway::fold {
namespace {

// Openings and closings of one day.
struct DayOfRight {
  Day day = 0;
  std::vector<int> openings, closings;
};

class SpellsFold {
 public:
  explicit SpellsFold(Work* work) : work_(*work), spells_(work->out->spells) {}

  void OnDay(std::span<const int> group) {
    DayOfRight today;
    today.day = work_.event(group[0]).effective;
    for (const int index : group) {
      (work_.event(index).kind == Kind::kEntitlementOpened ? today.openings
                                                           : today.closings)
          .push_back(index);
    }
    if (open_) {
      OnDayOpenBefore(today);
    } else {
      OnDayClosedBefore(today);
    }
  }

 private:
  // A closing closes the right of the day before; an opening of the day then
  // opens it again.
  void OnDayOpenBefore(const DayOfRight& today) {
    if (!today.closings.empty()) {
      Close(today);
      if (!today.openings.empty()) Open(today);
      return;
    }
    for (const int index : today.openings) {
      work_.Flag("OPENING_WHILE_OPEN", index);
      AddOpening(&spells_.back(), index);
    }
  }

  // A closing closes what starts that day.
  void OnDayClosedBefore(const DayOfRight& today) {
    if (today.openings.empty()) {
      for (const int index : today.closings) {
        work_.Flag("END_WITHOUT_START", index);
      }
    } else if (today.closings.empty()) {
      Open(today);
    } else {
      for (const int index : today.openings) work_.Flag("EMPTY_SPELL", index);
    }
  }

  void Close(const DayOfRight& today) {
    Spell& spell = spells_.back();
    spell.end = today.day;
    spell.closing = today.closings.back();
    spell.close_reason = work_.event(spell.closing).code;
    open_ = false;
  }

  void Open(const DayOfRight& today) {
    open_ = true;
    if (!spells_.empty() && spells_.back().close_reason != 0 &&
        today.day - spells_.back().end <= work_.options.spell_max_gap_days) {
      Spell& spell = spells_.back();
      if (today.day > spell.end) {
        work_.Flag("SPELL_GAP_BRIDGED", today.openings[0]);
      }
      spell.end = base::kForever;
      spell.close_reason = 0;
      spell.closing = -1;
    } else {
      Spell spell;
      spell.start = today.day;
      spell.first_opening = today.openings.back();
      const Event& opening = work_.event(spell.first_opening);
      spell.received = opening.received;
      spell.origin = opening.code;
      spells_.push_back(spell);
    }
    for (const int index : today.openings) AddOpening(&spells_.back(), index);
  }

  void AddOpening(Spell* spell, int index) {
    const Event& opening = work_.event(index);
    spell->openings.push_back(index);
    if (opening.day2 != base::kNoDay) {
      spell->claim_date = opening.day2;
      spell->claim_event = index;
    }
    if (opening.ref != 0) spell->household = opening.ref;
  }

  Work& work_;
  std::vector<Spell>& spells_;
  bool open_ = false;
};

}  // namespace

void Spells(Work* work) {
  SpellsFold spells(work);
  ByDay(*work, {Kind::kEntitlementOpened, Kind::kEntitlementClosed},
        [&](std::span<const int> group) { spells.OnDay(group); });
}

int SpellOfMilestone(const Pathway& pathway, Day day) {
  for (int i = 0; i < static_cast<int>(pathway.spells.size()); ++i) {
    const Spell& spell = pathway.spells[static_cast<size_t>(i)];
    if (spell.start <= day && day <= spell.end) return i;
  }
  return -1;
}

int SpellToCarryInto(const Work& work, Day day) {
  for (int i = 0; i < static_cast<int>(work.out->spells.size()); ++i) {
    const Day start = work.out->spells[static_cast<size_t>(i)].start;
    if (start > day) {
      return start - day <= work.options.carry_days ? i : -1;
    }
  }
  return -1;
}

}  // namespace jalon::pathway::fold
