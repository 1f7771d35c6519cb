// The monthly tables of the "Plan pauvreté".

#include <string>

#include "absl/strings/str_format.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/table_world.h"

namespace jalon::evaluation {
namespace {

using testing::Cell;

class MonthsTest : public testing::TableWorld {
 protected:
  // "January February … December sum" of a row, zeros as dots.
  static std::string Row(const v1::EvaluateTableResponse& table,
                         const std::string& row) {
    std::string out;
    for (int month = 1; month <= 12; ++month) {
      const std::string cell = Cell(table, row, absl::StrCat("m", month));
      absl::StrAppend(&out, cell == "0" ? "." : cell, " ");
    }
    return absl::StrCat(out, Cell(table, row, "sum"));
  }
  std::string Sum(const std::string& code, const std::string& row,
                  const Options& options = {}) {
    return Cell(Table("plan-pauvrete-" + code, 2021, options), row, "sum");
  }
  void Meet(const std::string& person, const std::string& date,
            const std::string& booked, const std::string& outcome,
            const std::string& purpose = "FOLLOW_UP") {
    territory_.Add(
        person, date,
        absl::StrCat(R"("appointment": {"organisation": "CCAS", "purpose": ")",
                     purpose, R"(", "outcome": ")", outcome, "\"",
                     booked.empty()
                         ? ""
                         : absl::StrCat(R"(, "booked_on": ")", booked, "\""),
                     "}"));
  }
};

// N and N.a to N.e.
TEST_F(MonthsTest, ANewEntrantIsOneWhoWasNotThereTheMonthBefore) {
  Open("caf:first", "2021-03-15");
  Open("caf:back", "2019-01-01");
  territory_.Close("caf:back", "2020-01-01");
  Open("caf:back", "2021-03-31");
  territory_.Open("caf:subject", "2020-01-01");
  territory_.Add("caf:subject", "2021-03-02",
                 R"("obligations_changed": {"subject": true})");
  Open("caf:household", "2021-04-01", R"("origin": "JOINED_HOUSEHOLD")");
  Open("caf:elsewhere", "2021-04-30", R"("origin": "TRANSFER_IN")");
  Open("caf:old", "2020-12-31");
  Open("caf:short", "2021-05-02");  // Gone before the month's end.
  territory_.Close("caf:short", "2021-05-31");
  const auto table = Table("plan-pauvrete-a1", 2021);
  EXPECT_EQ(Row(table, "entrants"), ". . 3 2 . . . . . . . . 5");
  EXPECT_EQ(Row(table, "entrants.first"), ". . 1 . . . . . . . . . 1");
  EXPECT_EQ(Row(table, "entrants.return"), ". . 1 . . . . . . . . . 1");
  EXPECT_EQ(Row(table, "entrants.newly_subject"), ". . 1 . . . . . . . . . 1");
  EXPECT_EQ(Row(table, "entrants.household"), ". . . 1 . . . . . . . . 1");
  EXPECT_EQ(Row(table, "entrants.other_territory"),
            ". . . 1 . . . . . . . . 1");
}

// N.b: the label of the source, whose code tested the opposite. Edge case 31.
TEST_F(MonthsTest, TheEndOfASuspensionIsAnEntryOnlyForWhoWasNotOriented) {
  for (const char* person : {"caf:1", "caf:2"}) {
    Open(person, "2020-01-01");
    territory_.Add(person, "2021-01-10",
                   R"("entitlement_suspended": {"reason": "ADMINISTRATIVE"})");
    territory_.Add(person, "2021-03-10", R"("entitlement_resumed": {})");
  }
  Orient("caf:2", "2020-02-01");
  const auto table = Table("plan-pauvrete-a1", 2021);
  EXPECT_EQ(Row(table, "entrants.return"), ". . 1 . . . . . . . . . 1");
  EXPECT_EQ(Row(table, "entrants"), ". . 1 . . . . . . . . . 1");
  EXPECT_EQ(Sum("a1", "entrants", {{"suspended", "INCLUDED"}}), "0");
}

