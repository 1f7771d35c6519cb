#include "libs/base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/mutex.h"

namespace jalon::base {

struct ThreadPool::State {
  Mutex mutex;
  CondVar ready;
  std::deque<std::function<void()>> queue GUARDED_BY(mutex);
  size_t max_queue GUARDED_BY(mutex) = 0;
  bool stopping GUARDED_BY(mutex) = false;
  std::vector<std::thread> threads;

  void Work() {
    for (;;) {
      std::function<void()> task;
      {
        MutexLock lock(&mutex);
        while (queue.empty() && !stopping) ready.Wait(&mutex);
        if (queue.empty()) return;
        task = std::move(queue.front());
        queue.pop_front();
      }
      task();
    }
  }
};

ThreadPool::ThreadPool(int threads, size_t max_queue)
    : state_(std::make_unique<State>()) {
  {
    MutexLock lock(&state_->mutex);
    state_->max_queue = max_queue;
  }
  for (int i = 0; i < std::max(1, threads); ++i) {
    state_->threads.emplace_back([state = state_.get()] { state->Work(); });
  }
}

ThreadPool::~ThreadPool() {
  {
    MutexLock lock(&state_->mutex);
    state_->stopping = true;
    state_->ready.SignalAll();
  }
  for (std::thread& thread : state_->threads) thread.join();
}

bool ThreadPool::TrySchedule(std::function<void()> task) {
  MutexLock lock(&state_->mutex);
  if (state_->stopping || state_->queue.size() >= state_->max_queue) {
    return false;
  }
  state_->queue.push_back(std::move(task));
  state_->ready.Signal();
  return true;
}

void ThreadPool::ParallelFor(
    size_t size, size_t shards,
    const std::function<void(size_t, size_t, size_t)>& body) {
  shards = std::max<size_t>(1, std::min(shards, size));
  // Shared with helpers that may start after the caller has left.
  struct Progress {
    std::atomic<size_t> next = 0;
    Mutex mutex;
    CondVar finished;
    size_t done GUARDED_BY(mutex) = 0;
  };
  auto progress = std::make_shared<Progress>();
  auto run = [progress, size, shards, &body] {
    for (size_t shard; (shard = progress->next++) < shards;) {
      body(size * shard / shards, size * (shard + 1) / shards, shard);
      MutexLock lock(&progress->mutex);
      if (++progress->done == shards) progress->finished.SignalAll();
    }
  };
  for (size_t i = 1;
       i < std::min<size_t>(shards, static_cast<size_t>(threads()) + 1); ++i) {
    // A late helper finds no shard left and never touches `body`.
    if (!TrySchedule(run)) break;
  }
  run();
  MutexLock lock(&progress->mutex);
  while (progress->done < shards) progress->finished.Wait(&progress->mutex);
}

int ThreadPool::threads() const {
  return static_cast<int>(state_->threads.size());
}

size_t ThreadPool::waiting() const {
  MutexLock lock(&state_->mutex);
  return state_->queue.size();
}

}  // namespace jalon::base
