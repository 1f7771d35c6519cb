#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/testing/slow_days.h"

namespace jalon::evaluation::testing {

// In a spell, not suspended for resources, not in employment, not in a
// justified window, obligation not false (spec §6).
inline bool IsExposed(const pathway::Pathway& pathway, Day day) {
  if (!InForce(pathway.spells, day) || InForce(pathway.jobs, day) ||
      InForce(pathway.justified, day)) {
    return false;
  }
  for (const pathway::Suspension& off : pathway.suspensions) {
    if (Holds(off, day) && off.reason == v1::EntitlementSuspended::RESOURCES) {
      return false;
    }
  }
  for (const pathway::Obligation& stated : pathway.obligations) {
    if (Holds(stated, day) && !stated.subject) return false;
  }
  return true;
}

// The breaks of spec §6 of one pathway: walks every day of every spell.
class SlowBreaks {
 public:
  struct Found {
    BreakType type;
    Day g0, g1;  // kForever: open.
    int64_t exposed;
    Day detected_on;
    int spell;  // -1: a day outside any.
  };
  // By type, track and g0; nullopt: not evaluated.
  using Tolerance = std::function<std::optional<int>(BreakType, int, Day)>;

  SlowBreaks(const pathway::Pathway& pathway, Tolerance tolerance)
      : pathway_(pathway),
        tolerance_(std::move(tolerance)),
        first_day_(FirstDay(pathway)) {
    for (const pathway::Spell& spell : pathway_.spells) {
      spell_ = &spell;
      first_ = FirstOrientation();
      Walk();
    }
    Enrolments();
    Appointments();
    Spells();
    Jobs();
  }

  std::vector<Found> found;

 private:
  static constexpr int kWindowDays = 182;

  // Of the spell: dated in it, or on the day it ends.
  bool OfSpell(Day day) const {
    return spell_->start <= day && day <= spell_->end;
  }

  // The first orientation of the spell; it may have been carried in.
  const pathway::Orientation* FirstOrientation() const {
    const pathway::Orientation* first = nullptr;
    for (const pathway::Orientation& o : pathway_.orientations) {
      if (o.spell < 0 ||
          &pathway_.spells[static_cast<size_t>(o.spell)] != spell_) {
        continue;
      }
      if (first == nullptr || o.start <= first->start) first = &o;
    }
    return first;
  }

  bool Kept(Day from, Day to) const {
    return std::any_of(pathway_.appointments.begin(),
                       pathway_.appointments.end(),
                       [&](const pathway::Appointment& a) {
                         return a.outcome == v1::Appointment::KEPT &&
                                OfSpell(a.day) && from <= a.day && a.day <= to;
                       });
  }

  bool Contact(Day day) const {
    if (first_ != nullptr && first_->start == day) return true;
    if (!OfSpell(day)) return false;
    bool contact = Kept(day, day);
    for (const auto& c : pathway_.contracts) contact |= c.start == day;
    for (const auto& e : pathway_.enrolments) {
      contact |= e.start == day || (e.end_event >= 0 && e.end == day);
    }
    return contact;
  }

  template <typename List>
  bool EndedInSpell(const List& list, Day day) const {
    for (const auto& item : list) {
      if (item.end != day) continue;
      for (Day d = spell_->start; d < std::min(day, spell_->end); ++d) {
        if (Holds(item, d)) return true;
      }
    }
    return false;
  }

  // What one day does to the gap of a type.
  enum class Step { kOut, kIn, kNew };

  Step StepOf(BreakType type, Day day, bool in) const {
    const bool oriented = first_ != nullptr && first_->start <= day;
    const auto when = [](bool gap) { return gap ? Step::kIn : Step::kOut; };
    switch (type) {
      case BreakType::kNotOriented:
        return when(spell_->received <= day && !oriented);
      case BreakType::kNoContact:
        return when(oriented && !Kept(first_->start, day));
      case BreakType::kNoReferent:
        return when(oriented && !InForce(pathway_.referents, day));
      case BreakType::kNoContract:
        return when(oriented && !InForce(pathway_.contracts, first_->start) &&
                    !Signed(first_->start, day));
      case BreakType::kContractLapsed:
        return Lapse(pathway_.contracts, day, in);
      case BreakType::kNoAction:
        return Lapse(pathway_.enrolments, day, in);
      case BreakType::kSilence:
        return Contact(day) ? Step::kNew : when(in);
      case BreakType::kSocialStuck:
        return Interval(pathway_.orientations, day, in, [](const auto& o) {
          return o.track == v1::Oriented::SOCIAL;
        });
      case BreakType::kSanction:
        return Interval(pathway_.sanctions, day, in,
                        [](const auto&) { return true; });
      default:
        return Step::kOut;
    }
  }