TEST_F(MonthsTest, TheMonthMayStartOnAnotherDay) {
  Open("caf:1", "2021-03-04");
  Open("caf:2", "2021-03-05");
  const auto table = Table("plan-pauvrete-a1", 2021, {{"first_day", "5"}});
  EXPECT_EQ(Row(table, "entrants"), ". 1 1 . . . . . . . . IMMATURE 2");
  const auto later =
      Table("plan-pauvrete-a1", 2021, {{"first_day", "5"}}, "2022-01-04");
  EXPECT_EQ(Row(later, "entrants"), ". 1 1 . . . . . . . . . 2");
}

// A1: less than 31 days from the day the département knew.
TEST_F(MonthsTest, OrientationIsOnTimeFromTheDayItWasKnown) {
  const struct {
    const char *oriented, *organisation, *track;
    bool on_time;
  } kRows[] = {{"2021-03-20", "FRANCE_TRAVAIL", "PROFESSIONAL", true},
               {"2021-04-19", "DEPARTEMENT", "SOCIAL", true},        // 30 days.
               {"2021-04-20", "DEPARTEMENT", "SOCIAL", false},       // 31.
               {"2021-03-19", "PLIE", "SOCIO_PROFESSIONAL", true}};  // Before.
  int number = 0, on_time = 0;
  for (const auto& row : kRows) {
    const std::string person = absl::StrCat("caf:", ++number);
    Open(person, "2021-03-01", "", "2021-03-20");
    Orient(person, row.oriented, row.organisation, row.track);
    on_time += row.on_time ? 1 : 0;
  }
  Open("caf:waiting", "2021-12-15", "", "2021-12-20");
  const auto table = Table("plan-pauvrete-a1", 2021);
  EXPECT_EQ(Cell(table, "on_time", "m3"), absl::StrCat(on_time));
  EXPECT_EQ(Cell(table, "on_time.rate", "m3"), "3/4");
  EXPECT_EQ(Cell(table, "on_time.rate", "m4"), "NOT_APPLICABLE");
  EXPECT_EQ(Cell(table, "on_time.rate", "sum"), "3/5");
  EXPECT_EQ(Cell(table, "on_time.professional", "m3"), "1");
  EXPECT_EQ(Cell(table, "on_time.socio_professional", "m3"), "1");
  EXPECT_EQ(Cell(table, "on_time.social", "m3"), "1");
  EXPECT_EQ(Cell(table, "on_time.france_travail", "m3"), "1");
  EXPECT_EQ(Cell(table, "on_time.departement", "m3"), "1");
  EXPECT_EQ(Cell(table, "on_time.other", "m3"), "1");
  EXPECT_EQ(Cell(table, "incomplete", "m12"), "1");
  EXPECT_EQ(Cell(table, "incomplete", "m3"), "0");
  EXPECT_EQ(Cell(table, "meeting.absent", "sum"), "NO_DATA");
  EXPECT_EQ(Sum("a1", "on_time", {{"orientation_days", "32"}}), "4");
}

// B1. Edge case 56: bands without a gap.
TEST_F(MonthsTest, BandsOfDelayMeetAtTheirBounds) {
  const Day known = *base::ParseDay("2021-01-05");
  int number = 0;
  for (const int delay : {-3, 0, 29, 30, 59, 60, 89, 90, 200}) {
    const std::string person = absl::StrCat("caf:", ++number);
    Open(person, "2021-01-05");
    Orient(person, base::FormatDay(known + delay));
  }
  Open("caf:waiting", "2021-01-05");
  const auto table = Table("plan-pauvrete-b1", 2021);
  const auto january = [&](const std::string& row) {
    return Cell(table, row, "m1");
  };
  EXPECT_EQ(january("entrants"), "10");
  EXPECT_EQ(january("not_oriented"), "1");
  EXPECT_EQ(january("before"), "1");
  EXPECT_EQ(january("0-29"), "2");
  EXPECT_EQ(january("30-59"), "2");
  EXPECT_EQ(january("60-89"), "2");
  EXPECT_EQ(january("90-"), "2");
  EXPECT_EQ(january("unknown"), "0");
  EXPECT_EQ(january("mean"), "557/8");
  EXPECT_EQ(january("on_time"), "4");  // Before, 0, 29 and 30 days.
  EXPECT_EQ(january("on_time.elsewhere"), "4");
}

