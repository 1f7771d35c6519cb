// Breaks that are a gap [g0, g1) within a spell.

#include <algorithm>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/breaks_find.h"

namespace jalon::evaluation {
namespace {

using base::kForever;
using pathway::Appointment;
using pathway::Contract;
using pathway::Enrolment;
using pathway::Interval;
using pathway::Orientation;
using pathway::Pathway;
using pathway::Referent;
using pathway::Sanction;
using pathway::Spell;

// The nth day (from 1) of the set from a day on; the set holds it.
Day NthDay(const std::vector<Interval>& days, Day from, int64_t n) {
  for (const Interval& interval : days) {
    const Day start = std::max(interval.start, from);
    if (start >= interval.end) continue;
    const int64_t length = interval.end - start;
    if (n <= length) return start + static_cast<Day>(n - 1);
    n -= length;
  }
  return base::kNoDay;
}

// The gaps of one spell.
class GapFinder {
 public:
  GapFinder(const BreakFinder& finder, const Pathway& pathway,
            const std::vector<Interval>& exposed, int spell, BreakList* list)
      : finder_(finder),
        pathway_(pathway),
        exposed_(exposed),
        index_(spell),
        spell_(pathway.spells[static_cast<size_t>(spell)]),
        list_(*list) {
    for (const Orientation& orientation : pathway_.orientations) {
      if (orientation.spell != index_) continue;
      // Of several on one day the last holds.
      if (first_ == nullptr || orientation.start == first_->start) {
        first_ = &orientation;
      }
    }
  }

  void Run() {
    NotOriented();
    if (first_ != nullptr) {
      NoContact();
      NoReferent();
      NoContract();
    }
    ContractLapsed();
    NoAction();
    Silence();
    SocialStuck();
    Sanctions();
  }

 private:
  bool Wanted(BreakType type) const { return finder_.limit(type).wanted; }
  Day FirstDay() const { return first_->start; }

  // A contract or enrolment counts for the spells in which it was in force on
  // a day.
  template <typename Item>
  bool Counts(const Item& item) const {
    return std::max(item.start, spell_.start) < std::min(item.end, spell_.end);
  }

  void NotOriented() {
    if (spell_.received == base::kNoDay) return;
    Gap(BreakType::kNotOriented, spell_.received,
        first_ == nullptr ? kForever : first_->start, 0);
  }

  void NoContact() {
    Day contact = kForever;
    for (const Appointment& appointment : pathway_.appointments) {
      if (appointment.spell == index_ &&
          appointment.outcome == v1::Appointment::KEPT &&
          appointment.day >= FirstDay()) {
        contact = std::min(contact, appointment.day);
      }
    }
    Gap(BreakType::kNoContact, FirstDay(), contact, first_->track);
  }

  void NoReferent() {
    if (!Wanted(BreakType::kNoReferent)) return;
    std::vector<Interval> covered;
    for (const Referent& referent : pathway_.referents) {
      const Day start = std::max(referent.start, FirstDay());
      const Day end = std::min(referent.end, spell_.end);
      if (start < end) covered.push_back({start, end});
    }
    std::sort(covered.begin(), covered.end(),
              [](Interval a, Interval b) { return a.start < b.start; });
    Day free = FirstDay();
    for (const Interval& interval : covered) {
      AddAt(BreakType::kNoReferent, free, interval.start);
      free = std::max(free, interval.end);
    }
    AddAt(BreakType::kNoReferent, free, kForever);
  }

  // One in force at the orientation prevents the gap.
  void NoContract() {
    const Day g0 = FirstDay();
    Day first = kForever;
    for (const Contract& contract : pathway_.contracts) {
      if (contract.start <= g0 && g0 < contract.end) return;
      if (Counts(contract) && contract.start >= std::max(g0, spell_.start)) {
        first = std::min(first, contract.start);
      }
    }
    Gap(BreakType::kNoContract, g0, first, first_->track);
  }

  void ContractLapsed() {
    Lapses(BreakType::kContractLapsed, pathway_.contracts);
  }
  void NoAction() { Lapses(BreakType::kNoAction, pathway_.enrolments); }

  // From the end of the last one in force to the next one's start.
  template <typename Item>
  void Lapses(BreakType type, const std::vector<Item>& items) {
    if (!Wanted(type)) return;
    std::vector<Day> ends;
    for (const Item& item : items) {
      if (Counts(item) && item.end < spell_.end) ends.push_back(item.end);
    }
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    for (const Day end : ends) {
      bool covered = false;
      Day next = kForever;
      for (const Item& item : items) {
        covered = covered || (item.start <= end && end < item.end);
        if (item.start >= end && item.start < item.end) {
          next = std::min(next, item.start);
        }
      }
      if (!covered) AddAt(type, end, next);
    }
  }

