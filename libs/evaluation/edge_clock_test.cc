// Where a delay starts, and whose it is.

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/edge_world.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EdgeClock : public testing::EdgeWorld {};

// Edge case 1.
TEST_F(EdgeClock, TheClaimCountsFromItsDayAndNotFromItsMonth) {
  OpenWith("caf:1", "2024-03-18", R"("claim_date": "2024-03-17")");
  Orient("caf:1", "2024-03-20");

  EXPECT_THAT(DelayOf("caf:1", Definition::CLAIM, Stop::ORIENTED, "2024-12-31"),
              ElementsAre("REACHED 3"));
}

// Edge case 2.
TEST_F(EdgeClock, OrientationBeforeTheRightOpensIsReachedBeforeItAndOnTime) {
  Orient("caf:1", "2024-02-05");
  Open("caf:1", "2024-02-10");

  EXPECT_THAT(
      DelayOf("caf:1", Definition::RECEIVED, Stop::ORIENTED, "2024-12-31"),
      ElementsAre("BEFORE_START -5 ON_TIME"));
  const auto figure =
      Delay(Definition::RECEIVED, Stop::ORIENTED, "2024-12-31").figure();
  EXPECT_FALSE(figure.has_mean_reached());
  EXPECT_EQ(figure.legal().rate().fraction(), "1");
}

// Edge case 4.
TEST_F(EdgeClock, WithoutAClockAnOrientationIsCountedAndHasNoDelay) {
  Orient("caf:noright", "2024-02-05");
  Open("caf:noclaim", "2024-02-01");
  Orient("caf:noclaim", "2024-02-05");

  const auto response = Delay(Definition::CLAIM, Stop::ORIENTED, "2024-12-31");

  EXPECT_EQ(response.no_spell_count(), 1u);
  EXPECT_EQ(response.figure().classes().at("UNKNOWN_START"), 1u);
  EXPECT_EQ(response.figure().units(), 0u);
  EXPECT_FALSE(response.figure().has_mean_reached());
}

// Edge case 9.
TEST_F(EdgeClock, ATransferStartsTheLegalClockOnArrivalAndKeepsItsClaim) {
  OpenWith("caf:1", "2025-05-02",
           R"("claim_date": "2023-05-02", "origin": "TRANSFER_IN")",
           "2025-05-05");
  Orient("caf:1", "2025-06-01");

  EXPECT_THAT(
      DelayOf("caf:1", Definition::RECEIVED, Stop::ORIENTED, "2025-12-31"),
      ElementsAre("REACHED 27 ON_TIME"));
  EXPECT_THAT(DelayOf("caf:1", Definition::CLAIM, Stop::ORIENTED, "2025-12-31"),
              ElementsAre("REACHED 761"));
}

// Edge case 11.
TEST_F(EdgeClock, ARightOpenedAgainIsANewEntryNotYetOriented) {
  Open("caf:1", "2024-01-01");
  Orient("caf:1", "2024-01-11");
  Close("caf:1", "2024-03-01");
  Open("caf:1", "2024-04-01");

  EXPECT_EQ(PathwayOf("caf:1", "2024-04-15")
                .OrientationOn(*base::ParseDay("2024-04-15")),
            nullptr);
  EXPECT_THAT(
      DelayOf("caf:1", Definition::OPENING, Stop::ORIENTED, "2024-04-15"),
      ElementsAre("REACHED 10", "WAITING 14"));
  Orient("caf:1", "2024-04-21");
  EXPECT_THAT(
      DelayOf("caf:1", Definition::OPENING, Stop::ORIENTED, "2024-12-31"),
      ElementsAre("REACHED 10", "REACHED 20"));
}

// Edge case 14.
TEST_F(EdgeClock, ASuspensionOfAYearOrMoreIsNoNewEntry) {
  for (const char* resumed : {"2024-02-01", "2024-02-02"}) {
    const std::string person = absl::StrCat("caf:", resumed);
    Open(person, "2023-01-01");
    Add(person, "2023-02-01",
        R"("entitlement_suspended": {"reason": "RESOURCES"})");
    Add(person, resumed, R"("entitlement_resumed": {})");
    const pathway::Pathway pathway = PathwayOf(person, "2024-12-31");

    EXPECT_THAT(Intervals(pathway.spells), ElementsAre("2023-01-01.."));
    EXPECT_THAT(Intervals(pathway.suspensions),
                ElementsAre(absl::StrCat("2023-02-01..", resumed)));
  }
}

