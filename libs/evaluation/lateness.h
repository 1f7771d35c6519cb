#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "jalon/v1/quality.pb.h"

namespace jalon::evaluation {

// How many events came after how many days; a negative number of days: they
// were announced before.
class LatenessCounts {
 public:
  void Add(int days) {
    ++counts_[days];
    ++events_;
  }
  void Merge(const LatenessCounts& other);

  uint64_t events() const { return events_; }
  // The first day that reaches the share, exactly; nullopt: no events.
  // Requires: 1 <= percent <= 100.
  std::optional<int> Quantile(uint32_t percent) const;
  v1::Lateness ToProto() const;

 private:
  std::vector<std::pair<int, uint64_t>> Sorted() const;

  absl::flat_hash_map<int, uint64_t> counts_;  // By days.
  uint64_t events_ = 0;
};

}  // namespace jalon::evaluation
