#include "libs/rules/check.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/rules/target.h"

namespace jalon::rules {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kDefinitions[] = R"(legal_rules {
  key: ORIENTATION_MAX_DELAY
  track: "SOCIAL"
  territory: "34"
  from: "2012-04-01"
  to: "2024-12-31"
  months: 2
  source: "R.262-65-2"
}
legal_rules {
  key: ORIENTATION_MAX_DELAY
  track: "SOCIAL"
  territory: "34"
  from: "2025-01-01"
  days: 42
  source: "D.262-65-2"
}
delays {
  id: "d"
  version: 1
  label: "D"
  start: CLAIM
  stop: ORIENTED
  spells: LAST_SPELL
  population: ALL
  bins: [30, 60, 90]
  source: "s"
}
breaks {
  type: "NO_ACTION"
  version: 1
  label: "B"
  tolerance_days: 90
  social_tolerance_days: 180
  source: "s"
}
breaks {
  type: "RETURN"
  version: 1
  label: "R"
  window_days: 182
  source: "s"
}
breaks {
  type: "NO_CONTRACT"
  version: 1
  label: "C"
  legal: CONTRACT_MAX_DELAY
  source: "s"
}
fold { carry_days: 90 suppression_threshold: 5 }
organisations { id: "FT_*" label: "FT" category: FRANCE_TRAVAIL }
organisations { id: "CC" territory: "30" label: "CC" category: CCAS }
)";

constexpr char kPact[] = R"(pact {
  id: "p"
  territory: "34"
  label: "P"
  first_day: "2022-01-01"
  last_day: "2025-12-31"
  source: "s"
  parties { id: "caf" label: "CAF" category: PAYING_BODY commitments: "c" }
  committees { id: "co" label: "Co" level: "ZONE" duties: "d" }
  reviews { label: "R" day: "2023-01-01" }
  versions {
    valid_from: "2022-01-01"
    axes { id: "1" label: "Un" objectives: "o" }
    axes { id: "2" label: "Deux" }
    zones { id: "Z1" label: "Z" communes: "34172" communes: "34057" }
    zones { id: "Z2" label: "Y" communes: "34032" }
    actions {
      id: "A" label: "Action"
      axes: "1"
      axes: "2"
      zones: "Z1"
      capacity: 10
      funding: "FSE"
    }
    indicators {
      id: "i"
      label: "I"
      axis: "1"
      measure: "delay"
      params { start: "CLAIM" stop: "ORIENTED" statistic: "share" at: 60 }
      scope: AXIS
      targets {
        value: "0.8"
        direction: AT_LEAST
        from: "2022-01-01"
        to: "2022-12-31"
      }
      targets { value: "4/5" direction: AT_LEAST from: "2023-01-01" }
    }
    indicators { id: "b" label: "B" measure: "barrier_lifted"
      params { days: 180 barriers: "HEALTH" }
    }
    indicators { id: "r" label: "R" measure: "breaks"
      params { statistic: "count" types: "SILENCE" }
    }
  }
  versions { valid_from: "2023-01-01" axes { id: "1" label: "Un" } }
}
)";

// One edit of a good text and the fault that it must cause. The line is that
// of `line_of` in the edited text.
struct Case {
  const char* replace;
  const char* by;
  const char* line_of;  // nullptr: line not compared.
  const char* field;
  const char* message;
};

std::string Edited(const char* text, const Case& edit) {
  std::string out = text;
  const size_t at = out.find(edit.replace);
  EXPECT_NE(at, std::string::npos) << edit.replace;
  if (at != std::string::npos) {
    out.replace(at, std::string(edit.replace).size(), edit.by);
  }
  return out;
}

int LineOf(const std::string& text, const char* part) {
  int line = 1;
  for (const absl::string_view one : absl::StrSplit(text, '\n')) {
    if (one.find(part) != absl::string_view::npos) return line;
    ++line;
  }
  ADD_FAILURE() << "no line holds " << part;
  return 0;
}

