#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"

#include "libs/base/mutex.h"

namespace jalon::ledger {

// Whether the disk has room for what is going to be written. The file system is
// asked now and then, and each time while there is too little: writing goes on
// by itself once there is room.
//
// Threads: safe.
class SpaceWatch {
 public:
  // `free_bytes`: null, those of the directory's file system for this user.
  SpaceWatch(uint64_t min_free_bytes, std::string directory,
             std::function<uint64_t()> free_bytes);

  // RESOURCE_EXHAUSTED: fewer bytes are free than the minimum. `bytes` are
  // going to be written.
  absl::Status Admit(uint64_t bytes);
  bool low() { return !Admit(0).ok(); }

 private:
  const uint64_t min_free_bytes_;
  const std::string directory_;
  const std::function<uint64_t()> free_bytes_;
  base::Mutex mutex_;
  bool low_ GUARDED_BY(mutex_) = true;
  uint64_t free_ GUARDED_BY(mutex_) = 0;
  uint64_t admitted_ GUARDED_BY(mutex_) = 0;  // Since it was asked.
  std::chrono::steady_clock::time_point asked_at_ GUARDED_BY(mutex_);
};

}  // namespace jalon::ledger
