// The disk is full, or fails, at each operation in turn: the ledger becomes
// read-only at once, tells nothing false, and opened again holds everything
// that it told.
//
// JALON_STRIDE: every which operation (default 4; 1: each).

#include <cstdlib>
#include <iostream>
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
using base::testing::StatusIs;
using testing::Ask;
using testing::AskDecider;
using testing::Fault;
using ::testing::HasSubstr;
using testing::Operation;
using testing::SimulatedDisk;

constexpr size_t kAsks = 10, kEach = 5, kPadding = 2'500;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

LedgerOptions Options() {
  LedgerOptions options;
  options.directory = "/data/34";
  options.territory = "34";
  return options;
}

absl::StatusOr<std::unique_ptr<Ledger>> Open(rocksdb::Env* env,
                                             Decider* decider) {
  return OpenLedger(
      Options(), {.env = env, .write_buffer_bytes = 64u << 10, .quiet = true},
      decider);
}

absl::Status Record(Ledger& ledger, const std::string& name) {
  auto ask = std::make_unique<Ask>(kEach, name, kPadding);
  auto future = ask->future();
  const absl::Status queued = ledger.Submit(std::move(ask));
  return queued.ok() ? future.get().status : queued;
}

class Trial {
 public:
  explicit Trial(const Fault& fault) : fault_(fault) {}

  // False: the fault was not met, all operations have been tried.
  bool Run(bool power_loss) {
    Meet();
    const bool met = disk_.fault_was_met();
    if (::testing::Test::HasFailure()) return false;
    disk_.Heal();
    if (power_loss) disk_.PowerLoss(random_);
    OpenAgain();
    return met;
  }

 private:
  void Meet() {
    const auto env = disk_.Boot();
    AskDecider decider;
    disk_.Fail(fault_);
    const auto ledger = Open(env.get(), &decider);
    if (!ledger.ok()) {
      EXPECT_THAT(ledger, StatusIs(absl::StatusCode::kUnavailable));
      return;
    }
    for (size_t i = 0; i < kAsks; ++i) {
      const absl::Status told = Record(**ledger, std::to_string(i));
      if (told.ok()) {
        EXPECT_FALSE(refused_) << "taken after a refusal";
        acknowledged_ += kEach;
        continue;
      }
      refused_ = true;
      EXPECT_THAT(told, StatusIs(absl::StatusCode::kUnavailable));
      EXPECT_TRUE((*ledger)->read_only());
    }
    EXPECT_EQ((*ledger)->head(), acknowledged_);
    // Reads go on.
    const auto records = (*ledger)->ReadFrom(1, SIZE_MAX);
    ASSERT_THAT(records, IsOk());
    EXPECT_EQ(records->size(), acknowledged_);
  }

  void OpenAgain() {
    const auto env = disk_.Boot();
    AskDecider decider;
    const auto ledger = Open(env.get(), &decider);
    ASSERT_THAT(ledger, IsOk());
    const Position head = (*ledger)->head();
    EXPECT_GE(head, acknowledged_) << "acknowledged and lost";
    EXPECT_EQ(head % kEach, 0u) << "half a group";
    for (Position p = 1; p <= head; ++p) {
      const std::string key =
          Ask::Key(std::to_string((p - 1) / kEach), (p - 1) % kEach);
      EXPECT_EQ((*ledger)->Read(p)->entry.payload,
                Ask::PayloadOf(key, kPadding));
    }
    EXPECT_THAT(Record(**ledger, "again"), IsOk());
    EXPECT_EQ((*ledger)->head(), head + kEach);
  }

  const Fault fault_;
  SimulatedDisk disk_;
  std::mt19937_64 random_{1};
  size_t acknowledged_ = 0;
  bool refused_ = false;
};

void TryEach(Fault fault, const char* name) {
  const uint64_t stride = FromEnvironment("JALON_STRIDE", 4);
  uint64_t tried = 0;
  for (uint64_t number = 1;; number += stride) {
    fault.number = number;
    SCOPED_TRACE(std::string(name) + " at operation " + std::to_string(number));
    bool met = false;
    for (const bool power_loss : {false, true}) {
      met = Trial(fault).Run(power_loss);
      if (::testing::Test::HasFailure()) return;
      tried += met ? 1 : 0;
    }
    if (!met) break;
  }
  EXPECT_GT(tried, 5u);
  std::cout << name << ": " << tried << " faults, 0 acknowledged and lost\n";
}

TEST(DiskFault, NoSpaceFromAnyWriteOn) {
  TryEach({.no_space = true, .lasting = true}, "no space, lasting");
}

TEST(DiskFault, AnErrorOfAnyOperation) {
  TryEach({}, "an error, once");
  TryEach({.lasting = true}, "an error, lasting");
}

TEST(DiskFault, AnErrorOfAnySync) {
  TryEach({.kind = Operation::kSync}, "a failed sync, once");
}

// What a write that fails has told before holds; the queue is told too.
TEST(DiskFault, BelowTheMarkNothingIsTakenAndItGoesOnByItself) {
  SimulatedDisk disk;
  const auto env = disk.Boot();
  AskDecider decider;
  auto free_bytes = std::make_shared<std::atomic<uint64_t>>(100u << 20);
  LedgerOptions options = Options();
  options.min_free_bytes = 50u << 20;
  options.free_bytes = [free_bytes] { return free_bytes->load(); };
  const auto opened = OpenLedger(options, {.env = env.get()}, &decider);
  ASSERT_THAT(opened, IsOk());
  Ledger& ledger = **opened;
  EXPECT_THAT(Record(ledger, "room"), IsOk());
  EXPECT_FALSE(ledger.low_on_space());

  *free_bytes = 49u << 20;
  // So large that the disk is asked.
  EXPECT_THAT(ledger.Submit(std::make_unique<Ask>(1, "large", 5u << 20)),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("has 49 MiB left, at least 50")));
  EXPECT_THAT(Record(ledger, "small"),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_TRUE(ledger.low_on_space());
  EXPECT_FALSE(ledger.read_only());
  EXPECT_EQ(ledger.ReadFrom(1, 100)->size(), kEach);

  *free_bytes = 51u << 20;
  EXPECT_THAT(Record(ledger, "again"), IsOk());
  EXPECT_FALSE(ledger.low_on_space());
}

}  // namespace
}  // namespace jalon::ledger