void ExpectFault(const std::string& text, const Case& want,
                 const std::vector<Fault>& faults) {
  SCOPED_TRACE(absl::StrCat(want.replace, " → ", want.by));
  for (const Fault& fault : faults) {
    if (fault.field != want.field ||
        fault.message.find(want.message) == std::string::npos) {
      continue;
    }
    EXPECT_EQ(fault.file, "f.textproto");
    if (want.line_of != nullptr) {
      EXPECT_EQ(fault.line, LineOf(text, want.line_of));
    }
    return;
  }
  std::string found;
  for (const Fault& fault : faults) {
    absl::StrAppend(&found, FormatFault(fault), "\n");
  }
  ADD_FAILURE() << "wanted " << want.field << ": " << want.message
                << "\nfound:\n"
                << found;
}

TEST(CheckDefinitions, AGoodFileHasNoFault) {
  v1::DefinitionFile file;
  EXPECT_THAT(CheckDefinitions("f.textproto", kDefinitions, &file), IsEmpty());
  EXPECT_EQ(file.legal_rules_size(), 2);
  EXPECT_EQ(file.delays(0).id(), "d");
}

TEST(CheckDefinitions, EachFaultHasItsLineFieldAndRemedy) {
  const std::vector<Case> cases = {
      // Text.
      {"label: \"D\"", "lable: \"D\"", "lable", "lable", "It has: id, version"},
      {"start: CLAIM", "start: CLAIMED", "CLAIMED", "start",
       "Give one of CLAIM, OPENING"},
      {"bins: [30", "bins: [-30", "-30", "", "Expected integer"},
      // Legal rules.
      {"key: ORIENTATION_MAX_DELAY", "", "legal_rules {", "legal_rules[0].key",
       "missing; give one of ORIENTATION_MAX_DELAY"},
      {"key: ORIENTATION_MAX_DELAY", "key: 9", "key: 9", "legal_rules[0].key",
       "9 is no value"},
      {"track: \"SOCIAL\"", "track: \"SOZIAL\"", "SOZIAL",
       "legal_rules[0].track", "PROFESSIONAL, SOCIO_PROFESSIONAL, SOCIAL"},
      {"territory: \"34\"", "territory: \"20\"", "\"20\"",
       "legal_rules[0].territory", "INSEE"},
      {"from: \"2012-04-01\"", "from: \"2012-02-30\"", "2012-02-30",
       "legal_rules[0].from", "write YYYY-MM-DD"},
      {"from: \"2012-04-01\"", "", "legal_rules {", "legal_rules[0].from",
       "missing"},
      {"to: \"2024-12-31\"", "to: \"2011-12-31\"", "2011-12-31",
       "legal_rules[0].to", "before `from`"},
      {"to: \"2024-12-31\"", "", "from: \"2025-01-01\"", "legal_rules[1].from",
       "overlaps legal_rules[0]"},
      {"to: \"2024-12-31\"", "to: \"2025-01-01\"", "from: \"2025-01-01\"",
       "legal_rules[1].from", "end one the day before"},
      {"months: 2", "", "legal_rules {", "legal_rules[0]",
       "`months` or `days`"},
      {"months: 2", "months: 0", "months: 0", "legal_rules[0].months",
       "at least 1"},
      {"months: 2", "months: 999", "999", "legal_rules[0].months", "shorter"},
      {"days: 42", "days: 0", "days: 0", "legal_rules[1].days", "at least 1"},
      {"days: 42", "days: 99999", "99999", "legal_rules[1].days", "shorter"},
      {"source: \"R.262-65-2\"", "", nullptr, "legal_rules[0].source",
       "article"},
      // Delays.
      {"id: \"d\"", "", "delays {", "delays[0].id", "missing"},
      {"id: \"d\"", "id: \"d e\"", "d e", "delays[0].id", "holds a space"},
      {"start: CLAIM", "", "delays {", "delays[0].start", "missing"},
      {"stop: ORIENTED", "", "delays {", "delays[0].stop", "missing"},
      {"start: CLAIM", "start: ORIENTED", "stop: ORIENTED", "delays[0].stop",
       "later milestone"},
      {"spells: LAST_SPELL", "spells: 7", "spells: 7", "delays[0].spells",
       "EVERY_SPELL"},
      {"population: ALL", "population: 7", "population: 7",
       "delays[0].population", "NOT_EXEMPT"},
      {"bins: [30, 60, 90]", "bins: [30, 60, 60]", "bins", "delays[0].bins[2]",
       "growing"},
      {"bins: [30", "bins: [0", "bins", "delays[0].bins[0]", "growing"},
      {"90]", "900000]", "bins", "delays[0].bins[2]", "too large"},
      {"version: 1\n  label: \"D\"", "label: \"D\"", "delays {",
       "delays[0].version", "missing"},
      {"label: \"D\"", "", "delays {", "delays[0].label", "council"},
      {"breaks {",
       "delays { id: \"d\" version: 1 label: \"E\" source: \"s\"\n"
       "start: CLAIM stop: ACTION }\nbreaks {",
       "label: \"E\"", "delays[1].id", "next version"},
      // Breaks.
      {"\"NO_ACTION\"", "\"NO_ACTIONS\"", "NO_ACTIONS", "breaks[0].type",
       "NOT_ORIENTED, NO_CONTACT"},
      {"tolerance_days: 90", "", nullptr, "breaks[0]", "limit missing"},
      {"tolerance_days: 90", "tolerance_days: 9999", "9999",
       "breaks[0].tolerance_days", "shorter"},
      {"social_tolerance_days: 180", "social_tolerance_days: 9999", "9999",
       "breaks[0].social_tolerance_days", "shorter"},
      {"tolerance_days: 90", "legal: CONTRACT_MAX_DELAY", nullptr,
       "breaks[0].legal", "does not bound NO_ACTION"},
      {"legal: CONTRACT_MAX_DELAY", "legal: ORIENTATION_MAX_DELAY",
       "legal: ORIENT", "breaks[2].legal", "does not bound NO_CONTRACT"},
      {"legal: CONTRACT_MAX_DELAY",
       "legal: CONTRACT_MAX_DELAY social_tolerance_days: 9", "legal: CONTRACT",
       "breaks[2].social_tolerance_days", "leave it out"},
      {"window_days: 182", "", nullptr, "breaks[1].window_days", "missing"},
      {"window_days: 182", "window_days: 182 tolerance_days: 1", nullptr,
       "breaks[1]", "has no tolerance"},
      {"tolerance_days: 90", "tolerance_days: 90 window_days: 9",
       "window_days: 9", "breaks[0].window_days", "not read"},
      {"\"RETURN\"", "\"NO_ACTION\"", nullptr, "breaks[1].type",
       "defined twice"},
      // Fold.
      {"suppression_threshold: 5", "", "fold", "fold.suppression_threshold",
       "1 to hide nothing"},
      {"carry_days: 90 ", "carry_days: 99999 ", "99999", "fold.carry_days",
       "shorter"},
      {"carry_days: 90 ", "spell_max_gap_days: 99999 ", "99999",
       "fold.spell_max_gap_days", "shorter"},
      // Organisations.
      {"id: \"FT_*\"", "", "label: \"FT\"", "organisations[0].id",
       "as events write it"},
      {"\"FT_*\"", "\"*\"", "label: \"FT\"", "organisations[0].id",
       "every organisation"},
      {"\"FT_*\"", "\"F*T\"", "F*T", "organisations[0].id", "not at its end"},
      {"label: \"FT\"", "", "FT_*", "organisations[0].label", "missing"},
      {"category: FRANCE_TRAVAIL", "", "FT_*", "organisations[0].category",
       "missing; give one of FRANCE_TRAVAIL"},
      {"category: CCAS", "category: 99", "\"CC\"", "organisations[1].category",
       "99 is no value"},
      {"category: CCAS", "category: CITY", "CITY", "category",
       "Give one of FRANCE_TRAVAIL"},
      {"\"30\"", "\"20\"", "\"20\"", "organisations[1].territory", "INSEE"},
      {"\"CC\" territory: \"30\"", "\"FT_*\"", "label: \"CC\"",
       "organisations[1].id", "given twice"},
  };
  for (const Case& one : cases) {
    const std::string text = Edited(kDefinitions, one);
    v1::DefinitionFile file;
    ExpectFault(text, one, CheckDefinitions("f.textproto", text, &file));
  }
}

