// Quality of the data over mutual TLS, by role and at two known dates.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Evaluation = v1::EvaluationService;

v1::EvaluateQualityRequest Request() {
  v1::EvaluateQualityRequest request;
  request.set_territory("34");
  request.mutable_at()->set_as_of("2024-06-30");
  request.mutable_at()->set_known_at("2024-03-01");
  request.set_minimum_events(10);
  return request;
}

class QualityTest : public ::testing::Test {
 protected:
  // 12 openings ten days late, then 8 that are 29 days late and 2 persons of
  // whom only an orientation is known.
  QualityTest() {
    std::vector<v1::Event> events;
    const auto add = [&](v1::Event event, const char* recorded_at) {
      event.set_recorded_at(recorded_at);
      events.push_back(std::move(event));
    };
    for (int i = 1; i <= 22; ++i) {
      const std::string caf = std::to_string(i);
      if (i <= 12) {  // On 1 February in Paris.
        add(Opening("a" + caf, caf, "2024-01-22"), "2024-01-31T23:30:00Z");
      } else if (i <= 20) {
        add(Opening("a" + caf, caf, "2024-02-01"), "2024-03-01T10:00:00Z");
      } else {
        add(Event("dept/o" + caf, caf, "2024-02-20",
                  R"("oriented": {"track": "SOCIAL", "organisation": "O"})"),
            "2024-03-01T10:00:00Z");
      }
    }
    world_.Record(events);
  }

  const v1::EvaluateQualityResponse& Ask(
      const std::string& role, const v1::EvaluateQualityRequest& request) {
    response_.Clear();
    const grpc::Status status = Call<Evaluation>(
        world_.Channel(role), &Evaluation::Stub::EvaluateQuality, request,
        &response_);
    EXPECT_EQ(Code(status), "OK") << status.error_message();
    return response_;
  }

  ServiceWorld world_;
  v1::EvaluateQualityResponse response_;
};

TEST_F(QualityTest, WithIndividualAccessTheItemsAreThere) {
  for (const char* role : {"analyst", "operator"}) {
    SCOPED_TRACE(role);
    const auto& response = Ask(role, Request());
    ASSERT_EQ(response.sources_size(), 2);
    const v1::SourceQuality& caf = response.sources(0);
    EXPECT_EQ(caf.source(), "caf");
    EXPECT_EQ(caf.events(), 20u);
    EXPECT_EQ(caf.effective_to_recorded().median(), 10);
    EXPECT_EQ(caf.effective_to_recorded().p90(), 29);
    EXPECT_EQ(caf.effective_to_recorded().max(), 29);
    EXPECT_EQ(caf.received_to_recorded().max(), 0);
    EXPECT_EQ(caf.complete_to(), "2024-02-01");
    EXPECT_EQ(response.sources(1).complete_to(), "");
    EXPECT_EQ(response.unknown_start(), 2u);
    EXPECT_EQ(response.unknown_organisations(), 2u);  // "O" is in no list.
    ASSERT_EQ(response.items_size(), 6);  // In order of kind, then of person.
    EXPECT_EQ(response.items(0).kind(), "ORIENTATION_OUTSIDE_SPELL");
    EXPECT_EQ(response.items(0).events(0), "dept/o21");
    EXPECT_EQ(response.items(2).kind(), "UNKNOWN_ORGANISATION");
    EXPECT_EQ(response.items(4).kind(), "UNKNOWN_START");
    EXPECT_EQ(response.items(4).persons(0), "caf:21");
    EXPECT_EQ(response.items(5).persons(0), "caf:22");
    EXPECT_EQ(response.header().status(), v1::OK);
    EXPECT_TRUE(response.header().provisional());
  }
}

TEST_F(QualityTest, WithoutItCountsOfFewPersonsAreHidden) {
  const auto& response = Ask("evaluator", Request());
  EXPECT_THAT(response.DebugString(), Not(HasSubstr("caf:")));
  EXPECT_EQ(response.unknown_start(), 0u);
  EXPECT_EQ(response.persons().count("UNKNOWN_START"), 0u);
  EXPECT_EQ(response.overlaps(), 0u);
  EXPECT_EQ(response.persons().at("OVERLAP"), 0u);  // Zero is shown.
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
  ASSERT_EQ(response.sources_size(), 2);
  // 22 positions are in the header: 20 would tell of the other's 2.
  EXPECT_EQ(response.header().position(), 22u);
  EXPECT_EQ(response.sources(0).persons(), 20u);
  EXPECT_EQ(response.sources(0).events(), 0u);
  EXPECT_FALSE(response.sources(0).effective_to_recorded().has_median());
  EXPECT_EQ(response.sources(1).source(), "dept");
  EXPECT_EQ(response.sources(1).events(), 0u);
}

TEST_F(QualityTest, WhatWasKnownBefore) {
  auto request = Request();
  request.mutable_at()->set_known_at("2024-01-31");
  EXPECT_EQ(Ask("analyst", request).header().status(), v1::NO_DATA);
  request.mutable_at()->set_known_at("2024-02-15");
  const auto& then = Ask("analyst", request);
  ASSERT_EQ(then.sources_size(), 1);
  EXPECT_EQ(then.sources(0).events(), 12u);
  EXPECT_EQ(then.sources(0).last_recorded(), "2024-02-01");
  EXPECT_EQ(then.known_day(), "2024-02-15");
  EXPECT_EQ(then.sources(0).complete_to(), "2024-02-05");
  EXPECT_EQ(then.unknown_start(), 0u);
  request.mutable_at()->set_known_at_position(12);
  EXPECT_EQ(Ask("analyst", request).known_day(), "2024-02-01");
  EXPECT_EQ(response_.sources(0).complete_to(), "2024-01-22");
}

TEST_F(QualityTest, ATerritoryWithoutDataAndBadInput) {
  auto request = Request();
  for (const char* territory : {"30", "75"}) {  // Empty; not served.
    request.set_territory(territory);
    EXPECT_EQ(Ask("operator", request).header().status(), v1::NO_DATA);
  }
  request = Request();
  request.set_from("2024-02-30");
  const grpc::Status status =
      Call<Evaluation>(world_.Channel("evaluator"),
                       &Evaluation::Stub::EvaluateQuality, request, &response_);
  EXPECT_EQ(Code(status), "INVALID_ARGUMENT");
  EXPECT_THAT(status.error_message(), HasSubstr("from"));
}

}  // namespace
}  // namespace jalon::testing
