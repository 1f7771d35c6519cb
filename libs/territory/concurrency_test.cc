// Recording threads and viewing threads at once: each event is recorded once
// whoever sends it first, and a view is what its position says, whatever is
// written meanwhile.

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/facts/testing/fact_world.h"
#include "libs/territory/testing/local_territory.h"

namespace jalon::territory {
namespace {

using base::testing::IsOk;
using facts::testing::Dump;
using testing::LocalTerritory;

constexpr size_t kEvents = 600;
constexpr size_t kRecorders = 4, kViewers = 3;
constexpr size_t kBatch = 7;

// Edge case 159.
TEST(TerritoryConcurrency, RecordsOnceAndViewsArePrefixes) {
  const unsigned seed = 20240701;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const std::vector<v1::Event> events =
      facts::testing::RandomEvents(kEvents, &random);
  LocalTerritory local;
  std::atomic<uint64_t> recorded = 0, refused = 0;
  std::atomic<size_t> recording = kRecorders;
  std::mutex mutex;
  std::map<uint64_t, std::string> seen;  // Position → what a view told.

  std::vector<std::jthread> threads;
  for (size_t i = 0; i < kRecorders; ++i) {
    std::vector<v1::Event> mine = events;
    std::shuffle(mine.begin(), mine.end(), random);
    threads.emplace_back([&, mine = std::move(mine)] {
      for (size_t begin = 0; begin < mine.size(); begin += kBatch) {
        const size_t end = std::min(begin + kBatch, mine.size());
        const auto response = local.Record(
            testing::RequestOf({mine.begin() + static_cast<ptrdiff_t>(begin),
                                mine.begin() + static_cast<ptrdiff_t>(end)}));
        if (!response.ok()) {
          ++refused;
          continue;
        }
        recorded += response->recorded();
        for (const v1::Verdict& verdict : response->verdicts()) {
          const bool good = verdict.verdict() == v1::Verdict::RECORDED ||
                            verdict.verdict() == v1::Verdict::DUPLICATE;
          if (!good) ++refused;
        }
      }
      --recording;
    });
  }
  for (size_t i = 0; i < kViewers; ++i) {
    threads.emplace_back([&, i] {
      std::mt19937 own(seed + static_cast<unsigned>(i));
      while (recording > 0) {
        const uint64_t head = local->ledger().head();
        const auto view = own() % 2 == 0 || head == 0
                              ? local->View()
                              : local->ViewAt(1 + own() % head);
        std::string text = Dump(*view);
        if (view->size() > 0) {
          view->Find("jalon", view->Pseudonym(0));
          view->strings().Find("O1");
        }
        const std::lock_guard lock(mutex);
        const auto [it, is_new] = seen.emplace(view->position(), text);
        EXPECT_EQ(it->second, text) << "position " << view->position();
      }
    });
  }
  threads.clear();

  EXPECT_EQ(refused, 0u);
  EXPECT_EQ(recorded, kEvents);
  EXPECT_EQ(local->ledger().head(), kEvents);
  ASSERT_THAT(local.Open(), IsOk());
  for (const auto& [position, text] : seen) {
    ASSERT_EQ(Dump(*local->ViewAt(position)), text) << position;
  }
}

}  // namespace
}  // namespace jalon::territory
