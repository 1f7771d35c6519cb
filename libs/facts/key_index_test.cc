#include "libs/facts/key_index.h"

#include <string>

#include <gtest/gtest.h>

namespace jalon::facts {
namespace {

class KeyIndexTest : public ::testing::Test {
 protected:
  pathway::EventKey Add(const TextKey& key) {
    const pathway::EventKey ids = index_.Add(key);
    // The columns take the events one behind.
    if (staged_ != pathway::EventKey()) Apply();
    staged_ = ids;
    return ids;
  }
  void Apply() {
    pathway::Event row;
    row.source = staged_.source;
    row.key = staged_.key;
    columns_.rows.Append(row);
    columns_.owners.Append(0);
    index_.Applied();
  }

  Columns columns_{identity::Pseudonyms({1, 2, 3})};
  KeyIndex index_{&columns_};
  pathway::EventKey staged_;
};

TEST_F(KeyIndexTest, EveryKeyIsFoundWhereItCame) {
  constexpr uint64_t kKeys = 20'000;
  for (uint64_t i = 1; i <= kKeys; ++i) {
    const std::string id = std::to_string(i);
    Add({i % 2 == 0 ? "caf" : "dept", id});
  }
  for (uint64_t i = 1; i <= kKeys; ++i) {
    const std::string id = std::to_string(i);
    EXPECT_EQ(index_.Find({i % 2 == 0 ? "caf" : "dept", id}), i);
    EXPECT_EQ(index_.Find({i % 2 == 0 ? "dept" : "caf", id}), std::nullopt);
  }
}

TEST_F(KeyIndexTest, TwoKeysOfOneHashAreTwoKeys) {
  TextKey first("caf", "1"), second("caf", "2");
  second.hash = first.hash;
  Add(first);
  EXPECT_EQ(index_.Find(second), std::nullopt);
  Add(second);
  EXPECT_EQ(index_.Find(first), 1u);
  EXPECT_EQ(index_.Find(second), 2u);
}

TEST_F(KeyIndexTest, AKeyHasTheSameIdsBeforeItComesAndAfter) {
  const pathway::EventKey named = index_.Name({"caf", "late"});
  EXPECT_EQ(index_.Find({"caf", "late"}), std::nullopt);
  EXPECT_EQ(index_.Name({"caf", "late"}), named);
  EXPECT_EQ(Add({"caf", "late"}), named);
  EXPECT_EQ(index_.Name({"caf", "late"}), named);
  EXPECT_NE(index_.Name({"dept", "late"}), named);
  EXPECT_EQ(columns_.strings.Get(named.key), "late");
}

}  // namespace
}  // namespace jalon::facts
