#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "jalon/v1/event.pb.h"
#include "jalon/v1/pact.pb.h"
#include "libs/evaluation/period.h"
#include "libs/evaluation/testing/slow_breaks.h"
#include "libs/evaluation/testing/slow_delay.h"
#include "libs/evaluation/testing/slow_values.h"

namespace jalon::evaluation::testing {

struct SlowUnit {
  Place place;
  std::string cls = "COUNTED";
  bool immature = false;
  std::optional<SlowDelay::Unit> delay = std::nullopt;
};

// The units of the measures of spec §7 of one pathway, event by event.
class SlowUnits {
 public:
  SlowUnits(const pathway::Pathway& pathway, const SlowBreaks& breaks,
            const SlowValues& values, const Period& period)
      : pathway_(pathway), breaks_(breaks), values_(values), period_(period) {}

  bool InScope(const v1::Indicator& indicator) const {
    if (indicator.scope() != v1::Indicator::AXIS) return true;
    for (const pathway::Enrolment& enrolment : pathway_.enrolments) {
      if (!OnAxis(enrolment, indicator.axis())) continue;
      for (Day day = period_.from; day <= period_.to; ++day) {
        if (Holds(enrolment, day) || enrolment.start == day) return true;
      }
    }
    return false;
  }

  std::vector<SlowUnit> Of(const v1::Indicator& indicator) const {
    const std::string& measure = indicator.measure();
    if (measure == "continuity") return {};  // It counts days.
    if (measure == "delay") return OfDelay(indicator.params());
    if (measure == "breaks") return OfBreaks(indicator.params());
    if (measure == "barrier_lifted") return OfBarriers(indicator.params());
    if (measure == "oriented_rate" || measure == "orientation_mix" ||
        measure == "contract_rate") {
      return OfStock(measure, indicator.params());
    }
    std::vector<SlowUnit> units;
    for (const pathway::Enrolment& enrolment : pathway_.enrolments) {
      if (!indicator.axis().empty() && !OnAxis(enrolment, indicator.axis())) {
        continue;
      }
      if (auto unit = OfEnrolment(enrolment, measure, indicator.params())) {
        unit->place.enrolments = {&enrolment};
        units.push_back(*unit);
      }
    }
    return units;
  }

  // Covered by a referent and a contract, and by an open enrolment or a
  // contact that day or in the 89 days before (spec §6).
  bool IsCovered(Day day) const {
    if (!InForce(pathway_.referents, day) ||
        !InForce(pathway_.contracts, day)) {
      return false;
    }
    if (InForce(pathway_.enrolments, day)) return true;
    for (Day before = day - 89; before <= day; ++before) {
      if (IsContact(before)) return true;
    }
    return false;
  }

  static bool IsWanted(const v1::IndicatorParams& params, BreakType type) {
    return params.types().empty() ||
           std::count(params.types().begin(), params.types().end(),
                      BreakTypeName(type)) > 0;
  }

 private:
  bool OnAxis(const pathway::Enrolment& enrolment,
              const std::string& axis) const {
    const v1::Action* action = values_.ActionOf(enrolment);
    return action != nullptr &&
           std::count(action->axes().begin(), action->axes().end(), axis) > 0;
  }

  bool IsContact(Day day) const {
    for (const pathway::Event& event : pathway_.events) {
      if (event.effective != day || IsAfterDeath(event)) continue;
      if (event.kind == pathway::Kind::kContractSigned ||
          event.kind == pathway::Kind::kActionEnrolled ||
          (event.kind == pathway::Kind::kAppointment &&
           event.code2 == v1::Appointment::KEPT)) {
        return true;
      }
    }
    return std::any_of(pathway_.enrolments.begin(), pathway_.enrolments.end(),
                       [&](const pathway::Enrolment& enrolment) {
                         return enrolment.end_event >= 0 &&
                                enrolment.end == day;
                       });
  }
  bool IsAfterDeath(const pathway::Event& event) const {
    return pathway_.death != base::kNoDay && event.effective > pathway_.death;
  }

  std::optional<SlowUnit> OfEnrolment(const pathway::Enrolment& enrolment,
                                      const std::string& measure,
                                      const v1::IndicatorParams& params) const {
    if (measure == "enrolments" || measure == "persons") {
      if (!period_.Holds(enrolment.start)) return std::nullopt;
      return SlowUnit{PlaceOn(pathway_, enrolment.start)};
    }
    if (measure == "open" || measure == "occupancy") {
      const v1::Action* action = values_.ActionOf(enrolment);
      const bool counts =
          measure == "open" || (action != nullptr && action->has_capacity());
      if (!counts || !Holds(enrolment, pathway_.as_of)) return std::nullopt;
      return SlowUnit{PlaceOn(pathway_, pathway_.as_of)};
    }
    if (enrolment.end_event < 0) return std::nullopt;
    const pathway::Event& ended =
        pathway_.events[static_cast<size_t>(enrolment.end_event)];
    if (!period_.Holds(ended.effective)) return std::nullopt;
    SlowUnit unit{PlaceOn(pathway_, enrolment.start)};
    const Day last = ended.effective + static_cast<Day>(params.days());
    if (measure == "employment_within") {
      unit.immature = last > pathway_.as_of;
      unit.cls = WorksWithin(ended.effective, last) ? "YES" : "NO";
    } else if (measure == "employed_at") {
      unit.immature = last > pathway_.as_of;
      unit.cls = WorksOn(ended.effective, last);
    } else {
      unit.cls = v1::ActionEnded::Outcome_Name(
          static_cast<v1::ActionEnded::Outcome>(ended.code));
    }
    return unit;
  }

