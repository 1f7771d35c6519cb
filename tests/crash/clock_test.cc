// The clock of the whole service set back by an hour, twice: dates of recording
// never decrease. In this process, by the service's own clock: jalond hangs at
// its start under libfaketime, whose preload and jemalloc wait for each other.

#include <atomic>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/local_server.h"
#include "tests/support/pushing.h"

namespace jalon::testing {
namespace {

TEST(Clock, SetBackNeverRecordsBeforeWhatWasRecorded) {
  constexpr size_t kEvents = 3000;
  const std::vector<v1::Event> events = LoadEvents(kEvents);
  ASSERT_EQ(events.size(), kEvents);
  LocalServer server({.manual_clock = true});
  Positions positions;
  std::vector<std::string> before;
  size_t sent = 0;
  for (const char* clock : {"2026-01-05T12:00:00Z", "2026-01-05T11:00:00Z",
                            "2026-01-05T10:00:00Z"}) {
    server.SetClock(clock);
    const std::vector<v1::Event> some(
        events.begin(), events.begin() + static_cast<ptrdiff_t>(sent + 1000));
    std::atomic<size_t> acknowledged = 0;
    sent =
        PushFrom(server.channel(), some, sent, 10, &positions, &acknowledged);
    std::vector<std::string> now = ReadLedger(server.channel());
    CheckLedger(before, now, positions);
    before = std::move(now);
  }
  EXPECT_EQ(before.size(), kEvents);
}

}  // namespace
}  // namespace jalon::testing
