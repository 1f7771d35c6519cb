#include "libs/territory/question.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/territory/testing/local_territory.h"

namespace jalon::territory {
namespace {

using ::jalon::base::testing::IsOk;
using ::jalon::base::testing::StatusIs;
using ::testing::HasSubstr;

absl::Time Instant(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error));
  return time;
}

v1::Event Opening(const std::string& id, const std::string& recorded_at) {
  v1::Event event;
  event.set_territory("34");
  event.set_source("caf");
  event.set_source_event_id(id);
  auto* identifier = event.mutable_person()->add_identifiers();
  identifier->set_scheme(v1::Identifier::caf);
  identifier->set_value(id);
  event.set_effective_date("2024-01-05");
  event.set_recorded_at(recorded_at);
  event.mutable_entitlement_opened()->set_origin(v1::EntitlementOpened::NEW);
  return event;
}

class QuestionTest : public ::testing::Test {
 protected:
  QuestionTest() : local_("34") {
    defaults_.set_carry_days(90);
    const auto recorded = local_.Record(
        testing::RequestOf({Opening("1", "2024-01-10T12:00:00Z"),
                            Opening("2", "2024-02-10T12:00:00Z"),
                            // 11 February in Paris.
                            Opening("3", "2024-02-10T23:30:00Z")}));
    EXPECT_EQ(recorded->recorded(), 3u);
  }
  absl::StatusOr<Question> Ask(const v1::At& at) {
    return Resolve(&*local_, "34", at, parameters_,
                   {.defaults = &defaults_, .now = now_});
  }

  testing::LocalTerritory local_;
  v1::FoldDefaults defaults_;
  v1::FoldParameters parameters_;
  absl::Time now_ = Instant("2024-06-30T23:30:00Z");  // 1 July in Paris.
};

TEST_F(QuestionTest, DefaultsToTodayAndTheHead) {
  const auto question = Ask({});
  ASSERT_THAT(question, IsOk());
  EXPECT_EQ(base::FormatDay(question->as_of), "2024-07-01");
  EXPECT_EQ(question->fold.as_of, question->as_of);
  EXPECT_EQ(question->fold.carry_days, 90);
  EXPECT_EQ(question->view->position(), 3u);
  EXPECT_EQ(question->known_at, base::kNoDay);
  EXPECT_FALSE(question->provisional);
}

TEST_F(QuestionTest, TheHeadIsKnownToday) {
  v1::At at;
  at.set_as_of("2024-07-02");
  EXPECT_TRUE(Ask(at)->provisional);
  at.set_known_at("2030-01-01");  // Not known yet.
  EXPECT_TRUE(Ask(at)->provisional);
  at.set_known_at_position(99);
  EXPECT_TRUE(Ask(at)->provisional);
  at.set_as_of("2024-07-01");
  EXPECT_FALSE(Ask(at)->provisional);
}

TEST_F(QuestionTest, KnownAtTheEndOfADayOfTheTerritory) {
  v1::At at;
  at.set_as_of("2024-02-10");
  at.set_known_at("2024-02-10");
  auto question = Ask(at);
  EXPECT_EQ(question->view->position(), 2u);
  EXPECT_FALSE(question->provisional);
  at.set_known_at("2024-02-09");
  question = Ask(at);
  EXPECT_EQ(question->view->position(), 1u);
  EXPECT_TRUE(question->provisional);
}

TEST_F(QuestionTest, KnownAtAPosition) {
  v1::At at;
  at.set_known_at_position(1);
  at.set_as_of("2024-01-10");
  EXPECT_FALSE(Ask(at)->provisional);
  EXPECT_EQ(Ask(at)->view->size(), 1u);
  at.set_as_of("2024-01-11");
  EXPECT_TRUE(Ask(at)->provisional);
  at.set_known_at_position(0);
  EXPECT_EQ(Ask(at)->view->size(), 0u);
}

TEST_F(QuestionTest, ParametersReplaceTheDefaults) {
  parameters_.set_carry_days(0);
  parameters_.set_spell_max_gap_days(30);
  EXPECT_EQ(Ask({})->fold.carry_days, 0);
  EXPECT_EQ(Ask({})->fold.spell_max_gap_days, 30);
  parameters_.set_carry_days(4'000'000'000);
  EXPECT_THAT(Ask({}), StatusIs(absl::StatusCode::kInvalidArgument,
                                HasSubstr("carry_days")));
}

TEST_F(QuestionTest, NamesTheDateThatCannotBeRead) {
  v1::At at;
  at.set_as_of("2024-02-30");
  EXPECT_THAT(Ask(at), StatusIs(absl::StatusCode::kInvalidArgument,
                                HasSubstr("at.as_of")));
  at.set_as_of("");
  at.set_known_at("yesterday");
  EXPECT_THAT(Ask(at), StatusIs(absl::StatusCode::kInvalidArgument,
                                HasSubstr("at.known_at")));
}

TEST_F(QuestionTest, ATerritoryThatIsNotServedHasNoView) {
  v1::At at;
  at.set_known_at("2024-01-01");
  const auto question = Resolve(nullptr, "974", at, parameters_,
                                {.defaults = &defaults_, .now = now_});
  ASSERT_THAT(question, IsOk());
  EXPECT_EQ(question->view, nullptr);
  EXPECT_EQ(base::FormatDay(question->as_of), "2024-07-01");
  EXPECT_TRUE(question->provisional);
}

}  // namespace
}  // namespace jalon::territory
