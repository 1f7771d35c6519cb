// Breaks, returns and exits.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/edge_world.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class EdgeBreak : public testing::EdgeWorld {
 protected:
  void Entrant(const std::string& person,
               const std::string& opened = "2024-01-01") {
    Open(person, opened);
    Orient(person, opened, "SOCIO_PROFESSIONAL", "A");
  }
  Lines StaysOf(const std::string& person, const std::string& as_of) {
    return DelayOf(person, Definition::OPENING, Stop::SPELL_END, as_of);
  }
};

// Edge case 107.
TEST_F(EdgeBreak, AGapOfTheToleranceIsNoneAndADayMoreIsOne) {
  for (const std::string next : {"2024-03-15", "2024-03-16"}) {
    const std::string person = "caf:" + next;
    Entrant(person);
    Enrol(person, "2024-02-01", person + "one");
    Leave(person, "2024-03-01", person + "one");
    Enrol(person, next, person + "two");
  }
  v1::EvaluateBreaksRequest request = BreaksRequest({"NO_ACTION"});
  (*request.mutable_tolerances())["NO_ACTION"] = 14;

  EXPECT_THAT(
      BreaksFound(request, "2024-12-31"),
      ElementsAre("caf:2024-03-16 NO_ACTION 2024-03-01..2024-03-16 15"));
}

// Edge case 111.
TEST_F(EdgeBreak, TwoWeeksOfWorkThenBackAreABrokenJobAndAReturn) {
  Entrant("caf:1");
  CloseFor("caf:1", "2024-03-01", "EMPLOYMENT");
  Add("caf:1", "2024-03-01",
      R"("exit_to_employment": {"contract_type": "CDD",
                                "expected_last_day": "2024-03-14"})");
  Open("caf:1", "2024-03-20");
  const auto request =
      BreaksRequest({"RETURN", "EMPLOYMENT_BROKEN", "SILENT_EXIT"});

  EXPECT_THAT(BreaksFound(request, "2024-04-01"),
              ElementsAre("caf:1 EMPLOYMENT_BROKEN 2024-03-15..2024-03-15 0",
                          "caf:1 RETURN 2024-03-20..2024-03-20 0"));
  EXPECT_EQ(Breaks(request, "2024-04-01").persons(), 1u);
}

// Edge case 112.
TEST_F(EdgeBreak, AJobWhileTheRightStaysOpenIsNoEndOfIt) {
  Entrant("caf:1");
  Add("caf:1", "2024-03-01", R"("exit_to_employment": {})");

  EXPECT_THAT(
      DelayOf("caf:1", Definition::OPENING, Stop::EMPLOYMENT, "2024-04-10"),
      ElementsAre("REACHED 60"));
  EXPECT_THAT(StaysOf("caf:1", "2024-04-10"), ElementsAre("WAITING 100"));
}

// Edge case 114.
TEST_F(EdgeBreak, HouseholdsMergedIsNoExitOfThePerson) {
  Entrant("caf:1");
  CloseFor("caf:1", "2024-05-01", "HOUSEHOLD_MERGED");
  OpenWith("caf:1", "2024-05-01", R"("origin": "JOINED_HOUSEHOLD")");

  EXPECT_THAT(StaysOf("caf:1", "2024-12-31"), ElementsAre("WAITING 365"));
  EXPECT_NE(PathwayOf("caf:1", "2024-12-31")
                .OrientationOn(*base::ParseDay("2024-12-31")),
            nullptr);
}

// Edge case 116.
TEST_F(EdgeBreak, DeathEndsWhatIsOpenAndIsNeverAnAbandonment) {
  Entrant("caf:1");
  Assign("caf:1", "2024-01-01", "A");
  Enrol("caf:1", "2024-02-01", "one");
  CloseFor("caf:1", "2024-06-01", "DEATH");
  Leave("caf:1", "2024-06-10", "one", "ABANDONED");
  Open("caf:1", "2024-07-01");

  const pathway::Pathway pathway = PathwayOf("caf:1", "2024-12-31");
  EXPECT_THAT(Intervals(pathway.spells), ElementsAre("2024-01-01..2024-06-01"));
  EXPECT_THAT(Intervals(pathway.referents),
              ElementsAre("2024-01-01..2024-06-01"));
  EXPECT_THAT(Intervals(pathway.enrolments),
              ElementsAre("2024-02-01..2024-06-01"));
  EXPECT_THAT(Flags(pathway), ElementsAre("AFTER_DEATH", "AFTER_DEATH"));
  EXPECT_THAT(
      DelayOf("caf:1", Definition::OPENING, Stop::CONTRACT, "2024-12-31"),
      ElementsAre("EXITED_FIRST 152"));
  EXPECT_THAT(
      BreaksFound({"ACTION_ABANDONED", "SILENT_EXIT", "RETURN"}, "2024-12-31"),
      IsEmpty());
}

