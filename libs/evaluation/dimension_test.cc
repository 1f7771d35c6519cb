#include "libs/evaluation/dimension.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/filter.h"
#include "libs/evaluation/testing/small_territory.h"

namespace jalon::evaluation {
namespace {

using ::jalon::base::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DimensionTest : public ::testing::Test, public testing::SmallTerritory {
 protected:
  DimensionTest() {
    version_.set_valid_from("2024-01-01");
    for (const char* id : {"north", "south"}) {
      v1::Zone* zone = version_.add_zones();
      zone->set_id(id);
      zone->add_communes(std::string(id) == "north" ? "34001" : "34002");
    }
    v1::Action* action = version_.add_actions();
    action->set_id("X");
    action->add_axes("2");
    action->add_axes("1");
    action->add_funding("FSE");
  }

  // Of the only person, on a day.
  std::vector<std::string> Values(const std::string& dimension,
                                  const std::string& day) {
    const Context context = At("2024-12-31", nullptr);
    const Catalogue catalogue(version_, context.view->strings());
    const auto made = Dimension::Make(dimension, "strata", &catalogue,
                                      &context.view->strings());
    EXPECT_TRUE(made.ok()) << made.status();
    return made->ValuesOf(Pathway(context), *base::ParseDay(day));
  }

  bool Holds(const v1::Filter& filter, const std::string& day) {
    const Context context = At("2024-12-31", nullptr);
    const Catalogue catalogue(version_, context.view->strings());
    const auto made = Filter::Make(filter, &catalogue, context.view->strings());
    EXPECT_TRUE(made.ok()) << made.status();
    return made->Holds(Pathway(context), *base::ParseDay(day));
  }

  static pathway::Pathway Pathway(const Context& context) {
    std::vector<pathway::Event> events;
    context.view->Events(0, &events);
    pathway::Pathway out;
    Fold(events, context.view->strings(), context.fold, &out);
    return out;
  }

  v1::PactVersion version_;
};

TEST_F(DimensionTest, ValuesAreThoseOfTheDayAndUnknownBefore) {
  Open("caf:1", "2024-01-01");
  State("caf:1", "2024-02-01",
        R"("commune": "34001", "family_situation": "ALONE")");
  State("caf:1", "2024-06-01",
        R"("commune": "34002", "family_situation": "COUPLE")");
  Orient("caf:1", "2024-02-01", "SOCIAL", "CCAS");
  Orient("caf:1", "2024-06-01", "PROFESSIONAL", "FT");
  struct {
    const char* dimension;
    const char *january, *march, *july;
  } const kCases[] = {
      {"zone", "UNKNOWN", "north", "south"},
      {"family_situation", "UNKNOWN", "ALONE", "COUPLE"},
      {"track", "UNKNOWN", "SOCIAL", "PROFESSIONAL"},
      {"organisation", "UNKNOWN", "CCAS", "FT"},
      {"seniority", "<6m", "<6m", "6-12m"},
      {"cohort", "2024", "2024", "2024"},
      {"year", "2024", "2024", "2024"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.dimension);
    EXPECT_THAT(Values(c.dimension, "2024-01-15"), ElementsAre(c.january));
    EXPECT_THAT(Values(c.dimension, "2024-03-15"), ElementsAre(c.march));
    EXPECT_THAT(Values(c.dimension, "2024-07-15"), ElementsAre(c.july));
  }
  EXPECT_THAT(Values("cohort", "2023-12-31"), ElementsAre("UNKNOWN"));
  EXPECT_THAT(Values("seniority", "2023-12-31"), ElementsAre("UNKNOWN"));
}

TEST_F(DimensionTest, SexAndAgeAreAsLastKnown) {
  Open("caf:1", "2024-01-01");
  EXPECT_THAT(Values("sex", "2024-01-15"), ElementsAre("UNKNOWN"));
  EXPECT_THAT(Values("age_band", "2024-01-15"), ElementsAre("UNKNOWN"));
  State("caf:1", "2024-02-01", R"("sex": "M", "birth_date": "1960-01-01")");
  State("caf:1", "2024-06-01", R"("sex": "F", "birth_date": "1999-12-31")");
  EXPECT_THAT(Values("sex", "2024-01-15"), ElementsAre("F"));
  // 25 on the day of the figure, whatever the day concerned.
  EXPECT_THAT(Values("age_band", "2024-01-15"), ElementsAre("25-29"));
}

TEST_F(DimensionTest, AxesAreThoseOfTheActionsOpenOnTheDay) {
  Open("caf:1", "2024-01-01");
  Add("caf:1", "2024-02-01",
      R"("action_enrolled": {"enrolment_id": "1", "action": "X"})");
  Add("caf:1", "2024-05-01",
      R"("action_ended": {"enrolment_id": "1", "outcome": "COMPLETED"})");
  Add("caf:1", "2024-06-01",
      R"("action_enrolled": {"enrolment_id": "2", "action": "unheard of"})");
  EXPECT_THAT(Values("axis", "2024-02-01"), ElementsAre("1", "2"));
  EXPECT_THAT(Values("funding", "2024-02-01"), ElementsAre("FSE"));
  EXPECT_THAT(Values("axis", "2024-05-01"), ElementsAre("UNKNOWN"));
  EXPECT_THAT(Values("axis", "2024-06-01"), ElementsAre("UNKNOWN"));
}

TEST_F(DimensionTest, TwoDimensionsCrossEveryValueOfEach) {
  Open("caf:1", "2024-01-01");
  State("caf:1", "2024-01-01", R"("sex": "F")");
  Add("caf:1", "2024-02-01",
      R"("action_enrolled": {"enrolment_id": "1", "action": "X"})");
  const Context context = At("2024-12-31", nullptr);
  const Catalogue catalogue(version_, context.view->strings());
  Names names;
  *names.Add() = "axis";
  *names.Add() = "sex";
  const auto made =
      Breakdown::Make(names, "breakdown", &catalogue, context.view->strings());
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_TRUE(made->overlaps());
  std::vector<std::vector<std::string>> keys;
  for (const std::string& key :
       made->KeysOf(Pathway(context), *base::ParseDay("2024-02-01"))) {
    keys.push_back(SplitKey(key));
  }
  EXPECT_THAT(keys, ElementsAre(ElementsAre("1", "F"), ElementsAre("2", "F")));
  *names.Add() = "track";
  EXPECT_THAT(
      Breakdown::Make(names, "breakdown", &catalogue, context.view->strings())
          .status(),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("breakdown: at most 2")));
  names.RemoveLast();
  names[1] = "axis";
  EXPECT_THAT(
      Breakdown::Make(names, "breakdown", &catalogue, context.view->strings())
          .status(),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("'axis' is given twice")));
}

