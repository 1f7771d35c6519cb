#include "libs/events/date.h"

#include "gtest/gtest.h"

namespace jalon::events {
namespace {

TEST(DateTest, Instants) {
  const struct {
    const char* text;
    int64_t milliseconds;
  } cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2024-12-31T23:30:00Z", 1735687800000},
      {"2025-01-01T00:30:00+01:00", 1735687800000},
      {"2024-12-31T19:00:00-04:30", 1735687800000},
      {"2024-12-31T23:30:00.250Z", 1735687800250},
      {"2016-12-31T23:59:60Z", 1483228800000},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto instant = ReadInstant(c.text);
    ASSERT_TRUE(instant.has_value());
    EXPECT_EQ(absl::ToUnixMillis(*instant), c.milliseconds);
  }
}

TEST(DateTest, NotInstants) {
  for (const char* text :
       {"", "2024-12-31", "2024-12-31T23:30:00", "2024-12-31 23:30:00Z",
        "2024-02-30T23:30:00Z", "2024-12-31T24:00:00Z", "2024-12-31T23:60:00Z",
        "2024-12-31T23:30:61Z", "2024-12-31T23:30:00.Z", "2024-12-31T23:30:00z",
        "2024-12-31T23:30:00+1:00", "2024-12-31T23:30:00+24:00",
        "2024-12-31T23:30:00Z ", "2024-12-31T23:30:0aZ",
        "infinite-future     Z"}) {
    EXPECT_FALSE(ReadInstant(text).has_value()) << text;
  }
}

TEST(DateTest, DaysOfATerritory) {
  const struct {
    const char *text, *territory, *day;
  } cases[] = {
      {"2024-12-31", "34", "2024-12-31"},
      {"2024-12-31T23:30:00Z", "34", "2025-01-01"},
      {"2024-12-31T22:59:59Z", "34", "2024-12-31"},
      {"2024-06-30T22:00:00Z", "34", "2024-07-01"},  // Summer time.
      {"2024-12-31T20:00:00Z", "974", "2025-01-01"},
      {"2025-01-01T03:59:59Z", "972", "2024-12-31"},
      {"2024-03-10T00:30:00+14:00", "34", "2024-03-09"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto day = ReadDay(c.text, base::TerritoryTimeZone(c.territory));
    ASSERT_TRUE(day.has_value());
    EXPECT_EQ(base::FormatDay(*day), c.day);
  }
}

TEST(DateTest, NotDays) {
  const absl::TimeZone paris = base::TerritoryTimeZone("34");
  for (const char* text : {"", "2024-02-30", "2023-02-29", "2024-2-3",
                           "5 janvier 2024", "20240105", "2024-01-05 "}) {
    EXPECT_FALSE(ReadDay(text, paris).has_value()) << text;
  }
}

}  // namespace
}  // namespace jalon::events
