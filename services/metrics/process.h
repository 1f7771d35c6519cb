#pragma once

#include <vector>

#include <prometheus/metric_family.h>

namespace jalon::metrics {

// Memory, processor time, open files and start of this process, from /proc,
// under the names that every Prometheus client gives them. What cannot be read
// is left out.
std::vector<prometheus::MetricFamily> ReadProcess();

}  // namespace jalon::metrics
