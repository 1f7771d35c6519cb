#pragma once

#include <cstdint>

#include "absl/status/statusor.h"

#include "jalon/v1/admin.pb.h"
#include "libs/rpc/stream.h"
#include "libs/territory/territory.h"

namespace jalon::admin {

inline constexpr size_t kMaxEventsAMessage = 250;

// One Subscribe: what was recorded from a position on, then what is recorded.
// Events are read from the ledger when they are sent: a slow reader holds one
// message, however far behind. Threads: one at a time.
class Subscription {
 public:
  // OUT_OF_RANGE: the first position is beyond the head + 1.
  static absl::StatusOr<Subscription> Make(territory::Territory* territory,
                                           const v1::SubscribeRequest& request);

  // The next message; `caught_up` when it reaches the head, once without
  // events if there is nothing to send at first. kWait at the head, or kEnd at
  // the head of the beginning when the request says so.
  absl::StatusOr<rpc::Step> Next(v1::SubscribeResponse* response);

 private:
  Subscription(territory::Territory* territory, uint64_t next, uint64_t last)
      : territory_(territory), next_(next), last_(last) {}

  territory::Territory* territory_;
  uint64_t next_;
  uint64_t last_;  // UINT64_MAX: follow.
  bool told_caught_up_ = false;
};

}  // namespace jalon::admin
