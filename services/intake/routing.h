#pragma once

#include <memory>

#include "jalon/v1/intake.pb.h"
#include "libs/access/principal.h"
#include "libs/territory/territory.h"
#include "services/intake/environment.h"

namespace jalon::intake {

inline constexpr int kMaxEvents = 1000;

// Records a batch in the ledgers of its events' territories and gives the
// verdicts in the order sent. An event of a territory that is not served, or
// not the principal's, is refused: UNKNOWN_TERRITORY, the same for both.
//
// `done` is called once, now or from a committer thread; it must not block.
// The request is read until then.
// Errors: INVALID_ARGUMENT too many events, an unknown mode, an ALL_OR_NOTHING
// batch over several territories; and those of Territory::Record, the first of
// any territory: what others recorded stays, and sending it again is safe.
void Record(const Environment& environment, const access::Principal& principal,
            std::shared_ptr<const v1::RecordRequest> request,
            territory::Territory::RecordDone done);

}  // namespace jalon::intake