// A2: a stock has no sum over months.
TEST_F(MonthsTest, TheStockIsThatOfTheMonthsLastDay) {
  Open("caf:1", "2020-01-01");
  Orient("caf:1", "2021-02-28", "FRANCE_TRAVAIL", "PROFESSIONAL");
  Sign("caf:1", "2021-03-31", "2021-06-29", "", "PPAE");
  Open("caf:2", "2020-01-01");
  Orient("caf:2", "2021-02-28");
  Sign("caf:2", "2021-03-31", "2021-06-30");
  territory_.Close("caf:2", "2021-09-30");
  Meet("caf:1", "2021-04-01", "", "KEPT");
  Meet("caf:1", "2021-04-30", "", "KEPT");
  Meet("caf:1", "2021-05-01", "", "NO_SHOW");
  const auto table = Table("plan-pauvrete-a2", 2021);
  EXPECT_EQ(Row(table, "subject"), "2 2 2 2 2 2 2 2 1 1 1 1 NOT_APPLICABLE");
  EXPECT_EQ(Row(table, "oriented"), ". 2 2 2 2 2 2 2 1 1 1 1 NOT_APPLICABLE");
  EXPECT_EQ(Row(table, "contract.france_travail"),
            ". . 1 1 1 . . . . . . . NOT_APPLICABLE");
  EXPECT_EQ(Row(table, "contract.elsewhere"),
            ". . 1 1 1 1 . . . . . . NOT_APPLICABLE");
  EXPECT_EQ(Cell(table, "contract.rate", "m6"), "1/2");
  EXPECT_EQ(Row(table, "appointments"), ". . . 2 . . . . . . . . 2");
}

// B4. Edge cases 72 and 104: by date; a cancelled one is no absence.
TEST_F(MonthsTest, TheFirstAppointmentIsJudgedByTheDayItWasTaken) {
  const auto entrant = [this](const std::string& person) {
    Open(person, "2021-03-01");
    Orient(person, "2021-03-10");
  };
  entrant("caf:1");
  Meet("caf:1", "2021-05-02", "2021-03-12", "KEPT");
  Meet("caf:1", "2021-04-10", "2021-03-24", "EXCUSED");  // 14 days, earlier.
  entrant("caf:2");
  Meet("caf:2", "2021-04-01", "2021-03-25", "KEPT");  // 15 days.
  entrant("caf:3");
  Meet("caf:3", "2021-03-15", "2021-03-10", "CANCELLED");
  Meet("caf:3", "2021-03-30", "2021-03-20", "KEPT");
  entrant("caf:4");
  Meet("caf:4", "2021-03-20", "", "KEPT");
  entrant("caf:5");
  Meet("caf:5", "2021-03-20", "2021-03-11", "NO_SHOW");
  entrant("caf:6");
  Meet("caf:6", "2021-03-20", "2021-03-11", "KEPT", "ORIENTATION");
  Open("caf:late", "2021-03-01");
  Orient("caf:late", "2021-06-01");
  Meet("caf:late", "2021-06-03", "2021-06-02", "KEPT");
  const auto table = Table("plan-pauvrete-b4", 2021);
  EXPECT_EQ(Cell(table, "oriented", "m3"), "6");
  EXPECT_EQ(Cell(table, "set", "m3"), "3");
  EXPECT_EQ(Cell(table, "set.social", "sum"), "3");
  EXPECT_EQ(Cell(table, "set.rate", "sum"), "1/2");
  EXPECT_EQ(Cell(table, "kept", "sum"), "1");
  EXPECT_EQ(Cell(table, "excused", "sum"), "1");
  EXPECT_EQ(Cell(table, "no_show", "sum"), "1");
  EXPECT_EQ(Cell(table, "kept.rate", "sum"), "1/3");
  EXPECT_EQ(Cell(table, "unknown", "sum"), "1");
  EXPECT_EQ(Cell(table, "mean", "sum"), "61/3");  // 31, 20 and 10 days.
  EXPECT_EQ(Sum("b4", "set", {{"purposes", "ANY"}}), "4");
}

