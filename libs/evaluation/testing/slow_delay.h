#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

#include "jalon/v1/definition.pb.h"
#include "jalon/v1/event.pb.h"
#include "libs/evaluation/period.h"
#include "libs/evaluation/testing/slow_days.h"

namespace jalon::evaluation::testing {

// The legal due dates of spec §5, for starts since April 2012.
inline bool IsBefore2025(Day start) { return start < 20089; }  // 2025-01-01
inline Day OrientationDue(Day start) {
  return IsBefore2025(start) ? base::AddMonths(start, 2) : start + 42;
}
inline Day ContractDue(Day start, int track) {
  const bool two = IsBefore2025(start) && track != v1::Oriented::PROFESSIONAL;
  return base::AddMonths(start, two ? 2 : 1);
}

// A delay of spec §5 over one pathway: walks every day of every spell.
class SlowDelay {
 public:
  struct Unit {
    std::string cls;
    Day day;  // Whose values class it: the start, else the opening.
    std::optional<int> days = std::nullopt;
    std::string legal = "";  // Empty: no legal rate.

    std::string Line() const {
      std::string line = cls;
      if (!days.has_value()) return line;
      absl::StrAppend(&line, " ", *days);
      if (!legal.empty()) absl::StrAppend(&line, " ", legal);
      return line;
    }
  };

  SlowDelay(const pathway::Pathway& pathway,
            const v1::DelayDefinition& definition, const Period& period)
      : pathway_(pathway),
        definition_(definition),
        period_(period),
        first_day_(FirstDay(pathway)) {}

  // nullopt: the spell is left out.
  std::optional<Unit> Of(int spell) const {
    if (!InCohort(spell)) return std::nullopt;
    if (definition_.spells() == Definition::LAST_SPELL) {
      const int count = static_cast<int>(pathway_.spells.size());
      for (int later = spell + 1; later < count; ++later) {
        if (InCohort(later)) return std::nullopt;
      }
    }
    const Day cohort_day = CohortDay(spell);
    if (!InPopulation(spell, cohort_day)) return std::nullopt;
    const std::optional<Day> clock = Clock(spell);
    if (!clock.has_value()) {
      return Unit{"UNKNOWN_START", cohort_day, std::nullopt,
                  Rule() == 0 ? "" : "UNKNOWN_START"};
    }
    const Day last = Spell(spell).end;
    for (Day day = first_day_; day <= pathway_.as_of; ++day) {
      if (!Milestone(spell, day)) continue;
      return Unit{day < *clock ? "BEFORE_START" : "REACHED", *clock,
                  day - *clock, Legal(spell, *clock, day)};
    }
    if (last <= pathway_.as_of) {
      return Unit{"EXITED_FIRST", *clock, std::max(0, last - *clock),
                  ExitLegal(spell, *clock, last)};
    }
    return Unit{"WAITING", *clock, pathway_.as_of - *clock,
                WaitLegal(spell, *clock)};
  }

 private:
  using Definition = v1::DelayDefinition;

  const pathway::Spell& Spell(int spell) const {
    return pathway_.spells[static_cast<size_t>(spell)];
  }
  Day CohortDay(int spell) const {
    return Clock(spell).value_or(Spell(spell).start);
  }
  bool InCohort(int spell) const {
    const Day day = CohortDay(spell);
    return day <= pathway_.as_of && period_.Holds(day);
  }

  bool OrientedOn(int spell, Day day, bool* notified, Day* notified_on) const {
    for (const pathway::Orientation& o : pathway_.orientations) {
      if (o.spell != spell || o.start != day) continue;
      if (o.by_default && definition_.exclude_default_orientation()) continue;
      *notified = o.notified_on != base::kNoDay;
      *notified_on = o.notified_on;
      return true;
    }
    return false;
  }

