#include "tools/bench/latency.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"

namespace jalon::bench {

double Seconds(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

double Latencies::Percentile(double percent) const {
  if (all_.empty()) return 0;
  std::sort(all_.begin(), all_.end());
  const double rank =
      std::ceil(percent / 100 * static_cast<double>(all_.size()));
  return all_[std::min(all_.size() - 1,
                       static_cast<size_t>(std::max(rank, 1.0)) - 1)];
}

std::string Report(const std::string& work, uint64_t count, double seconds,
                   const Latencies& latencies) {
  return absl::StrFormat(
      R"({"work": "%s", "count": %d, "seconds": %.6f, "per_second": %.1f, )"
      R"("p50_ms": %.4f, "p99_ms": %.4f, "max_ms": %.4f})",
      work, count, seconds,
      seconds > 0 ? static_cast<double>(count) / seconds : 0.0,
      latencies.Percentile(50), latencies.Percentile(99),
      latencies.Percentile(100));
}

}  // namespace jalon::bench
