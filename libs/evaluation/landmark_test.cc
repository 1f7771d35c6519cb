#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/testing/small_territory.h"

namespace jalon::evaluation {
namespace {

using ::jalon::base::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LandmarkTest : public ::testing::Test, public testing::SmallTerritory {
 protected:
  // A spell from 1 January 2024: oriented and closed after some days; -1 not.
  void Stay(const std::string& person, int oriented, int closed) {
    const Day opening = *base::ParseDay("2024-01-01");
    Open(person, "2024-01-01");
    if (oriented >= 0) Orient(person, base::FormatDay(opening + oriented));
    if (closed >= 0) Close(person, base::FormatDay(opening + closed));
  }
  static v1::EvaluateLandmarkRequest Request() {
    v1::EvaluateLandmarkRequest request;
    request.set_from("2024-01-01");
    request.set_to("2024-12-31");
    return request;
  }
  absl::StatusOr<v1::EvaluateLandmarkResponse> Ask(
      const v1::EvaluateLandmarkRequest& request,
      const std::string& as_of = "2025-06-30") {
    return EvaluateLandmark(At(as_of, &testing::ShippedRules()), request);
  }
  static std::vector<std::string> Groups(
      const v1::EvaluateLandmarkResponse& response) {
    std::vector<std::string> out;
    for (const v1::LandmarkGroup& group : response.groups()) {
      out.push_back(
          absl::StrCat(group.key(), ": ", group.ended(), "/", group.units()));
    }
    return out;
  }
};

// Edge case 56.
TEST_F(LandmarkTest, BandsHoldTheirLowerBoundAndNotTheirUpper) {
  Stay("caf:1", 29, 300);
  Stay("caf:2", 30, 300);
  Stay("caf:3", 59, 300);
  Stay("caf:4", 60, 300);
  Stay("caf:5", 90, 300);
  Stay("caf:6", -1, 300);
  const auto response = Ask(Request());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Groups(*response),
              ElementsAre("<30: 1/1", "30-59: 2/2", "60-89: 1/1", ">=90: 2/2"));
  EXPECT_EQ(response->groups(1).median(), 300u);
  EXPECT_EQ(response->header().status(), v1::OK);
}

TEST_F(LandmarkTest, WhoEndsBeforeTheBandIsKnownIsLeftOutAndCounted) {
  Stay("caf:1", 10, 30);  // The day the band is known: no day followed.
  Stay("caf:2", 10, 31);
  Stay("caf:3", -1, 90);
  Stay("caf:4", -1, 91);
  const auto response = Ask(Request());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->cohort(), 4u);
  EXPECT_EQ(response->before_landmark(), 2u);
  EXPECT_THAT(Groups(*response),
              ElementsAre("<30: 1/1", "30-59: 0/0", "60-89: 0/0", ">=90: 1/1"));
}

TEST_F(LandmarkTest, WhoIsStillInTheSchemeIsCensored) {
  Stay("caf:1", 10, -1);
  Stay("caf:2", 10, 100);
  const auto response = Ask(Request(), "2024-12-31");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->groups(0).ended(), 1u);
  EXPECT_EQ(response->groups(0).km(0).value().fraction(), "1/2");
  EXPECT_EQ(response->groups(0).km(1).day(), 365u);
  EXPECT_EQ(response->groups(0).km(1).censored(), 1u);
}

TEST_F(LandmarkTest, FiltersReadTheOpeningDay) {
  const v1::Pact* pact =
      testing::ShippedRules().FindPact("herault-2017-2020-demo");
  ASSERT_NE(pact, nullptr);
  const v1::Zone& zone = pact->versions(0).zones(0);
  ASSERT_GT(zone.communes_size(), 0);
  Stay("caf:1", 10, 100);
  Stay("caf:2", 10, 100);
  const std::string there =
      absl::StrCat(R"("commune": ")", zone.communes(0), "\"");
  State("caf:1", "2024-01-01", there);
  State("caf:2", "2024-01-02", there);
  v1::EvaluateLandmarkRequest request = Request();
  request.mutable_filter()->set_pact(pact->id());
  request.mutable_filter()->add_zones(zone.id());
  const auto response = Ask(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->cohort(), 1u);
}

TEST_F(LandmarkTest, OwnBandsMustGrow) {
  Stay("caf:1", 45, 300);
  v1::EvaluateLandmarkRequest request = Request();
  request.add_bins(40);
  request.add_bins(50);
  const auto response = Ask(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Groups(*response),
              ElementsAre("<40: 0/0", "40-49: 1/1", ">=50: 0/0"));
  request.add_bins(50);
  EXPECT_THAT(Ask(request).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bins")));
}

TEST_F(LandmarkTest, NobodyIsNotApplicable) {
  EXPECT_EQ(Ask(Request())->header().status(), v1::NO_DATA);
  Open("caf:1", "2020-01-01");
  EXPECT_EQ(Ask(Request())->header().status(), v1::NOT_APPLICABLE);
}

}  // namespace
}  // namespace jalon::evaluation
