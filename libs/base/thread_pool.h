#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace jalon::base {

// A fixed set of threads with a bounded queue.
//
// Threads: safe. Lifetime: the destructor runs what is queued and joins.
class ThreadPool {
 public:
  ThreadPool(int threads, size_t max_queue);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // False when the queue is full: the task will not run.
  bool TrySchedule(std::function<void()> task);

  // Runs body(begin, end, shard) over [0, size) cut in at most `shards`
  // ranges of nearly equal length, shards in order of range; returns when all
  // have run. The calling thread works too, so it may be a pool thread.
  void ParallelFor(size_t size, size_t shards,
                   const std::function<void(size_t, size_t, size_t)>& body);

  int threads() const;
  // Tasks that wait for a thread.
  size_t waiting() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jalon::base
