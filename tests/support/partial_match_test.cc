#include "tests/support/partial_match.h"

#include <gtest/gtest.h>

namespace jalon::testing {
namespace {

using nlohmann::json;

size_t Count(const char* expected, const char* actual) {
  return Differences(json::parse(expected), json::parse(actual)).size();
}

TEST(PartialMatch, ComparesOnlyTheMembersGiven) {
  EXPECT_EQ(Count(R"({"a": 1})", R"({"a": 1, "b": 2})"), 0u);
  EXPECT_EQ(Count(R"({"a": 1})", R"({"b": 2})"), 1u);
  EXPECT_EQ(Count(R"({"a": {"b": "x"}})", R"({"a": {"b": "y"}})"), 1u);
}

TEST(PartialMatch, ListsHaveEqualLengthOrTheNumberGiven) {
  EXPECT_EQ(Count("[{}, {}]", R"([{"a": 1}, 3])"), 1u);
  EXPECT_EQ(Count("[{}, {}]", R"([{"a": 1}, {}])"), 0u);
  EXPECT_EQ(Count("[]", "[1]"), 1u);
  EXPECT_EQ(Count(R"({"l": 2})", R"({"l": [1, 2]})"), 0u);
  EXPECT_EQ(Count(R"({"l": 3})", R"({"l": [1, 2]})"), 1u);
}

TEST(PartialMatch, ReadsFractionsDecimalsAndLargeIntegers) {
  EXPECT_EQ(Count(R"("3/5")", R"({"value": 0.6, "fraction": "3/5"})"), 0u);
  EXPECT_EQ(Count(R"("6/10")", R"({"value": 0.6, "fraction": "3/5"})"), 0u);
  EXPECT_EQ(Count(R"("3/5")", R"({"value": 0.600001})"), 1u);
  EXPECT_EQ(Count("0.6000001", R"({"value": 0.6})"), 0u);
  EXPECT_EQ(Count("0.61", R"({"value": 0.6})"), 1u);
  EXPECT_EQ(Count("12", R"("12")"), 0u);
  EXPECT_EQ(Count("12", R"("13")"), 1u);
}

TEST(PartialMatch, NullIsAbsentOrEmpty) {
  EXPECT_EQ(Count(R"({"a": null})", "{}"), 0u);
  EXPECT_EQ(Count(R"({"a": null})", R"({"a": ""})"), 0u);
  EXPECT_EQ(Count(R"({"a": null})", R"({"a": "2024-01-01"})"), 1u);
  EXPECT_EQ(Count(R"({"a": null})", R"({"a": {"value": 0}})"), 1u);
}

}  // namespace
}  // namespace jalon::testing
