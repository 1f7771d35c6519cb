#include "libs/evaluation/breaks.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "libs/evaluation/continuity.h"
#include "libs/facts/testing/fact_world.h"
#include "libs/pathway/fold.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Day At(absl::string_view text) { return *base::ParseDay(text); }

// One person, known by facts in JSON.
class BreaksTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto rules = rules::RuleBook::Load(JALON_SOURCE_DIR "/deploy");
    ASSERT_TRUE(rules.ok()) << rules.status();
    rules_ = new rules::RuleBook(*std::move(rules));
  }

  void Add(const std::string& date, const std::string& fact,
           const std::string& received = "") {
    store_->Apply(facts::testing::MakeEvent(absl::StrCat("dept/e", ++count_),
                                            {"caf:1"}, date, fact),
                  At(received.empty() ? date : received));
  }
  void Opened(const std::string& date) {
    Add(date, R"("entitlement_opened": {"origin": "NEW"})");
  }
  void Closed(const std::string& date, const std::string& reason) {
    Add(date,
        absl::StrCat(R"("entitlement_closed": {"reason": ")", reason, "\"}"));
  }
  void Oriented(const std::string& date, const std::string& track,
                const std::string& organisation = "ORG1") {
    Add(date, absl::StrCat(R"("oriented": {"track": ")", track,
                           R"(", "organisation": ")", organisation, "\"}"));
  }
  void Contract(const std::string& date, const std::string& last_day) {
    Add(date,
        absl::StrCat(R"("contract_signed": {"contract_id": "K)", date,
                     R"(", "kind": "CER", "last_day": ")", last_day, "\"}"));
  }
  void Enrolled(const std::string& date, const std::string& id) {
    Add(date, absl::StrCat(R"("action_enrolled": {"enrolment_id": ")", id,
                           R"(", "action": "A1"})"));
  }
  void Ended(const std::string& date, const std::string& id,
             const std::string& outcome) {
    Add(date, absl::StrCat(R"("action_ended": {"enrolment_id": ")", id,
                           R"(", "outcome": ")", outcome, "\"}"));
  }
  void Appointment(const std::string& date, const std::string& outcome) {
    Add(date, absl::StrCat(R"("appointment": {"outcome": ")", outcome, "\"}"));
  }

  pathway::Pathway Fold(const std::string& as_of) {
    view_ = store_->HeadView();
    std::vector<pathway::Event> events;
    view_->Events(0, &events);
    pathway::Pathway pathway;
    pathway::Fold(events, view_->strings(), {.as_of = At(as_of)}, &pathway);
    return pathway;
  }

  BreakOptions Only(BreakType type) {
    BreakOptions options;
    options.territory = "34";
    options.rules = rules_;
    options.types.assign(kBreakTypes, false);
    options.types[static_cast<size_t>(type)] = true;
    return options;
  }

  BreakList Find(BreakType type, const std::string& as_of) {
    return FindBreaks(Fold(as_of), Only(type));
  }

  // "g0 detected_on g1 exposed", of the breaks.
  std::vector<std::string> Texts(BreakType type, const std::string& as_of) {
    std::vector<std::string> out;
    for (const Break& found : Find(type, as_of).breaks) {
      out.push_back(absl::StrJoin(
          {base::FormatDay(found.g0), base::FormatDay(found.detected_on),
           found.open() ? "open" : base::FormatDay(found.g1),
           absl::StrCat(found.exposed_days)},
          " "));
    }
    return out;
  }

  std::string Text(pathway::StringId id) {
    return std::string(view_->strings().Get(id));
  }

  static rules::RuleBook* rules_;
  std::unique_ptr<facts::FactStore> store_ = facts::testing::NewStore();
  std::shared_ptr<const facts::View> view_;
  int count_ = 0;
};

rules::RuleBook* BreaksTest::rules_ = nullptr;

TEST_F(BreaksTest, ToleranceExceededIsTheDayAfterItsLast) {
  Opened("2024-01-01");
  Oriented("2024-01-01", "SOCIO_PROFESSIONAL");
  Appointment("2024-02-01", "KEPT");
  EXPECT_THAT(Texts(BreakType::kNoContact, "2024-12-31"),
              ElementsAre("2024-01-01 2024-01-31 2024-02-01 31"));
  EXPECT_THAT(Texts(BreakType::kNoContact, "2024-01-30"), IsEmpty());
}

