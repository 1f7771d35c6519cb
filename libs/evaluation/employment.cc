#include "libs/evaluation/employment.h"

namespace jalon::evaluation {

std::optional<bool> EmployedOn(const pathway::Pathway& pathway,
                               const Period& period) {
  base::Day last = base::kNoDay;
  std::optional<bool> answer;
  for (const pathway::Job& job : pathway.jobs) {
    if (job.start <= period.to && period.to < job.end) return true;
    if (job.ended && job.end != pathway.death && period.Holds(job.end) &&
        job.end > last) {
      last = job.end;
      answer = false;
    }
  }
  for (const pathway::Attestation& attestation : pathway.attestations) {
    if (period.Holds(attestation.day) && attestation.day >= last) {
      last = attestation.day;
      answer = attestation.in_employment;
    }
  }
  return answer;
}

std::optional<bool> EmployedIn(const pathway::Pathway& pathway,
                               const Period& period) {
  for (const pathway::Job& job : pathway.jobs) {
    if (job.start <= period.to && job.end > period.from) return true;
  }
  std::optional<bool> answer;
  for (const pathway::Attestation& attestation : pathway.attestations) {
    if (!period.Holds(attestation.day)) continue;
    if (attestation.in_employment) return true;
    answer = false;
  }
  return answer;
}

}  // namespace jalon::evaluation
