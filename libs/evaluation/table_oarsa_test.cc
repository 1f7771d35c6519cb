#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/table_world.h"

namespace jalon::evaluation {
namespace {

using testing::Cell;
using ::testing::HasSubstr;
using testing::ShippedRules;
using testing::SmallTerritory;

class OarsaTest : public testing::TableWorld {
 protected:
  void Open(const std::string& person, const std::string& date,
            const std::string& claim = "") {
    TableWorld::Open(
        person, date,
        claim.empty() ? "" : absl::StrCat("\"claim_date\": \"", claim, "\""));
  }
  // Of the row of the total.
  std::string Total(const std::string& table, const std::string& column,
                    const Options& options = {}) {
    return Cell(Table(table, 2018, options), "total", column);
  }
};

// D1. Edge case 21.
TEST_F(OarsaTest, ASuspendedRightIsOutOfScopeWhateverItsReason) {
  for (const char* reason :
       {"RESOURCES", "ADMINISTRATIVE", "SANCTION", "UNKNOWN"}) {
    Open(absl::StrCat("caf:", reason), "2018-01-01");
    territory_.Add(absl::StrCat("caf:", reason), "2018-12-31",
                   absl::StrCat(R"("entitlement_suspended": {"reason": ")",
                                reason, "\"}"));
  }
  Open("caf:1", "2018-01-01");
  EXPECT_EQ(Total("oarsa-t1", "sdd"), "1");
  EXPECT_EQ(Total("oarsa-t1", "sdd", {{"suspended", "INCLUDED"}}), "5");
  EXPECT_EQ(Total("oarsa-t1", "sdd", {{"suspended", "ONLY"}}), "4");
}

// D1. Edge case 19: the value on the day.
TEST_F(OarsaTest, UnknownObligationsAreOutOfScopeAndTheDaysValueHolds) {
  territory_.Open("caf:1", "2018-01-01");
  Open("caf:2", "2018-01-01");
  territory_.Add("caf:2", "2018-12-31",
                 R"("obligations_changed": {"subject": false})");
  Open("caf:3", "2018-01-01");
  territory_.Add("caf:3", "2018-11-01",
                 R"("obligations_changed": {"subject": false})");
  territory_.Add("caf:3", "2018-12-31",
                 R"("obligations_changed": {"subject": true})");
  Open("caf:4", "2018-01-01");
  territory_.Close("caf:4", "2018-12-31");
  EXPECT_EQ(Total("oarsa-t1", "sdd"), "1");
}

// D3, D4. Edge case 47: neither the contract's nor the action's body.
TEST_F(OarsaTest, TheReferentOrganisationGivesTheColumn) {
  const std::pair<const char*, const char*> kRows[] = {
      {"FRANCE_TRAVAIL", "france_travail"},
      {"MISSION_LOCALE", "mission_locale"},
      {"PLIE", "employment_house"},
      {"CAP_EMPLOI", "employment_house"},
      {"ADIE", "business_creation"},
      {"SIAE_2", "iae"},
      {"AFPA", "other_spe"},
      {"DEPARTEMENT", "departement"},
      {"CAF", "caf"},
      {"MSA", "msa"},
      {"CCAS", "ccas"},
      {"SOMEBODY", "other"}};
  std::map<std::string, int> expected;
  for (const auto& [organisation, column] : kRows) {
    const std::string person = absl::StrCat("caf:", organisation);
    Open(person, "2018-01-01");
    Orient(person, "2018-02-01", organisation);
    Sign(person, "2018-02-02", "2019-02-01");
    ++expected[column];
  }
  const v1::EvaluateTableResponse table = Table("oarsa-t1", 2018);
  for (const auto& [column, count] : expected) {
    EXPECT_EQ(Cell(table, "total", column), absl::StrCat(count)) << column;
  }
  EXPECT_EQ(Cell(table, "total", "oriented"), "12");
  EXPECT_EQ(Cell(table, "total", "elsewhere"), "11");
  EXPECT_EQ(Cell(table, "total", "not_oriented"), "0");
  EXPECT_EQ(
      Total("oarsa-t1", "other_spe", {{"unknown_organisation", "OTHER_SPE"}}),
      "2");
}

// D5, T2: valid on 31 December, its last day included.
TEST_F(OarsaTest, ACerIsValidUpToItsLastDay) {
  const std::pair<const char*, const char*> kCers[] = {
      {"2018-01-01", "2018-12-30"},
      {"2018-01-01", "2018-12-31"},
      {"2018-12-31", "2019-06-30"}};
  int person = 0;
  for (const auto& [start, last] : kCers) {
    const std::string name = absl::StrCat("caf:", ++person);
    Open(name, "2017-01-01");
    Orient(name, "2017-02-01", "CCAS");
    Sign(name, start, last);
  }
  Open("caf:ft", "2017-01-01");
  Orient("caf:ft", "2017-02-01", "FRANCE_TRAVAIL");
  Sign("caf:ft", "2018-01-01", "2018-12-31", "", "PPAE");
  EXPECT_EQ(Total("oarsa-t2", "cer"), "2");
  EXPECT_EQ(Total("oarsa-t2", "ccas"), "2");
  EXPECT_EQ(Total("oarsa-t2", "registered"), "NO_DATA");
  EXPECT_EQ(Total("oarsa-t2", "registered", {{"ft_registration", "CONTRACT"}}),
            "1");
}

// T3. Edge cases 66 and 67: calendar months, as written in the contract.
TEST_F(OarsaTest, TheDurationIsInCalendarMonthsAsWritten) {
  const struct {
    const char *start, *last_day, *column;
  } kRows[] = {{"2018-07-01", "2018-12-31", "6-12m"},
               {"2018-07-02", "2018-12-31", "0-6m"},
               {"2018-01-01", "2018-12-31", "12m-"},
               {"2018-01-06", "2018-12-31", "6-12m"}};  // 360 days.
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.start);
    territory_ = SmallTerritory();
    Open("caf:1", "2017-01-01");
    Orient("caf:1", "2017-02-01", "CAF");
    Sign("caf:1", row.start, row.last_day);
    EXPECT_EQ(Total("oarsa-t3", row.column), "1");
    EXPECT_EQ(Total("oarsa-t3", "cer"), "1");
  }
  territory_.Add("caf:1", "2019-01-01",
                 R"("contract_ended": {"contract_id": "k4"})");
  EXPECT_EQ(Total("oarsa-t3", "6-12m"), "1");
}

