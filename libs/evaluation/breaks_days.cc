// Breaks that are a day: whatever the exposure of that day, in a spell or not.

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/breaks_find.h"

namespace jalon::evaluation {
namespace {

using pathway::Appointment;
using pathway::Enrolment;
using pathway::Job;
using pathway::Pathway;
using pathway::Spell;

class DayFinder {
 public:
  DayFinder(const BreakFinder& finder, const Pathway& pathway, BreakList* list)
      : finder_(finder), pathway_(pathway), list_(*list) {}

  void Run() {
    AbandonedActions();
    MissedAppointments();
    Spells();
    BrokenJobs();
  }

 private:
  void AbandonedActions() {
    for (const Enrolment& enrolment : pathway_.enrolments) {
      if (enrolment.outcome == v1::ActionEnded::ABANDONED &&
          !enrolment.justified) {
        Add(BreakType::kActionAbandoned, enrolment.end, enrolment.end_event);
      }
    }
  }

  void MissedAppointments() {
    int missed = 0;
    int spell = -1;
    for (const Appointment& appointment : pathway_.appointments) {
      if (appointment.spell != spell) missed = 0;
      spell = appointment.spell;
      if (appointment.outcome == v1::Appointment::NO_SHOW) {
        if (++missed == 2) {
          Add(BreakType::kMissedAppointments, appointment.day,
              appointment.event);
        }
      } else if (appointment.outcome == v1::Appointment::KEPT ||
                 appointment.outcome == v1::Appointment::EXCUSED) {
        missed = 0;
      }
    }
  }

  void Spells() {
    const int window = finder_.limit(BreakType::kReturn).window_days;
    const Spell* former = nullptr;
    for (const Spell& spell : pathway_.spells) {
      if (spell.close_reason == v1::EntitlementClosed::UNKNOWN) {
        Add(BreakType::kSilentExit, spell.end, spell.closing);
      }
      if (former != nullptr && spell.start > former->end &&
          spell.start - former->end <= window) {
        Add(BreakType::kReturn, spell.start, spell.first_opening);
      }
      former = &spell;
    }
  }

  void BrokenJobs() {
    const int window = finder_.limit(BreakType::kEmploymentBroken).window_days;
    for (const Job& job : pathway_.jobs) {
      if (job.end <= pathway_.as_of && job.end != pathway_.death &&
          job.end - job.start < window) {
        Add(BreakType::kEmploymentBroken, job.end, job.event);
      }
    }
  }

  void Add(BreakType type, Day day, int event) {
    if (!finder_.limit(type).wanted) return;
    Break found{.type = type, .g0 = day, .g1 = day, .detected_on = day};
    found.opening = event;
    for (size_t i = 0; i < pathway_.spells.size() && found.spell < 0; ++i) {
      const Spell& spell = pathway_.spells[i];
      if (spell.start <= day && day <= spell.end) {
        found.spell = static_cast<int>(i);
      }
    }
    SetOrganisations(pathway_, &found);
    list_.breaks.push_back(found);
  }

  const BreakFinder& finder_;
  const Pathway& pathway_;
  BreakList& list_;
};

}  // namespace

void FindDays(const BreakFinder& finder, const Pathway& pathway,
              BreakList* list) {
  DayFinder(finder, pathway, list).Run();
}

}  // namespace jalon::evaluation
