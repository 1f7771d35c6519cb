#include "libs/base/thread_pool.h"

#include <atomic>
#include <future>
#include <vector>

#include <gtest/gtest.h>

namespace jalon::base {
namespace {

TEST(ThreadPool, ParallelForCoversTheRangeOnceInOrderedShards) {
  ThreadPool pool(3, 100);
  for (const size_t size : {0u, 1u, 2u, 7u, 1000u}) {
    for (const size_t shards : {1u, 2u, 5u, 2000u}) {
      std::vector<std::atomic<int>> seen(size);
      std::vector<std::atomic<size_t>> begins(shards);
      pool.ParallelFor(size, shards, [&](size_t begin, size_t end, size_t s) {
        begins[s] = begin;
        for (size_t i = begin; i < end; ++i) ++seen[i];
      });
      for (const auto& count : seen) EXPECT_EQ(count, 1);
      for (size_t s = 1; s < std::min(shards, size); ++s) {
        EXPECT_LT(begins[s - 1], begins[s]);
      }
    }
  }
}

TEST(ThreadPool, ParallelForMayRunOnAPoolThread) {
  ThreadPool pool(1, 10);
  std::promise<size_t> sum;
  ASSERT_TRUE(pool.TrySchedule([&] {
    std::atomic<size_t> total = 0;
    pool.ParallelFor(100, 8, [&](size_t begin, size_t end, size_t) {
      total += end - begin;
    });
    sum.set_value(total);
  }));
  EXPECT_EQ(sum.get_future().get(), 100u);
}

TEST(ThreadPool, RefusesBeyondItsQueueAndRunsWhatItTook) {
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::promise<void> started;
  std::atomic<int> ran = 0;
  {
    ThreadPool pool(1, 2);
    ASSERT_TRUE(pool.TrySchedule([&, released] {
      started.set_value();
      released.wait();
      ++ran;
    }));
    started.get_future().wait();
    EXPECT_TRUE(pool.TrySchedule([&] { ++ran; }));
    EXPECT_TRUE(pool.TrySchedule([&] { ++ran; }));
    EXPECT_FALSE(pool.TrySchedule([&] { ++ran; }));
    release.set_value();
  }
  EXPECT_EQ(ran, 3);
}

}  // namespace
}  // namespace jalon::base