TEST_F(DimensionTest, FiltersAreAndBetweenMembersOrWithin) {
  Open("caf:1", "2024-01-01");
  State("caf:1", "2024-01-01", R"("commune": "34001")");
  Orient("caf:1", "2024-01-01", "SOCIAL", "CCAS");
  v1::Filter filter;
  EXPECT_TRUE(Holds(filter, "2024-01-15"));
  filter.add_tracks("PROFESSIONAL");
  EXPECT_FALSE(Holds(filter, "2024-01-15"));
  filter.add_tracks("SOCIAL");
  filter.add_zones("north");
  EXPECT_TRUE(Holds(filter, "2024-01-15"));
  EXPECT_FALSE(Holds(filter, "2023-12-31"));
  filter.add_organisations("FT");
  EXPECT_FALSE(Holds(filter, "2024-01-15"));
}

TEST_F(DimensionTest, UnknownNamesAreRefused) {
  const pathway::StringTable strings;
  EXPECT_THAT(Dimension::Make("height", "strata", nullptr, &strings).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("strata: 'height'")));
  v1::Filter filter;
  filter.add_zones("north");
  EXPECT_THAT(
      Filter::Make(filter, nullptr, strings).status(),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'north'")));
}

}  // namespace
}  // namespace jalon::evaluation
