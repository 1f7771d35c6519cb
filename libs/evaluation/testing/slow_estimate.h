#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "libs/evaluation/testing/slow_delay.h"

namespace jalon::evaluation::testing {

// The incidence of a delay by redistribution to the right: each unit bears the
// same weight; who waits hands it on, in equal parts, to those followed for
// longer. The same figure as Aalen-Johansen's product, by another way.
class SlowEstimate {
 public:
  explicit SlowEstimate(const std::vector<SlowDelay::Unit>& units) {
    struct Followed {
      int days;
      bool waits, reached;
      long double weight;
    };
    std::vector<Followed> all;
    for (const SlowDelay::Unit& unit : units) {
      const bool waits = unit.cls == "WAITING";
      const bool reached = unit.cls == "REACHED";
      if (!waits && !reached && unit.cls != "EXITED_FIRST") continue;
      all.push_back({*unit.days, waits, reached, 0});
      longest_ = std::max(longest_, *unit.days);
      somebody_waits_ |= waits;
      if (!reached) continue;
      ++reached_;
      sum_ += *unit.days;
    }
    followed_ = static_cast<int64_t>(all.size());
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return std::pair(a.days, a.waits) < std::pair(b.days, b.waits);
    });
    for (Followed& one : all) {
      one.weight = 1.0L / static_cast<long double>(all.size());
    }
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].reached) weights_.emplace_back(all[i].days, all[i].weight);
      if (!all[i].waits) continue;
      for (size_t j = i + 1; j < all.size(); ++j) {
        all[j].weight +=
            all[i].weight / static_cast<long double>(all.size() - i - 1);
      }
    }
  }

  int64_t followed() const { return followed_; }
  int64_t reached() const { return reached_; }
  int64_t sum() const { return sum_; }  // Of the days of the reached.
  bool somebody_waits() const { return somebody_waits_; }

  // nullopt: beyond the longest follow-up while somebody waits.
  std::optional<double> ShareAt(int day) const {
    if (somebody_waits_ && day > longest_) return std::nullopt;
    return static_cast<double>(WeightBy(day));
  }

  // The first day on which the incidence reaches it; nullopt: not reached.
  std::optional<int> Quantile(int percent) const {
    constexpr long double kRounding = 1e-12L;
    for (const auto& [day, weight] : weights_) {
      if (WeightBy(day) + kRounding >= percent / 100.0L) return day;
    }
    return std::nullopt;
  }

 private:
  long double WeightBy(int day) const {
    long double sum = 0;
    for (const auto& [at, weight] : weights_) {
      if (at <= day) sum += weight;
    }
    return sum;
  }

  std::vector<std::pair<int, long double>> weights_;  // Reached, by day.
  int64_t followed_ = 0, reached_ = 0, sum_ = 0;
  int longest_ = 0;
  bool somebody_waits_ = false;
};

}  // namespace jalon::evaluation::testing
