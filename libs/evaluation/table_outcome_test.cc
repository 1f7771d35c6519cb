// What became of participants (FSE) and of leavers (IAE).

#include <string>

#include "absl/strings/str_format.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/table_world.h"

namespace jalon::evaluation {
namespace {

using testing::Cell;
using ::testing::HasSubstr;

constexpr char kPact[] = R"({"pact": "id: 'p' territory: '34' label: 'P'
  first_day: '2017-01-01' last_day: '2020-12-31' source: 's'
  versions { valid_from: '2017-01-01'
    axes { id: '1' label: 'Un' }
    actions { id: 'FUNDED' label: 'A' axes: '1' funding: 'FSE' }
    actions { id: 'OTHER' label: 'B' axes: '1' funding: 'REGION' } }",
  "valid_from": "2017-01-01"})";

class OutcomeTest : public testing::TableWorld {
 protected:
  void AdoptPact() {
    std::string text = absl::StrCat("\"pact_adopted\": ", kPact);
    for (char& c : text) c = c == '\n' ? ' ' : c;
    territory_.Add("", "2017-01-01", text);
  }
  void Enrol(const std::string& person, const std::string& date,
             const std::string& end = "",
             const std::string& outcome = "COMPLETED",
             const std::string& action = "FUNDED") {
    const std::string id = absl::StrCat("n", ++enrolments_);
    territory_.Add(person, date,
                   absl::StrCat(R"("action_enrolled": {"enrolment_id": ")", id,
                                R"(", "action": ")", action, "\"}"));
    if (end.empty()) return;
    territory_.Add(person, end,
                   absl::StrCat(R"("action_ended": {"enrolment_id": ")", id,
                                R"(", "outcome": ")", outcome, "\"}"));
  }
  void Job(const std::string& person, const std::string& date,
           const std::string& type = "CDI", const std::string& last = "") {
    territory_.Add(
        person, date,
        absl::StrCat(R"("exit_to_employment": {"contract_type": ")", type, "\"",
                     last.empty() ? ""
                                  : absl::StrCat(R"(, "expected_last_day": ")",
                                                 last, "\""),
                     "}"));
  }
  void Attest(const std::string& person, const std::string& date, bool yes) {
    territory_.Add(person, date,
                   absl::StrCat(R"("employment_attested": {"in_employment": )",
                                yes ? "true}" : "false}"));
  }
  std::string Fse(const std::string& row, const Options& options = {},
                  const std::string& as_of = "2019-12-31") {
    return Cell(Table("fse", 2018, options, as_of), row, "total");
  }
  std::string Iae(const std::string& row, const Options& options = {}) {
    return Cell(Table("iae", 2018, options, "2019-12-31"), row, "total");
  }
  int enrolments_ = 0;
};

TEST_F(OutcomeTest, OnlyActionsThatTheFundPaysMakeParticipations) {
  AdoptPact();
  Enrol("caf:1", "2018-02-01");
  Enrol("caf:1", "2018-05-01");
  Enrol("caf:2", "2018-02-01", "", "", "OTHER");
  Enrol("caf:3", "2017-12-31");
  EXPECT_EQ(Fse("entries"), "2");
  EXPECT_EQ(Fse("persons"), "1");
  EXPECT_EQ(Fse("entries", {{"funding", "REGION"}}), "1");
}

TEST_F(OutcomeTest, EntryCharacteristicsAreThoseOfTheFirstDay) {
  AdoptPact();
  territory_.State("caf:1", "2017-01-01",
                   R"("birth_date": "1993-02-02", "sex": "F",
                      "education": "IV")");
  Enrol("caf:1", "2018-02-01");  // 24 years old.
  territory_.State("caf:2", "2017-01-01",
                   R"("birth_date": "1963-02-01", "sex": "M",
                      "education": "VI")");
  Enrol("caf:2", "2018-02-01");  // 55 that day.
  Job("caf:2", "2018-01-10");
  Enrol("caf:3", "2018-02-01");
  Attest("caf:3", "2018-01-20", false);
  Enrol("caf:4", "2018-02-01");  // A job that starts with the action.
  Job("caf:4", "2018-02-01", "IAE");
  const auto table = Table("fse", 2018);
  EXPECT_EQ(Cell(table, "co06", "f"), "1");
  EXPECT_EQ(Cell(table, "co07", "m"), "1");
  EXPECT_EQ(Cell(table, "age.unknown", "unknown"), "2");
  EXPECT_EQ(Cell(table, "co10", "f"), "1");
  EXPECT_EQ(Cell(table, "co09", "m"), "1");
  EXPECT_EQ(Cell(table, "education.unknown", "total"), "2");
  EXPECT_EQ(Cell(table, "co05", "total"), "1");
  EXPECT_EQ(Cell(table, "co05.unknown", "total"), "2");
  EXPECT_EQ(Cell(table, "co05.no", "total"), "1");
  EXPECT_EQ(Cell(table, "co05.unknown", "f"), "1");
  for (const char* row : {"co01", "co08", "co16", "co19", "cr03", "cr07"}) {
    EXPECT_EQ(Cell(table, row, "total"), "NO_DATA") << row;
  }
}

