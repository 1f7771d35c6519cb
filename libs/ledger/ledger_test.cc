#include "libs/ledger/ledger.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/ledger/record.h"
#include "libs/ledger/testing/ask.h"

namespace jalon::ledger {
namespace {

using base::testing::IsOk;
using base::testing::StatusIs;
using testing::Ask;
using testing::AskDecider;

class LedgerTest : public ::testing::Test {
 public:
  ~LedgerTest() override {
    ledger_.reset();
    std::filesystem::remove_all(directory_);
  }

 protected:
  LedgerTest() {
    std::string pattern = ::testing::TempDir() + "ledger-XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }

  LedgerOptions Options() const {
    LedgerOptions options;
    options.directory = directory_ + "/34";
    options.territory = "34";
    return options;
  }
  void Open(LedgerOptions options) {
    ledger_.reset();
    decider_ = std::make_unique<AskDecider>();
    auto ledger = Ledger::Open(std::move(options), decider_.get());
    ASSERT_THAT(ledger, IsOk());
    ledger_ = *std::move(ledger);
  }
  Ask::Result Record(size_t count, const std::string& name) {
    auto ask = std::make_unique<Ask>(count, name);
    auto future = ask->future();
    EXPECT_THAT(ledger_->Submit(std::move(ask)), IsOk());
    return future.get();
  }

  // As a lost block would: behind the closed ledger's back.
  void DeleteFromLog(Position position) {
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(
                    {}, Options().directory,
                    {{rocksdb::kDefaultColumnFamilyName, {}}, {"log", {}}},
                    &families, &raw)
                    .ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    EXPECT_TRUE(db->Delete({}, families[1], EncodePosition(position)).ok());
    for (auto* family : families) db->DestroyColumnFamilyHandle(family);
  }

  std::string directory_;
  std::unique_ptr<AskDecider> decider_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LedgerTest, ManyCallersGetGaplessPositionsAndRecordsAreReadBack) {
  Open(Options());
  constexpr int kThreads = 8, kEach = 25;
  std::atomic<int> heads = 0;
  const auto listener = ledger_->OnHead([&](Position) { ++heads; });
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  std::vector<std::vector<Position>> given(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto result =
            Record(3, std::to_string(t) + "-" + std::to_string(i));
        EXPECT_THAT(result.status, IsOk());
        for (const Position p : result.positions) {
          given[static_cast<size_t>(t)].push_back(p);
          EXPECT_LE(p, ledger_->head());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<bool> seen(kThreads * kEach * 3 + 1);
  for (const auto& positions : given) {
    for (const Position p : positions) {
      ASSERT_GE(p, 1u);
      ASSERT_LT(p, seen.size());
      EXPECT_FALSE(seen[p]);
      seen[p] = true;
    }
  }
  EXPECT_EQ(ledger_->head(), seen.size() - 1);
  EXPECT_GT(heads, 0);
  const auto records = ledger_->ReadFrom(1, 10'000);
  ASSERT_THAT(records, IsOk());
  ASSERT_EQ(records->size(), seen.size() - 1);
  for (size_t i = 0; i < records->size(); ++i) {
    EXPECT_EQ((*records)[i].position, i + 1);
    EXPECT_EQ((*records)[i].entry.payload,
              "payload of " + (*records)[i].entry.source_event_id);
    if (i > 0) {
      EXPECT_LE((*records)[i - 1].recorded_at, (*records)[i].recorded_at);
    }
  }
  const auto person = ledger_->PersonPositions(2);
  ASSERT_THAT(person, IsOk());
  EXPECT_EQ(person->size(), static_cast<size_t>(kThreads * kEach));
}

// Edge case 161.
TEST_F(LedgerTest, AClockSetBackIsClamped) {
  auto now = std::make_shared<std::atomic<int64_t>>(1'000);
  LedgerOptions options = Options();
  options.clock = [now] { return absl::FromUnixSeconds(*now); };
  Open(options);
  Record(1, "a");
  *now = 500;
  Record(1, "b");
  *now = 2'000;
  Record(1, "c");
  EXPECT_EQ(ledger_->Read(2)->recorded_at, absl::FromUnixSeconds(1'000));
  EXPECT_EQ(ledger_->PositionAt(absl::FromUnixSeconds(999)), 0u);
  EXPECT_EQ(ledger_->PositionAt(absl::FromUnixSeconds(1'000)), 2u);
  EXPECT_EQ(ledger_->PositionAt(absl::FromUnixSeconds(1'999)), 2u);
  EXPECT_EQ(ledger_->PositionAt(absl::FromUnixSeconds(2'000)), 3u);
}

TEST_F(LedgerTest, AnInstantIsTheSameBeforeAndAfterReopening) {
  const absl::Time fine =
      absl::FromUnixMicros(1'600'000'000'000'001) + absl::Nanoseconds(999);
  LedgerOptions options = Options();
  options.clock = [fine] { return fine; };
  Open(options);
  Record(1, "a");
  const absl::Time stored = ledger_->Read(1)->recorded_at;
  EXPECT_EQ(ledger_->PositionAt(stored), 1u);
  EXPECT_EQ(ledger_->last_recorded_at(), stored);
  Open(options);
  EXPECT_EQ(ledger_->PositionAt(stored), 1u);
  EXPECT_EQ(ledger_->last_recorded_at(), stored);
}

TEST_F(LedgerTest, AMissingRecordIsLossAndNamed) {
  Open(Options());
  Record(5, "a");
  ledger_.reset();
  DeleteFromLog(3);
  AskDecider decider;
  const auto opened = Ledger::Open(Options(), &decider);
  EXPECT_THAT(opened, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_NE(opened.status().message().find("position 3 is missing"),
            absl::string_view::npos)
      << opened.status();
}

TEST_F(LedgerTest, WhatTheIndexNamesIsReadableWhileOthersWrite) {
  Open(Options());
  Record(1, "first");
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      const auto positions = ledger_->PersonPositions(1);
      ASSERT_THAT(positions, IsOk());
      EXPECT_THAT(ledger_->Read(positions->back()), IsOk());
      EXPECT_THAT(ledger_->Read(ledger_->PositionAt(absl::InfiniteFuture())),
                  IsOk());
    }
  });
  for (int i = 0; i < 200; ++i) Record(30, std::to_string(i));
  done = true;
  reader.join();
}

TEST_F(LedgerTest, ReopeningGivesTheSameToTheDeciderAndGoesOn) {
  Open(Options());
  Record(1500, "a");
  Record(2, "b");
  Open(Options());
  EXPECT_EQ(ledger_->head(), 1502u);
  ASSERT_EQ(decider_->seen.size(), 1502u);
  for (size_t i = 0; i < decider_->seen.size(); ++i) {
    EXPECT_EQ(decider_->seen[i], i + 1);
  }
  EXPECT_EQ(Record(1, "c").positions, std::vector<Position>{1503});
  const auto report = ledger_->Verify();
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->records, 1503u);
  EXPECT_EQ(report->fault_count, 0u);
}

TEST_F(LedgerTest, AFullQueueRefusesAtOnce) {
  LedgerOptions options = Options();
  options.max_queue_events = 10;
  Open(options);
  EXPECT_THAT(ledger_->Submit(std::make_unique<Ask>(11, "big")),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Record(10, "fits").status, IsOk());
}

TEST_F(LedgerTest, AnotherTerritoryAndALockedDirectoryAreRefused) {
  Open(Options());
  AskDecider other;
  EXPECT_THAT(Ledger::Open(Options(), &other),
              StatusIs(absl::StatusCode::kUnavailable));
  ledger_.reset();
  LedgerOptions wrong = Options();
  wrong.territory = "87";
  EXPECT_THAT(Ledger::Open(wrong, &other),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

// In a process of its own: the disk refuses (no file may grow). Exits with the
// number of the first expectation that does not hold, 0 = all hold.
int RecordOnADiskThatRefuses(const LedgerOptions& options) {
  AskDecider decider;
  auto ledger = Ledger::Open(options, &decider);
  if (!ledger.ok()) return 1;
  const auto record = [&](const char* name) {
    auto ask = std::make_unique<Ask>(10, name);
    auto future = ask->future();
    if (!(*ledger)->Submit(std::move(ask)).ok()) return Ask::Result();
    return future.get();
  };
  if (!record("before").status.ok()) return 2;
  std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit limit;
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = 0;
  setrlimit(RLIMIT_FSIZE, &limit);
  if (!absl::IsUnavailable(record("refused").status)) return 3;
  if (!(*ledger)->read_only()) return 4;
  if ((*ledger)->head() != 10) return 5;
  if (!absl::IsUnavailable(
          (*ledger)->Submit(std::make_unique<Ask>(1, "later")))) {
    return 6;
  }
  return (*ledger)->Read(10).ok() ? 0 : 7;
}

TEST_F(LedgerTest, AFailedWriteMakesItReadOnlyAndLosesNothingTold) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) _exit(RecordOnADiskThatRefuses(Options()));
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  Open(Options());
  EXPECT_EQ(ledger_->head(), 10u);
  EXPECT_EQ(Record(1, "again").positions, std::vector<Position>{11});
}

Record SampleRecord() {
  Record record;
  record.position = 7;
  record.recorded_at = absl::FromUnixMicros(1'600'000'000'123'456);
  record.entry.kind = 6;
  record.entry.effective_day = -1;
  record.entry.received_day = 18'000;
  record.entry.person = 42;
  record.entry.source = "dept";
  record.entry.source_event_id = "o1";
  record.entry.payload = "payload";
  record.entry.content.fill(0xab);
  return record;
}

TEST(RecordBytes, RoundTripAndTheSkeletonStandsWhereItIsDocumented) {
  const Record record = SampleRecord();
  const std::string bytes = EncodeRecord(record, "34");
  const auto back = DecodeRecord(7, bytes, "34");
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->recorded_at, record.recorded_at);
  EXPECT_EQ(back->entry.payload, "payload");
  EXPECT_EQ(back->entry.effective_day, -1);
  EXPECT_EQ(bytes.substr(0, 6), std::string("\x01\x06\xff\xff\xff\xff", 6));
  EXPECT_EQ(bytes.size(),
            1u + 1 + 4 + 4 + 4 + 8 + 32 + 4 + 4 + 4 + 2 + 1 + 4 + 7 + 32);
}

TEST(RecordBytes, EveryTruncationAndEveryFlippedByteIsLoss) {
  const std::string bytes = EncodeRecord(SampleRecord(), "34");
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeRecord(7, absl::string_view(bytes).substr(0, size), "34"),
                StatusIs(absl::StatusCode::kDataLoss))
        << size;
  }
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string wrong = bytes;
    wrong[i] = static_cast<char>(wrong[i] ^ 0x10);
    EXPECT_THAT(DecodeRecord(7, wrong, "34"),
                StatusIs(absl::StatusCode::kDataLoss))
        << i;
  }
  EXPECT_THAT(DecodeRecord(8, bytes, "34"),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(DecodeRecord(7, bytes, "87"),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(RecordBytes, KeysAreInOrderOfPosition) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000; ++i) {
    const Position a = random() >> (random() % 60), b = random() >> 20;
    EXPECT_EQ(DecodePosition(EncodePosition(a)), a);
    EXPECT_EQ(a < b, EncodePosition(a) < EncodePosition(b));
  }
}

}  // namespace
}  // namespace jalon::ledger