TEST_F(BreaksTest, AtRiskIsStrictlyPastTwoThirds) {
  Opened("2025-01-01");
  EXPECT_THAT(Find(BreakType::kNotOriented, "2025-01-28").at_risk, IsEmpty());
  const BreakList list = Find(BreakType::kNotOriented, "2025-01-29");
  ASSERT_EQ(list.at_risk.size(), 1u);
  EXPECT_EQ(list.at_risk[0].exposed_days, 29);
  EXPECT_EQ(list.at_risk[0].tolerance, 42);
  EXPECT_EQ(list.at_risk[0].detected_on, base::kNoDay);
  EXPECT_THAT(Find(BreakType::kNotOriented, "2025-02-12").at_risk, IsEmpty());
}

TEST_F(BreaksTest, LegalToleranceFollowsTrackAndDate) {
  Opened("2024-01-02");
  Oriented("2024-01-15", "SOCIAL");
  EXPECT_EQ(Find(BreakType::kNoContract, "2024-12-31").breaks[0].tolerance, 60);
  store_ = facts::testing::NewStore();
  Opened("2025-01-02");
  Oriented("2025-01-15", "SOCIAL");
  EXPECT_EQ(Find(BreakType::kNoContract, "2025-12-31").breaks[0].tolerance, 31);
}

TEST_F(BreaksTest, NoRuleIsNotEvaluated) {
  Opened("2011-01-02");
  EXPECT_THAT(Texts(BreakType::kNotOriented, "2011-12-31"), IsEmpty());
}

TEST_F(BreaksTest, OverrideReplacesLegalAndSocialTolerance) {
  Opened("2024-01-01");
  Oriented("2024-01-01", "SOCIAL");
  Enrolled("2024-01-10", "E1");
  Ended("2024-02-01", "E1", "COMPLETED");
  BreakOptions options = Only(BreakType::kNoAction);
  EXPECT_THAT(FindBreaks(Fold("2024-06-01"), options).breaks, IsEmpty());
  options.tolerance_days["NO_ACTION"] = 10;
  ASSERT_EQ(FindBreaks(Fold("2024-06-01"), options).breaks.size(), 1u);
  options.tolerance_days.clear();
  v1::BreakDefinition inline_definition;
  inline_definition.set_type("NO_ACTION");
  inline_definition.set_tolerance_days(20);
  options.definitions.push_back(inline_definition);
  ASSERT_EQ(FindBreaks(Fold("2024-06-01"), options).breaks.size(), 1u);
}

TEST_F(BreaksTest, OrganisationsAroundAGap) {
  Opened("2024-01-01");
  Oriented("2024-01-01", "SOCIO_PROFESSIONAL", "ORG1");
  Add("2024-05-01", R"("orientation_ended": {})");
  Contract("2024-01-01", "2024-04-30");
  Oriented("2024-07-01", "SOCIO_PROFESSIONAL", "ORG2");
  Contract("2024-07-01", "2024-12-31");
  const Break found = Find(BreakType::kContractLapsed, "2024-12-31").breaks[0];
  EXPECT_EQ(found.g0, At("2024-05-01"));
  EXPECT_EQ(Text(found.organisation), "ORG1");
  EXPECT_EQ(Text(found.organisation_before), "ORG1");
  EXPECT_EQ(Text(found.organisation_after), "ORG2");
  EXPECT_FALSE(found.ended_by_spell);
}

TEST_F(BreaksTest, GapsEndWithTheSpell) {
  Opened("2024-01-01");
  Oriented("2024-01-01", "SOCIAL");
  Closed("2024-03-01", "RESOURCES");
  const Break found = Find(BreakType::kNoContact, "2024-12-31").breaks[0];
  EXPECT_EQ(found.g1, At("2024-03-01"));
  EXPECT_TRUE(found.ended_by_spell);
  EXPECT_EQ(found.organisation_after, 0u);
}

TEST_F(BreaksTest, ContractFromBeforePreventsNoContract) {
  Contract("2023-12-01", "2024-11-30");
  Opened("2024-01-01");
  Oriented("2024-02-01", "PROFESSIONAL");
  EXPECT_THAT(Texts(BreakType::kNoContract, "2024-10-31"), IsEmpty());
  EXPECT_THAT(Texts(BreakType::kContractLapsed, "2025-03-31"),
              ElementsAre("2024-12-01 2024-12-31 open 121"));
}

TEST_F(BreaksTest, ContractOverBeforeTheOrientationDoesNot) {
  Opened("2024-01-01");
  Contract("2024-01-05", "2024-01-31");
  Oriented("2024-03-01", "PROFESSIONAL");
  EXPECT_THAT(Texts(BreakType::kNoContract, "2024-04-30"),
              ElementsAre("2024-03-01 2024-04-01 open 61"));
}