TEST_F(OutcomeTest, AnImmediateResultIsObservedWithinFourWeeks) {
  AdoptPact();
  for (int i = 1; i <= 7; ++i) {
    Enrol(absl::StrCat("caf:", i), "2018-02-01", "2018-06-01",
          i == 7 ? "EMPLOYMENT" : "COMPLETED");
  }
  Job("caf:1", "2018-06-29");  // 28 days after.
  Job("caf:2", "2018-06-30");  // 29.
  Attest("caf:3", "2018-06-01", false);
  Attest("caf:4", "2018-07-15", false);  // Too late to say anything.
  Attest("caf:5", "2018-06-10", false);
  Attest("caf:5", "2018-06-20", true);
  EXPECT_EQ(Fse("exits"), "7");
  EXPECT_EQ(Fse("cr04"), "3");
  EXPECT_EQ(Fse("cr04.no"), "1");
  EXPECT_EQ(Fse("cr04.unknown"), "3");
  EXPECT_EQ(Fse("cr04.immature"), "0");
}

TEST_F(OutcomeTest, MissingIsNeverNegativeAndWaitsForItsSixMonths) {
  AdoptPact();
  for (int i = 1; i <= 3; ++i) {
    Enrol(absl::StrCat("caf:", i), "2018-02-01", "2018-08-31");
  }
  territory_.State("caf:1", "2017-01-01", R"("birth_date": "1960-01-01")");
  Job("caf:1", "2018-09-10");
  Attest("caf:2", "2019-02-01", false);
  EXPECT_EQ(Fse("cr06.immature", {}, "2019-02-27"), "3");
  EXPECT_EQ(Fse("cr06", {}, "2019-02-28"), "1");  // Month's end.
  EXPECT_EQ(Fse("cr06.no"), "1");
  EXPECT_EQ(Fse("cr06.unknown"), "1");
  EXPECT_EQ(Fse("cr08"), "1");
}

TEST_F(OutcomeTest, TrainingIsAResultAndAShortOperationMayBeLeftOut) {
  AdoptPact();
  Open("caf:1", "2018-01-01");
  Enrol("caf:1", "2018-02-01", "2018-02-02");
  territory_.Add("caf:1", "2018-02-20",
                 R"("absence_justified": {"reason": "TRAINING"})");
  EXPECT_EQ(Fse("cr02"), "1");
  EXPECT_EQ(Fse("entries", {{"min_days", "2"}}), "0");
}

TEST_F(OutcomeTest, WithoutAPactNothingIsKnownToBePaid) {
  Enrol("caf:1", "2005-02-01");
  const auto table = Table("fse", 2005);
  EXPECT_EQ(Cell(table, "entries", "total"), "NO_DATA");
  v1::EvaluateTableRequest request;
  request.set_table("fse");
  request.set_year(2018);
  (*request.mutable_options())["pact"] = "nowhere";
  EXPECT_THAT(
      EvaluateTable(territory_.At("2018-12-31", &testing::ShippedRules()),
                    request)
          .status()
          .message(),
      HasSubstr("options.pact: no pact \"nowhere\""));
}

