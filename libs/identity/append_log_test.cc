#include "libs/identity/append_log.h"

#include <atomic>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace jalon::identity {
namespace {

TEST(AppendLog, ElementsKeepTheirIndexAndPlace) {
  AppendLog<std::string> log;
  log.Append("0");
  const std::string* first = &log[0];
  for (int i = 1; i < 10'000; ++i) log.Append(std::to_string(i));
  ASSERT_EQ(log.size(), 10'000u);
  for (size_t i = 0; i < log.size(); ++i) {
    ASSERT_EQ(log[i], std::to_string(i));
  }
  EXPECT_EQ(&log[0], first);
}

TEST(AppendLog, IsReadWhileItGrows) {
  AppendLog<size_t> log;
  constexpr size_t kSize = 50'000;
  std::atomic<size_t> wrong = 0;
  std::jthread reader([&] {
    for (size_t seen = 0; seen < kSize;) {
      const size_t size = log.size();
      for (; seen < size; ++seen) {
        if (log[seen] != seen) ++wrong;
      }
    }
  });
  for (size_t i = 0; i < kSize; ++i) log.Append(i);
  reader.join();
  EXPECT_EQ(wrong, 0u);
}

}  // namespace
}  // namespace jalon::identity
