#include "libs/evaluation/breaks_figure.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "libs/base/thread_pool.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/testing/units_behind.h"
#include "libs/facts/testing/fact_world.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BreaksFigureTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto rules =
        rules::RuleBook::Load(JALON_SOURCE_DIR "/deploy", {.demo_pacts = true});
    ASSERT_TRUE(rules.ok()) << rules.status();
    rules_ = new rules::RuleBook(*std::move(rules));
  }

  void Add(const std::string& person, const std::string& date,
           const std::string& fact) {
    store_->Apply(facts::testing::MakeEvent(absl::StrCat("dept/e", ++count_),
                                            {person}, date, fact),
                  *base::ParseDay(date));
  }

  // Without a referent from `released`, followed by `next` from `assigned`.
  void Person(const std::string& person, const std::string& organisation,
              const std::string& released, const std::string& assigned,
              const std::string& next) {
    Add(person, "2024-01-01", R"("entitlement_opened": {"origin": "NEW"})");
    const auto in_charge = [&](const std::string& day, const std::string& who) {
      Add(person, day,
          absl::StrCat(R"("oriented": {"track": "SOCIAL", "organisation": ")",
                       who, "\"}"));
      Add(person, day,
          absl::StrCat(R"("referent_assigned": {"organisation": ")", who,
                       "\"}"));
    };
    in_charge("2024-01-01", organisation);
    Add(person, released, R"("referent_released": {})");
    if (!assigned.empty()) in_charge(assigned, next);
  }

  Context At(const std::string& as_of) {
    Context context;
    context.view = store_->HeadView();
    context.territory = "34";
    context.as_of = context.fold.as_of = *base::ParseDay(as_of);
    context.rules = rules_;
    return context;
  }

  static v1::EvaluateBreaksRequest Request() {
    v1::EvaluateBreaksRequest request;
    request.set_from("2024-01-01");
    request.set_to("2024-12-31");
    request.add_types("NO_REFERENT");
    return request;
  }

  v1::BreaksFigure Ask(const std::string& as_of,
                       const v1::EvaluateBreaksRequest& request) {
    const auto response = EvaluateBreaks(At(as_of), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->figure() : v1::BreaksFigure();
  }

  static rules::RuleBook* rules_;
  std::unique_ptr<facts::FactStore> store_ = facts::testing::NewStore();
  int count_ = 0;
};

rules::RuleBook* BreaksFigureTest::rules_ = nullptr;

// Edge case 122: the open one is counted as such.
TEST_F(BreaksFigureTest, CountsPersonsAndHandOver) {
  Person("caf:1", "ORG1", "2024-03-01", "2024-05-01", "ORG2");
  Person("caf:2", "ORG1", "2024-03-01", "2024-05-01", "ORG2");
  Person("caf:3", "ORG1", "2024-03-01", "", "");
  const v1::BreaksFigure figure = Ask("2024-05-31", Request());
  EXPECT_EQ(figure.count(), 3u);
  EXPECT_EQ(figure.persons(), 3u);
  EXPECT_EQ(figure.by_type().at("NO_REFERENT"), 3u);
  EXPECT_EQ(figure.persons_by_type().at("NO_REFERENT"), 3u);
  ASSERT_EQ(figure.hand_over_size(), 1);
  EXPECT_EQ(figure.hand_over(0).before(), "ORG1");
  EXPECT_EQ(figure.hand_over(0).after(), "ORG2");
  EXPECT_EQ(figure.hand_over(0).count(), 2u);
  EXPECT_THAT(figure.duration().closed(), ElementsAre(61, 61));
  EXPECT_THAT(figure.duration().open(), ElementsAre(91));
  const auto behind =
      testing::Behind(At("2024-05-31"), testing::FigureOf(Request()));
  EXPECT_EQ(behind.classes().at("NO_REFERENT"), figure.count());
  ASSERT_EQ(behind.units_size(), 3);
  EXPECT_EQ(behind.units(2).person(), "caf:3");
  EXPECT_EQ(behind.units(2).break_().organisation(), "ORG1");
  EXPECT_TRUE(behind.units(2).break_().open());
}

TEST_F(BreaksFigureTest, DaysInBreakAreThoseOfThePeriod) {
  Person("caf:1", "ORG1", "2024-03-01", "2024-05-01", "ORG1");
  v1::EvaluateBreaksRequest request = Request();
  EXPECT_EQ(Ask("2024-12-31", request).days_in_break(), 61u);
  request.set_from("2024-04-11");  // Detected before: not counted.
  const v1::BreaksFigure figure = Ask("2024-12-31", request);
  EXPECT_EQ(figure.count(), 0u);
  EXPECT_EQ(figure.days_in_break(), 20u);
  EXPECT_EQ(figure.exposed_days(), 265u);
}

