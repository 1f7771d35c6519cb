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
  if (last_of_.size() <= person) last_of_.resize(person + 1);
  before_.push_back(person == 0 ? 0 : last_of_[person]);
  last_of_[person] = static_cast<uint32_t>(record.position);
}

std::vector<Position> Index::PersonPositions(uint32_t person) const {
  base::MutexLock lock(&mutex_);
  std::vector<Position> out;
  if (person == 0 || person >= last_of_.size()) return out;
  for (Position p = last_of_[person]; p != 0; p = before_[p - 1]) {
    out.push_back(p);
  }
  std::reverse(out.begin(), out.end());
  return out;
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
  if (person >= last_of_.size()) return false;
  Position found = last_of_[person];
  while (found > record.position) found = before_[found - 1];
  return found == record.position;
}

absl::Time Index::last_recorded_at() const {
  base::MutexLock lock(&mutex_);
  return by_time_.empty() ? absl::InfinitePast() : by_time_.back().first;
}

}  // namespace jalon::ledger
