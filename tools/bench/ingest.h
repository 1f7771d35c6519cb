#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include <grpcpp/channel.h>

namespace jalon::bench {

struct IngestOptions {
  std::vector<std::string> files;  // Of `jalon simulate --format binary`.
  size_t streams = 4;
  size_t batch_events = 1000;
  size_t window = 8;  // Unanswered batches a stream.
};

// Pushes the events of the files by streams, each over its own channel,
// recorded now (their recorded_at is taken out). Batches are made ready before
// the clock starts; a latency is that of a batch, from its writing to its
// durable acknowledgement. The report counts events recorded.
// Errors: NOT_FOUND for a file; those of the calls.
absl::StatusOr<std::string> Ingest(
    const std::vector<std::shared_ptr<grpc::Channel>>& channels,
    const IngestOptions& options);

}  // namespace jalon::bench