// D17.
TEST_F(OarsaTest, AnActionCountsOnceAContract) {
  Open("caf:1", "2017-01-01");
  Orient("caf:1", "2017-02-01", "CAF");
  Sign("caf:1", "2018-07-01", "2019-06-30", R"("HEALTH", "HEALTH", "HOUSING")");
  const v1::EvaluateTableResponse table = Table("oarsa-t4", 2018);
  EXPECT_EQ(table.columns_size(), 16);
  EXPECT_EQ(Cell(table, "total", "health"), "1");
  EXPECT_EQ(Cell(table, "total", "housing"), "1");
  EXPECT_EQ(Cell(table, "total", "training"), "0");
}

// D6, D9. Edge cases 11, 12 and 15: the last entry before 31 December.
TEST_F(OarsaTest, SeveralEntriesCountOnceFromTheLast) {
  Open("caf:1", "2018-01-10", "2018-01-02");
  Orient("caf:1", "2018-02-01", "CAF");
  territory_.Close("caf:1", "2018-05-01");
  Open("caf:1", "2018-09-10", "2018-09-01");
  Orient("caf:1", "2018-09-21", "CAF");
  Open("caf:2", "2017-01-01");  // Closed and opened on one day: no entry.
  territory_.Close("caf:2", "2018-03-01");
  Open("caf:2", "2018-03-01");
  EXPECT_EQ(Total("oarsa-t5", "entrants"), "1");
  EXPECT_EQ(Total("oarsa-t5", "oriented"), "1");
  EXPECT_EQ(Total("oarsa-t5", "entry_to_orientation"), "20");
  EXPECT_EQ(
      Total("oarsa-t5", "entry_to_orientation", {{"delay_from", "OPENING"}}),
      "11");
}

// D7. Edge case 44.
TEST_F(OarsaTest, AReorientedEntrantStaysAnEntrantButIsNotPrimo) {
  Open("caf:1", "2018-01-10", "2018-01-02");
  Orient("caf:1", "2018-02-01", "CAF");
  Orient("caf:1", "2018-08-01", "CCAS");
  EXPECT_EQ(Total("oarsa-t5", "entrants"), "1");
  EXPECT_EQ(Total("oarsa-t5", "oriented"), "0");
  EXPECT_EQ(Total("oarsa-t5", "entry_to_orientation"), "NOT_APPLICABLE");
}

// D8, D10; a renewal is no primo-CER.
TEST_F(OarsaTest, ARenewedCerIsNotPrimo) {
  for (const char* person : {"caf:1", "caf:2"}) {
    Open(person, "2018-01-10", "2018-01-02");
    Orient(person, "2018-02-01", "CAF");
    Sign(person, "2018-03-01", "2018-12-31");
  }
  Sign("caf:2", "2018-09-01", "2019-08-31");
  EXPECT_EQ(Total("oarsa-t5", "elsewhere"), "2");
  EXPECT_EQ(Total("oarsa-t5", "cer"), "1");
  EXPECT_EQ(Total("oarsa-t5", "orientation_to_cer"), "28");
}

