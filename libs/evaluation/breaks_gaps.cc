// Breaks that are a gap [g0, g1) within a spell.

#include <algorithm>
#include <iterator>
#include <map>

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

// What opens or closes a gap.
struct Moment {
  Day day = kForever;
  int event = -1;

  void KeepFirst(Day other, int other_event) {
    if (other < day) *this = {other, other_event};
  }
};

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
  Moment First() const { return {first_->start, first_->event}; }
  Day FirstDay() const { return first_->start; }

  // A contract or enrolment counts for the spells in which it was in force on
  // a day.
  template <typename Item>
  bool Counts(const Item& item) const {
    return std::max(item.start, spell_.start) < std::min(item.end, spell_.end);
  }

  void NotOriented() {
    if (spell_.received == base::kNoDay) return;
    Gap(BreakType::kNotOriented, {spell_.received, spell_.first_opening},
        first_ == nullptr ? Moment() : First(), 0);
  }

  void NoContact() {
    Moment contact;
    for (const Appointment& appointment : pathway_.appointments) {
      if (appointment.spell == index_ &&
          appointment.outcome == v1::Appointment::KEPT &&
          appointment.day >= FirstDay()) {
        contact.KeepFirst(appointment.day, appointment.event);
      }
    }
    Gap(BreakType::kNoContact, First(), contact, first_->track);
  }

  void NoReferent() {
    if (!Wanted(BreakType::kNoReferent)) return;
    struct Covered {
      Day start, end;
      int event;
    };
    std::vector<Covered> covered;
    for (const Referent& referent : pathway_.referents) {
      const Day start = std::max(referent.start, FirstDay());
      const Day end = std::min(referent.end, spell_.end);
      if (start < end) covered.push_back({start, end, referent.event});
    }
    std::sort(
        covered.begin(), covered.end(),
        [](const Covered& a, const Covered& b) { return a.start < b.start; });
    Moment free = First();
    for (const Covered& one : covered) {
      AddAt(BreakType::kNoReferent, free, {one.start, one.event});
      if (one.end > free.day) free = {one.end, one.event};
    }
    AddAt(BreakType::kNoReferent, free, {});
  }

  // One in force at the orientation prevents the gap.
  void NoContract() {
    const Day g0 = FirstDay();
    Moment first;
    for (const Contract& contract : pathway_.contracts) {
      if (contract.start <= g0 && g0 < contract.end) return;
      if (Counts(contract) && contract.start >= std::max(g0, spell_.start)) {
        first.KeepFirst(contract.start, contract.event);
      }
    }
    Gap(BreakType::kNoContract, First(), first, first_->track);
  }

  void ContractLapsed() {
    Lapses(BreakType::kContractLapsed, pathway_.contracts);
  }
  void NoAction() { Lapses(BreakType::kNoAction, pathway_.enrolments); }

  // From the end of the last one in force to the next one's start.
  template <typename Item>
  void Lapses(BreakType type, const std::vector<Item>& items) {
    if (!Wanted(type)) return;
    std::map<Day, int> ends;
    for (const Item& item : items) {
      if (Counts(item) && item.end < spell_.end) {
        ends.emplace(item.end, EndOf(item));
      }
    }
    for (const auto& [end, event] : ends) {
      bool covered = false;
      Moment next;
      for (const Item& item : items) {
        covered = covered || (item.start <= end && end < item.end);
        if (item.start >= end && item.start < item.end) {
          next.KeepFirst(item.start, item.event);
        }
      }
      if (!covered) AddAt(type, {end, event}, next);
    }
  }

  static int EndOf(const Contract& contract) { return contract.event; }
  static int EndOf(const Enrolment& enrolment) { return enrolment.end_event; }

  void Silence() {
    if (!Wanted(BreakType::kSilence)) return;
    const std::map<Day, int> contacts = Contacts();
    for (auto contact = contacts.begin(); contact != contacts.end();
         ++contact) {
      const auto next = std::next(contact);
      AddAt(BreakType::kSilence, {contact->first, contact->second},
            next == contacts.end() ? Moment()
                                   : Moment{next->first, next->second});
    }
  }

  // Days of contact of the spell, each with an event.
  std::map<Day, int> Contacts() const {
    std::map<Day, int> days;
    const auto add = [&](Day day, int event) {
      if (spell_.start <= day && day <= spell_.end) days.emplace(day, event);
    };
    if (first_ != nullptr) days.emplace(FirstDay(), first_->event);
    for (const Appointment& appointment : pathway_.appointments) {
      if (appointment.outcome == v1::Appointment::KEPT) {
        add(appointment.day, appointment.event);
      }
    }
    for (const Contract& contract : pathway_.contracts) {
      add(contract.start, contract.event);
    }
    for (const Enrolment& enrolment : pathway_.enrolments) {
      add(enrolment.start, enrolment.event);
      if (enrolment.end_event >= 0) add(enrolment.end, enrolment.end_event);
    }
    return days;
  }

  void SocialStuck() {
    for (const Orientation& orientation : pathway_.orientations) {
      if (orientation.spell == index_ &&
          orientation.track == v1::Oriented::SOCIAL) {
        Gap(BreakType::kSocialStuck, {orientation.start, orientation.event},
            Natural(orientation.end), orientation.track);
      }
    }
  }

  void Sanctions() {
    for (const Sanction& sanction : pathway_.sanctions) {
      if (sanction.spell != index_) continue;
      AddAt(BreakType::kSanction, {sanction.start, sanction.event},
            Natural(sanction.end));
    }
  }

  // The end of an interval that the spell's end may have cut.
  Moment Natural(Day end) const {
    return {end < spell_.end ? end : kForever, -1};
  }

  void AddAt(BreakType type, const Moment& from, const Moment& to) {
    if (!Wanted(type) || from.day >= to.day) return;
    const Orientation* orientation = OrientationAt(pathway_, from.day);
    Gap(type, from, to, orientation == nullptr ? 0 : orientation->track);
  }

  // The gap until `to`, or to the spell's end.
  void Gap(BreakType type, const Moment& from, const Moment& to, int track) {
    if (!Wanted(type)) return;
    const Day g0 = from.day;
    const Day g1 = std::min(to.day, spell_.end);
    if (g0 >= g1 || g0 > pathway_.as_of) return;
    const std::optional<int> tolerance = finder_.Tolerance(type, track, g0);
    if (!tolerance.has_value()) return;
    const bool open = g1 > pathway_.as_of;
    Break found{.type = type, .g0 = g0};
    found.exposed_days = pathway::CountDays(exposed_, g0, g1);
    found.tolerance = tolerance;
    found.spell = index_;
    found.opening = from.event;
    if (!open) {
      found.g1 = g1;
      found.ended_by_spell = to.day > spell_.end;
      found.closing = found.ended_by_spell ? spell_.closing : to.event;
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
