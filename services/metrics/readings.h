#pragma once

#include <functional>
#include <utility>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include "libs/base/thread_pool.h"
#include "libs/rpc/streams.h"
#include "libs/territory/question.h"

namespace jalon::metrics {

// What is read when somebody looks: heads, queues, streams, the process.
//
// Threads: safe. Lifetime: within that of what it reads.
class Readings final : public prometheus::Collectable {
 public:
  struct Sources {
    const territory::Territories* territories = nullptr;
    const rpc::Streams* open_streams = nullptr;
    const base::ThreadPool* queries = nullptr;
    size_t max_streams = 0;
    size_t max_waiting_queries = 0;
    size_t max_queue_events = 0;  // Of a ledger.
    size_t max_queue_bytes = 0;
    // Whether the territories are open: before it, they are not looked at.
    std::function<bool()> ready;
  };
  explicit Readings(Sources sources) : sources_(std::move(sources)) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const Sources sources_;
};

}  // namespace jalon::metrics
