#include "libs/evaluation/lateness.h"

#include <algorithm>

namespace jalon::evaluation {
namespace {

using Sorted = std::vector<std::pair<int, uint64_t>>;

int FirstReaching(const Sorted& days, uint64_t events, uint64_t percent) {
  uint64_t reached = 0;
  for (const auto& [day, count] : days) {
    reached += count;
    if (reached * 100 >= events * percent) return day;
  }
  return days.back().first;
}

}  // namespace

void LatenessCounts::Merge(const LatenessCounts& other) {
  for (const auto& [days, count] : other.counts_) counts_[days] += count;
  events_ += other.events_;
}

std::vector<std::pair<int, uint64_t>> LatenessCounts::Sorted() const {
  std::vector<std::pair<int, uint64_t>> out(counts_.begin(), counts_.end());
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<int> LatenessCounts::Quantile(uint32_t percent) const {
  if (events_ == 0) return std::nullopt;
  return FirstReaching(Sorted(), events_, percent);
}

v1::Lateness LatenessCounts::ToProto() const {
  v1::Lateness out;
  out.set_events(events_);
  if (events_ == 0) return out;
  const auto days = Sorted();
  out.set_median(FirstReaching(days, events_, 50));
  out.set_p90(FirstReaching(days, events_, 90));
  out.set_p95(FirstReaching(days, events_, 95));
  out.set_max(days.back().first);
  uint64_t negative = 0;
  for (const auto& [day, count] : days) {
    if (day < 0) negative += count;
  }
  out.set_negative(negative);
  return out;
}

}  // namespace jalon::evaluation
