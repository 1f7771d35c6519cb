#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace jalon::bench {

using Clock = std::chrono::steady_clock;

double Seconds(Clock::duration duration);

// Every latency of a run, in milliseconds.
class Latencies {
 public:
  void Add(Clock::duration latency) { all_.push_back(1000 * Seconds(latency)); }
  void Add(const Latencies& other) {
    all_.insert(all_.end(), other.all_.begin(), other.all_.end());
  }
  size_t size() const { return all_.size(); }
  // Nearest rank, 0 < percent <= 100; 0 of none.
  double Percentile(double percent) const;

 private:
  mutable std::vector<double> all_;
};

// One line of JSON: what was done, how often, in how long, how fast.
std::string Report(const std::string& work, uint64_t count, double seconds,
                   const Latencies& latencies);

}  // namespace jalon::bench
