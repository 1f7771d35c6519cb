#include "libs/evaluation/employment.h"

#include "jalon/v1/event.pb.h"

namespace jalon::evaluation {

std::optional<bool> EmployedOn(const pathway::Pathway& pathway,
                               const Period& period, int* decided_by) {
  base::Day last = base::kNoDay;
  std::optional<bool> answer;
  const auto say = [&](bool employed, int event) {
    answer = employed;
    if (decided_by != nullptr) *decided_by = event;
  };
  for (const pathway::Job& job : pathway.jobs) {
    if (job.start <= period.to && period.to < job.end) {
      say(true, job.event);
      return answer;
    }
    if (job.ended && job.end != pathway.death && period.Holds(job.end) &&
        job.end > last) {
      last = job.end;
      say(false, job.event);
    }
  }
  for (const pathway::Attestation& attestation : pathway.attestations) {
    if (period.Holds(attestation.day) && attestation.day >= last) {
      last = attestation.day;
      say(attestation.in_employment, attestation.event);
    }
  }
  return answer;
}

bool WorkedIn(const pathway::Job& job, const Period& period) {
  return job.start < job.end && job.start <= period.to && job.end > period.from;
}

std::optional<bool> EmployedIn(const pathway::Pathway& pathway,
                               const Period& period, int* decided_by) {
  std::optional<bool> answer;
  const auto say = [&](bool employed, int event) {
    answer = employed;
    if (decided_by != nullptr) *decided_by = event;
  };
  for (const pathway::Job& job : pathway.jobs) {
    if (WorkedIn(job, period)) {
      say(true, job.event);
      return answer;
    }
  }
  for (const pathway::Attestation& attestation : pathway.attestations) {
    if (!period.Holds(attestation.day)) continue;
    say(attestation.in_employment, attestation.event);
    if (attestation.in_employment) return answer;
  }
  return answer;
}

int TrainingIn(const pathway::Pathway& pathway, const Period& period) {
  for (const pathway::Justified& window : pathway.justified) {
    if (window.reason == v1::AbsenceJustified::TRAINING &&
        window.start <= period.to && window.end > period.from) {
      return window.event;
    }
  }
  return -1;
}

}  // namespace jalon::evaluation
