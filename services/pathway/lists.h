#pragma once

#include "absl/status/status.h"

#include "jalon/v1/pathway.pb.h"
#include "libs/access/principal.h"
#include "services/pathway/environment.h"

namespace jalon::pathway_service {

// PathwayService.ListPersons and ListCaseload. Pages of one list are read at
// the position and as_of of its first.
absl::Status ListPersons(const Environment& environment,
                         const access::Principal& principal,
                         const v1::ListPersonsRequest& request,
                         v1::ListPersonsResponse* response);

// A referent may leave out whose caseload: theirs. PERMISSION_DENIED: another
// one's. Only persons whom the principal may read are listed.
absl::Status ListCaseload(const Environment& environment,
                          const access::Principal& principal,
                          const v1::ListCaseloadRequest& request,
                          v1::ListCaseloadResponse* response);

}  // namespace jalon::pathway_service
