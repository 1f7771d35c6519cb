// Actions and contracts that overlap, touch, stop and start again.

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

class EdgeEnrolment : public testing::EdgeWorld {
 protected:
  void Entrant(const std::string& person) {
    Open(person, "2024-01-10");
    Orient(person, "2024-01-10", "SOCIO_PROFESSIONAL", "A");
  }
  static v1::EvaluateBreaksRequest Tolerating(const std::string& type,
                                              uint32_t days) {
    v1::EvaluateBreaksRequest request = BreaksRequest({type});
    (*request.mutable_tolerances())[type] = days;
    return request;
  }
};

// Edge case 89.
TEST_F(EdgeEnrolment, TwoThatOverlapAreKeptAndTheirDaysCountOnce) {
  Entrant("caf:1");
  Assign("caf:1", "2024-01-10", "A");
  Sign("caf:1", "2024-01-10", "2024-12-31");
  Enrol("caf:1", "2024-01-10", "one");
  Enrol("caf:1", "2024-03-01", "two");
  Leave("caf:1", "2024-04-01", "one");
  Leave("caf:1", "2024-05-01", "two");

  EXPECT_THAT(Intervals(PathwayOf("caf:1", "2024-08-01").enrolments),
              ElementsAre("2024-01-10..2024-04-01", "2024-03-01..2024-05-01"));
  const auto figure = Breaks(BreaksRequest({"NO_ACTION"}), "2024-08-01");
  EXPECT_EQ(figure.continuity().exposed_days(), 205u);
  // But 30 July to 1 August: the last end covers 90 days.
  EXPECT_EQ(figure.continuity().covered_days(), 202u);
}

// Edge case 92.
TEST_F(EdgeEnrolment, OneIdOfTwoSourcesIsTwoEnrolments) {
  Entrant("caf:1");
  Tell("dept/n", "caf:1", "2024-02-01", Enrolment("123"));
  Tell("ft/n", "caf:1", "2024-02-01", Enrolment("123"));
  Tell("dept/e", "caf:1", "2024-03-01",
       R"("action_ended": {"enrolment_id": "123", "outcome": "COMPLETED"})");

  EXPECT_THAT(Intervals(PathwayOf("caf:1", "2024-12-31").enrolments,
                        [this](const pathway::Enrolment& enrolment) {
                          return Text(enrolment.source);
                        }),
              ElementsAre("2024-02-01..2024-03-01 dept", "2024-02-01.. ft"));
}

// Edge case 94.
TEST_F(EdgeEnrolment, TheNextOnTheDayOfTheEndLeavesNoGap) {
  for (const std::string next : {"2024-03-01", "2024-03-02"}) {
    const std::string person = "caf:" + next;
    Entrant(person);
    Enrol(person, "2024-02-01", person + "one");
    Leave(person, "2024-03-01", person + "one");
    Enrol(person, next, person + "two");
  }

  EXPECT_THAT(BreaksFound(Tolerating("NO_ACTION", 0), "2024-12-31"),
              ElementsAre("caf:2024-03-02 NO_ACTION 2024-03-01..2024-03-02 1"));
}

// Edge case 96.
TEST_F(EdgeEnrolment, IllnessIsNoExitAndItsDaysDoNotCount) {
  Entrant("caf:1");
  Enrol("caf:1", "2024-02-01", "one");
  Add("caf:1", "2024-02-10",
      R"("absence_justified": {"reason": "ILLNESS", "last_day": "2024-02-20"})");
  Leave("caf:1", "2024-03-01", "one");
  Add("caf:1", "2024-04-01",
      R"("absence_justified": {"reason": "ILLNESS", "last_day": "2024-04-30"})");
  Enrol("caf:1", "2024-06-19", "two");  // 110 days, 30 of them ill.

  EXPECT_THAT(Intervals(PathwayOf("caf:1", "2024-12-31").enrolments),
              ElementsAre("2024-02-01..2024-03-01", "2024-06-19.."));
  EXPECT_THAT(BreaksFound(Tolerating("NO_ACTION", 80), "2024-12-31"),
              IsEmpty());
  EXPECT_THAT(BreaksFound(Tolerating("NO_ACTION", 79), "2024-12-31"),
              ElementsAre("caf:1 NO_ACTION 2024-03-01..2024-06-19 80"));
}

// Edge case 97: the delay to tell it has no limit.
TEST_F(EdgeEnrolment, AnAbsenceToldLateCountsFromWhenItIsKnown) {
  Entrant("caf:1");
  Enrol("caf:1", "2024-02-01", "one");
  Leave("caf:1", "2024-03-01", "one");
  const uint64_t published = Now();
  Add("caf:1", "2024-03-01", R"("absence_justified": {"reason": "DETENTION"})",
      "2026-03-01");

  EXPECT_THAT(BreaksFound({"NO_ACTION"}, "2024-06-30", published),
              ElementsAre("caf:1 NO_ACTION 2024-03-01.. 122"));
  EXPECT_THAT(BreaksFound({"NO_ACTION"}, "2024-06-30"), IsEmpty());
}

// Edge case 99.
TEST_F(EdgeEnrolment, AContractRenewedBeforeItsEndDoesNotLapse) {
  Entrant("caf:1");
  Sign("caf:1", "2024-01-10", "2024-06-30");
  Sign("caf:1", "2024-06-28", "2025-06-27");

  EXPECT_THAT(Intervals(PathwayOf("caf:1", "2024-12-31").contracts),
              ElementsAre("2024-01-10..2024-06-28", "2024-06-28..2025-06-28"));
  EXPECT_THAT(BreaksFound(Tolerating("CONTRACT_LAPSED", 0), "2024-12-31"),
              IsEmpty());
}

// Edge case 101.
TEST_F(EdgeEnrolment, AContractOfAnExemptPersonIsOutOfTheRate) {
  for (const char* person : {"caf:1", "caf:2"}) Entrant(person);
  Add("caf:1", "2024-01-10", R"("obligations_changed": {"subject": false})");
  Sign("caf:1", "2024-02-01", "2024-12-31");
  v1::EvaluatePactRequest request;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      testing::kPact, request.mutable_pact()));
  request.set_from("2024-01-01");
  request.set_to("2024-06-30");

  EXPECT_THAT(Intervals(PathwayOf("caf:1", "2024-06-30").contracts),
              ElementsAre("2024-02-01..2025-01-01"));
  const auto response = EvaluatePact(Shipped("2024-06-30"), request);
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::IndicatorFigure& rate =
      response->indicators(response->indicators_size() - 1);
  ASSERT_EQ(rate.id(), "contract");
  EXPECT_EQ(rate.numerator(), 0u);
  EXPECT_EQ(rate.denominator(), 1u);
  EXPECT_THAT(
      DelayOf("caf:1", Definition::OPENING, Stop::CONTRACT, "2024-06-30"),
      ElementsAre("POPULATION"));
}

}  // namespace
}  // namespace jalon::evaluation
