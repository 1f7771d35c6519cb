// kill -9 of the real server in the middle of a push, twenty times or as often
// as JALON_KILLS says: after each start every acknowledged event is where it
// was told to be, none is twice, what was read before is as it was; the push
// resumes, and the figures are those of an undisturbed run.

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/crash/pushing.h"
#include "tests/support/figures.h"
#include "tests/support/server_process.h"

namespace jalon::testing {
namespace {

constexpr size_t kEvents = 20'000;

size_t NumberFrom(const char* variable, size_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

// Edge case 146.
TEST(Kill, NothingAcknowledgedIsLostAndNothingIsTwice) {
  const std::vector<v1::Event> events = LoadEvents(kEvents);
  ASSERT_EQ(events.size(), kEvents);
  const size_t kills = std::max<size_t>(1, NumberFrom("JALON_KILLS", 20));
  const size_t seed = NumberFrom("JALON_SEED", std::random_device{}());
  std::printf("seed %zu\n", seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(static_cast<unsigned>(seed));
  // Some batches of each life, and something left for the last one.
  const size_t batch = std::clamp<size_t>(kEvents / (4 * kills), 1, 100);

  TempDirectory directory("kill");
  Positions positions;
  std::vector<std::string> before;
  std::atomic<size_t> acknowledged = 0;
  size_t unanswered = 0;
  for (size_t kill = 0; kill < kills; ++kill) {
    ServerProcess server(directory.path(), "34");
    ASSERT_FALSE(server.address().empty());
    std::vector<std::string> now = ReadLedger(server.channel());
    CheckLedger(before, now, positions);
    ASSERT_FALSE(HasFailure()) << "after kill " << kill;
    if (now.size() > positions.size()) ++unanswered;
    before = std::move(now);
    const size_t begin = acknowledged;
    // Killed once some more events are acknowledged.
    const size_t share = 2 * (kEvents - begin) / (kills - kill + 1);
    const size_t stop = begin + random() % std::max<size_t>(1, share);
    std::thread killer([&] {
      while (acknowledged <= stop && acknowledged < kEvents) {
        std::this_thread::yield();
      }
      server.Kill();
    });
    PushFrom(server.channel(), events, begin, batch, &positions, &acknowledged);
    killer.join();
  }

  ServerProcess server(directory.path(), "34");
  ASSERT_FALSE(server.address().empty());
  CheckLedger(before, ReadLedger(server.channel()), positions);
  std::printf(
      "%zu kills, %zu events acknowledged before the last, "
      "%zu times more than acknowledged was there\n",
      kills, positions.size(), unanswered);
  // Everything again, from the first: the positions told before hold.
  acknowledged = 0;
  EXPECT_EQ(
      PushFrom(server.channel(), events, 0, 100, &positions, &acknowledged),
      kEvents);
  uint64_t last = 0;
  for (const auto& [key, position] : positions) last = std::max(last, position);
  EXPECT_EQ(last, positions.size()) << "positions are gapless";

  TempDirectory quiet("quiet");
  ServerProcess undisturbed(quiet.path(), "34");
  Positions other;
  EXPECT_EQ(
      PushFrom(undisturbed.channel(), events, 0, 100, &other, &acknowledged),
      kEvents);
  const Snapshot a =
      TakeSnapshot(server.channel(), "34", "2020-12-31", "", 100);
  const Snapshot b =
      TakeSnapshot(undisturbed.channel(), "34", "2020-12-31", "", 100);
  EXPECT_FALSE(a.persons.empty());
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace jalon::testing
