#include "libs/evaluation/delay.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/evaluation/testing/small_territory.h"
#include "libs/evaluation/testing/units_behind.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

using ::jalon::base::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

using Definition = v1::DelayDefinition;

class DelayTest : public ::testing::Test, public testing::SmallTerritory {
 protected:
  static v1::EvaluateDelayRequest Request(
      Definition::Start start, Definition::Stop::Milestone stop,
      const std::string& from = "2024-01-01",
      const std::string& to = "2024-12-31") {
    v1::EvaluateDelayRequest request;
    request.mutable_definition()->set_start(start);
    request.mutable_definition()->set_stop(stop);
    request.set_from(from);
    request.set_to(to);
    return request;
  }
  static v1::EvaluateDelayRequest ToOrientation(
      const std::string& from = "2024-01-01",
      const std::string& to = "2024-12-31") {
    return Request(Definition::RECEIVED, Definition::Stop::ORIENTED, from, to);
  }

  v1::EvaluateDelayResponse Ask(const std::string& as_of,
                                const v1::EvaluateDelayRequest& request) {
    auto response = EvaluateDelay(At(as_of, &testing::ShippedRules()), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : v1::EvaluateDelayResponse();
  }
  absl::Status Refusal(const v1::EvaluateDelayRequest& request) {
    return EvaluateDelay(At("2024-12-31", &testing::ShippedRules()), request)
        .status();
  }
  v1::ExplainResponse Behind(const std::string& as_of,
                             const v1::EvaluateDelayRequest& request) {
    return testing::Behind(At(as_of, &testing::ShippedRules()),
                           testing::FigureOf(request));
  }
  // The legal class of each person.
  std::map<std::string, std::string> Legal(
      const std::string& as_of, const v1::EvaluateDelayRequest& request) {
    std::map<std::string, std::string> out;
    const v1::ExplainResponse behind = Behind(as_of, request);
    for (const v1::ExplainedUnit& unit : behind.units()) {
      if (unit.class_() != kLeftOut) out[unit.person()] = unit.legal();
    }
    return out;
  }
};

// Edge case 12: of several entries, the last.
TEST_F(DelayTest, EverySpellLeftOutSaysTheFirstStepThatLeavesItOut) {
  Open("caf:1", "2023-05-01");  // Before the cohort.
  Close("caf:1", "2023-09-01");
  Open("caf:1", "2024-02-01");  // Not the last of the cohort.
  Close("caf:1", "2024-03-01");
  Open("caf:1", "2024-05-01");                // The unit.
  Open("caf:2", "2024-05-01", "2024-08-01");  // Its clock is still to come.
  Open("caf:3", "2024-05-01");
  Add("caf:3", "2024-05-01", R"("obligations_changed": {"subject": false})");
  Open("caf:4", "2024-05-01");
  Orient("caf:4", "2024-05-01", "PROFESSIONAL");
  Open("caf:5", "2024-05-01");
  Orient("caf:5", "2024-05-01");
  Orient("caf:6", "2024-05-01");  // No spell.

  v1::EvaluateDelayRequest request = ToOrientation();
  request.mutable_definition()->set_spells(Definition::LAST_SPELL);
  request.mutable_filter()->add_tracks("SOCIAL");
  Orient("caf:1", "2024-05-01");
  const auto response = Ask("2024-07-31", request);

  std::vector<std::pair<std::string, std::string>> excluded;
  std::vector<std::string> no_spell;
  const auto behind = Behind("2024-07-31", request);
  for (const v1::ExplainedUnit& unit : behind.units()) {
    if (unit.step() == "NO_SPELL") {
      no_spell.push_back(unit.person());
    } else if (unit.class_() == kLeftOut) {
      excluded.emplace_back(unit.person() + " " + unit.spell_start(),
                            unit.step());
    }
  }
  EXPECT_THAT(excluded, ElementsAre(Pair("caf:1 2023-05-01", "COHORT"),
                                    Pair("caf:1 2024-02-01", "LAST_SPELL"),
                                    Pair("caf:2 2024-05-01", "AFTER_AS_OF"),
                                    Pair("caf:3 2024-05-01", "POPULATION"),
                                    Pair("caf:4 2024-05-01", "FILTER")));
  EXPECT_EQ(response.excluded_count(), 5u);
  EXPECT_EQ(response.figure().cohort(), 2u);
  EXPECT_THAT(no_spell, ElementsAre("caf:6"));
  EXPECT_EQ(behind.left_out().at("NO_SPELL"), response.no_spell_count());
}

TEST_F(DelayTest, PopulationsDifferOnWhatIsUnknown) {
  Open("caf:1", "2024-01-01");
  Open("caf:2", "2024-01-01");
  Add("caf:2", "2024-01-01", R"("obligations_changed": {"subject": true})");
  Open("caf:3", "2024-01-01");
  Add("caf:3", "2024-01-01", R"("obligations_changed": {"subject": false})");
  std::map<Definition::Population, uint64_t> cohorts;
  for (const auto population :
       {Definition::ALL, Definition::NOT_EXEMPT, Definition::SUBJECT_ONLY}) {
    v1::EvaluateDelayRequest request = ToOrientation();
    request.mutable_definition()->set_population(population);
    cohorts[population] = Ask("2024-06-30", request).figure().cohort();
  }
  EXPECT_EQ(cohorts[Definition::ALL], 3u);
  EXPECT_EQ(cohorts[Definition::NOT_EXEMPT], 2u);
  EXPECT_EQ(cohorts[Definition::SUBJECT_ONLY], 1u);
}

TEST_F(DelayTest, LegalClassesAtTheEdgesOfTheDueDay) {
  // Six weeks from 1 February 2025: due on 15 March.
  for (const char* person : {"caf:1", "caf:2", "caf:3", "caf:4", "caf:5"}) {
    Open(person, "2025-02-01");
  }
  Orient("caf:1", "2025-03-15");
  Orient("caf:2", "2025-03-16");
  Close("caf:3", "2025-03-15");
  Close("caf:4", "2025-03-16");
  const auto request = ToOrientation("2025-01-01", "2025-12-31");
  EXPECT_THAT(Legal("2025-03-16", request),
              ElementsAre(Pair("caf:1", "ON_TIME"), Pair("caf:2", "LATE"),
                          Pair("caf:3", "EXITED"), Pair("caf:4", "LATE"),
                          Pair("caf:5", "LATE")));
  EXPECT_EQ(Legal("2025-03-15", request)["caf:5"], "LATE");
  EXPECT_EQ(Legal("2025-03-14", request)["caf:5"], "NOT_DUE_YET");
  const v1::LegalFigure legal = Ask("2025-03-16", request).figure().legal();
  EXPECT_EQ(legal.rate().fraction(), "1/4");
  EXPECT_EQ(legal.classes().at("NO_RULE"), 0u);
}

// Edge cases 6 and 7.
TEST_F(DelayTest, TheRuleIsThatOfTheDayTheClockStarts) {
  Open("caf:1", "2024-12-31");  // Two months: 28 February.
  Orient("caf:1", "2025-02-28");
  Open("caf:2", "2025-01-01");  // 42 days: 12 February.
  Orient("caf:2", "2025-02-13");
  Open("caf:3", "2012-03-31");  // Before the first rule.
  Orient("caf:3", "2012-04-05");
  Open("caf:4", "2025-01-01");
  Orient("caf:4", "2025-02-12");
  Open("caf:5", "2023-12-31");  // Two months, a leap year: 29 February.
  Orient("caf:5", "2024-02-29");
  Open("caf:6", "2023-12-31");
  Orient("caf:6", "2024-03-01");
  const auto request = ToOrientation("2012-01-01", "2025-12-31");
  EXPECT_THAT(Legal("2025-12-31", request),
              ElementsAre(Pair("caf:1", "ON_TIME"), Pair("caf:2", "LATE"),
                          Pair("caf:3", "NO_RULE"), Pair("caf:4", "ON_TIME"),
                          Pair("caf:5", "ON_TIME"), Pair("caf:6", "LATE")));
}

TEST_F(DelayTest, TheContractRuleReadsTheTrackOfTheOrientation) {
  for (const std::string person : {"caf:1", "caf:2"}) {
    Open(person, "2024-01-01");
    Orient(person, "2024-01-10", person == "caf:1" ? "PROFESSIONAL" : "SOCIAL");
    Add(person, "2024-02-20",
        R"("contract_signed": {"contract_id": "c)" + person +
            R"(", "kind": "CER", "organisation": "A",
               "last_day": "2024-12-31"})");
  }
  auto request = Request(Definition::ORIENTED, Definition::Stop::CONTRACT);
  EXPECT_THAT(Legal("2024-12-31", request),
              ElementsAre(Pair("caf:1", "LATE"), Pair("caf:2", "ON_TIME")));
  request.mutable_definition()->set_start(Definition::NOTIFIED);
  EXPECT_EQ(Legal("2024-12-31", request)["caf:1"], "UNKNOWN_START");
  request.mutable_definition()->set_start(Definition::OPENING);
  EXPECT_FALSE(Ask("2024-12-31", request).figure().has_legal());
}

