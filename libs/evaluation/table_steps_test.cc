// The steps that leave persons out of the official tables, and the events that
// decide.

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/random_outcome_territory.h"
#include "libs/evaluation/testing/table_world.h"
#include "libs/evaluation/testing/units_behind.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

using testing::Behind;
using ::testing::ElementsAre;
using testing::FigureOf;
using ::testing::HasSubstr;
using testing::ShippedRules;
using ::testing::UnorderedElementsAre;

class TableSteps : public testing::TableWorld {
 protected:
  std::vector<v1::ExplainedUnit> Units(
      const std::string& table, const Options& options = {},
      const std::string& as_of = "2018-12-31") {
    v1::EvaluateTableRequest request;
    request.set_table(table);
    request.set_year(2018);
    request.mutable_options()->insert(options.begin(), options.end());
    const auto behind =
        Behind(territory_.At(as_of, &ShippedRules()), FigureOf(request));
    return {behind.units().begin(), behind.units().end()};
  }
  // "caf:1 NO_SPELL 2018-12-31 dept/e2", "caf:1 COUNTED 2018-12-31 …".
  std::vector<std::string> Told(const std::string& table,
                                const Options& options = {},
                                const std::string& as_of = "2018-12-31") {
    std::vector<std::string> out;
    for (const v1::ExplainedUnit& unit : Units(table, options, as_of)) {
      out.push_back(absl::StrCat(
          unit.person(), " ", unit.step().empty() ? unit.class_() : unit.step(),
          " ", unit.day(), " ", absl::StrJoin(unit.events(), " ")));
    }
    return out;
  }
  void Suspend(const std::string& person, const std::string& date) {
    territory_.Add(person, date,
                   R"("entitlement_suspended": {"reason": "RESOURCES"})");
  }
};

TEST_F(TableSteps, WhoIsOutOfScopeAndWhy) {
  Open("caf:1", "2017-02-01");
  territory_.Close("caf:1", "2018-03-01");
  territory_.Add("caf:2", "2017-02-01",
                 R"("entitlement_opened": {"subject_to_obligations": false})");
  territory_.Open("caf:3", "2017-02-01");  // Obligations are not stated.
  Open("caf:4", "2017-02-01");
  Suspend("caf:4", "2018-12-01");
  Open("caf:5", "2017-02-01");
  Orient("caf:5", "2018-03-01");
  territory_.State("caf:6", "2018-01-01", R"("sex": "F")");  // Only named.
  EXPECT_THAT(Told("oarsa-t1"),
              ElementsAre("caf:1 NO_SPELL 2018-12-31 dept/e2",
                          "caf:2 NOT_SUBJECT 2018-12-31 dept/e3",
                          "caf:3 OBLIGATION_UNKNOWN 2018-12-31 ",
                          "caf:4 SUSPENDED 2018-12-31 dept/e6",
                          "caf:5 COUNTED 2018-12-31 dept/e7 dept/e8"));
  const auto only = Told("oarsa-t1", {{"suspended", "ONLY"}});
  EXPECT_THAT(only[3], HasSubstr("caf:4 COUNTED"));
  EXPECT_THAT(only[4], HasSubstr("caf:5 NOT_SUSPENDED"));
}

TEST_F(TableSteps, WhoIsInScopeAndInNoColumn) {
  Open("caf:1", "2017-02-01");
  Open("caf:2", "2017-02-01");
  Orient("caf:2", "2018-03-01", "FRANCE_TRAVAIL");
  Open("caf:3", "2018-02-01");
  Orient("caf:3", "2018-03-01", "PLIE");
  Orient("caf:3", "2018-06-01", "CCAS");
  Sign("caf:3", "2018-07-01", "2019-06-30");
  Open("caf:4", "2018-02-01");
  Orient("caf:4", "2018-03-01");
  EXPECT_THAT(
      Told("oarsa-t2"),
      ElementsAre("caf:1 NOT_ORIENTED 2018-12-31 dept/e1",
                  "caf:2 REGISTRATION_UNKNOWN 2018-12-31 dept/e2 dept/e3",
                  "caf:3 COUNTED 2018-12-31 dept/e4 dept/e6 dept/e7",
                  "caf:4 NO_CONTRACT 2018-12-31 dept/e8 dept/e9"));
  EXPECT_THAT(Told("oarsa-t2", {{"ft_registration", "CONTRACT"}})[1],
              HasSubstr("NO_CONTRACT"));
  EXPECT_THAT(Told("oarsa-t3")[1], HasSubstr("FRANCE_TRAVAIL"));
  EXPECT_THAT(Told("oarsa-t5")[0], HasSubstr("caf:1 COHORT"));
  EXPECT_THAT(Told("oarsa-t6")[2],
              HasSubstr("COUNTED 2018-12-31 dept/e4 dept/e6 dept/e5"));
  EXPECT_THAT(Told("oarsa-t6")[3], HasSubstr("NOT_REORIENTED"));
}