// Edge cases 2 and 69: neither kept negative nor made positive.
TEST_F(OarsaTest, NegativeDelaysAreOutOfTheMeans) {
  Open("caf:1", "2018-02-10", "2018-02-05");
  Orient("caf:1", "2018-01-31", "CAF");
  Sign("caf:1", "2018-02-12", "2019-02-11");
  Open("caf:2", "2018-02-10", "2018-02-05");
  Orient("caf:2", "2018-03-05", "CAF");
  Sign("caf:2", "2018-02-20", "2019-02-11");  // Tacit, before.
  EXPECT_EQ(Total("oarsa-t5", "oriented"), "2");
  EXPECT_EQ(Total("oarsa-t5", "cer"), "2");
  EXPECT_EQ(Total("oarsa-t5", "entry_to_orientation"), "28");
  EXPECT_EQ(Total("oarsa-t5", "orientation_to_cer"), "12");
  const Options with = {{"negative_delays", "INCLUDED"}};
  EXPECT_EQ(Total("oarsa-t5", "entry_to_orientation", with), "23/2");
  EXPECT_EQ(Total("oarsa-t5", "orientation_to_cer", with), "-1/2");
}

// Edge cases 4, no claim, no clock, and 62, no mean of nobody.
TEST_F(OarsaTest, WithoutAClaimDateThereIsNoDelay) {
  Open("caf:1", "2018-01-10");
  Orient("caf:1", "2018-02-01", "CAF");
  EXPECT_EQ(Total("oarsa-t5", "oriented"), "1");
  EXPECT_EQ(Total("oarsa-t5", "entry_to_orientation"), "NOT_APPLICABLE");
}

// D11. Edge case 42.
TEST_F(OarsaTest, OnlyAChangeBetweenSpeAndTheRestIsAReorientation) {
  const auto moves = [this](const std::string& person,
                            const std::vector<std::string>& organisations) {
    Open(person, "2017-01-01");
    int month = 0;
    for (const std::string& organisation : organisations) {
      Orient(person, absl::StrFormat("2018-%02d-01", ++month), organisation);
    }
  };
  moves("caf:1", {"PLIE", "FRANCE_TRAVAIL"});
  moves("caf:2", {"CAF", "CCAS"});
  moves("caf:3", {"PLIE", "CCAS"});
  moves("caf:4", {"CCAS", "FRANCE_TRAVAIL"});
  moves("caf:5", {"PLIE", "CAF", "PLIE"});  // Counts once, as the last.
  moves("caf:6", {"PLIE"});
  territory_.Add("caf:6", "2018-03-01", R"("orientation_ended": {})");
  Orient("caf:6", "2018-05-01", "CAF");
  moves("caf:7", {"CCAS", "FRANCE_TRAVAIL"});  // Nobody in charge in the end.
  territory_.Add("caf:7", "2018-12-31", R"("orientation_ended": {})");
  EXPECT_EQ(Total("oarsa-t6", "any"), "4");
  EXPECT_EQ(Total("oarsa-t6", "to_other"), "2");
  EXPECT_EQ(Total("oarsa-t6", "to_spe"), "2");
}

// D12. Edge case 34.
TEST_F(OarsaTest, SeniorityOfSixMonthsIsInTheSecondBand) {
  Open("caf:1", "2018-06-30", "2018-06-01");
  Open("caf:2", "2018-07-01", "2018-06-30");
  Open("caf:3", "2017-12-31");
  Open("caf:4", "2013-12-31");
  const v1::EvaluateTableResponse table = Table("oarsa-t1", 2018);
  EXPECT_EQ(Cell(table, "seniority.6-12m", "sdd"), "1");
  EXPECT_EQ(Cell(table, "seniority.0-6m", "sdd"), "1");
  EXPECT_EQ(Cell(table, "seniority.1-2y", "sdd"), "1");
  EXPECT_EQ(Cell(table, "seniority.5y-", "sdd"), "1");
  EXPECT_EQ(Cell(Table("oarsa-t1", 2018, {{"seniority_from", "CLAIM"}}),
                 "seniority.6-12m", "sdd"),
            "2");
}

