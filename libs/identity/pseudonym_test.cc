#include "libs/identity/pseudonym.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libs/base/testing/status_matchers.h"

namespace jalon::identity {
namespace {

using base::testing::IsOk;
using base::testing::StatusIs;

std::string FreshPath() {
  const std::string path =
      ::testing::TempDir() + "/pseudonym_" + std::to_string(getpid()) + "_" +
      ::testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::remove(path);
  return path;
}

TEST(Pseudonyms, ANodeIsFoundByItsPseudonymAndByNothingElse) {
  const Pseudonyms pseudonyms({1, 2, 3});
  std::set<std::string> all;
  for (Node node = 1; node <= 1000; ++node) {
    const std::string pseudonym = pseudonyms.Of(node);
    EXPECT_EQ(pseudonym.size(), 32u);
    EXPECT_EQ(pseudonyms.Find(pseudonym), node);
    all.insert(pseudonym);
  }
  EXPECT_EQ(all.size(), 1000u);
  EXPECT_EQ(pseudonyms.Find("caf:1"), std::nullopt);
  EXPECT_EQ(pseudonyms.Find(std::string(32, '0')), std::nullopt);
  EXPECT_EQ(pseudonyms.Find(std::string(32, 'g')), std::nullopt);
  EXPECT_EQ(Pseudonyms({9}).Find(pseudonyms.Of(1)), std::nullopt);
}

TEST(Pseudonyms, TheKeyIsMadeOnceAndReadableByItsOwnerOnly) {
  const std::string path = FreshPath();
  const auto first = Pseudonyms::Open(path);
  ASSERT_THAT(first, IsOk());
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, mode_t{0600});
  const auto again = Pseudonyms::Open(path);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(first->Of(7), again->Of(7));
  const auto other = Pseudonyms::Open(path + ".other");
  ASSERT_THAT(other, IsOk());
  EXPECT_NE(first->Of(7), other->Of(7));
  std::filesystem::remove(path + ".other");
}

TEST(Pseudonyms, AFileThatIsNoKeyIsRefused) {
  const std::string path = FreshPath();
  std::ofstream(path) << "short";
  EXPECT_THAT(Pseudonyms::Open(path), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(Pseudonyms, AFolderThatIsNotThereIsTold) {
  EXPECT_THAT(Pseudonyms::Open(::testing::TempDir() + "/no/such/key"),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace jalon::identity