// Edge case 117.
TEST_F(EdgeBreak, RetirementIsACompetingExit) {
  Entrant("caf:1");
  CloseFor("caf:1", "2024-03-01", "RETIREMENT");

  const auto figure =
      Delay(Definition::OPENING, Stop::CONTRACT, "2024-12-31").figure();
  EXPECT_EQ(figure.classes().at("EXITED_FIRST"), 1u);
  EXPECT_EQ(figure.cif(0).competing(), 1u);
  EXPECT_EQ(figure.cif(0).censored(), 0u);
  EXPECT_THAT(BreaksFound({"SILENT_EXIT"}, "2024-12-31"), IsEmpty());
}

// Edge case 119.
TEST_F(EdgeBreak, ALateEventFillsTheHoleFromWhenItIsKnown) {
  Entrant("caf:1");
  Meet("caf:1", "2024-01-10");
  Meet("caf:1", "2024-10-10");
  const uint64_t published = Now();
  Add("caf:1", "2024-05-20",
      R"("appointment": {"purpose": "FOLLOW_UP", "outcome": "KEPT"})",
      "2024-11-05");
  const auto request = BreaksRequest({"SILENCE"});

  EXPECT_THAT(BreaksFound(request, "2024-12-31", published),
              ElementsAre("caf:1 SILENCE 2024-01-10..2024-10-10 274"));
  EXPECT_THAT(BreaksFound(request, "2024-12-31"), IsEmpty());
  EXPECT_THAT(WhyMoved("by_type.SILENCE", request, "2024-12-31", published),
              ElementsAre(Pair("LATE_EVENTS", "-1")));
}

// Edge case 121.
TEST_F(EdgeBreak, TwoAtOnceCountEachAndTheirDaysAndPersonOnce) {
  Entrant("caf:1");
  Assign("caf:1", "2024-01-01", "A");
  Sign("caf:1", "2024-01-01", "2024-04-30");
  Release("caf:1", "2024-05-11");
  Assign("caf:1", "2024-07-10", "A");         // 60 days.
  Sign("caf:1", "2024-06-30", "2024-12-31");  // 60 days from 1 May.

  const auto figure =
      Breaks(BreaksRequest({"NO_REFERENT", "CONTRACT_LAPSED"}), "2024-12-31");

  EXPECT_THAT(figure.by_type(),
              ::testing::IsSupersetOf({Pair("NO_REFERENT", uint64_t{1}),
                                       Pair("CONTRACT_LAPSED", uint64_t{1})}));
  EXPECT_EQ(figure.persons(), 1u);
  EXPECT_EQ(figure.days_in_break(), 70u);  // 1 May to 9 July.
}

// Edge case 126.
TEST_F(EdgeBreak, NobodyInChargeBetweenTwoOrganisationsIsABreak) {
  Entrant("caf:1");
  Assign("caf:1", "2024-01-01", "A");
  Add("caf:1", "2024-05-01", R"("orientation_ended": {})");
  Release("caf:1", "2024-05-01");
  Orient("caf:1", "2024-06-01", "SOCIAL", "B");
  Assign("caf:1", "2024-06-01", "B");

  EXPECT_THAT(BreaksFound({"NO_REFERENT"}, "2024-12-31"),
              ElementsAre("caf:1 NO_REFERENT 2024-05-01..2024-06-01 31"));
  const auto figure = Breaks(BreaksRequest({"NO_REFERENT"}), "2024-12-31");
  ASSERT_EQ(figure.hand_over_size(), 1);
  EXPECT_EQ(figure.hand_over(0).before(), "A");
  EXPECT_EQ(figure.hand_over(0).after(), "B");
}

// Edge case 127.
TEST_F(EdgeBreak, GoneBeforeTheDueDayIsNeitherReachedNorLate) {
  Open("caf:1", "2024-01-01");
  Close("caf:1", "2024-01-21");

  EXPECT_THAT(
      DelayOf("caf:1", Definition::RECEIVED, Stop::ORIENTED, "2024-12-31"),
      ElementsAre("EXITED_FIRST 20 EXITED"));
  const auto figure =
      Delay(Definition::RECEIVED, Stop::ORIENTED, "2024-12-31").figure();
  EXPECT_FALSE(figure.has_mean_reached());
  EXPECT_FALSE(figure.legal().has_rate());
  EXPECT_THAT(BreaksFound({"NOT_ORIENTED"}, "2024-12-31"), IsEmpty());
}

}  // namespace
}  // namespace jalon::evaluation