// Edge cases 15 and 106.
TEST_F(EdgeClock, ClosedAndOpenedOnOneDayIsOneSpellWithoutABreak) {
  Open("caf:1", "2024-01-01");
  CloseFor("caf:1", "2024-05-01", "UNKNOWN");
  Open("caf:1", "2024-05-01");

  EXPECT_THAT(Intervals(PathwayOf("caf:1", "2024-12-31").spells),
              ElementsAre("2024-01-01.."));
  EXPECT_THAT(BreaksFound({"RETURN", "SILENT_EXIT"}, "2024-12-31"), IsEmpty());
}

// Edge case 16.
TEST_F(EdgeClock, AHoleUpToTheParameterIsBridgedAndFlagged) {
  Open("caf:1", "2024-01-01");
  Close("caf:1", "2024-03-01");
  Open("caf:1", "2024-03-31");  // 30 days.

  EXPECT_EQ(PathwayOf("caf:1", "2024-12-31", 0, 29).spells.size(), 2u);
  const pathway::Pathway bridged = PathwayOf("caf:1", "2024-12-31", 0, 30);
  EXPECT_THAT(Intervals(bridged.spells), ElementsAre("2024-01-01.."));
  EXPECT_THAT(Flags(bridged), ElementsAre("SPELL_GAP_BRIDGED"));
}

// Edge case 17.
TEST_F(EdgeClock, AClosingToldLaterIsReadOnlyFromWhenItIsKnown) {
  Open("caf:1", "2023-06-01");
  const uint64_t february = Now();
  Add("caf:1", "2024-01-15", R"("entitlement_closed": {"reason": "OTHER"})",
      "2024-03-10");

  EXPECT_THAT(Intervals(PathwayOf("caf:1", "2024-02-28", february).spells),
              ElementsAre("2023-06-01.."));
  EXPECT_THAT(Intervals(PathwayOf("caf:1", "2024-02-28").spells),
              ElementsAre("2023-06-01..2024-01-15"));
}

// Edge case 19.
TEST_F(EdgeClock, TheObligationClockIsThatOfTheFirstEntryOfTheSpell) {
  OpenWith("caf:1", "2024-01-05", R"("subject_to_obligations": false)");
  for (const auto& [day, subject] :
       {std::pair("2024-02-01", "true"), std::pair("2024-03-01", "false"),
        std::pair("2024-04-01", "true")}) {
    Add("caf:1", day,
        absl::StrCat(R"("obligations_changed": {"subject": )", subject, "}"));
  }
  Orient("caf:1", "2024-04-11");

  EXPECT_THAT(
      DelayOf("caf:1", Definition::OBLIGATION, Stop::ORIENTED, "2024-12-31"),
      ElementsAre("REACHED 70"));
}

// Edge case 24.
TEST_F(EdgeClock, WhoSplitsGoesOnAndTheClaimClockTakesTheNewClaim) {
  OpenWith("caf:1", "2024-01-05",
           R"("claim_date": "2024-01-02", "household": "H1")");
  Orient("caf:1", "2024-01-20");
  CloseFor("caf:1", "2024-07-01", "HOUSEHOLD_MERGED");
  OpenWith("caf:1", "2024-07-01",
           R"("claim_date": "2024-06-25", "household": "H2")");

  const pathway::Pathway pathway = PathwayOf("caf:1", "2024-12-31");
  EXPECT_THAT(Intervals(pathway.spells), ElementsAre("2024-01-05.."));
  EXPECT_EQ(Text(pathway.spells[0].household), "H2");
  EXPECT_THAT(
      DelayOf("caf:1", Definition::OPENING, Stop::ORIENTED, "2024-12-31"),
      ElementsAre("REACHED 15"));
  EXPECT_THAT(DelayOf("caf:1", Definition::CLAIM, Stop::ORIENTED, "2024-12-31"),
              ElementsAre("BEFORE_START -157"));
}

// Edge case 32.
TEST_F(EdgeClock, AnEntryToldWhileTheRightIsOpenIsFlaggedAndNoEntry) {
  Open("caf:1", "2024-01-01");
  Open("caf:1", "2024-06-01");

  const pathway::Pathway pathway = PathwayOf("caf:1", "2024-12-31");
  EXPECT_THAT(Intervals(pathway.spells), ElementsAre("2024-01-01.."));
  EXPECT_THAT(Flags(pathway), ElementsAre("OPENING_WHILE_OPEN"));
  EXPECT_EQ(pathway.events.size(), 2u);
}

}  // namespace
}  // namespace jalon::evaluation
