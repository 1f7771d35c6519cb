#include "libs/ledger/index.h"

#include <algorithm>

namespace jalon::ledger {

void Index::Add(const Record& record) {
  base::MutexLock lock(&mutex_);
  last_ = record.position;
  if (by_time_.empty() || by_time_.back().first < record.recorded_at) {
    by_time_.emplace_back(record.recorded_at, record.position);
  }
  const uint32_t person = record.entry.person;
  if (person == 0) return;
  if (by_person_.size() <= person) by_person_.resize(person + 1);
  by_person_[person].push_back(record.position);
}

std::vector<Position> Index::PersonPositions(uint32_t person) const {
  base::MutexLock lock(&mutex_);
  return person < by_person_.size() ? by_person_[person]
                                    : std::vector<Position>();
}

Position Index::LastAt(absl::Time time) const {
  const auto after = std::upper_bound(
      by_time_.begin(), by_time_.end(), time,
      [](absl::Time t, const auto& entry) { return t < entry.first; });
  if (after == by_time_.end()) return last_;
  return after->second - 1;
}

Position Index::PositionAt(absl::Time time) const {
  base::MutexLock lock(&mutex_);
  return LastAt(time);
}

bool Index::Holds(const Record& record) const {
  base::MutexLock lock(&mutex_);
  if (LastAt(record.recorded_at) < record.position ||
      LastAt(record.recorded_at - absl::Microseconds(1)) >= record.position) {
    return false;
  }
  const uint32_t person = record.entry.person;
  if (person == 0) return true;
  return person < by_person_.size() &&
         std::binary_search(by_person_[person].begin(),
                            by_person_[person].end(), record.position);
}

absl::Time Index::last_recorded_at() const {
  base::MutexLock lock(&mutex_);
  return by_time_.empty() ? absl::InfinitePast() : by_time_.back().first;
}

}  // namespace jalon::ledger
