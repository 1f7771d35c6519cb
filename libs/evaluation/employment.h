#pragma once

#include <optional>

#include "libs/evaluation/period.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// Whether the person has a job on the last day of the period: a job covers it;
// else the last observation of the period, an attestation or the end of a job
// that was stated, says so. nullopt: unknown, which is never "no" (spec §7,
// employed_at). `decided_by`, when given, gets the event that says so.
std::optional<bool> EmployedOn(const pathway::Pathway& pathway,
                               const Period& period, int* decided_by = nullptr);

// Whether the job is in force on a day of the period; one of no day never is.
bool WorkedIn(const pathway::Job& job, const Period& period);

// Whether the person was seen in a job on a day of the period: a job in force
// or a positive attestation; else seen without one by an attestation. nullopt:
// not observed. `decided_by` as above.
std::optional<bool> EmployedIn(const pathway::Pathway& pathway,
                               const Period& period, int* decided_by = nullptr);

// The event of a window of training on a day of the period; -1 = none.
int TrainingIn(const pathway::Pathway& pathway, const Period& period);

}  // namespace jalon::evaluation
