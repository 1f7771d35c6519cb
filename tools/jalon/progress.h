#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

#include "libs/base/mutex.h"

namespace jalon::cli {

// A progress line on standard error: bar, share, events, rate, time left. Drawn
// at most ten times a second, and only on a terminal.
//
// Threads: safe.
class Progress {
 public:
  Progress();
  ~Progress();

  // Adds acknowledged events; `fraction` of the work is done.
  void Update(uint64_t events, double fraction);
  uint64_t events() const;
  absl::Duration elapsed() const;
  double rate() const;  // Events a second.

 private:
  void Draw(double fraction) EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const absl::Time started_;
  const bool terminal_;
  mutable base::Mutex mutex_;
  uint64_t events_ GUARDED_BY(mutex_) = 0;
  absl::Time drawn_ GUARDED_BY(mutex_);
};

}  // namespace jalon::cli