TEST(CheckDefinitions, LatinOneIsRefusedWithItsLine) {
  v1::DefinitionFile file;
  const std::vector<Fault> faults =
      CheckDefinitions("f", "# bon\n# d\xe9lai\n", &file);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].line, 2);
  EXPECT_THAT(faults[0].message, HasSubstr("save the file as UTF-8"));
}

TEST(CheckDefinitions, EveryFaultOfAFileIsListedInItsOrder) {
  v1::DefinitionFile file;
  const std::vector<Fault> faults = CheckDefinitions(
      "f", "delays { id: \"a\" }\nbreaks { type: \"X\" }\n", &file);
  ASSERT_GE(faults.size(), 7u);
  EXPECT_EQ(faults.front().line, 1);
  EXPECT_EQ(faults.back().line, 2);
}

TEST(CheckPactFile, AGoodFileHasNoFault) {
  v1::PactFile file;
  EXPECT_THAT(CheckPact("f.textproto", kPact, &file), IsEmpty());
  EXPECT_EQ(file.pact().versions_size(), 2);
}

TEST(CheckPactFile, EachFaultHasItsLineFieldAndRemedy) {
  const std::string v = "pact.versions[0].";
  const std::string i = v + "indicators[0].";
  const std::string zones0 = v + "zones[0].communes[0]";
  const std::string zones1 = v + "zones[1].communes[0]";
  const std::string params = i + "params.";
  const std::string target = i + "targets[0].";
  std::vector<std::string> kept;
  kept.reserve(100);
  const auto at = [&](const std::string& path) {
    kept.push_back(path);
    return kept.back().c_str();
  };
  const std::vector<Case> cases = {
      {"id: \"p\"", "", "pact {", "pact.id", "missing"},
      {"territory: \"34\"", "territory: \"00\"", "\"00\"", "pact.territory",
       "leave it out in a template"},
      {"label: \"P\"", "", "pact {", "pact.label", "missing"},
      {"source: \"s\"", "", "pact {", "pact.source", "missing"},
      {"first_day: \"2022-01-01\"", "", "pact {", "pact.first_day", "missing"},
      {"first_day: \"2022-01-01\"", "first_day: \"01/01/2022\"", "01/01/2022",
       "pact.first_day", "YYYY-MM-DD"},
      {"last_day: \"2025-12-31\"", "last_day: \"2021-12-31\"", "2021-12-31",
       "pact.last_day", "before the first day"},
      {"id: \"caf\"", "", "parties", "pact.parties[0].id", "missing"},
      {"category: PAYING_BODY", "", "parties", "pact.parties[0].category",
       "STATE, FRANCE_TRAVAIL"},
      {"commitments: \"c\"", "commitments: \"\"", "parties",
       "pact.parties[0].commitments[0]", "leave it out"},
      {"committees {",
       "parties { id: \"caf\" label: \"X\" category: STATE }\n"
       "committees {",
       "\"X\"", "pact.parties[1].id", "already the id"},
      {"level: \"ZONE\"", "level: \"EPCI\"", "EPCI", "pact.committees[0].level",
       "DEPARTEMENT or ZONE"},
      {"day: \"2023-01-01\"", "day: \"2023\"", "\"2023\"",
       "pact.reviews[0].day", "YYYY-MM-DD"},
      {"valid_from: \"2022-01-01\"", "", "versions {", at(v + "valid_from"),
       "missing"},
      {"valid_from: \"2023-01-01\"", "valid_from: \"2022-01-01\"", nullptr,
       "pact.versions[1].valid_from", "in order"},
      {"valid_from: \"2023-01-01\"", "valid_from: \"2026-01-01\"", "2026-01-01",
       "pact.versions[1].valid_from", "outside the pact"},
      {"axes { id: \"2\"", "axes { id: \"1\"", "Deux", at(v + "axes[1].id"),
       "already the id"},
      {"objectives: \"o\"", "objectives: \"\"", "Un",
       at(v + "axes[0].objectives[0]"), "leave it out"},
      {"zones { id: \"Z2\"", "zones { id: \"Z1\"", "34032",
       at(v + "zones[1].id"), "already the id"},
      {"\"34172\"", "\"3417\"", "\"3417\"", zones0.c_str(), "5 characters"},
      {"\"34172\"", "\"30172\"", "30172", zones0.c_str(),
       "not in territory 34"},
      {"\"34032\"", "\"34172\"", "\"Y\"", zones1.c_str(),
       "already in zone \"Z1\""},
      {"axes: \"2\"", "axes: \"3\"", "axes: \"3\"",
       at(v + "actions[0].axes[1]"), "not among the axes"},
      {"axes: \"2\"", "axes: \"1\"", nullptr, at(v + "actions[0].axes[1]"),
       "given twice"},
      {"zones: \"Z1\"", "zones: \"Z9\"", "Z9", at(v + "actions[0].zones[0]"),
       "not among the zones"},
      {"capacity: 10", "capacity: 0", "capacity", at(v + "actions[0].capacity"),
       "leave it out"},
      {"funding: \"FSE\"", "funding: \"\"", "funding",
       at(v + "actions[0].funding[0]"), "leave it out"},
      {"indicators {\n", "actions { id: \"A\" label: \"B\" }\nindicators {\n",
       "label: \"B\" }", at(v + "actions[1].id"), "already the id"},
      {"axis: \"1\"", "axis: \"9\"", "axis: \"9\"", at(i + "axis"),
       "not among the axes"},
      {"axis: \"1\"", "", "scope: AXIS", at(i + "scope"), "give the axis"},
      {"scope: AXIS", "scope: 8", "scope: 8", at(i + "scope"), "TERRITORY"},
      {"measure: \"delay\"", "measure: \"delai\"", "delai", at(i + "measure"),
       "give one of enrolments, persons"},
      {"measure: \"delay\"", "measure: \"open\"", "params",
       at(params + "start"), "the measure open does not read it"},
      {"measure: \"delay\"", "measure: \"employed_at\"", "params",
       at(params + "days"), "needs it"},
      {"start: \"CLAIM\"", "", "params", at(params + "start"), "needs it"},
      {"start: \"CLAIM\"", "start: \"CLAM\"", "CLAM", at(params + "start"),
       "CLAIM, OPENING"},
      {"stop: \"ORIENTED\"", "stop: \"CLAIM\"", "params", at(params + "stop"),
       "ORIENTED, FIRST_CONTACT"},
      {"statistic: \"share\"", "statistic: \"mean\"", "mean",
       at(params + "statistic"), "median, quartile1"},
      {"statistic: \"share\"", "statistic: \"median\"", "median",
       at(params + "at"), "read by the statistic share only"},
      {"at: 60", "", "params", at(params + "at"), "give it"},
      {"at: 60", "at: 60 population: \"X\"", "params",
       at(params + "population"), "NOT_EXEMPT, SUBJECT_ONLY, ALL"},
      {"at: 60", "at: 60 spells: \"X\"", "params", at(params + "spells"),
       "EVERY_SPELL, LAST_SPELL"},
      {"at: 60", "at: 60 days: 9", "params", at(params + "days"),
       "it reads start, stop, statistic, at"},
      {"barriers: \"HEALTH\"", "barriers: \"HELTH\"", "HELTH",
       at(v + "indicators[1].params.barriers[0]"), "HEALTH, MOBILITY"},
      {"days: 180", "days: 9999", "9999", at(v + "indicators[1].params.days"),
       "ten years"},
      {"types: \"SILENCE\"", "types: \"SILENT\"", "SILENT",
       at(v + "indicators[2].params.types[0]"), "NOT_ORIENTED, NO_CONTACT"},
      {"statistic: \"count\"", "statistic: \"p90\"", "p90",
       at(v + "indicators[2].params.statistic"), "count, persons"},
      {"id: \"b\"", "id: \"i\"", "barrier_lifted", at(v + "indicators[1].id"),
       "already the id"},
      {"value: \"0.8\"", "value: \"80 %\"", "80 %", at(target + "value"),
       "0.8 or a fraction as 4/5"},
      {"value: \"0.8\"", "value: \"80\"", "\"80\"", at(target + "value"),
       "write 80 % as 0.8"},
      {"direction: AT_LEAST", "", "targets {", at(target + "direction"),
       "AT_LEAST, AT_MOST"},
      {"from: \"2022-01-01\"\n        to", "from: \"2022\"\n        to",
       "\"2022\"", at(target + "from"), "YYYY-MM-DD"},
      {"to: \"2022-12-31\"", "to: \"2021-12-31\"", "2021-12-31",
       at(target + "to"), "before `from`"},
      {"to: \"2022-12-31\"", "to: \"2023-01-01\"", "4/5", at(i + "targets[1]"),
       "overlaps targets[0]"},
  };
  for (const Case& one : cases) {
    const std::string text = Edited(kPact, one);
    v1::PactFile file;
    ExpectFault(text, one, CheckPact("f.textproto", text, &file));
  }
}