  void Silence() {
    if (!Wanted(BreakType::kSilence)) return;
    std::vector<Day> contacts = Contacts();
    for (size_t i = 0; i < contacts.size(); ++i) {
      AddAt(BreakType::kSilence, contacts[i],
            i + 1 < contacts.size() ? contacts[i + 1] : kForever);
    }
  }

  // Days of contact of the spell, growing.
  std::vector<Day> Contacts() const {
    std::vector<Day> days;
    const auto add = [&](Day day) {
      if (spell_.start <= day && day <= spell_.end) days.push_back(day);
    };
    if (first_ != nullptr) days.push_back(FirstDay());
    for (const Appointment& appointment : pathway_.appointments) {
      if (appointment.outcome == v1::Appointment::KEPT) add(appointment.day);
    }
    for (const Contract& contract : pathway_.contracts) add(contract.start);
    for (const Enrolment& enrolment : pathway_.enrolments) {
      add(enrolment.start);
      if (enrolment.end_event >= 0) add(enrolment.end);
    }
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return days;
  }

  void SocialStuck() {
    for (const Orientation& orientation : pathway_.orientations) {
      if (orientation.spell == index_ &&
          orientation.track == v1::Oriented::SOCIAL) {
        Gap(BreakType::kSocialStuck, orientation.start,
            Natural(orientation.end), orientation.track);
      }
    }
  }

  void Sanctions() {
    for (const Sanction& sanction : pathway_.sanctions) {
      if (sanction.spell != index_) continue;
      AddAt(BreakType::kSanction, sanction.start, Natural(sanction.end));
    }
  }

  // The end of an interval that the spell's end may have cut.
  Day Natural(Day end) const { return end < spell_.end ? end : kForever; }

  void AddAt(BreakType type, Day g0, Day end) {
    if (!Wanted(type) || g0 >= end) return;
    const Orientation* orientation = OrientationAt(pathway_, g0);
    Gap(type, g0, end, orientation == nullptr ? 0 : orientation->track);
  }

  // The gap from g0 to `end`, or to the spell's end.
  void Gap(BreakType type, Day g0, Day end, int track) {
    if (!Wanted(type)) return;
    const Day g1 = std::min(end, spell_.end);
    if (g0 >= g1 || g0 > pathway_.as_of) return;
    const std::optional<int> tolerance = finder_.Tolerance(type, track, g0);
    if (!tolerance.has_value()) return;
    const bool open = g1 > pathway_.as_of;
    Break found{.type = type, .g0 = g0};
    found.exposed_days = pathway::CountDays(exposed_, g0, g1);
    found.tolerance = tolerance;
    found.spell = index_;
    if (!open) {
      found.g1 = g1;
      found.ended_by_spell = end > spell_.end;
    }
    if (found.exposed_days > *tolerance) {
      found.detected_on = NthDay(exposed_, g0, *tolerance + 1);
      SetOrganisations(pathway_, &found);
      list_.breaks.push_back(found);
    } else if (open && 3 * found.exposed_days > 2 * *tolerance) {
      SetOrganisations(pathway_, &found);
      list_.at_risk.push_back(found);
    }
  }

  const BreakFinder& finder_;
  const Pathway& pathway_;
  const std::vector<Interval>& exposed_;  // Ends with as_of.
  const int index_;
  const Spell& spell_;
  const Orientation* first_ = nullptr;  // The spell's first orientation.
  BreakList& list_;
};

}  // namespace

const Orientation* OrientationAt(const Pathway& pathway, Day day) {
  const Orientation* found = pathway.OrientationOn(day);
  return found != nullptr ? found : pathway.OrientationOn(day - 1);
}

void SetOrganisations(const Pathway& pathway, Break* found) {
  const auto on = [&](Day day) {
    const Orientation* orientation = pathway.OrientationOn(day);
    return orientation == nullptr ? 0 : orientation->organisation;
  };
  found->organisation_before = on(found->g0 - 1);
  const Orientation* at = pathway.OrientationOn(found->g0);
  found->organisation =
      at == nullptr ? found->organisation_before : at->organisation;
  if (!found->open()) found->organisation_after = on(found->g1);
}

void FindGaps(const BreakFinder& finder, const Pathway& pathway,
              const std::vector<Interval>& exposed, BreakList* list) {
  for (size_t i = 0; i < pathway.spells.size(); ++i) {
    GapFinder(finder, pathway, exposed, static_cast<int>(i), list).Run();
  }
}

}  // namespace jalon::evaluation
