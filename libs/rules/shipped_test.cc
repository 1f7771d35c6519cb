#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/rules/check.h"
#include "libs/rules/rule_book.h"
#include "libs/rules/vocabulary.h"

namespace jalon::rules {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> Files(const char* folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(
           fs::path(JALON_SOURCE_DIR) / "deploy" / folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Text(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) text += FormatFault(fault) + "\n";
  return text;
}

RuleBook Shipped() {
  absl::StatusOr<RuleBook> book =
      RuleBook::Load(JALON_SOURCE_DIR "/deploy", {.demo_pacts = true});
  EXPECT_TRUE(book.ok()) << book.status();
  return book.ok() ? *std::move(book) : RuleBook();
}

// What an indicator measures: "2 barrier_lifted", "1 delay RECEIVED ORIENTED".
std::set<std::string> Measured(const v1::Pact& pact) {
  std::set<std::string> out;
  for (const v1::PactVersion& version : pact.versions()) {
    for (const v1::Indicator& indicator : version.indicators()) {
      const v1::IndicatorParams& params = indicator.params();
      std::string key = indicator.axis() + " " + indicator.measure();
      if (indicator.measure() == "delay") {
        key += " " + params.start() + " " + params.stop();
      }
      if (params.has_days()) key += " " + std::to_string(params.days());
      if (!params.track().empty()) key += " " + params.track();
      out.insert(key);
    }
  }
  return out;
}

TEST(ShippedFiles, HaveNoFault) {
  ASSERT_FALSE(Files("rules").empty());
  for (const fs::path& path : Files("rules")) {
    v1::DefinitionFile file;
    const std::vector<Fault> faults =
        CheckDefinitions(path.filename().string(), ReadFile(path), &file);
    EXPECT_THAT(faults, IsEmpty()) << Text(faults);
  }
  ASSERT_EQ(Files("pacts").size(), 5u);
  for (const fs::path& path : Files("pacts")) {
    v1::PactFile file;
    const std::vector<Fault> faults =
        CheckPact(path.filename().string(), ReadFile(path), &file);
    EXPECT_THAT(faults, IsEmpty()) << Text(faults);
    EXPECT_EQ(path.stem().string(), file.pact().id());
  }
}

// A damaged file ends in faults or in definitions that a rule book takes.
TEST(ShippedFiles, DamagedAreRefusedOrTaken) {
  constexpr uint32_t kSeed = 20170111;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  for (const fs::path& path : Files("pacts")) {
    const std::string good = ReadFile(path);
    for (int i = 0; i < 200; ++i) {
      std::string text = good;
      const size_t at = random() % text.size();
      text.erase(at, random() % 40);
      text.insert(at, good.substr(random() % good.size(), random() % 40));
      v1::PactFile file;
      if (!CheckPact("f", text, &file).empty()) continue;
      const absl::Status status =
          RuleBook::FromProto({}, {file.pact()}).status();
      EXPECT_TRUE(status.ok()) << status << "\n" << text;
    }
  }
  for (const fs::path& path : Files("rules")) {
    const std::string good = ReadFile(path);
    for (int i = 0; i < 200; ++i) {
      std::string text = good;
      text.erase(random() % text.size(), random() % 40);
      v1::DefinitionFile file;
      if (!CheckDefinitions("f", text, &file).empty()) continue;
      const absl::Status status = RuleBook::FromProto(file, {}).status();
      EXPECT_TRUE(status.ok()) << status << "\n" << text;
    }
  }
}

TEST(ShippedBreaks, AreTheFourteenWithTheTolerancesOfTheSpecification) {
  const RuleBook book = Shipped();
  EXPECT_EQ(BreakTypes().size(), 14u);
  EXPECT_EQ(book.definitions().breaks_size(), 14);
  const auto tolerance = [&](const char* type) {
    return book.FindBreak(type)->tolerance_days();
  };
  for (const BreakType& type : BreakTypes()) {
    ASSERT_NE(book.FindBreak(type.name), nullptr) << type.name;
  }
  EXPECT_EQ(tolerance("NO_CONTACT"), 30u);
  EXPECT_EQ(tolerance("NO_REFERENT"), 30u);
  EXPECT_EQ(tolerance("CONTRACT_LAPSED"), 30u);
  EXPECT_EQ(tolerance("NO_ACTION"), 90u);
  EXPECT_EQ(book.FindBreak("NO_ACTION")->social_tolerance_days(), 180u);
  EXPECT_EQ(tolerance("SILENCE"), 180u);
  EXPECT_EQ(tolerance("SOCIAL_STUCK"), 182u);
  EXPECT_EQ(tolerance("SANCTION"), 0u);
  EXPECT_EQ(book.FindBreak("NOT_ORIENTED")->legal(),
            v1::LegalRule::ORIENTATION_MAX_DELAY);
  EXPECT_EQ(book.FindBreak("NO_CONTRACT")->legal(),
            v1::LegalRule::CONTRACT_MAX_DELAY);
  EXPECT_EQ(book.FindBreak("RETURN")->window_days(), 182u);
  EXPECT_EQ(book.FindBreak("EMPLOYMENT_BROKEN")->window_days(), 182u);
}

TEST(ShippedFold, HasTheDefaultsOfTheSpecification) {
  const RuleBook book = Shipped();
  EXPECT_EQ(book.definitions().fold().spell_max_gap_days(), 0u);
  EXPECT_EQ(book.definitions().fold().carry_days(), 90u);
  EXPECT_EQ(book.definitions().fold().suppression_threshold(), 5u);
}

TEST(ShippedPacts, HoldTheAxesOfTheirText) {
  const RuleBook book = Shipped();
  EXPECT_EQ(book.FindPact("herault-2017-2020")->versions(0).axes_size(), 5);
  EXPECT_EQ(book.FindPact("haute-vienne-2017")->versions(0).axes_size(), 0);
  EXPECT_EQ(book.FindPact("haute-vienne-2017")->versions(0).actions_size(), 6);
  EXPECT_EQ(book.FindPact("allier-2018-2021")->versions(0).axes_size(), 5);
  EXPECT_EQ(book.FindPact("template-2022-2025")->versions(0).axes_size(), 5);
}

TEST(ShippedPacts, MeasureWhatTheirEvaluationMustShow) {
  const RuleBook book = Shipped();
  for (const char* id : {"herault-2017-2020", "haute-vienne-2017",
                         "allier-2018-2021", "template-2022-2025"}) {
    const v1::Pact& pact = *book.FindPact(id);
    EXPECT_THAT(Measured(pact),
                IsSupersetOf({" enrolments", " persons", " open"}))
        << id;
    for (const v1::Axis& axis : pact.versions(0).axes()) {
      EXPECT_THAT(Measured(pact),
                  IsSupersetOf({axis.id() + " enrolments",
                                axis.id() + " persons", axis.id() + " open"}))
          << id;
    }
  }
  EXPECT_THAT(
      Measured(*book.FindPact("herault-2017-2020")),
      IsSupersetOf({"2 breaks", "2 continuity", "2 barrier_lifted 180"}));
  EXPECT_THAT(
      Measured(*book.FindPact("allier-2018-2021")),
      IsSupersetOf({" completion_rate", " abandonment_rate", " employed_at 90",
                    " employed_at 180", " barrier_lifted 180"}));
  EXPECT_THAT(
      Measured(*book.FindPact("template-2022-2025")),
      IsSupersetOf({"1 delay RECEIVED ORIENTED", "1 delay OPENING ACTION",
                    "1 delay OPENING SPELL_END", "1 orientation_mix SOCIAL",
                    "1 orientation_mix SOCIO_PROFESSIONAL",
                    "1 orientation_mix PROFESSIONAL", "2 breaks",
                    "2 continuity"}));
}

TEST(DemoPact, UsesEveryMeasureAndSaysThatItIsFictitious) {
  const RuleBook book = Shipped();
  const v1::Pact& pact = *book.FindPact("herault-2017-2020-demo");
  std::set<std::string> measures;
  for (const v1::Indicator& one : pact.versions(0).indicators()) {
    measures.insert(one.measure());
  }
  EXPECT_EQ(measures.size(), Measures().size());
  EXPECT_THAT(pact.label(), testing::HasSubstr("fictif"));
  for (const v1::Zone& zone : pact.versions(0).zones()) {
    EXPECT_THAT(zone.label(), testing::HasSubstr("fictif"));
  }
  EXPECT_THAT(pact.note(), testing::HasSubstr("fictif"));
}

}  // namespace
}  // namespace jalon::rules
