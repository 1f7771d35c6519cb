#include "libs/rpc/streams.h"

#include <utility>

namespace jalon::rpc {

absl::StatusOr<std::unique_ptr<Streams::Place>> Streams::Enter(
    std::function<void()> on_drain) {
  base::MutexLock lock(&mutex_);
  if (draining_) return absl::UnavailableError("the service is stopping");
  if (open_.size() >= limit_) {
    return absl::ResourceExhaustedError("too many open streams");
  }
  const uint64_t id = next_++;
  open_.emplace(id, std::move(on_drain));
  return std::make_unique<Place>(this, id);
}

void Streams::Drain() {
  base::MutexLock lock(&mutex_);
  draining_ = true;
  for (const auto& [id, on_drain] : open_) on_drain();
}

void Streams::Leave(uint64_t id) {
  base::MutexLock lock(&mutex_);
  open_.erase(id);
}

}  // namespace jalon::rpc
