// What is done: contracts, enrolments, jobs; and observations.

#include <algorithm>

#include "libs/pathway/fold_steps.h"

namespace jalon::pathway::fold {

void Contracts(Work* work) {
  auto& list = work->out->contracts;
  ByDay(*work, {Kind::kContractSigned, Kind::kContractEnded},
        [&](std::span<const int> group) {
          const Day day = work->event(group[0]).effective;
          for (const int index : group) {
            const Event& event = work->event(index);
            if (event.kind != Kind::kContractSigned) continue;
            // The next contract's start cuts the one before.
            for (Contract& former : list) {
              former.end = std::min(former.end, day);
            }
            const Day end =
                event.day2 == base::kNoDay ? base::kForever : event.day2;
            list.push_back({day, end, event.source, event.ref, event.code,
                            event.organisation, event.number, index});
          }
          for (const int index : group) {
            const Event& event = work->event(index);
            if (event.kind != Kind::kContractEnded) continue;
            auto* closed = ClosedBy(list, day, [&](const Contract& c) {
              return c.source == event.source && c.contract_id == event.ref;
            });
            if (closed == nullptr) {
              work->Flag("END_WITHOUT_START", index);
            } else {
              closed->end = day;
            }
          }
        });
}

void Enrolments(Work* work) {
  auto& list = work->out->enrolments;
  ByDay(
      *work, {Kind::kActionEnrolled, Kind::kActionEnded},
      [&](std::span<const int> group) {
        const Day day = work->event(group[0]).effective;
        const auto same = [&](const Event& event) {
          return [&event](const Enrolment& e) {
            return e.source == event.source && e.enrolment_id == event.ref &&
                   e.end_event < 0;
          };
        };
        for (const int index : group) {
          const Event& event = work->event(index);
          if (event.kind != Kind::kActionEnrolled) continue;
          for (Enrolment& former : list) {
            if (same(event)(former)) former.end = std::min(former.end, day);
          }
          list.push_back({day, base::kForever, event.source, event.ref,
                          event.ref2, event.organisation, 0, false, index, -1});
        }
        for (const int index : group) {
          const Event& event = work->event(index);
          if (event.kind != Kind::kActionEnded) continue;
          auto* closed = ClosedBy(list, day, same(event));
          if (closed == nullptr) {
            work->Flag("END_WITHOUT_START", index);
            continue;
          }
          closed->end = day;
          closed->outcome = event.code;
          closed->justified = (event.flags & kJustified) != 0;
          closed->end_event = index;
        }
      });
}

namespace {

class JobsFold {
 public:
  explicit JobsFold(Work* work) : work_(*work), jobs_(work->out->jobs) {}

  void OnDay(std::span<const int> group) {
    const Day day = work_.event(group[0]).effective;
    for (const int index : group) {
      const Event& event = work_.event(index);
      if (event.kind != Kind::kExitToEmployment) continue;
      const Day end = event.day2 == base::kNoDay ? base::kForever : event.day2;
      jobs_.push_back({day, end, event.code, index, false});
    }
    for (const int index : group) {
      const Event& event = work_.event(index);
      if (event.kind == Kind::kEmploymentEnded) {
        End(index, day);
      } else if (event.kind == Kind::kEmploymentAttested &&
                 (event.flags & kYes) == 0) {
        CloseInForce(day);
      }
    }
  }

 private:
  // Closes the jobs of the day before; if there was none, those that start
  // that day. False when there was nothing to close.
  bool CloseInForce(Day day) {
    bool closed = false;
    for (Job& job : jobs_) {
      if (job.start < day && job.end >= day && !job.ended) {
        job.end = day;
        job.ended = closed = true;
      }
    }
    if (closed) return true;
    for (Job& job : jobs_) {
      if (job.start == day && job.end > day) {
        job.end = day;
        job.ended = closed = true;
      }
    }
    return closed;
  }

  void End(int index, Day day) {
    // The latest job, even past its expected end.
    Job* latest = nullptr;
    for (Job& job : jobs_) {
      if (job.start < day) latest = &job;
    }
    bool ended = false;
    if (latest != nullptr && !latest->ended && latest->end < day) {
      latest->end = day;
      latest->ended = ended = true;
      // Those in force the day before end too, but not what starts today.
      for (Job& job : jobs_) {
        if (job.start < day && job.end >= day && !job.ended) {
          job.end = day;
          job.ended = true;
        }
      }
    }
    if (!ended && !CloseInForce(day)) {
      work_.Flag("END_WITHOUT_START", index);
    }
  }

  Work& work_;
  std::vector<Job>& jobs_;
};

void Barriers(Work* work) {
  auto& list = work->out->barriers;
  ByDay(*work, {Kind::kBarrierIdentified, Kind::kBarrierLifted},
        [&](std::span<const int> group) {
          const Day day = work->event(group[0]).effective;
          const auto same = [&](uint8_t barrier) {
            return [barrier](const BarrierInterval& b) {
              return b.barrier == barrier;
            };
          };
          // Ends first: an ending closes what was in force the day before.
          std::vector<int> unmatched;
          for (const int index : group) {
            const Event& event = work->event(index);
            if (event.kind != Kind::kBarrierLifted) continue;
            auto* closed = ClosedBy(list, day, same(event.code));
            if (closed == nullptr) {
              unmatched.push_back(index);
            } else {
              closed->end = day;
            }
          }
          for (const int index : group) {
            const Event& event = work->event(index);
            if (event.kind != Kind::kBarrierIdentified) continue;
            const bool running = std::any_of(
                list.begin(), list.end(), [&](const BarrierInterval& b) {
                  return b.barrier == event.code && b.end > day;
                });
            if (!running) {
              list.push_back({event.code, day, base::kForever, index});
            }
          }
          for (const int index : unmatched) {
            auto* closed = ClosedBy(list, day, same(work->event(index).code));
            if (closed == nullptr) {
              work->Flag("END_WITHOUT_START", index);
            } else {
              closed->end = day;
            }
          }
        });
}

// Replaces only the fields given.
void State(const Event& event, std::vector<ProfileValues>* profile) {
  if (profile->empty() || profile->back().from != event.effective) {
    profile->push_back(profile->empty() ? ProfileValues() : profile->back());
    profile->back().from = event.effective;
  }
  ProfileValues& values = profile->back();
  if (event.day2 != base::kNoDay) values.birth_date = event.day2;
  if (event.code != 0) values.sex = event.code;
  if (event.code2 != 0) values.family = event.code2;
  if ((event.flags & kNumberKnown) != 0) values.children = event.number;
  if (event.ref != 0) values.education = event.ref;
  if (event.ref2 != 0) values.commune = event.ref2;
}

}  // namespace

void Jobs(Work* work) {
  JobsFold jobs(work);
  ByDay(*work,
        {Kind::kExitToEmployment, Kind::kEmploymentEnded,
         Kind::kEmploymentAttested},
        [&](std::span<const int> group) { jobs.OnDay(group); });
}

void Observations(Work* work) {
  Pathway& out = *work->out;
  for (const int index : work->active) {
    const Event& event = work->event(index);
    switch (event.kind) {
      case Kind::kAppointment:
        out.appointments.push_back(
            {event.effective, event.code, event.code2, event.organisation,
             event.day2, SpellOfMilestone(out, event.effective), index});
        break;
      case Kind::kEmploymentAttested:
        out.attestations.push_back(
            {event.effective, (event.flags & kYes) != 0, index});
        break;
      case Kind::kProfileStated:
        State(event, &out.profile);
        break;
      default:
        break;
    }
  }
  Barriers(work);
}

}  // namespace jalon::pathway::fold
