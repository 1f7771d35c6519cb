#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include <grpcpp/channel.h>

namespace jalon::bench {

struct CallOptions {
  std::string territory = "34";
  size_t callers = 64;  // Calls under way, spread over the channels.
  uint64_t calls = 100'000;
  // Calls a second, as they come from outside: a latency then counts from when
  // the call was due. 0: each caller calls again once it is answered.
  double rate = 0;
  uint64_t first = 1;  // Number of the first event or person.
};

using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

// Single events, each durable before it is answered.
absl::StatusOr<std::string> SingleEvents(const Channels& channels,
                                         const CallOptions& options);

// Pathways of the persons caf:NNNNNNN, `persons` of them in turn.
absl::StatusOr<std::string> Pathways(const Channels& channels,
                                     const CallOptions& options,
                                     uint64_t persons);

// The orientation delay of a year with its curve, and the scorecard of a pact
// by zone, one call at a time.
absl::StatusOr<std::string> OrientationDelay(const Channels& channels,
                                             const CallOptions& options,
                                             int year);
absl::StatusOr<std::string> Scorecard(const Channels& channels,
                                      const CallOptions& options,
                                      const std::string& pact, int year);

}  // namespace jalon::bench