  bool WorksWithin(Day from, Day last) const {
    for (Day day = from; day <= last; ++day) {
      if (InForce(pathway_.jobs, day)) return true;
      for (const pathway::Job& job : pathway_.jobs) {
        if (job.start == day) return true;
      }
      for (const pathway::Attestation& attested : pathway_.attestations) {
        if (attested.day == day && attested.in_employment) return true;
      }
    }
    return false;
  }

  // A job that covers the day, else the last observation since `from`: an
  // attestation, or, before those of its day, a job stated ended.
  std::string WorksOn(Day from, Day last) const {
    if (InForce(pathway_.jobs, last)) return "YES";
    for (Day day = last; day >= from; --day) {
      std::string said;
      for (const pathway::Job& job : pathway_.jobs) {
        if (job.ended && job.end == day && day != pathway_.death) said = "NO";
      }
      for (const pathway::Attestation& attested : pathway_.attestations) {
        if (attested.day == day) said = attested.in_employment ? "YES" : "NO";
      }
      if (!said.empty()) return said;
    }
    return "UNKNOWN";
  }

  std::vector<SlowUnit> OfBarriers(const v1::IndicatorParams& params) const {
    std::vector<SlowUnit> units;
    for (const pathway::BarrierInterval& barrier : pathway_.barriers) {
      const std::string name = v1::BarrierIdentified::Barrier_Name(
          static_cast<v1::BarrierIdentified::Barrier>(barrier.barrier));
      const auto& wanted = params.barriers();
      if (!wanted.empty() &&
          std::count(wanted.begin(), wanted.end(), name) == 0) {
        continue;
      }
      if (!period_.Holds(barrier.start)) continue;
      SlowUnit unit{PlaceOn(pathway_, barrier.start)};
      const Day last = barrier.start + static_cast<Day>(params.days());
      unit.immature = last > pathway_.as_of;
      unit.cls = "NOT_LIFTED";
      for (const pathway::Event& event : pathway_.events) {
        if (event.kind == pathway::Kind::kBarrierLifted &&
            event.code == barrier.barrier && event.effective == barrier.end &&
            event.effective <= last) {
          unit.cls = "LIFTED";
        }
      }
      units.push_back(unit);
    }
    return units;
  }

  std::vector<SlowUnit> OfBreaks(const v1::IndicatorParams& params) const {
    std::vector<SlowUnit> units;
    for (const SlowBreaks::Found& one : breaks_.found) {
      if (!IsWanted(params, one.type) || !period_.Holds(one.detected_on)) {
        continue;
      }
      units.push_back(
          {PlaceOfBreak(pathway_, one.g0, one.spell), BreakTypeName(one.type)});
    }
    return units;
  }

  std::vector<SlowUnit> OfStock(const std::string& measure,
                                const v1::IndicatorParams& params) const {
    const Day day = pathway_.as_of;
    SlowUnit unit{PlaceOn(pathway_, day)};
    if (unit.place.spell < 0) return {};
    if (!params.include_suspended() && InForce(pathway_.suspensions, day)) {
      return {};
    }
    std::optional<bool> subject;
    for (const pathway::Obligation& stated : pathway_.obligations) {
      if (Holds(stated, day)) subject = stated.subject;
    }
    if (params.population() == "SUBJECT_ONLY" && subject != true) return {};
    if (params.population() != "ALL" && subject == false) return {};
    const pathway::Orientation* orientation = unit.place.orientation;
    if (measure == "oriented_rate") {
      unit.cls = orientation != nullptr ? "ORIENTED" : "NOT_ORIENTED";
      return {unit};
    }
    if (orientation == nullptr) return {};
    if (measure == "orientation_mix") {
      unit.cls = v1::Oriented::Track_Name(
          static_cast<v1::Oriented::Track>(orientation->track));
    } else {
      unit.cls = InForce(pathway_.contracts, day) ? "WITH_CONTRACT"
                                                  : "WITHOUT_CONTRACT";
    }
    return {unit};
  }

  std::vector<SlowUnit> OfDelay(const v1::IndicatorParams& params) const {
    v1::DelayDefinition definition;
    v1::DelayDefinition::Start start{};
    v1::DelayDefinition::Stop::Milestone stop{};
    v1::DelayDefinition::Population population =
        v1::DelayDefinition::NOT_EXEMPT;
    v1::DelayDefinition::Start_Parse(params.start(), &start);
    v1::DelayDefinition::Stop::Milestone_Parse(params.stop(), &stop);
    v1::DelayDefinition::Population_Parse(params.population(), &population);
    definition.set_start(start);
    definition.set_stop(stop);
    definition.set_population(population);
    if (params.spells() == "LAST_SPELL") {
      definition.set_spells(v1::DelayDefinition::LAST_SPELL);
    }
    const SlowDelay delay(pathway_, definition, period_);
    std::vector<SlowUnit> units;
    for (int i = 0; i < static_cast<int>(pathway_.spells.size()); ++i) {
      const auto found = delay.Of(i);
      if (!found.has_value()) continue;
      SlowUnit unit{PlaceOn(pathway_, found->day), found->cls};
      unit.place.spell = i;
      unit.delay = found;
      units.push_back(unit);
    }
    return units;
  }

  const pathway::Pathway& pathway_;
  const SlowBreaks& breaks_;
  const SlowValues& values_;
  const Period period_;
};

}  // namespace jalon::evaluation::testing