TEST_F(DelayTest, NothingIsSaidBeyondTheLongestFollowUpWhileSomebodyWaits) {
  Open("caf:1", "2024-01-01");
  Orient("caf:1", "2024-01-11");
  Open("caf:2", "2024-01-01");
  const auto waiting = Ask("2024-02-05", ToOrientation()).figure();  // Day 35.
  ASSERT_EQ(waiting.shares_size(), 6);
  EXPECT_EQ(waiting.shares(1).value().fraction(), "1/2");
  EXPECT_FALSE(waiting.shares(1).immature());
  EXPECT_FALSE(waiting.shares(2).has_value());
  EXPECT_TRUE(waiting.shares(2).immature());
  EXPECT_EQ(waiting.quantiles(1).day(), 10u);
  EXPECT_FALSE(waiting.quantiles(2).has_day());

  Close("caf:2", "2024-02-01");  // Nobody waits any more.
  const auto closed = Ask("2024-02-05", ToOrientation()).figure();
  EXPECT_EQ(closed.shares(5).value().fraction(), "1/2");
  EXPECT_FALSE(closed.shares(5).immature());
}

TEST_F(DelayTest, TheMeanComesWithTheShareReached) {
  Open("caf:1", "2024-01-01");
  Orient("caf:1", "2024-01-11");
  Open("caf:2", "2024-01-01");
  Orient("caf:2", "2024-02-01");
  Open("caf:3", "2024-01-01");
  Close("caf:3", "2024-01-21");
  Open("caf:4", "2024-01-01", "2024-02-15");  // Oriented before its clock.
  Orient("caf:4", "2024-01-20");
  const auto figure = Ask("2024-12-31", ToOrientation()).figure();
  EXPECT_EQ(figure.mean_reached().days().fraction(), "41/2");
  EXPECT_EQ(figure.mean_reached().share_reached().fraction(), "2/3");
  EXPECT_EQ(figure.classes().at("BEFORE_START"), 1u);
  EXPECT_EQ(figure.units(), 3u);
  std::vector<uint64_t> bins;
  for (const v1::Bin& bin : figure.bins()) bins.push_back(bin.count());
  EXPECT_THAT(bins, ElementsAre(1, 1, 0, 0));
}

