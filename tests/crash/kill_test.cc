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

#include "tests/support/figures.h"
#include "tests/support/pushing.h"
#include "tests/support/server_process.h"

namespace jalon::testing {
namespace {

constexpr size_t kLeastEvents = 20'000;
constexpr size_t kEventsOfALife = 250;

size_t NumberFrom(const char* variable, size_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

// Edge case 146.
TEST(Kill, NothingAcknowledgedIsLostAndNothingIsTwice) {
  const size_t kills = std::max<size_t>(1, NumberFrom("JALON_KILLS", 20));
  const size_t count = std::max(kLeastEvents, kills * kEventsOfALife);
  const std::vector<v1::Event> events = LoadEvents(count);
  ASSERT_EQ(events.size(), count);
  const size_t seed = NumberFrom("JALON_SEED", std::random_device{}());
  std::printf("seed %zu\n", seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(static_cast<unsigned>(seed));
  // Up to eight batches more are acknowledged once the kill was decided: half
  // of a life's share.
  const size_t batch = std::clamp<size_t>(count / (16 * kills), 1, 100);

  TempDirectory directory("kill");
  Positions positions;
  std::vector<std::string> before;
  std::atomic<size_t> acknowledged = 0;
  size_t unanswered = 0, in_the_middle = 0;
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
    const size_t share = (count - begin) / (kills - kill + 1);
    const size_t stop = begin + random() % std::max<size_t>(1, share);
    std::thread killer([&] {
      while (acknowledged <= stop && acknowledged < count) {
        std::this_thread::yield();
      }
      server.Kill();
    });
    PushFrom(server.channel(), events, begin, batch, &positions, &acknowledged);
    killer.join();
    if (acknowledged < count) ++in_the_middle;
  }

  ServerProcess server(directory.path(), "34");
  ASSERT_FALSE(server.address().empty());
  CheckLedger(before, ReadLedger(server.channel()), positions);
  std::printf(
      "%zu kills, %zu of them in the middle of a push; %zu events acknowledged "
      "before the last, %zu times more than acknowledged was there\n",
      kills, in_the_middle, positions.size(), unanswered);
  // How often depends on the machine.
  EXPECT_GT(in_the_middle, kills / 2) << "kills met an idle server";
  // Everything again, from the first: the positions told before hold.
  acknowledged = 0;
  EXPECT_EQ(
      PushFrom(server.channel(), events, 0, 100, &positions, &acknowledged),
      count);
  uint64_t last = 0;
  for (const auto& [key, position] : positions) last = std::max(last, position);
  EXPECT_EQ(last, positions.size()) << "positions are gapless";

  TempDirectory quiet("quiet");
  ServerProcess undisturbed(quiet.path(), "34");
  Positions other;
  EXPECT_EQ(
      PushFrom(undisturbed.channel(), events, 0, 100, &other, &acknowledged),
      count);
  const Snapshot a =
      TakeSnapshot(server.channel(), "34", "2020-12-31", "", 100);
  const Snapshot b =
      TakeSnapshot(undisturbed.channel(), "34", "2020-12-31", "", 100);
  EXPECT_FALSE(a.persons.empty());
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace jalon::testing