TEST_F(OutcomeTest, LeaversAreClassedByTheJobThatFollows) {
  const struct {
    const char *type, *last, *row;
  } kRows[] = {{"CDI", "", "durable.cdi"},
               {"CDD", "2019-01-15", "durable.long"},
               {"TEMP", "2018-12-31", "transition.short"},
               {"SELF_EMPLOYED", "", "durable.business"},
               {"PUBLIC_SERVICE", "", "durable.public"},
               {"SUBSIDISED", "", "transition.subsidised"},
               {"CDD", "", "unknown_length"}};
  int number = 0;
  for (const auto& row : kRows) {
    const std::string person = absl::StrCat("caf:", ++number);
    Job(person, "2018-01-01", "IAE", "2018-06-30");
    Job(person, "2018-07-15", row.type, row.last);
  }
  const auto table = Table("iae", 2018);
  for (const auto& row : kRows) {
    EXPECT_EQ(Cell(table, row.row, "total"), "1") << row.row;
  }
  EXPECT_EQ(Cell(table, "exits", "total"), "7");
  EXPECT_EQ(Cell(table, "durable", "total"), "4");
  EXPECT_EQ(Cell(table, "dynamic", "total"), "7");
  EXPECT_EQ(Cell(table, "dynamic.rate", "total"), "1");
}

// The source assigns "more than" and "less than" six months only.
TEST_F(OutcomeTest, ExactlySixMonthsIsAnOption) {
  Job("caf:1", "2018-01-01", "IAE", "2018-06-30");
  Job("caf:1", "2018-07-02", "CDD", "2019-01-01");
  EXPECT_EQ(Iae("transition.short"), "1");
  EXPECT_EQ(Iae("durable.long", {{"six_months", "DURABLE"}}), "1");
  EXPECT_EQ(Iae("transition.short", {{"six_months", "DURABLE"}}), "0");
}

TEST_F(OutcomeTest, WhatIsNotSeenIsNotWithoutAJob) {
  for (const char* person : {"caf:1", "caf:2", "caf:3", "caf:4"}) {
    Job(person, "2018-01-01", "IAE", "2018-06-30");
  }
  Attest("caf:1", "2018-07-05", false);
  Attest("caf:2", "2018-07-05", true);
  territory_.Open("caf:4", "2018-01-01");
  territory_.Add("caf:4", "2018-07-10",
                 R"("entitlement_closed": {"reason": "DEATH"})");
  EXPECT_EQ(Iae("other"), "1");
  EXPECT_EQ(Iae("unknown_length"), "1");
  EXPECT_EQ(Iae("unknown"), "1");
  EXPECT_EQ(Iae("neutral"), "1");
  EXPECT_EQ(Iae("exits"), "3");
  EXPECT_EQ(Iae("dynamic.rate"), "1/3");
  EXPECT_EQ(Iae("dynamic.rate_known"), "1/2");
}

TEST_F(OutcomeTest, AnotherInsertionJobIsTheSameStayUnlessAskedOtherwise) {
  Job("caf:1", "2018-01-01", "IAE", "2018-06-30");
  Job("caf:1", "2018-07-10", "IAE", "2019-06-30");
  EXPECT_EQ(Iae("exits"), "0");
  const Options other = {{"iae_after_iae", "OTHER_EMPLOYER"}};
  EXPECT_EQ(Iae("exits", other), "1");
  EXPECT_EQ(Iae("positive.siae", other), "1");
}

TEST_F(OutcomeTest, AStayThatFollowsOnTheDayIsTheSameHoweverShortTheDelay) {
  Job("caf:1", "2018-01-01", "IAE", "2018-06-30");
  Job("caf:1", "2018-07-01", "IAE", "2019-06-30");
  EXPECT_EQ(Iae("exits", {{"within_days", "0"}}), "0");
}

TEST_F(OutcomeTest, AJobOfNoDayIsNoSituation) {
  Job("caf:1", "2018-01-01", "IAE", "2018-06-30");
  Job("caf:1", "2018-07-05", "CDI");
  Attest("caf:1", "2018-07-05", false);
  EXPECT_EQ(Iae("exits"), "1");
  EXPECT_EQ(Iae("other"), "1");
}

TEST_F(OutcomeTest, OfTwoAttestationsOfTheFirstDayTheLastHolds) {
  AdoptPact();
  Enrol("caf:1", "2018-02-01");
  Attest("caf:1", "2018-02-01", true);
  Attest("caf:1", "2018-02-01", false);
  EXPECT_EQ(Fse("co05"), "0");
  EXPECT_EQ(Fse("co05.no"), "1");
}

}  // namespace
}  // namespace jalon::evaluation
