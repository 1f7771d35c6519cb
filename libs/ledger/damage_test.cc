// Damage of every kind of file of a closed ledger: bits flipped, ends cut,
// sectors zeroed, files lost. What opens is the ledger as it was; what is not
// refuses, and says where. Never a shorter or another ledger.
//
// JALON_DAMAGES: how many for each file (default 60); JALON_SEED: the seed.

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
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
using ::testing::HasSubstr;
using testing::SimulatedDisk;

constexpr char kDirectory[] = "/data/34";

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

// A ledger that is opened on a disk, with what belongs to it.
struct Opened {
  std::unique_ptr<rocksdb::Env> env;
  std::unique_ptr<AskDecider> decider = std::make_unique<AskDecider>();
  absl::StatusOr<std::unique_ptr<Ledger>> ledger;
};

Opened Open(SimulatedDisk* disk) {
  Opened out;
  out.env = disk->Boot();
  LedgerOptions options;
  options.directory = "/data/34";
  options.territory = "34";
  options.head_sync_interval = absl::ZeroDuration();
  out.ledger = OpenLedger(
      options,
      {.env = out.env.get(), .write_buffer_bytes = 64u << 10, .quiet = true},
      out.decider.get());
  return out;
}

void Record(Ledger* ledger, size_t count, const std::string& name) {
  auto ask = std::make_unique<Ask>(count, name, 2'000);
  auto future = ask->future();
  ASSERT_THAT(ledger->Submit(std::move(ask)), IsOk());
  ASSERT_THAT(future.get().status, IsOk());
}

// "sst", "wal", "MANIFEST", "HEAD" …
std::string KindOf(const std::string& path) {
  const std::string name = path.substr(sizeof(kDirectory));
  if (absl::EndsWith(name, ".sst")) return "sst";
  if (absl::EndsWith(name, ".log")) return "wal";
  return name.substr(0, name.find('-'));
}

class DamageTest : public ::testing::Test {
 protected:
  // In several tables, and the last 20 records in the write-ahead log alone.
  void SetUp() override {
    {
      const Opened opened = Open(&disk_);
      ASSERT_THAT(opened.ledger, IsOk());
      for (int i = 0; i < 12; ++i) {
        Record(opened.ledger->get(), 10, "old" + std::to_string(i));
      }
    }
    {
      const Opened opened = Open(&disk_);
      ASSERT_THAT(opened.ledger, IsOk());
      for (int i = 0; i < 4; ++i) {
        Record(opened.ledger->get(), 5, "new" + std::to_string(i));
      }
    }
    SimulatedDisk copy(disk_);
    const Opened whole = Open(&copy);
    ASSERT_THAT(whole.ledger, IsOk());
    const auto records = (*whole.ledger)->ReadFrom(1, SIZE_MAX);
    ASSERT_THAT(records, IsOk());
    for (const auto& record : *records) {
      payloads_.push_back(record.entry.payload);
    }
    ASSERT_EQ(payloads_.size(), 140u);
  }

  // The kind's only file, or its last one.
  std::string FileOf(SimulatedDisk* disk, const std::string& kind) {
    std::string out;
    for (const std::string& path : disk->Files()) {
      if (KindOf(path) == kind && !disk->Content(path).empty()) out = path;
    }
    EXPECT_NE(out, "") << "no file of kind " << kind;
    return out;
  }

  enum class Verdict { kIntact, kRefused };
  // Opens and reads everything; expects one of the two.
  Verdict OpenDamaged(SimulatedDisk* disk) {
    const Opened opened = Open(disk);
    absl::Status status = opened.ledger.status();
    if (status.ok()) {
      const auto records = (*opened.ledger)->ReadFrom(1, SIZE_MAX);
      status = records.status();
      if (status.ok()) {
        EXPECT_EQ(records->size(), payloads_.size()) << "a shorter ledger";
        for (size_t i = 0; i < records->size() && i < payloads_.size(); ++i) {
          EXPECT_EQ((*records)[i].entry.payload, payloads_[i]) << i + 1;
        }
        return Verdict::kIntact;
      }
    }
    EXPECT_TRUE(absl::IsDataLoss(status) || absl::IsUnavailable(status))
        << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "position") ||
                absl::StrContains(status.message(), kDirectory) ||
                absl::StrContains(status.message(), "HEAD"))
        << status;
    return Verdict::kRefused;
  }

  // Whoever repairs finds everything.
  static void ExpectAllThere(const std::vector<std::string>& before,
                             SimulatedDisk& disk) {
    const std::vector<std::string> after = disk.Files();
    for (const std::string& path : before) {
      EXPECT_EQ(std::count(after.begin(), after.end(), path), 1) << path;
    }
  }

  SimulatedDisk disk_;
  std::vector<std::string> payloads_;
};

void FlipABit(std::string* content, std::mt19937_64& random) {
  const size_t at = random() % content->size();
  (*content)[at] = static_cast<char>((*content)[at] ^ (1 << random() % 8));
}
void CutTheEnd(std::string* content, std::mt19937_64& random) {
  content->resize(random() % content->size());
}
void ZeroASector(std::string* content, std::mt19937_64& random) {
  const size_t at = random() % content->size() / 512 * 512;
  const size_t size = std::min<size_t>(512, content->size() - at);
  content->replace(at, size, size, '\0');
}