TEST(CheckPactFile, AFileWithoutPactOrVersionIsRefused) {
  v1::PactFile file;
  EXPECT_THAT(CheckPact("f", "", &file), testing::SizeIs(1));
  const std::vector<Fault> faults =
      CheckPact("f",
                "pact { id: \"p\" label: \"P\" first_day: \"2022-01-01\" "
                "source: \"s\" }",
                &file);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].field, "pact.versions");
}

TEST(CheckMessages, MayLeaveOutWhatOnlyPeopleRead) {
  v1::DelayDefinition delay;
  delay.set_start(v1::DelayDefinition::RECEIVED);
  delay.set_stop(v1::DelayDefinition::Stop::ORIENTED);
  EXPECT_THAT(CheckDelay(delay), IsEmpty());
  v1::BreakDefinition silence;
  silence.set_type("SILENCE");
  silence.set_tolerance_days(10);
  EXPECT_THAT(CheckBreak(silence), IsEmpty());
  v1::Pact pact;
  pact.set_id("P");
  v1::PactVersion* version = pact.add_versions();
  version->set_valid_from("2024-01-01");
  v1::Action* action = version->add_actions();
  action->set_id("A");
  action->add_axes("1");
  v1::Indicator* indicator = version->add_indicators();
  indicator->set_id("i");
  indicator->set_axis("9");
  indicator->set_measure("occupancy");
  EXPECT_THAT(CheckPact(pact), IsEmpty());

  indicator->set_measure("occupancies");
  const std::vector<Fault> faults = CheckPact(pact);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_THAT(FormatFault(faults[0]),
              testing::StartsWith(
                  "pact.versions[0].indicators[0].measure: \"occupancies\""));
  delay.clear_start();
  EXPECT_EQ(CheckDelay(delay).at(0).field, "start");
  silence.set_type("QUIET");
  EXPECT_EQ(CheckBreak(silence).at(0).field, "type");
}