TEST_F(BreaksFigureTest, FilterByOrganisationZoneAndTrack) {
  Person("caf:1", "ORG1", "2024-03-01", "2024-05-01", "ORG2");
  Person("caf:2", "ORG3", "2024-03-01", "2024-05-01", "ORG3");
  v1::EvaluateBreaksRequest request = Request();
  request.mutable_filter()->add_organisations("ORG1");
  const v1::BreaksFigure figure = Ask("2024-12-31", request);
  EXPECT_EQ(figure.count(), 1u);
  EXPECT_EQ(figure.exposed_days(), 121u);  // Until ORG2 takes over.
  request.mutable_filter()->add_organisations("ORG3");
  EXPECT_EQ(Ask("2024-12-31", request).count(), 2u);
  request.mutable_filter()->add_tracks("PROFESSIONAL");
  EXPECT_EQ(Ask("2024-12-31", request).count(), 0u);
  EXPECT_EQ(Ask("2024-12-31", request).exposed_days(), 0u);
}

TEST_F(BreaksFigureTest, DaysOfACellAreThoseThatBearItsKey) {
  Person("caf:1", "ORG1", "2024-03-01", "2024-05-01", "ORG2");
  v1::EvaluateBreaksRequest request = Request();
  request.add_breakdown("organisation");
  const auto response = EvaluateBreaks(At("2024-12-31"), request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->cells_size(), 2);
  EXPECT_THAT(response->cells(0).key(), ElementsAre("ORG1"));
  EXPECT_EQ(response->cells(0).figure().exposed_days(), 121u);
  EXPECT_EQ(response->cells(0).figure().days_in_break(), 61u);
  EXPECT_EQ(response->cells(1).figure().exposed_days(), 366u - 121u);
  EXPECT_EQ(response->cells(1).figure().days_in_break(), 0u);
  EXPECT_EQ(response->figure().exposed_days(), 366u);
}

TEST_F(BreaksFigureTest, ThreadsChangeNoByte) {
  for (int i = 0; i < 40; ++i) {
    Person(absl::StrCat("caf:", i), absl::StrCat("ORG", i % 3), "2024-03-01",
           i % 2 == 0 ? "2024-05-01" : "", "ORG1");
  }
  Context context = At("2024-12-31");
  v1::EvaluateBreaksRequest request = Request();
  request.clear_types();
  const auto alone = EvaluateBreaks(context, request);
  base::ThreadPool pool(3, 100);
  context.pool = &pool;
  const auto together = EvaluateBreaks(context, request);
  ASSERT_TRUE(alone.ok() && together.ok());
  EXPECT_EQ(alone->DebugString(), together->DebugString());
}

TEST_F(BreaksFigureTest, AGapAtRiskIsExplainedAsSuch) {
  Person("caf:1", "ORG1", "2024-03-01", "", "");
  EXPECT_EQ(Ask("2024-03-25", Request()).at_risk(), 1u);
  const auto behind =
      testing::Behind(At("2024-03-25"), testing::FigureOf(Request()));
  ASSERT_EQ(behind.units_size(), 1);
  EXPECT_EQ(behind.units(0).class_(), "AT_RISK");
}

TEST_F(BreaksFigureTest, NothingRecorded) {
  const v1::BreaksFigure figure = Ask("2024-12-31", Request());
  EXPECT_EQ(figure.status(), v1::NO_DATA);
  EXPECT_FALSE(figure.has_per_100_person_years());
  EXPECT_FALSE(figure.continuity().has_rate());
}

TEST_F(BreaksFigureTest, WrongRequestsNameTheField) {
  const auto message = [&](const v1::EvaluateBreaksRequest& request) {
    return std::string(
        EvaluateBreaks(At("2024-12-31"), request).status().message());
  };
  v1::EvaluateBreaksRequest request = Request();
  request.add_types("MAGIC");
  EXPECT_THAT(message(request), HasSubstr("types"));
  request = Request();
  (*request.mutable_tolerances())["MAGIC"] = 1;
  EXPECT_THAT(message(request), HasSubstr("tolerances"));
  request = Request();
  request.mutable_filter()->add_zones("NOWHERE");
  EXPECT_THAT(message(request), HasSubstr("filter.zones"));
  request = Request();
  request.mutable_filter()->set_pact("none");
  EXPECT_THAT(message(request), HasSubstr("pact"));
  request = Request();
  request.set_from("yesterday");
  EXPECT_THAT(message(request), HasSubstr("from"));
}

// Edge case 122.
TEST(MedianDurationTest, OpenOnesAreCensored) {
  EXPECT_EQ(MedianDuration({40}, {91}), 40);
  EXPECT_EQ(MedianDuration({40}, {91, 92}), std::nullopt);
  EXPECT_EQ(MedianDuration({10, 20, 30}, {}), 20);
  EXPECT_EQ(MedianDuration({10, 20}, {10}), 20);  // Censored after the event.
  EXPECT_EQ(MedianDuration({}, {5}), std::nullopt);
}

}  // namespace
}  // namespace jalon::evaluation