TEST_F(DamageTest, OfAnyFileIsRefusedOrHarmless) {
  struct Kind {
    const char* name;
    void (*damage)(std::string*, std::mt19937_64&);
  };
  constexpr Kind kKinds[] = {{"bit flipped", FlipABit},
                             {"end cut", CutTheEnd},
                             {"sector zeroed", ZeroASector}};
  const uint64_t seed = FromEnvironment("JALON_SEED", 1);
  const uint64_t each = FromEnvironment("JALON_DAMAGES", 60);
  SCOPED_TRACE("JALON_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::map<std::string, std::pair<int, int>> counts;  // Harmless, refused.
  for (const std::string& path : disk_.Files()) {
    if (disk_.Content(path).empty()) continue;
    for (uint64_t i = 0; i < each; ++i) {
      const Kind& kind = kKinds[i % std::size(kKinds)];
      SCOPED_TRACE(path + ", " + kind.name + ", number " + std::to_string(i));
      SimulatedDisk damaged(disk_);
      kind.damage(&damaged.Content(path), random);
      auto& [harmless, refused] = counts[KindOf(path) + ", " + kind.name];
      const std::vector<std::string> before = damaged.Files();
      const bool intact = OpenDamaged(&damaged) == Verdict::kIntact;
      ++(intact ? harmless : refused);
      if (!intact && KindOf(path) != "sst") ExpectAllThere(before, damaged);
      if (HasFailure()) return;
    }
  }
  for (const auto& [what, count] : counts) {
    std::cout << what << ": " << count.second << " refused, " << count.first
              << " harmless, 0 passed for a whole ledger\n";
  }
  EXPECT_GT(counts["sst, bit flipped"].second, 0);
  EXPECT_GT(counts["wal, bit flipped"].second, 0);
}

TEST_F(DamageTest, ALostFileIsRefusedOrHarmlessAndNothingElseIsDeleted) {
  for (const std::string& path : disk_.Files()) {
    SCOPED_TRACE(path);
    SimulatedDisk damaged(disk_);
    damaged.Delete(path);
    const std::vector<std::string> before = damaged.Files();
    if (OpenDamaged(&damaged) == Verdict::kIntact) continue;
    ExpectAllThere(before, damaged);
  }
}

TEST_F(DamageTest, EveryByteOfTheHeadFileMayFlipAndEachHalfBeTorn) {
  const std::string path = FileOf(&disk_, "HEAD");
  for (size_t i = 0; i < disk_.Content(path).size();
       i += i % 4096 < 80 ? 3 : 511) {
    SimulatedDisk damaged(disk_);
    std::string& content = damaged.Content(path);
    content[i] = static_cast<char>(content[i] ^ 0x10);
    EXPECT_EQ(OpenDamaged(&damaged), Verdict::kIntact) << i;
  }
  SimulatedDisk both(disk_);
  both.Content(path)[0] = both.Content(path)[4096] = '?';
  EXPECT_THAT(Open(&both).ledger,
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("jalon repair")));
}

// RocksDB opens each of these without a word.
TEST_F(DamageTest, AShorterLogNamesThePositionsThatAreMissing) {
  SimulatedDisk emptied(disk_);
  emptied.Content(FileOf(&emptied, "wal")).clear();
  EXPECT_THAT(
      Open(&emptied).ledger,
      StatusIs(absl::StatusCode::kDataLoss, HasSubstr("positions 121 to 140")));

  SimulatedDisk torn(disk_);
  std::string& wal = torn.Content(FileOf(&torn, "wal"));
  wal.resize(wal.size() - 1);
  EXPECT_THAT(Open(&torn).ledger, StatusIs(absl::StatusCode::kDataLoss,
                                           HasSubstr("positions 136 to 140")));

  SimulatedDisk lost(disk_);
  lost.Delete(FileOf(&lost, "wal"));
  EXPECT_THAT(Open(&lost).ledger, StatusIs(absl::StatusCode::kDataLoss,
                                           HasSubstr("positions 121 to 140")));
}

TEST_F(DamageTest, ADatabaseThatLostItsNameIsNotMadeAnew) {
  SimulatedDisk lost(disk_);
  lost.Delete(FileOf(&lost, "CURRENT"));
  EXPECT_THAT(Open(&lost).ledger, StatusIs(absl::StatusCode::kDataLoss,
                                           HasSubstr("positions up to 140")));
  lost.Delete(FileOf(&lost, "HEAD"));
  EXPECT_THAT(Open(&lost).ledger, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_NE(FileOf(&lost, "sst"), "");
}

TEST_F(DamageTest, AnotherLogOfTheSameLengthIsRefused) {
  SimulatedDisk other;
  {
    const Opened opened = Open(&other);
    ASSERT_THAT(opened.ledger, IsOk());
    Record(opened.ledger->get(), 140, "other");
  }
  other.Content(FileOf(&other, "HEAD")) = disk_.Content(FileOf(&disk_, "HEAD"));
  EXPECT_THAT(Open(&other).ledger, StatusIs(absl::StatusCode::kDataLoss,
                                            HasSubstr("position 140 is not")));
}

TEST_F(DamageTest, WhileItRunsIsFoundByReadingAndByVerifying) {
  const Opened opened = Open(&disk_);
  ASSERT_THAT(opened.ledger, IsOk());
  Ledger& ledger = **opened.ledger;
  for (const std::string& path : disk_.Files()) {
    if (KindOf(path) != "sst") continue;
    std::string& content = disk_.Content(path);
    for (size_t i = 0; i < content.size() / 2; i += 64) content[i] ^= 4;
  }
  EXPECT_THAT(ledger.ReadFrom(1, SIZE_MAX),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(".sst")));
  const auto report = ledger.Verify();
  ASSERT_THAT(report, IsOk());
  EXPECT_GT(report->fault_count, 0u);
  EXPECT_THAT(report->faults.front(), HasSubstr(".sst"));
}

}  // namespace
}  // namespace jalon::ledger