TEST(FormatFault, NamesFileLineAndField) {
  EXPECT_EQ(FormatFault({"f", 3, "a.b", "m"}), "f:3: a.b: m");
  EXPECT_EQ(FormatFault({"f", 0, "", "m"}), "f: m");
  EXPECT_EQ(FormatFault({"", 0, "a", "m"}), "a: m");
}

TEST(ParseTarget, ReadsDecimalsAndFractionsExactly) {
  const auto is = [](const char* text, int64_t n, int64_t d) {
    const std::optional<Fraction> value = ParseTarget(text);
    return value.has_value() && value->numerator == n &&
           value->denominator == d;
  };
  EXPECT_TRUE(is("0.8", 4, 5));
  EXPECT_TRUE(is("4/5", 4, 5));
  EXPECT_TRUE(is("120", 120, 1));
  EXPECT_TRUE(is("1.50", 3, 2));
  EXPECT_TRUE(is("0", 0, 1));
  EXPECT_TRUE(is("0.0", 0, 1));
  for (const char* bad :
       {"", ".", "1.", ".5", "-1", "+1", "1/0", "1/2/3", "0,8", "80%", "1e3",
        "9999999999", "1/", "/2", " 1", "1.2.3"}) {
    EXPECT_FALSE(ParseTarget(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace jalon::rules
