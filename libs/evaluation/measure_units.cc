// The units of each measure of spec §7.

#include <algorithm>
#include <optional>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/employment.h"
#include "libs/evaluation/measure.h"

namespace jalon::evaluation {
namespace {

using pathway::Attestation;
using pathway::BarrierInterval;
using pathway::Enrolment;
using pathway::Job;
using pathway::Obligation;
using pathway::Pathway;

// Indexes of the classes that measure.cc names.
enum Answer : uint8_t { kYes, kNo, kUnknown };

class UnitsOf {
 public:
  UnitsOf(const Measure& measure, const PersonFacts& person,
          const Catalogue& catalogue, const Period& period,
          std::vector<Unit>* out, std::vector<Unit>* left_out)
      : measure_(measure),
        pathway_(person.pathway),
        breaks_(person.breaks),
        catalogue_(catalogue),
        period_(period),
        out_(*out),
        left_out_(left_out) {}

  void Run() {
    switch (measure_.kind) {
      case MeasureKind::kBarrierLifted:
        return Barriers();
      case MeasureKind::kBreaks:
        return Breaks();
      case MeasureKind::kOrientedRate:
      case MeasureKind::kOrientationMix:
      case MeasureKind::kContractRate:
        return Stock();
      case MeasureKind::kDelay:
      case MeasureKind::kContinuity:
        return;
      default:
        for (size_t i = 0; i < pathway_.enrolments.size(); ++i) {
          OfEnrolment(pathway_.enrolments[i], static_cast<int>(i));
        }
    }
  }

 private:
  void LeaveOut(const char* step, Unit unit) {
    if (left_out_ == nullptr) return;
    unit.left_out = step;
    left_out_->push_back(unit);
  }

  // On the day of the unit: a stock's, or the start of the enrolment.
  bool OnAxis(const Enrolment& enrolment) const {
    const std::string& axis = measure_.indicator->axis();
    const bool stock = measure_.kind == MeasureKind::kOpen ||
                       measure_.kind == MeasureKind::kOccupancy;
    return axis.empty() ||
           catalogue_.OnAxis(enrolment.action, axis,
                             stock ? pathway_.as_of : enrolment.start);
  }

  void OfEnrolment(const Enrolment& enrolment, int index) {
    Unit unit{enrolment.start, index};
    unit.event = enrolment.event;
    if (!OnAxis(enrolment)) return LeaveOut("AXIS", unit);
    switch (measure_.kind) {
      case MeasureKind::kEnrolments:
      case MeasureKind::kPersons:
        if (!period_.Holds(enrolment.start)) return LeaveOut("PERIOD", unit);
        out_.push_back(unit);
        return;
      case MeasureKind::kOpen:
      case MeasureKind::kOccupancy:
        return Open(enrolment, unit);
      default:
        if (enrolment.end_event < 0) return LeaveOut("NOT_ENDED", unit);
        if (!period_.Holds(enrolment.end)) return LeaveOut("PERIOD", unit);
        Ended(enrolment, unit);
    }
  }

  void Open(const Enrolment& enrolment, Unit unit) {
    const Day as_of = pathway_.as_of;
    if (enrolment.start > as_of || enrolment.end <= as_of) {
      return LeaveOut("NOT_OPEN", unit);
    }
    if (measure_.kind == MeasureKind::kOccupancy) {
      const v1::Action* action = catalogue_.Find(enrolment.action, as_of);
      if (action == nullptr || !action->has_capacity()) {
        return LeaveOut("NO_CAPACITY", unit);
      }
    }
    unit.day = as_of;
    out_.push_back(unit);
  }

  void Ended(const Enrolment& enrolment, Unit unit) {
    const Day end = enrolment.end;
    unit.decided_by = enrolment.end_event;
    if (measure_.kind == MeasureKind::kEmploymentWithin ||
        measure_.kind == MeasureKind::kEmployedAt) {
      unit.immature = end + measure_.days > pathway_.as_of;
      if (measure_.kind == MeasureKind::kEmployedAt) {
        EmployedAt(end, end + measure_.days, &unit);
      } else {
        EmployedWithin(end, end + measure_.days, &unit);
      }
    } else {
      unit.cls = enrolment.outcome >= v1::ActionEnded::COMPLETED &&
                         enrolment.outcome <= v1::ActionEnded::OTHER
                     ? static_cast<uint8_t>(enrolment.outcome -
                                            v1::ActionEnded::COMPLETED)
                     : static_cast<uint8_t>(v1::ActionEnded::OTHER -
                                            v1::ActionEnded::COMPLETED);
    }
    out_.push_back(unit);
  }

  // A job in force or starting, or a positive attestation, from `end` to
  // `until`, both included.
  void EmployedWithin(Day end, Day until, Unit* unit) const {
    unit->cls = kYes;
    for (const Job& job : pathway_.jobs) {
      if (job.start <= until && (job.end > end || job.start >= end)) {
        unit->decided_by = job.event;
        return;
      }
    }
    for (const Attestation& attestation : pathway_.attestations) {
      if (attestation.in_employment && end <= attestation.day &&
          attestation.day <= until) {
        unit->decided_by = attestation.event;
        return;
      }
    }
    unit->cls = kNo;
  }