// Consecutive months that one step leaves out are one unit.
TEST_F(TableSteps, AnEntryStandsBetweenTheMonthsThatAreNone) {
  Open("caf:1", "2018-04-10", "", "2018-04-15");
  Orient("caf:1", "2018-05-01", "PLIE");
  const auto units = Units("plan-pauvrete-a1");
  ASSERT_EQ(units.size(), 3u);
  EXPECT_EQ(units[0].step(), "NO_SPELL");
  EXPECT_EQ(units[0].day() + " " + units[0].stop(), "2018-01-31 2018-03-31");
  EXPECT_EQ(units[1].step(), "ALREADY_IN_SCOPE");
  EXPECT_EQ(units[1].day() + " " + units[1].stop(), "2018-05-31 2018-12-31");
  EXPECT_EQ(units[2].class_(), "COUNTED");
  EXPECT_EQ(units[2].day() + " " + units[2].stop(), "2018-04-10 2018-05-01");
  EXPECT_THAT(units[2].events(), ElementsAre("dept/e1", "dept/e2"));
  EXPECT_THAT(units[2].cells(),
              ::testing::IsSupersetOf({"entrants / m4", "entrants / sum",
                                       "on_time.rate / m4", "on_time / sum"}));
}

TEST_F(TableSteps, AfterASuspensionWhoWasOrientedIsNoEntrant) {
  Open("caf:1", "2017-02-01");
  Orient("caf:1", "2017-03-01");
  Suspend("caf:1", "2018-03-10");
  territory_.Add("caf:1", "2018-05-10", R"("entitlement_resumed": {})");
  std::vector<std::string> steps;
  for (const v1::ExplainedUnit& unit : Units("plan-pauvrete-b1")) {
    steps.push_back(unit.step());
  }
  EXPECT_THAT(steps, ElementsAre("ALREADY_IN_SCOPE", "SUSPENDED",
                                 "ALREADY_ORIENTED", "ALREADY_IN_SCOPE"));
}

TEST_F(TableSteps, AnEntryThatAFollowUpDoesNotTake) {
  Open("caf:1", "2018-04-10");
  Open("caf:2", "2018-04-10");
  Orient("caf:2", "2018-08-01", "FRANCE_TRAVAIL");
  Open("caf:3", "2017-04-10");
  Orient("caf:3", "2017-05-01");
  const auto steps = [this](const std::string& table, const Options& options) {
    std::vector<std::string> out;
    for (const v1::ExplainedUnit& unit : Units(table, options)) {
      // The others are months without an entry.
      if (!unit.spell_start().empty()) {
        out.push_back(unit.person() + " " + unit.step());
      }
    }
    return out;
  };
  EXPECT_THAT(steps("plan-pauvrete-b4", {}),
              ElementsAre("caf:1 NOT_ORIENTED", "caf:2 NOT_ON_TIME"));
  EXPECT_THAT(steps("plan-pauvrete-b5", {}),
              ElementsAre("caf:1 NOT_ORIENTED", "caf:2 FRANCE_TRAVAIL",
                          "caf:3 COHORT"));
}

TEST_F(TableSteps, AKeptAppointmentIsAUnitOfItsOwn) {
  Open("caf:1", "2017-02-01");
  for (const char* day : {"2018-03-05", "2018-03-20"}) {
    territory_.Add("caf:1", day,
                   R"("appointment": {"organisation": "CCAS",
                      "purpose": "FOLLOW_UP", "outcome": "KEPT"})");
  }
  std::map<std::string, std::vector<std::string>> events;
  for (const v1::ExplainedUnit& unit : Units("plan-pauvrete-a2")) {
    for (const std::string& cell : unit.cells()) {
      events[cell].push_back(absl::StrJoin(unit.events(), " "));
    }
  }
  EXPECT_THAT(events["appointments / m3"], ElementsAre("dept/e2", "dept/e3"));
  EXPECT_THAT(events["subject / m3"], ElementsAre("dept/e1"));
  EXPECT_EQ(events.count("subject / sum"), 0u);  // A stock has no sum.
}

TEST(TableStepsOfOutcomes, EveryStepIsSeenAndNamesWhatItLeftOut) {
  std::map<std::string, std::map<std::string, uint64_t>> steps;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const testing::RandomOutcomeTerritory territory(seed);
    const Context context = territory.At("2019-03-31", &ShippedRules());
    for (const char* table : {"fse", "iae"}) {
      v1::EvaluateTableRequest request;
      request.set_table(table);
      request.set_year(2018);
      (*request.mutable_options())["min_days"] = "40";
      const auto behind = Behind(context, FigureOf(request));
      for (const v1::ExplainedUnit& unit : behind.units()) {
        ++steps[table][unit.step()];
        const bool of_nothing = unit.step().rfind("NO_", 0) == 0;
        EXPECT_EQ(unit.events().empty(), of_nothing) << unit.DebugString();
      }
    }
  }
  const auto names = [&](const std::string& table) {
    std::vector<std::string> out;
    for (const auto& [step, count] : steps[table]) out.push_back(step);
    return out;
  };
  EXPECT_THAT(names("fse"), UnorderedElementsAre("", "NO_ENROLMENT", "FUNDING",
                                                 "PERIOD", "TOO_SHORT"));
  EXPECT_THAT(names("iae"),
              UnorderedElementsAre("", "NO_JOB", "NOT_IAE", "NOT_ENDED",
                                   "PERIOD", "TOO_SHORT", "IAE_AFTER_IAE"));
}

}  // namespace
}  // namespace jalon::evaluation