// Edge case 22.
TEST_F(DelayTest, AHouseholdIsCountedOnce) {
  for (const char* person : {"caf:1", "caf:2"}) {
    Add(person, "2024-01-01",
        R"("entitlement_opened": {"origin": "NEW", "household": "H"})");
  }
  Open("caf:3", "2024-01-01");
  const auto figure = Ask("2024-12-31", ToOrientation()).figure();
  EXPECT_EQ(figure.persons(), 3u);
  EXPECT_EQ(figure.households(), 2u);
}

TEST_F(DelayTest, StrataAddUpAndOverlappingOnesAreNotTested) {
  for (int i = 1; i <= 6; ++i) {
    const std::string person = absl::StrCat("caf:", i);
    Open(person, "2024-01-01");
    State(person, "2024-01-01", i % 2 == 0 ? R"("sex": "F")" : R"("sex": "M")");
    Orient(person, absl::StrCat("2024-01-1", i));
  }
  auto request = ToOrientation();
  request.add_strata("sex");
  const auto by_sex = Ask("2024-12-31", request);
  ASSERT_EQ(by_sex.groups_size(), 2);
  EXPECT_THAT(by_sex.groups(0).key(), ElementsAre("F"));
  EXPECT_EQ(
      by_sex.groups(0).figure().cohort() + by_sex.groups(1).figure().cohort(),
      by_sex.figure().cohort());
  EXPECT_EQ(by_sex.logrank().df(), 1u);
  request.clear_strata();
  request.add_strata("axis");
  EXPECT_FALSE(Ask("2024-12-31", request).has_logrank());
}

// Edge cases 62 and 171.
TEST_F(DelayTest, AnEmptyCohortIsNotApplicableAndAnEmptyLedgerNoData) {
  EXPECT_EQ(Ask("2024-12-31", ToOrientation()).header().status(), v1::NO_DATA);
  Open("caf:1", "2020-01-01");
  const auto response = Ask("2024-12-31", ToOrientation());
  EXPECT_EQ(response.header().status(), v1::NOT_APPLICABLE);
  EXPECT_EQ(response.figure().classes().at("WAITING"), 0u);
  EXPECT_FALSE(response.figure().has_mean_reached());
}

TEST_F(DelayTest, WrongRequestsNameTheField) {
  const auto refused = [&](const v1::EvaluateDelayRequest& request,
                           const char* field) {
    EXPECT_THAT(Refusal(request),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(field)));
  };
  auto request = ToOrientation("2024-02-30");
  refused(request, "from");
  refused(ToOrientation("2024-02-01", "2024-01-01"), "to");
  request = ToOrientation();
  request.set_definition_id("none.such");
  refused(request, "definition_id");
  request = ToOrientation();
  request.mutable_definition()->clear_stop();
  refused(request, "stop");
  request = ToOrientation();
  request.mutable_definition()->add_bins(60);
  request.mutable_definition()->add_bins(30);
  refused(request, "bins");
  request = ToOrientation();
  request.add_strata("height");
  refused(request, "strata");
  request = ToOrientation();
  request.mutable_filter()->add_tracks("UPWARD");
  refused(request, "filter.tracks");
  request = ToOrientation();
  request.mutable_filter()->add_zones("NOWHERE");
  refused(request, "filter.zones");
  request = ToOrientation();
  request.mutable_filter()->set_pact("none");
  refused(request, "pact");
}

TEST_F(DelayTest, AShippedDefinitionIsFoundByItsName) {
  Open("caf:1", "2024-01-01");
  v1::EvaluateDelayRequest request;
  request.set_definition_id("legal.orientation");
  request.set_from("2024-01-01");
  request.set_to("2024-12-31");
  const auto response = Ask("2024-12-31", request);
  EXPECT_EQ(response.header().definition(), "legal.orientation");
  EXPECT_EQ(response.figure().legal().classes().at("LATE"), 1u);
}

}  // namespace
}  // namespace jalon::evaluation