// Edge case 104: a cancelled one is passed over.
TEST_F(BreaksTest, MissedAppointmentsOnceARunOfOneSpell) {
  Opened("2024-01-01");
  Appointment("2024-02-01", "NO_SHOW");
  Closed("2024-02-10", "RESOURCES");
  Opened("2024-06-01");
  Appointment("2024-06-10", "NO_SHOW");
  Appointment("2024-06-20", "CANCELLED");
  Appointment("2024-07-01", "NO_SHOW");
  Appointment("2024-07-10", "NO_SHOW");
  EXPECT_THAT(Texts(BreakType::kMissedAppointments, "2024-12-31"),
              ElementsAre("2024-07-01 2024-07-01 2024-07-01 0"));
}

TEST_F(BreaksTest, DaysNeedNoExposure) {
  Opened("2024-01-01");
  Oriented("2024-01-01", "SOCIAL");
  Enrolled("2024-01-10", "E1");
  Closed("2024-02-01", "UNKNOWN");
  Ended("2024-03-01", "E1", "ABANDONED");
  Opened("2024-07-01");
  EXPECT_EQ(Texts(BreakType::kActionAbandoned, "2024-12-31").size(), 1u);
  EXPECT_EQ(Texts(BreakType::kSilentExit, "2024-12-31").size(), 1u);
  EXPECT_THAT(Texts(BreakType::kReturn, "2024-12-31"),
              ElementsAre("2024-07-01 2024-07-01 2024-07-01 0"));
  const Break exit = Find(BreakType::kSilentExit, "2024-12-31").breaks[0];
  EXPECT_EQ(Text(exit.organisation), "ORG1");
}

TEST_F(BreaksTest, ReturnWithinTheWindowOnly) {
  Opened("2024-01-01");
  Closed("2024-02-01", "RESOURCES");
  Opened("2024-08-01");  // 182 days.
  Closed("2024-09-01", "RESOURCES");
  Opened("2025-03-03");  // 183 days.
  EXPECT_THAT(Texts(BreakType::kReturn, "2025-12-31"),
              ElementsAre("2024-08-01 2024-08-01 2024-08-01 0"));
}

TEST_F(BreaksTest, AxesOfWhatEndsElseOfWhatIsOpen) {
  Opened("2024-01-01");
  Enrolled("2024-01-10", "E1");
  Enrolled("2024-01-10", "E2");
  Ended("2024-02-01", "E1", "COMPLETED");
  const pathway::Pathway pathway = Fold("2024-12-31");
  EXPECT_THAT(EnrolmentsAt(pathway, At("2024-02-01")), ElementsAre(0));
  EXPECT_THAT(EnrolmentsAt(pathway, At("2024-02-02")), ElementsAre(1));
  EXPECT_THAT(EnrolmentsAt(pathway, At("2024-01-09")), IsEmpty());
}

TEST_F(BreaksTest, ContactCoversNinetyDays) {
  Opened("2024-01-01");
  Oriented("2024-01-01", "SOCIAL");
  Add("2024-01-01", R"("referent_assigned": {"organisation": "ORG1"})");
  Contract("2024-01-01", "2024-12-31");
  const pathway::Pathway pathway = Fold("2024-12-31");
  EXPECT_THAT(
      CoveredDays(pathway, pathway::ExposedDays(pathway)),
      ElementsAre(pathway::Interval{At("2024-01-01"), At("2024-03-31")}));
}

TEST(DaySetTest, UnionAndIntersection) {
  const DaySet days = UnionOf({{5, 8}, {1, 3}, {2, 4}, {4, 5}, {9, 9}});
  EXPECT_THAT(days, ElementsAre(pathway::Interval{1, 8}));
  EXPECT_THAT(Intersection({{1, 4}, {6, 9}}, {{0, 2}, {3, 7}}),
              ElementsAre(pathway::Interval{1, 2}, pathway::Interval{3, 4},
                          pathway::Interval{6, 7}));
  EXPECT_EQ(Size(Clip(days, 0, 3)), 2);
}

TEST(BreakTypeTest, NamesAreRead) {
  for (int i = 0; i < kBreakTypes; ++i) {
    const BreakType type = static_cast<BreakType>(i);
    EXPECT_EQ(ParseBreakType(BreakTypeName(type)), type);
  }
  EXPECT_EQ(ParseBreakType("NO_SUCH"), std::nullopt);
}

}  // namespace
}  // namespace jalon::evaluation
