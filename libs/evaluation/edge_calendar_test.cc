// Days counted, due days, bins.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/edge_world.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;

class EdgeCalendar : public testing::EdgeWorld {
 protected:
  // OPENING → ORIENTED.
  Lines DelayFrom(const std::string& opened, const std::string& oriented) {
    const std::string person = absl::StrCat("caf:", opened);
    Open(person, opened);
    Orient(person, oriented);
    return DelayOf(person, Definition::OPENING, Stop::ORIENTED, "2025-12-31");
  }
};

// Edge case 54.
TEST_F(EdgeCalendar, TwoMonthsAndFiveDaysAreAllTheirDays) {
  EXPECT_THAT(DelayFrom("2024-01-01", "2024-03-06"), ElementsAre("REACHED 65"));
}

// Edge case 56.
TEST_F(EdgeCalendar, BinsMeetAtTheirBounds) {
  const Day first = *base::ParseDay("2024-01-01");
  for (const int days : {29, 30, 59, 60, 89, 90}) {
    const std::string person = absl::StrCat("caf:", days);
    Open(person, "2024-01-01");
    Orient(person, base::FormatDay(first + days));
  }

  const auto figure =
      Delay(Definition::OPENING, Stop::ORIENTED, "2024-12-31").figure();
  std::vector<uint64_t> counts;
  for (const v1::Bin& bin : figure.bins()) counts.push_back(bin.count());
  EXPECT_THAT(counts, ElementsAre(1, 2, 2, 1));
}

// Edge case 57.
TEST_F(EdgeCalendar, AMonthFrom31JanuaryEndsWithFebruary) {
  for (const std::string signed_on : {"2025-02-28", "2025-03-01"}) {
    const std::string person = "caf:" + signed_on;
    Open(person, "2025-01-01");
    Orient(person, "2025-01-31");
    Sign(person, signed_on, "2025-12-31");
  }

  EXPECT_THAT(DelayOf("caf:2025-02-28", Definition::ORIENTED, Stop::CONTRACT,
                      "2025-12-31"),
              ElementsAre("REACHED 28 ON_TIME"));
  EXPECT_THAT(DelayOf("caf:2025-03-01", Definition::ORIENTED, Stop::CONTRACT,
                      "2025-12-31"),
              ElementsAre("REACHED 29 LATE"));
}

// Edge case 59.
TEST_F(EdgeCalendar, TheLeapDayCounts) {
  EXPECT_THAT(DelayFrom("2024-02-28", "2024-03-01"), ElementsAre("REACHED 2"));
  EXPECT_THAT(DelayFrom("2025-02-28", "2025-03-01"), ElementsAre("REACHED 1"));
}

// Edge case 71.
TEST_F(EdgeCalendar, ThoseWithoutAnAppointmentAreCensoredNotForgotten) {
  for (const char* person : {"caf:1", "caf:2", "caf:3", "caf:4"}) {
    Open(person, "2024-01-01");
  }
  Meet("caf:1", "2024-01-11");
  Meet("caf:2", "2024-01-21");

  const auto figure =
      Delay(Definition::OPENING, Stop::FIRST_CONTACT, "2024-04-10").figure();

  EXPECT_EQ(figure.mean_reached().days().fraction(), "15");
  EXPECT_EQ(figure.mean_reached().share_reached().fraction(), "1/2");
  EXPECT_EQ(figure.quantiles(1).day(), 20u);
  EXPECT_FALSE(figure.quantiles(2).has_day());
}

}  // namespace
}  // namespace jalon::evaluation
