#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"

#include "jalon/v1/pathway.pb.h"
#include "libs/access/principal.h"
#include "libs/rpc/stream.h"
#include "libs/territory/territory.h"
#include "services/pathway/environment.h"

namespace jalon::pathway_service {

// One WatchPathway: the pathway at the head, then again when an event that
// concerns the person was recorded. Rights are looked at each time.
// Threads: one at a time.
class Watch {
 public:
  Watch(const Environment* environment, const access::Principal* principal,
        v1::GetPathwayRequest request, territory::Territory* territory)
      : environment_(*environment),
        principal_(*principal),
        request_(std::move(request)),
        territory_(*territory) {}

  // The next message; kWait when nothing new concerns the person. Errors as
  // ReadPathway.
  absl::StatusOr<rpc::Step> Next(v1::GetPathwayResponse* response);

 private:
  enum class News { kNone, kPerhaps, kConcerned };
  absl::StatusOr<News> Look();
  News Concerns(const v1::Event& event) const;

  const Environment& environment_;
  const access::Principal& principal_;
  const v1::GetPathwayRequest request_;
  territory::Territory& territory_;
  uint64_t position_ = 0;  // Looked at.
  bool sent_ = false;
  std::string last_;  // The pathway sent.
  absl::flat_hash_set<std::string> identifiers_;
};

}  // namespace jalon::pathway_service
