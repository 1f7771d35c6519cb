#include "libs/base/day.h"

#include <gtest/gtest.h>

namespace jalon::base {
namespace {

Day D(const char* text) { return ParseDay(text).value(); }

TEST(Day, ReadsAndWritesCivilDates) {
  EXPECT_EQ(D("1970-01-01"), 0);
  EXPECT_EQ(D("2024-03-01") - D("2024-02-28"), 2);
  EXPECT_EQ(D("2025-03-01") - D("2025-02-28"), 1);
  for (Day day = D("1899-12-30"); day < D("2101-01-02"); day += 13) {
    EXPECT_EQ(ParseDay(FormatDay(day)), day);
  }
  EXPECT_EQ(FormatDay(kNoDay), "");
  EXPECT_EQ(FormatDay(kForever), "");
}

TEST(Day, RefusesWhatIsNoCivilDate) {
  for (const char* wrong :
       {"", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "24-01-01",
        "2024-1-01", "2024/01/01", "2024-01-01 ", "+024-01-01", "2024-01-0a"}) {
    EXPECT_EQ(ParseDay(wrong), std::nullopt) << wrong;
  }
}

TEST(Day, MonthsClampToTheEndOfTheMonth) {
  EXPECT_EQ(AddMonths(D("2022-12-31"), 2), D("2023-02-28"));
  EXPECT_EQ(AddMonths(D("2023-12-31"), 2), D("2024-02-29"));
  EXPECT_EQ(AddMonths(D("2024-01-31"), 1), D("2024-02-29"));
  EXPECT_EQ(AddMonths(D("2024-03-15"), -1), D("2024-02-15"));
  EXPECT_EQ(CompletedMonths(D("2024-01-31"), D("2024-02-29")), 1);
  EXPECT_EQ(CompletedMonths(D("2024-01-31"), D("2024-02-28")), 0);
  EXPECT_EQ(CompletedMonths(D("2024-01-10"), D("2024-07-09")), 5);
  EXPECT_EQ(CompletedMonths(D("2024-01-10"), D("2024-07-10")), 6);
}

// Edge case 27.
TEST(Day, SomeoneBornOnTheLeapDayIsOlderOnTheFirstOfMarch) {
  EXPECT_EQ(CompletedYears(D("2000-02-29"), D("2025-02-28")), 24);
  EXPECT_EQ(CompletedYears(D("2000-02-29"), D("2025-03-01")), 25);
  EXPECT_EQ(CompletedYears(D("2000-12-31"), D("2025-12-31")), 25);
}

// Edge case 74.
TEST(Day, AnInstantIsACivilDayOfItsTerritory) {
  absl::Time time;
  std::string error;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2024-12-31T23:30:00Z", &time,
                              &error));
  EXPECT_EQ(CivilDay(time, TerritoryTimeZone("34")), D("2025-01-01"));
  EXPECT_EQ(CivilDay(time, TerritoryTimeZone("971")), D("2024-12-31"));
  EXPECT_EQ(CivilDay(time, TerritoryTimeZone("974")), D("2025-01-01"));
  const absl::TimeZone paris = TerritoryTimeZone("34");
  const absl::Time end = EndOfDay(D("2024-10-27"), paris);  // 25 hours long.
  EXPECT_EQ(CivilDay(end, paris), D("2024-10-27"));
  EXPECT_EQ(CivilDay(end + absl::Nanoseconds(1), paris), D("2024-10-28"));
}

TEST(Day, KnowsTheTerritories) {
  for (const char* known :
       {"01", "34", "2A", "2B", "95", "971", "976", "69M"}) {
    EXPECT_TRUE(IsTerritory(known)) << known;
  }
  for (const char* unknown : {"", "20", "00", "96", "1", "034", "970", "979"}) {
    EXPECT_FALSE(IsTerritory(unknown)) << unknown;
  }
}

}  // namespace
}  // namespace jalon::base