  void EmployedAt(Day end, Day day, Unit* unit) const {
    const std::optional<bool> employed =
        EmployedOn(pathway_, {.from = end, .to = day}, &unit->decided_by);
    unit->cls = !employed.has_value() ? kUnknown : *employed ? kYes : kNo;
  }

  void Barriers() {
    for (const BarrierInterval& barrier : pathway_.barriers) {
      const bool wanted =
          measure_.barriers.empty() ||
          std::find(measure_.barriers.begin(), measure_.barriers.end(),
                    barrier.barrier) != measure_.barriers.end();
      Unit unit{barrier.start};
      unit.event = barrier.event;
      if (!wanted || !period_.Holds(barrier.start)) {
        LeaveOut(wanted ? "PERIOD" : "BARRIER", unit);
        continue;
      }
      unit.immature = barrier.start + measure_.days > pathway_.as_of;
      // A death ends a barrier without lifting it.
      const int lifting = LiftingOn(barrier.barrier, barrier.end);
      const bool lifted = barrier.end != base::kForever &&
                          barrier.end - barrier.start <= measure_.days &&
                          (barrier.end != pathway_.death || lifting >= 0);
      unit.cls = lifted ? kYes : kNo;
      unit.decided_by = lifting;
      out_.push_back(unit);
    }
  }

  // The event that lifts the barrier on the day; -1: none.
  int LiftingOn(uint8_t barrier, Day day) const {
    const auto found =
        std::find_if(pathway_.events.begin(), pathway_.events.end(),
                     [&](const pathway::Event& event) {
                       return event.kind == pathway::Kind::kBarrierLifted &&
                              event.code == barrier && event.effective == day;
                     });
    return found == pathway_.events.end()
               ? -1
               : static_cast<int>(found - pathway_.events.begin());
  }

  void Breaks() {
    for (const Break& found : breaks_) {
      if (!measure_.types[static_cast<size_t>(found.type)]) continue;
      Unit unit{found.g0};
      unit.spell = found.spell;
      unit.cls = static_cast<uint8_t>(found.type);
      unit.event = found.opening;
      unit.decided_by = found.closing;
      if (!period_.Holds(found.detected_on)) {
        LeaveOut("PERIOD", unit);
      } else {
        out_.push_back(unit);
      }
    }
  }

  // Why the person is not in the stock on as_of: in a spell, not suspended, of
  // the population. nullptr: is in it.
  const char* NotInStock() const {
    const Day day = pathway_.as_of;
    if (pathway_.SpellOn(day) < 0) return "NO_SPELL";
    if (!measure_.include_suspended) {
      for (const pathway::Suspension& suspension : pathway_.suspensions) {
        if (suspension.start <= day && day < suspension.end) return "SUSPENDED";
      }
    }
    if (measure_.population == v1::DelayDefinition::ALL) return nullptr;
    bool in = measure_.population == v1::DelayDefinition::NOT_EXEMPT;
    for (const Obligation& obligation : pathway_.obligations) {
      if (obligation.start <= day && day < obligation.end) {
        in = obligation.subject;
        break;
      }
    }
    return in ? nullptr : "POPULATION";
  }

  void Stock() {
    Unit unit{pathway_.as_of};
    if (const char* step = NotInStock(); step != nullptr) {
      return LeaveOut(step, unit);
    }
    const pathway::Orientation* orientation = pathway_.OrientationOn(unit.day);
    if (orientation != nullptr) unit.event = orientation->event;
    switch (measure_.kind) {
      case MeasureKind::kOrientedRate:
        unit.cls = orientation != nullptr ? kYes : kNo;
        break;
      case MeasureKind::kContractRate: {
        if (orientation == nullptr) return LeaveOut("NOT_ORIENTED", unit);
        const pathway::Contract* contract = pathway_.ContractOn(unit.day);
        unit.cls = contract != nullptr ? kYes : kNo;
        if (contract != nullptr) unit.decided_by = contract->event;
        break;
      }
      default:
        if (orientation == nullptr || orientation->track == 0) {
          return LeaveOut("NOT_ORIENTED", unit);
        }
        unit.cls = static_cast<uint8_t>(orientation->track -
                                        v1::Oriented::PROFESSIONAL);
    }
    out_.push_back(unit);
  }

  const Measure& measure_;
  const Pathway& pathway_;
  const std::vector<Break>& breaks_;
  const Catalogue& catalogue_;
  const Period& period_;
  std::vector<Unit>& out_;
  std::vector<Unit>* const left_out_;
};

}  // namespace

void AppendUnits(const Measure& measure, const PersonFacts& person,
                 const Catalogue& catalogue, const Period& period,
                 std::vector<Unit>* out, std::vector<Unit>* left_out) {
  UnitsOf(measure, person, catalogue, period, out, left_out).Run();
}

}  // namespace jalon::evaluation
