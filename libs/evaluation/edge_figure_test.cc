// Who is one person, and what a published figure says.

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/edge_world.h"
#include "libs/evaluation/testing/every_measure.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr char kMerged[] =
    R"("persons_merged": {"other": {"scheme": "ft", "value": "9"}})";

class EdgeIdentity : public testing::EdgeWorld {
 protected:
  void TellOf(const Lines& identifiers, const std::string& date,
              const std::string& fact) {
    store().Apply(
        facts::testing::MakeEvent(absl::StrCat("caf/f", store().head()),
                                  identifiers, date, fact),
        *base::ParseDay(date));
  }
  static std::string Born(const std::string& date) {
    return absl::StrCat(R"("profile_stated": {"birth_date": ")", date, "\"}");
  }
};

// Edge case 29.
TEST_F(EdgeIdentity, SwappedRanksMakeNobodyNewAndAreToDecide) {
  const std::string first = "nir:1850578006084", second = "nir:2790634292552";
  const std::string opening = R"("entitlement_opened": {"origin": "NEW"})";
  TellOf({"caf:1-1", first}, "2024-01-01", opening);
  TellOf({"caf:1-2", second}, "2024-01-01", opening);
  TellOf({"caf:1-1", first}, "2024-01-01", Born("1985-05-02"));
  TellOf({"caf:1-2", second}, "2024-01-01", Born("1979-06-03"));
  TellOf({"caf:1-2", first}, "2024-02-01", Born("1985-05-02"));
  TellOf({"caf:1-1", second}, "2024-02-01", Born("1979-06-03"));

  const Context context = Shipped("2024-12-31");
  EXPECT_THAT(facts::testing::Names(*context.view),
              ElementsAre("caf:1-1", "caf:1-2"));
  EXPECT_EQ(context.view->anomalies().size(), 2u);
  EXPECT_EQ(Delay(Definition::OPENING, Stop::ORIENTED, "2024-12-31")
                .figure()
                .cohort(),
            2u);
}

// Edge case 132.
TEST_F(EdgeIdentity, AMergeChangesFiguresFromWhenItIsKnown) {
  Open("ft:9", "2024-01-01");
  Open("caf:1", "2024-03-01");
  Orient("caf:1", "2024-03-11");
  const uint64_t published = Now();
  Add("caf:1", "2024-06-01", kMerged);
  const auto request = DelayRequest(Definition::OPENING, Stop::ORIENTED);

  EXPECT_THAT(DelayOf("caf:1", request, "2024-12-31", published),
              ElementsAre("REACHED 10"));
  EXPECT_THAT(DelayOf("ft:9", request, "2024-12-31", published),
              ElementsAre("WAITING 365"));
  EXPECT_THAT(DelayOf("caf:1", request, "2024-12-31"),
              ElementsAre("REACHED 70"));
  EXPECT_THAT(DelayOf("ft:9", request, "2024-12-31"), IsEmpty());
  EXPECT_THAT(WhyMoved("cohort", request, "2024-12-31", published),
              ElementsAre(Pair("MERGES", "-1")));
}

// Edge case 134.
TEST_F(EdgeIdentity, WhatMergedPersonsBothHadIsKeptAndFlagged) {
  Open("caf:1", "2024-01-01");
  Open("ft:9", "2024-02-01");
  Orient("caf:1", "2024-01-10", "SOCIAL", "A");
  Orient("ft:9", "2024-02-20", "PROFESSIONAL", "B");
  Enrol("caf:1", "2024-03-01", "one");
  Enrol("ft:9", "2024-03-01", "two");
  Add("caf:1", "2024-06-01", kMerged);

  const pathway::Pathway pathway = PathwayOf("ft:9", "2024-12-31");
  EXPECT_THAT(Intervals(pathway.spells), ElementsAre("2024-01-01.."));
  EXPECT_THAT(ByOrganisation(pathway.orientations),
              ElementsAre("2024-01-10..2024-02-20 A", "2024-02-20.. B"));
  EXPECT_THAT(Intervals(pathway.enrolments),
              ElementsAre("2024-03-01..", "2024-03-01.."));
  EXPECT_THAT(Flags(pathway), ElementsAre("OPENING_WHILE_OPEN"));
}

