// Who is in charge, and from when.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/edge_world.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EdgeReferent : public testing::EdgeWorld {
 protected:
  void Entrant(const std::string& person) {
    Open(person, "2024-01-05");
    Orient(person, "2024-01-10", "SOCIAL", "A");
  }
  // "" = nobody.
  std::string InCharge(const std::string& day) {
    const pathway::Pathway pathway = PathwayOf("caf:1", "2024-12-31");
    const pathway::Referent* referent =
        pathway.ReferentOn(*base::ParseDay(day));
    return referent == nullptr ? "" : Text(referent->referent);
  }
};

// Edge case 76.
TEST_F(EdgeReferent, OnTheDayOfAChangeTheNewOneIsInCharge) {
  Entrant("caf:1");
  Assign("caf:1", "2024-01-10", "A", "MARTIN");
  Assign("caf:1", "2024-05-10", "A", "PETIT");

  EXPECT_EQ(InCharge("2024-05-09"), "MARTIN");
  EXPECT_EQ(InCharge("2024-05-10"), "PETIT");
}

// Edge case 77.
TEST_F(EdgeReferent, BeforeTheFirstAssignmentThereIsNobody) {
  Entrant("caf:1");
  Assign("caf:1", "2024-02-01", "A", "MARTIN");

  EXPECT_EQ(InCharge("2024-01-31"), "");
  EXPECT_EQ(InCharge("2024-02-01"), "MARTIN");
}

// Edge case 79: the last in the order of one day, whatever came last.
TEST_F(EdgeReferent, OfTwoOnOneDayTheLastIsInChargeAndNothingBreaks) {
  Entrant("caf:1");
  Tell("dept/r2", "caf:1", "2024-01-10", Assignment("A", "PETIT"));
  Tell("dept/r1", "caf:1", "2024-01-10", Assignment("A", "MARTIN"));

  EXPECT_EQ(InCharge("2024-01-10"), "PETIT");
  EXPECT_EQ(PathwayOf("caf:1", "2024-12-31").referents.size(), 2u);
  EXPECT_THAT(BreaksFound({"NO_REFERENT"}, "2024-12-31"), IsEmpty());
}

// Edge case 82.
TEST_F(EdgeReferent, AGapIsABreakBeyondItsTolerance) {
  for (const std::string next : {"2024-05-01", "2024-05-31", "2024-06-01"}) {
    const std::string person = "caf:" + next;
    Entrant(person);
    Assign(person, "2024-01-10", "A", "MARTIN");
    Release(person, "2024-05-01");
    Assign(person, next, "A", "PETIT");
  }

  EXPECT_THAT(
      BreaksFound({"NO_REFERENT"}, "2024-12-31"),
      ElementsAre("caf:2024-06-01 NO_REFERENT 2024-05-01..2024-06-01 31"));
}

// Edge case 86.
TEST_F(EdgeReferent, NamingThePersonLaterChangesNoOrganisation) {
  Entrant("caf:1");
  Assign("caf:1", "2024-01-10", "A");
  Assign("caf:1", "2024-02-20", "A", "MARTIN");

  EXPECT_THAT(ByOrganisation(PathwayOf("caf:1", "2024-12-31").referents),
              ElementsAre("2024-01-10..2024-02-20 A", "2024-02-20.. A"));
  EXPECT_EQ(InCharge("2024-02-19"), "");
  EXPECT_EQ(InCharge("2024-02-20"), "MARTIN");
  const auto figure = Breaks(BreaksRequest({"NO_REFERENT"}), "2024-12-31");
  EXPECT_EQ(figure.count(), 0u);
  EXPECT_EQ(figure.hand_over_size(), 0);
}

}  // namespace
}  // namespace jalon::evaluation
