// The units of each measure of spec §7.

#include <algorithm>

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
          std::vector<Unit>* out)
      : measure_(measure),
        pathway_(person.pathway),
        breaks_(person.breaks),
        catalogue_(catalogue),
        period_(period),
        out_(*out) {}

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
          if (OnAxis(pathway_.enrolments[i])) {
            OfEnrolment(pathway_.enrolments[i], static_cast<int>(i));
          }
        }
    }
  }

 private:
  bool OnAxis(const Enrolment& enrolment) const {
    const std::string& axis = measure_.indicator->axis();
    return axis.empty() || catalogue_.OnAxis(enrolment.action, axis);
  }

  void OfEnrolment(const Enrolment& enrolment, int index) {
    switch (measure_.kind) {
      case MeasureKind::kEnrolments:
      case MeasureKind::kPersons:
        if (period_.Holds(enrolment.start)) {
          out_.push_back({enrolment.start, index});
        }
        return;
      case MeasureKind::kOpen:
      case MeasureKind::kOccupancy:
        return Open(enrolment, index);
      default:
        if (enrolment.end_event >= 0 && period_.Holds(enrolment.end)) {
          Ended(enrolment, index);
        }
    }
  }

  void Open(const Enrolment& enrolment, int index) {
    const Day as_of = pathway_.as_of;
    if (enrolment.start > as_of || enrolment.end <= as_of) return;
    if (measure_.kind == MeasureKind::kOccupancy) {
      const v1::Action* action = catalogue_.Find(enrolment.action);
      if (action == nullptr || !action->has_capacity()) return;
    }
    out_.push_back({as_of, index});
  }

  void Ended(const Enrolment& enrolment, int index) {
    Unit unit{enrolment.start, index};
    const Day end = enrolment.end;
    if (measure_.kind == MeasureKind::kEmploymentWithin ||
        measure_.kind == MeasureKind::kEmployedAt) {
      unit.immature = end + measure_.days > pathway_.as_of;
      unit.cls = measure_.kind == MeasureKind::kEmployedAt
                     ? EmployedAt(end, end + measure_.days)
                     : EmployedWithin(end, end + measure_.days);
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
  uint8_t EmployedWithin(Day end, Day until) const {
    for (const Job& job : pathway_.jobs) {
      if (job.start <= until && (job.end > end || job.start >= end)) {
        return kYes;
      }
    }
    for (const Attestation& attestation : pathway_.attestations) {
      if (attestation.in_employment && end <= attestation.day &&
          attestation.day <= until) {
        return kYes;
      }
    }
    return kNo;
  }

  uint8_t EmployedAt(Day end, Day day) const {
    const std::optional<bool> employed =
        EmployedOn(pathway_, {.from = end, .to = day});
    if (!employed.has_value()) return kUnknown;
    return *employed ? kYes : kNo;
  }

  void Barriers() {
    for (const BarrierInterval& barrier : pathway_.barriers) {
      const bool wanted =
          measure_.barriers.empty() ||
          std::find(measure_.barriers.begin(), measure_.barriers.end(),
                    barrier.barrier) != measure_.barriers.end();
      if (!wanted || !period_.Holds(barrier.start)) continue;
      Unit unit{barrier.start};
      unit.immature = barrier.start + measure_.days > pathway_.as_of;
      // A death ends a barrier without lifting it.
      const bool lifted = barrier.end != base::kForever &&
                          barrier.end - barrier.start <= measure_.days &&
                          (barrier.end != pathway_.death ||
                           LiftedOn(barrier.barrier, barrier.end));
      unit.cls = lifted ? kYes : kNo;
      out_.push_back(unit);
    }
  }

  bool LiftedOn(uint8_t barrier, Day day) const {
    return std::any_of(pathway_.events.begin(), pathway_.events.end(),
                       [&](const pathway::Event& event) {
                         return event.kind == pathway::Kind::kBarrierLifted &&
                                event.code == barrier && event.effective == day;
                       });
  }

  void Breaks() {
    for (const Break& found : breaks_) {
      if (measure_.types[static_cast<size_t>(found.type)] &&
          period_.Holds(found.detected_on)) {
        Unit unit{found.g0};
        unit.spell = found.spell;
        unit.cls = static_cast<uint8_t>(found.type);
        out_.push_back(unit);
      }
    }
  }

  // In a spell on as_of, not suspended, of the population.
  bool InStock() const {
    const Day day = pathway_.as_of;
    if (pathway_.SpellOn(day) < 0) return false;
    if (!measure_.include_suspended) {
      for (const pathway::Suspension& suspension : pathway_.suspensions) {
        if (suspension.start <= day && day < suspension.end) return false;
      }
    }
    if (measure_.population == v1::DelayDefinition::ALL) return true;
    for (const Obligation& obligation : pathway_.obligations) {
      if (obligation.start <= day && day < obligation.end) {
        return obligation.subject;
      }
    }
    return measure_.population == v1::DelayDefinition::NOT_EXEMPT;
  }

  void Stock() {
    if (!InStock()) return;
    Unit unit{pathway_.as_of};
    const pathway::Orientation* orientation = pathway_.OrientationOn(unit.day);
    switch (measure_.kind) {
      case MeasureKind::kOrientedRate:
        unit.cls = orientation != nullptr ? kYes : kNo;
        break;
      case MeasureKind::kContractRate:
        if (orientation == nullptr) return;
        unit.cls = pathway_.ContractOn(unit.day) != nullptr ? kYes : kNo;
        break;
      default:
        if (orientation == nullptr || orientation->track == 0) return;
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
};

}  // namespace

void AppendUnits(const Measure& measure, const PersonFacts& person,
                 const Catalogue& catalogue, const Period& period,
                 std::vector<Unit>* out) {
  UnitsOf(measure, person, catalogue, period, out).Run();
}

}  // namespace jalon::evaluation
