#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "absl/status/statusor.h"

#include "libs/base/mutex.h"

namespace jalon::rpc {

// The open streams of a process: bounded in number, and told when it drains.
// Threads: safe. Lifetime: outlives the places it gave.
class Streams {
 public:
  explicit Streams(size_t limit) : limit_(limit) {}
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  // Left by being destroyed, which waits for a running `on_drain`.
  class Place {
   public:
    Place(Streams* streams, uint64_t id) : streams_(streams), id_(id) {}
    ~Place() { streams_->Leave(id_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    Streams* const streams_;
    const uint64_t id_;
  };

  // RESOURCE_EXHAUSTED too many; UNAVAILABLE draining. `on_drain` is called at
  // most once and must not leave.
  absl::StatusOr<std::unique_ptr<Place>> Enter(std::function<void()> on_drain);

  size_t open() const {
    base::MutexLock lock(&mutex_);
    return open_.size();
  }

  // Tells every stream to end; no other may enter.
  void Drain();

 private:
  void Leave(uint64_t id);

  const size_t limit_;
  mutable base::Mutex mutex_;
  bool draining_ GUARDED_BY(mutex_) = false;
  uint64_t next_ GUARDED_BY(mutex_) = 0;
  std::map<uint64_t, std::function<void()>> open_ GUARDED_BY(mutex_);
};

}  // namespace jalon::rpc
