// Power cuts, thousands of them, on a disk that keeps of the unsynced what a
// seed says: what comes back is a prefix of what was submitted, in whole
// groups, and holds everything that was acknowledged.
//
// JALON_SEEDS: how many seeds (default 150); JALON_SEED: the first one.

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/ledger/committed_ledger.h"
#include "libs/ledger/testing/ask.h"
#include "libs/ledger/testing/simulated_disk.h"

namespace jalon::ledger {
namespace {

using base::testing::IsOk;
using testing::Ask;
using testing::AskDecider;
using testing::SimulatedDisk;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

// One disk through several lives of a ledger.
class Lives {
 public:
  struct Count {
    uint64_t lives = 0, cuts = 0, cuts_in_open = 0, acknowledged = 0, found = 0;
  };
  Lives(uint64_t seed, Count* count) : random_(seed), count_(count) {}

  // Until an expectation fails, or all is lived.
  void Live() {
    const size_t lives = 2 + random_() % 3;
    for (size_t life = 0; life < lives; ++life) {
      const auto env = disk_.Boot();
      if (life + 1 < lives && Chance(3, 4)) disk_.CutPowerAt(SomeOperation());
      RunOnce(env.get(), life);
      if (::testing::Test::HasFailure()) return;
      End();
    }
    const auto env = disk_.Boot();
    AskDecider decider;
    const auto ledger = Open(env.get(), &decider);
    ASSERT_THAT(ledger, IsOk());
    Recovered(**ledger, decider);
    const auto report = (*ledger)->Verify();
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->fault_count, 0u);
  }

 private:
  bool Chance(uint64_t of, uint64_t among) { return random_() % among < of; }
  // A start has some 40.
  uint64_t SomeOperation() {
    return Chance(1, 3) ? 1 + random_() % 60 : 30 + random_() % 120;
  }

  absl::StatusOr<std::unique_ptr<Ledger>> Open(rocksdb::Env* env,
                                               Decider* decider) {
    constexpr absl::Duration kIntervals[] = {
        absl::ZeroDuration(), absl::Milliseconds(100), absl::Hours(1)};
    LedgerOptions options;
    options.directory = "/data/34";
    options.territory = "34";
    options.head_sync_interval = kIntervals[random_() % 3];
    return OpenLedger(
        options, {.env = env, .write_buffer_bytes = 64u << 10, .quiet = true},
        decider);
  }

  void RunOnce(rocksdb::Env* env, size_t life) {
    ++count_->lives;
    AskDecider decider;
    auto ledger = Open(env, &decider);
    if (!ledger.ok()) {
      EXPECT_TRUE(disk_.power_is_cut()) << ledger.status();
      ++count_->cuts_in_open;
      return;
    }
    Recovered(**ledger, decider);
    for (size_t burst = random_() % 8; burst > 0; --burst) {
      SubmitSome(**ledger, std::to_string(life) + "." + std::to_string(burst));
    }
    if (disk_.power_is_cut()) ++count_->cuts;
    if (Chance(1, 2)) disk_.CutPower();  // Before it closes.
  }

  void SubmitSome(Ledger& ledger, const std::string& name) {
    const size_t padding = Chance(1, 6) ? 20'000 : random_() % 3'000;
    std::vector<std::pair<size_t, std::future<Ask::Result>>> told;
    for (size_t i = random_() % 4 + 1; i > 0; --i) {
      const std::string ask_name = name + "." + std::to_string(i);
      const size_t count = 1 + random_() % 8;
      auto ask = std::make_unique<Ask>(count, ask_name, padding);
      auto future = ask->future();
      if (!ledger.Submit(std::move(ask)).ok()) continue;
      for (size_t k = 0; k < count; ++k) {
        payloads_.push_back(Ask::PayloadOf(Ask::Key(ask_name, k), padding));
      }
      ends_.push_back(payloads_.size());
      told.emplace_back(payloads_.size(), std::move(future));
    }
    for (auto& [end, future] : told) {
      const Ask::Result result = future.get();
      if (!result.status.ok()) continue;
      EXPECT_EQ(result.positions.back(), end);
      acknowledged_ = end;
      ++count_->acknowledged;
    }
  }

  void Recovered(Ledger& ledger, const AskDecider& decider) {
    const Position head = ledger.head();
    EXPECT_GE(head, acknowledged_) << "acknowledged and lost";
    EXPECT_TRUE(head == 0 || std::count(ends_.begin(), ends_.end(), head) == 1)
        << "half a group: " << head;
    const auto records = ledger.ReadFrom(1, SIZE_MAX);
    if (!records.ok() && disk_.power_is_cut()) return;
    ASSERT_THAT(records, IsOk());
    ASSERT_EQ(records->size(), head);
    ASSERT_EQ(decider.seen.size(), head);
    for (size_t i = 0; i < head; ++i) {
      EXPECT_EQ(decider.seen[i], i + 1);
      EXPECT_EQ((*records)[i].entry.payload, payloads_[i]) << i + 1;
    }
    if (head > acknowledged_) ++count_->found;
    // What is read is told.
    acknowledged_ = head;
    payloads_.resize(head);
    std::erase_if(ends_, [head](size_t end) { return end > head; });
  }

  void End() {
    // The end of the process alone, or of the machine.
    if (disk_.power_is_cut() || Chance(3, 4)) disk_.PowerLoss(random_);
  }

  std::mt19937_64 random_;
  Count* const count_;
  SimulatedDisk disk_;
  std::vector<std::string> payloads_;  // Of each position submitted.
  std::vector<size_t> ends_;           // Of each submission.
  size_t acknowledged_ = 0;            // The last position told.
};

TEST(PowerLoss, WhatComesBackIsAPrefixWithEverythingAcknowledged) {
  const uint64_t first = FromEnvironment("JALON_SEED", 1);
  const uint64_t seeds = FromEnvironment("JALON_SEEDS", 150);
  Lives::Count count;
  for (uint64_t seed = first; seed < first + seeds; ++seed) {
    SCOPED_TRACE("JALON_SEED=" + std::to_string(seed));
    Lives(seed, &count).Live();
    if (HasFailure()) break;
  }
  std::cout << seeds << " seeds from " << first << ": " << count.lives
            << " lives, power cut in " << count.cuts << " of them and in "
            << count.cuts_in_open << " starts; " << count.acknowledged
            << " groups acknowledged, 0 lost; " << count.found
            << " times more came back\n";
}

}  // namespace
}  // namespace jalon::ledger
