#include "libs/ledger/head_file.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/ledger/testing/simulated_disk.h"

namespace jalon::ledger {
namespace {

using base::testing::IsOk;
using base::testing::StatusIs;
using testing::SimulatedDisk;

constexpr char kDirectory[] = "/data/34";

Head HeadAt(Position position) {
  Head head;
  head.position = position;
  head.digest.fill(static_cast<uint8_t>(position * 7 + 1));
  return head;
}

Head ReadBack(SimulatedDisk* disk) {
  const auto env = disk->Boot();
  const auto head = HeadFile::Read(env->GetFileSystem().get(), kDirectory);
  EXPECT_THAT(head, IsOk());
  if (!head.ok() || !head->has_value()) return Head();
  EXPECT_EQ(**head,
            (*head)->position == 0 ? Head() : HeadAt((*head)->position));
  return **head;
}

TEST(HeadFile, ThereIsNoneUntilItIsMade) {
  SimulatedDisk disk;
  const auto env = disk.Boot();
  rocksdb::FileSystem* files = env->GetFileSystem().get();
  EXPECT_EQ(*HeadFile::Read(files, kDirectory), std::nullopt);
  EXPECT_THAT(HeadFile::Open(files, kDirectory),
              StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(HeadFile::Create(files, kDirectory, HeadAt(5)), IsOk());
  EXPECT_EQ(**HeadFile::Read(files, kDirectory), HeadAt(5));
  // Replaced by a smaller one: the choice of whoever repairs.
  ASSERT_THAT(HeadFile::Create(files, kDirectory, HeadAt(3)), IsOk());
  EXPECT_EQ(**HeadFile::Read(files, kDirectory), HeadAt(3));
}

TEST(HeadFile, AnEndOfTheProcessLeavesTheLastHeadAPowerCutTheLastSynced) {
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    SimulatedDisk disk;
    Position told = 0, synced = 0;
    for (int life = 0; life < 3; ++life) {
      {
        const auto env = disk.Boot();
        rocksdb::FileSystem* files = env->GetFileSystem().get();
        if (life == 0) {
          ASSERT_THAT(HeadFile::Create(files, kDirectory, Head()), IsOk());
        }
        auto file = HeadFile::Open(files, kDirectory);
        ASSERT_THAT(file, IsOk());
        synced = (*file)->synced();
        EXPECT_EQ(synced, told);
        for (auto step = random() % 12; step > 0; --step) {
          if (random() % 4 == 0) {
            ASSERT_THAT((*file)->Sync(), IsOk());
          } else {
            told += 1 + random() % 3;
            ASSERT_THAT((*file)->Advance(HeadAt(told)), IsOk());
          }
          synced = (*file)->synced();
        }
      }
      const bool power_loss = random() % 2 == 0;
      if (power_loss) disk.PowerLoss(random);
      const Head head = ReadBack(&disk);
      EXPECT_GE(head.position, power_loss ? synced : told);
      EXPECT_LE(head.position, told);
      if (HasFailure()) return;
      told = head.position;
    }
  }
}

TEST(HeadFile, TheFirstHeadIsSyncedAtOnce) {
  SimulatedDisk disk;
  const auto env = disk.Boot();
  rocksdb::FileSystem* files = env->GetFileSystem().get();
  ASSERT_THAT(HeadFile::Create(files, kDirectory, Head()), IsOk());
  auto file = HeadFile::Open(files, kDirectory);
  ASSERT_THAT(file, IsOk());
  ASSERT_THAT((*file)->Advance(HeadAt(1)), IsOk());
  EXPECT_EQ((*file)->synced(), 1u);
  ASSERT_THAT((*file)->Advance(HeadAt(2)), IsOk());
  EXPECT_EQ((*file)->synced(), 1u);
}

}  // namespace
}  // namespace jalon::ledger