class EdgeFigure : public testing::EdgeWorld {};

// Edge case 156.
TEST_F(EdgeFigure, AnOlderMessageTakesItsPlaceAndReplacesNothing) {
  Open("caf:1", "2024-01-05");
  Orient("caf:1", "2024-01-08");
  Assign("caf:1", "2024-05-10", "B");
  Add("caf:1", "2024-02-10", Assignment("A", ""), "2024-06-01");

  EXPECT_THAT(ByOrganisation(PathwayOf("caf:1", "2024-12-31").referents),
              ElementsAre("2024-02-10..2024-05-10 A", "2024-05-10.. B"));
}

// Edge case 164.
TEST_F(EdgeFigure, TwoVersionsOfARuleRunOnTheSameFacts) {
  Open("caf:1", "2024-01-01");
  Orient("caf:1", "2024-01-01");
  Meet("caf:1", "2024-02-10");
  v1::EvaluateBreaksRequest before = BreaksRequest({"NO_CONTACT"});
  (*before.mutable_tolerances())["NO_CONTACT"] = 45;
  const v1::EvaluateBreaksRequest after = BreaksRequest({"NO_CONTACT"});
  v1::CompareRequest compare;
  *compare.mutable_before() = testing::FigureOf(before);
  *compare.mutable_after() = testing::FigureOf(after);

  EXPECT_THAT(BreaksFound(before, "2024-12-31"), IsEmpty());
  EXPECT_THAT(BreaksFound(after, "2024-12-31"),
              ElementsAre("caf:1 NO_CONTACT 2024-01-01..2024-02-10 40"));
  EXPECT_THAT(WhyMoved("count", compare, "2024-12-31", 0),
              ElementsAre(Pair("DEFINITION", "1")));
}

// Edge case 174.
TEST_F(EdgeFigure, TheMeanOfTheReachedIsGivenWithTheirShare) {
  for (int i = 0; i < 100; ++i) {
    const std::string person = absl::StrCat("caf:", i);
    Open(person, "2024-01-01");
    if (i < 60) Orient(person, i < 30 ? "2024-01-31" : "2024-02-20");
  }

  const auto figure =
      Delay(Definition::OPENING, Stop::ORIENTED, "2024-04-10").figure();

  EXPECT_EQ(figure.mean_reached().days().fraction(), "40");
  EXPECT_EQ(figure.mean_reached().share_reached().fraction(), "3/5");
  EXPECT_EQ(figure.quantiles(1).day(), 50u);
  EXPECT_FALSE(figure.quantiles(2).has_day());
}

// Edge case 176.
TEST_F(EdgeFigure, NotContactedIsWhoNoEventTellsOf) {
  for (const char* person : {"caf:1", "caf:2"}) {
    Open(person, "2024-01-01");
    Orient(person, "2024-01-01");
  }
  Meet("caf:2", "2024-01-11");

  EXPECT_THAT(BreaksFound({"NO_CONTACT"}, "2024-03-01"),
              ElementsAre("caf:1 NO_CONTACT 2024-01-01.. 61"));
}

// Edge case 177.
TEST_F(EdgeFigure, OnTwoAxesAPersonCountsInEachAndOnceInTheTotal) {
  Open("caf:1", "2024-01-01");
  Enrol("caf:1", "2024-02-01", "one", "A1");
  Enrol("caf:1", "2024-03-01", "two", "A2");
  v1::EvaluatePactRequest request;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      testing::kPact, request.mutable_pact()));
  request.set_from("2024-01-01");
  request.set_to("2024-12-31");
  request.add_breakdown("axis");

  const auto response = EvaluatePact(Shipped("2024-12-31"), request);
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::IndicatorFigure& persons = response->indicators(1);
  ASSERT_EQ(persons.id(), "persons");
  std::map<std::string, std::string> axes;
  for (const v1::IndicatorCell& cell : persons.cells()) {
    axes[cell.key(0)] = cell.value().fraction();
  }
  EXPECT_THAT(axes, ElementsAre(Pair("1", "1"), Pair("2", "1")));
  EXPECT_EQ(persons.value().fraction(), "1");
}

}  // namespace
}  // namespace jalon::evaluation
