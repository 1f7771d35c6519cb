#pragma once

#include "absl/status/status.h"

#include "jalon/v1/pathway.pb.h"
#include "libs/access/principal.h"
#include "libs/pathway/pathway.h"
#include "services/pathway/environment.h"

namespace jalon::pathway_service {

// One person's pathway. Errors as PathwayService.GetPathway; to a principal
// who does not read everybody, a person who is not in their caseload and one
// who is not known are both PERMISSION_DENIED, in the same words.
absl::Status ReadPathway(const Environment& environment,
                         const access::Principal& principal,
                         const v1::GetPathwayRequest& request,
                         v1::GetPathwayResponse* response);

// Who is in charge of the person on the pathway's as_of.
access::InCharge InChargeOf(const pathway::Pathway& pathway,
                            const pathway::StringTable& strings);

}  // namespace jalon::pathway_service