  bool Signed(Day from, Day to) const {
    for (const auto& c : pathway_.contracts) {
      if (c.start >= std::max(from, spell_->start) && c.start <= to &&
          c.start < c.end) {
        return true;
      }
    }
    return false;
  }

  template <typename List>
  Step Lapse(const List& list, Day day, bool in) const {
    if (InForce(list, day)) return Step::kOut;
    return in || EndedInSpell(list, day) ? Step::kIn : Step::kOut;
  }

  template <typename List, typename Wanted>
  Step Interval(const List& list, Day day, bool in, Wanted wanted) const {
    for (const auto& item : list) {
      if (item.spell < 0 ||
          &pathway_.spells[static_cast<size_t>(item.spell)] != spell_ ||
          !wanted(item) || !Holds(item, day)) {
        continue;
      }
      return item.start == day || !in ? Step::kNew : Step::kIn;
    }
    return Step::kOut;
  }

  void Walk() {
    for (int t = 0; t < kBreakTypes; ++t) {
      const BreakType type = static_cast<BreakType>(t);
      Day begin = base::kNoDay;
      for (Day day = first_day_; day <= pathway_.as_of && day < spell_->end;
           ++day) {
        const Step step = StepOf(type, day, begin != base::kNoDay);
        if (step != Step::kIn && begin != base::kNoDay) {
          Close(type, begin, day);
          begin = base::kNoDay;
        }
        if (step != Step::kOut && begin == base::kNoDay) begin = day;
      }
      if (begin != base::kNoDay) {
        Close(type, begin,
              spell_->end <= pathway_.as_of ? spell_->end : base::kForever);
      }
    }
  }

  void Close(BreakType type, Day g0, Day g1) {
    const pathway::Orientation* at = pathway_.OrientationOn(g0);
    if (at == nullptr) at = pathway_.OrientationOn(g0 - 1);
    int track = at == nullptr ? 0 : at->track;
    if (type == BreakType::kNoContract) track = first_->track;
    const std::optional<int> tolerance = tolerance_(type, track, g0);
    if (!tolerance.has_value()) return;
    int64_t exposed = 0;
    Day on = base::kNoDay;
    for (Day day = g0; day < g1 && day <= pathway_.as_of; ++day) {
      if (IsExposed(pathway_, day) && ++exposed == *tolerance + 1) on = day;
    }
    if (on == base::kNoDay) return;
    found.push_back({type, g0, g1, exposed, on,
                     static_cast<int>(spell_ - pathway_.spells.data())});
  }

  // The types that are a day.

  void Add(BreakType type, Day day) {
    int spell = -1;
    for (int i = static_cast<int>(pathway_.spells.size()) - 1; i >= 0; --i) {
      const pathway::Spell& one = pathway_.spells[static_cast<size_t>(i)];
      if (one.start <= day && day <= one.end) spell = i;
    }
    found.push_back({type, day, day, 0, day, spell});
  }

  void Enrolments() {
    for (const pathway::Enrolment& enrolment : pathway_.enrolments) {
      if (enrolment.outcome == v1::ActionEnded::ABANDONED &&
          !enrolment.justified) {
        Add(BreakType::kActionAbandoned, enrolment.end);
      }
    }
  }

  // A run is of one spell.
  void Appointments() {
    const auto& all = pathway_.appointments;
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].outcome != v1::Appointment::NO_SHOW) continue;
      int before = 0;
      for (size_t j = i; j > 0; --j) {
        const pathway::Appointment& one = all[j - 1];
        if (one.spell != all[i].spell || one.outcome == v1::Appointment::KEPT ||
            one.outcome == v1::Appointment::EXCUSED) {
          break;
        }
        before += one.outcome == v1::Appointment::NO_SHOW;
      }
      if (before == 1) Add(BreakType::kMissedAppointments, all[i].day);
    }
  }

  void Spells() {
    const auto& all = pathway_.spells;
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].close_reason == v1::EntitlementClosed::UNKNOWN) {
        Add(BreakType::kSilentExit, all[i].end);
      }
      if (i == 0) continue;
      const Day gap = all[i].start - all[i - 1].end;
      if (0 < gap && gap <= kWindowDays) {
        Add(BreakType::kReturn, all[i].start);
      }
    }
  }

  // A job that a death ends is not broken.
  void Jobs() {
    for (const pathway::Job& job : pathway_.jobs) {
      if (job.end <= pathway_.as_of && job.end != pathway_.death &&
          job.end - job.start < kWindowDays) {
        Add(BreakType::kEmploymentBroken, job.end);
      }
    }
  }

  const pathway::Pathway& pathway_;
  const Tolerance tolerance_;
  const Day first_day_;
  const pathway::Spell* spell_ = nullptr;
  const pathway::Orientation* first_ = nullptr;  // Of the spell.
};

}  // namespace jalon::evaluation::testing
