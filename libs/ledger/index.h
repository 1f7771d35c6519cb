#pragma once

#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "libs/base/mutex.h"
#include "libs/ledger/ledger.h"

namespace jalon::ledger {

// What is derived from the log and held in memory: positions by person node,
// and positions by recording time. Rebuilt at Open.
//
// Threads: safe.
class Index {
 public:
  void Add(const Record& record);
  std::vector<Position> PersonPositions(uint32_t person) const;
  Position PositionAt(absl::Time time) const;
  absl::Time last_recorded_at() const;
  // Whether it leads to the record, by person and by time.
  bool Holds(const Record& record) const;

 private:
  Position LastAt(absl::Time time) const EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable base::Mutex mutex_;
  // The last position of each person, and by position the one before it.
  std::vector<uint32_t> last_of_ GUARDED_BY(mutex_);
  std::vector<uint32_t> before_ GUARDED_BY(mutex_);
  // (recorded_at, first position recorded then): one entry an instant.
  std::vector<std::pair<absl::Time, Position>> by_time_ GUARDED_BY(mutex_);
  Position last_ GUARDED_BY(mutex_) = 0;
};

}  // namespace jalon::ledger