  std::optional<Day> Clock(int spell) const {
    const pathway::Spell& s = Spell(spell);
    bool notified = false;
    Day notified_on = 0;
    switch (definition_.start()) {
      case Definition::CLAIM:
        if (s.claim_date == base::kNoDay) return std::nullopt;
        return s.claim_date;
      case Definition::OPENING:
        return s.start;
      case Definition::RECEIVED:
        return s.received;
      case Definition::OBLIGATION:
        for (Day day = s.start; day < s.end && day <= pathway_.as_of; ++day) {
          if (Subject(spell, day) == 1) return day;
        }
        return std::nullopt;
      default:
        for (Day day = first_day_; day <= pathway_.as_of; ++day) {
          if (!OrientedOn(spell, day, &notified, &notified_on)) continue;
          if (definition_.start() == Definition::ORIENTED) return day;
          return notified ? std::optional(notified_on) : std::nullopt;
        }
        return std::nullopt;
    }
  }

  // 1 subject, 0 not, -1 unknown.
  int Subject(int spell, Day day) const {
    for (const pathway::Obligation& o : pathway_.obligations) {
      if (o.spell == spell && Holds(o, day)) return o.subject;
    }
    return -1;
  }

  bool InPopulation(int spell, Day start) const {
    const pathway::Spell& s = Spell(spell);
    Day day = std::max(start, s.start);
    while (day > s.start && day >= s.end) --day;
    switch (definition_.population()) {
      case Definition::SUBJECT_ONLY:
        return Subject(spell, day) == 1;
      case Definition::NOT_EXEMPT:
        return Subject(spell, day) != 0;
      default:
        return true;
    }
  }

  bool Event(int spell, Day day, pathway::Kind kind, uint8_t code2 = 0) const {
    if (day < Spell(spell).start || day > Spell(spell).end) return false;
    return std::any_of(pathway_.events.begin(), pathway_.events.end(),
                       [&](const pathway::Event& event) {
                         return event.kind == kind && event.effective == day &&
                                (code2 == 0 || event.code2 == code2);
                       });
  }

  bool Milestone(int spell, Day day) const {
    bool notified = false;
    Day unused = 0;
    switch (definition_.stop()) {
      case Definition::Stop::ORIENTED:
        return OrientedOn(spell, day, &notified, &unused);
      case Definition::Stop::FIRST_CONTACT:
        return Event(spell, day, pathway::Kind::kAppointment,
                     v1::Appointment::KEPT);
      case Definition::Stop::CONTRACT:
        return Event(spell, day, pathway::Kind::kContractSigned);
      case Definition::Stop::ACTION:
        return Event(spell, day, pathway::Kind::kActionEnrolled);
      case Definition::Stop::EMPLOYMENT:
        return Event(spell, day, pathway::Kind::kExitToEmployment);
      case Definition::Stop::REFERENT:
        return std::any_of(pathway_.referents.begin(), pathway_.referents.end(),
                           [&](const pathway::Referent& referent) {
                             return referent.spell == spell &&
                                    referent.start == day;
                           });
      default:
        return Spell(spell).end == day;
    }
  }

  // 0 no rule, 1 the orientation's, 2 the contract's.
  int Rule() const {
    const bool oriented = definition_.start() == Definition::ORIENTED ||
                          definition_.start() == Definition::NOTIFIED;
    if (oriented && definition_.stop() == Definition::Stop::CONTRACT) return 2;
    return definition_.start() == Definition::RECEIVED &&
           definition_.stop() == Definition::Stop::ORIENTED;
  }
  int FirstTrack(int spell) const {
    for (const pathway::Orientation& o : pathway_.orientations) {
      if (o.spell != spell) continue;
      if (o.by_default && definition_.exclude_default_orientation()) continue;
      return o.track;
    }
    return 0;
  }
  Day Due(int spell, Day clock) const {
    return Rule() == 1 ? OrientationDue(clock)
                       : ContractDue(clock, FirstTrack(spell));
  }
  std::string Legal(int spell, Day clock, Day day) const {
    if (Rule() == 0) return "";
    return day <= Due(spell, clock) ? "ON_TIME" : "LATE";
  }
  std::string ExitLegal(int spell, Day clock, Day end) const {
    if (Rule() == 0) return "";
    return end <= Due(spell, clock) ? "EXITED" : "LATE";
  }
  std::string WaitLegal(int spell, Day clock) const {
    if (Rule() == 0) return "";
    return pathway_.as_of < Due(spell, clock) ? "NOT_DUE_YET" : "LATE";
  }

  const pathway::Pathway& pathway_;
  const v1::DelayDefinition& definition_;
  const Period period_;
  const Day first_day_;
};

}  // namespace jalon::evaluation::testing