// D13-D16. Edge case 26.
TEST_F(OarsaTest, BandsAreThoseOf31December) {
  Open("caf:1", "2018-01-01");
  territory_.State("caf:1", "2018-01-01",
                   R"("birth_date": "1993-12-31", "sex": "F", "education":
                      "V bis", "family_situation": "ALONE_WITH_CHILD")");
  Open("caf:2", "2018-01-01");
  territory_.State("caf:2", "2018-01-01",
                   R"("birth_date": "1994-01-01", "sex": "M",
                      "education": "II", "family_situation": "COUPLE")");
  Open("caf:3", "2018-01-01");
  const v1::EvaluateTableResponse table = Table("oarsa-t1", 2018);
  for (const char* row :
       {"age.25-29", "age.-25", "age.unknown", "sex.f", "sex.m", "sex.unknown",
        "education.vi", "education.iii", "education.unknown",
        "family.alone_with_child", "family.couple", "family.unknown"}) {
    EXPECT_EQ(Cell(table, row, "sdd"), "1") << row;
  }
}

// Edge case 171: no reply is not 0.
TEST_F(OarsaTest, ATerritoryWithoutDataHasNoZero) {
  const v1::EvaluateTableResponse table = Table("oarsa-t1", 2018);
  EXPECT_EQ(table.header().status(), v1::NO_DATA);
  EXPECT_EQ(Cell(table, "total", "sdd"), "NO_DATA");
  EXPECT_EQ(Cell(table, "age.60-", "ccas"), "NO_DATA");
}

TEST_F(OarsaTest, EveryOptionIsShownWithItsValue) {
  Open("caf:1", "2018-01-01");
  const auto table = Table("oarsa-t5", 2018, {{"delay_from", "OPENING"}});
  std::map<std::string, std::string> shown;
  for (const v1::TableOption& option : table.options()) {
    shown[option.name()] = option.value();
    EXPECT_FALSE(option.meaning().empty()) << option.name();
  }
  EXPECT_EQ(shown, (std::map<std::string, std::string>{
                       {"contract_kinds", "CER+ENGAGEMENT"},
                       {"delay_from", "OPENING"},
                       {"negative_delays", "EXCLUDED"},
                       {"seniority_from", "OPENING"},
                       {"suspended", "EXCLUDED"},
                       {"unknown_organisation", "OTHER"}}));
  EXPECT_EQ(table.header().definition(), "oarsa-t5");
  EXPECT_EQ(table.header().as_of(), "2018-12-31");
  EXPECT_GE(table.notes_size(), 3);
}

TEST_F(OarsaTest, WhatIsWrongIsNamedWithItsRemedy) {
  v1::EvaluateTableRequest good;
  good.set_table("oarsa-t1");
  good.set_year(2018);
  const auto ask = [&](const auto& change) {
    v1::EvaluateTableRequest request = good;
    change(&request);
    const Context context = territory_.At("2018-12-31", &ShippedRules());
    auto whole = CompleteTableRequest(request);
    const absl::Status status =
        whole.ok() ? EvaluateTable(context, *whole).status() : whole.status();
    EXPECT_EQ(status.ok() || absl::IsInvalidArgument(status), true);
    return std::string(status.message());
  };
  EXPECT_EQ(ask([](auto*) {}), "");
  EXPECT_THAT(ask([](auto* r) { r->set_table("t9"); }),
              HasSubstr("table: 't9' is none of oarsa-t1, oarsa-t2"));
  EXPECT_THAT(ask([](auto* r) { r->set_year(18); }), HasSubstr("year: give"));
  EXPECT_THAT(
      ask([](auto* r) { r->mutable_at()->set_as_of("2018-06-30"); }),
      HasSubstr("at.as_of: that of oarsa-t1 is 2018-12-31; leave it out"));
  EXPECT_THAT(ask([](auto* r) { r->mutable_at()->set_as_of("2018"); }),
              HasSubstr("at.as_of: write a date"));
  EXPECT_THAT(ask([](auto* r) { (*r->mutable_options())["month"] = "3"; }),
              HasSubstr("'month' is no option of oarsa-t1; it has suspended"));
  EXPECT_THAT(ask([](auto* r) { (*r->mutable_options())["suspended"] = "NO"; }),
              HasSubstr("options.suspended: give one of EXCLUDED"));
}

// D2. Edge case 162: known at the end of the year unless asked otherwise.
TEST_F(OarsaTest, TheDefaultDatesAreThoseOfTheUnconsolidatedRight) {
  v1::EvaluateTableRequest request;
  request.set_table("oarsa-t1");
  request.set_year(2018);
  const v1::EvaluateTableRequest whole = CompleteTableRequest(request).value();
  EXPECT_EQ(whole.at().as_of(), "2018-12-31");
  EXPECT_EQ(whole.at().known_at(), "2018-12-31");
  request.mutable_at()->set_known_at_position(7);
  EXPECT_EQ(CompleteTableRequest(request)->at().known_at_position(), 7u);
  request.mutable_at()->set_known_at("2019-10-01");
  EXPECT_EQ(CompleteTableRequest(request)->at().known_at(), "2019-10-01");
}

}  // namespace
}  // namespace jalon::evaluation