// B5. Edge case 64: a contract counts in the month of the orientation.
TEST_F(MonthsTest, AContractCountsInTheMonthOfTheOrientation) {
  Open("caf:1", "2020-12-20");  // Entered the year before.
  Orient("caf:1", "2021-01-31");
  Sign("caf:1", "2021-03-31", "2021-12-31");  // Two months, to the day.
  Open("caf:2", "2021-01-10");
  Orient("caf:2", "2021-01-31", "PLIE", "SOCIO_PROFESSIONAL");
  Sign("caf:2", "2021-04-01", "2021-12-31");
  Open("caf:3", "2021-01-10");
  Orient("caf:3", "2021-02-01", "FRANCE_TRAVAIL", "PROFESSIONAL");
  Sign("caf:3", "2021-02-02", "2021-12-31", "", "PPAE");
  Open("caf:4", "2021-12-01");
  Orient("caf:4", "2021-12-10");
  const auto table = Table("plan-pauvrete-b5", 2021);
  EXPECT_EQ(Row(table, "oriented"), "2 . . . . . . . . . . 1 3");
  EXPECT_EQ(Row(table, "signed"), "1 . . . . . . . . . . . 1");
  EXPECT_EQ(Cell(table, "signed.social", "m1"), "1");
  EXPECT_EQ(Cell(table, "signed.rate", "m1"), "1/2");
  EXPECT_EQ(Cell(table, "mean", "m1"), "119/2");
  EXPECT_EQ(Row(table, "incomplete"), ". . . . . . . . . . . 1 1");
  EXPECT_EQ(Cell(table, "known", "m1"), "0");
  EXPECT_EQ(
      Row(Table("plan-pauvrete-b5", 2021, {{"cohort", "ENTRY"}}), "oriented"),
      "1 . . . . . . . . . . 1 2");
}

// Edge case 69: neither absolute nor in the mean.
TEST_F(MonthsTest, AContractBeforeTheOrientationIsSignedButHasNoDelay) {
  Open("caf:1", "2021-01-10");
  Sign("caf:1", "2021-01-12", "2021-12-31");
  Orient("caf:1", "2021-01-20");
  const auto table = Table("plan-pauvrete-b5", 2021);
  EXPECT_EQ(Cell(table, "signed", "m1"), "1");
  EXPECT_EQ(Cell(table, "before", "m1"), "1");
  EXPECT_EQ(Cell(table, "mean", "m1"), "NOT_APPLICABLE");
  EXPECT_EQ(Cell(table, "known.quick", "m1"), "1");
}

TEST_F(MonthsTest, ALaterDateFollowsTheLastMonthsUp) {
  Open("caf:1", "2021-12-10");
  Orient("caf:1", "2021-12-20");
  Sign("caf:1", "2022-02-01", "2022-12-31");
  EXPECT_EQ(Sum("b5", "signed"), "0");
  const auto later = Table("plan-pauvrete-b5", 2021, {}, "2022-03-31");
  EXPECT_EQ(Cell(later, "signed", "m12"), "1");
  EXPECT_EQ(later.header().as_of(), "2022-03-31");
}

}  // namespace
}  // namespace jalon::evaluation
