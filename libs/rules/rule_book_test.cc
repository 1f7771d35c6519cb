#include "libs/rules/rule_book.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "google/protobuf/text_format.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jalon::rules {
namespace {

using ::testing::HasSubstr;

Day At(const char* text) { return base::ParseDay(text).value(); }

v1::DefinitionFile Definitions(const std::string& text) {
  v1::DefinitionFile file;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &file));
  return file;
}

v1::Pact Pact(const std::string& text) {
  v1::Pact pact;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &pact));
  return pact;
}

RuleBook Shipped(bool demo = false) {
  absl::StatusOr<RuleBook> book =
      RuleBook::Load(JALON_SOURCE_DIR "/deploy", {.demo_pacts = demo});
  EXPECT_TRUE(book.ok()) << book.status();
  return book.ok() ? *std::move(book) : RuleBook();
}

std::string Due(const RuleBook& book, v1::LegalRule::Key key, int track,
                const char* start) {
  const std::optional<Day> due = book.DueDate(key, track, "34", At(start));
  return due.has_value() ? base::FormatDay(*due) : "no rule";
}

TEST(DueDate, OrientationFollowsTheRuleInForceOnTheFirstDay) {
  const RuleBook book = Shipped();
  const auto due = [&](const char* start) {
    return Due(book, v1::LegalRule::ORIENTATION_MAX_DELAY, 0, start);
  };
  EXPECT_EQ(due("2012-03-31"), "no rule");
  EXPECT_EQ(due("2012-04-01"), "2012-06-01");
  EXPECT_EQ(due("2023-12-31"), "2024-02-29");
  EXPECT_EQ(due("2022-12-31"), "2023-02-28");
  EXPECT_EQ(due("2024-11-15"), "2025-01-15");
  EXPECT_EQ(due("2024-12-31"), "2025-02-28");
  EXPECT_EQ(due("2025-01-01"), "2025-02-12");
}

TEST(DueDate, ContractDependsOnTheTrackUntil2024) {
  const RuleBook book = Shipped();
  const auto due = [&](int track, const char* start) {
    return Due(book, v1::LegalRule::CONTRACT_MAX_DELAY, track, start);
  };
  EXPECT_EQ(due(1, "2012-03-31"), "no rule");
  EXPECT_EQ(due(1, "2023-01-31"), "2023-02-28");
  EXPECT_EQ(due(2, "2023-01-31"), "2023-03-31");
  EXPECT_EQ(due(3, "2024-01-15"), "2024-03-15");
  EXPECT_EQ(due(1, "2025-01-15"), "2025-02-15");
  EXPECT_EQ(due(2, "2025-01-15"), "2025-02-15");
  EXPECT_EQ(due(3, "2025-01-31"), "2025-02-28");
  EXPECT_EQ(Due(book, v1::LegalRule::SOCIAL_REVIEW, 3, "2025-01-31"),
            "2025-07-31");
}

TEST(DueDate, TheTerritorysRuleGoesBeforeThatOfAll) {
  const absl::StatusOr<RuleBook> book = RuleBook::FromProto(Definitions(R"(
        legal_rules { key: ORIENTATION_MAX_DELAY from: "2020-01-01" days: 10 }
        legal_rules { key: ORIENTATION_MAX_DELAY from: "2020-01-01" days: 20
                      track: "SOCIAL" }
        legal_rules { key: ORIENTATION_MAX_DELAY from: "2020-01-01" days: 30
                      territory: "974" })"),
                                                            {});
  ASSERT_TRUE(book.ok()) << book.status();
  const auto days = [&](int track, const char* territory) {
    return book->DueDate(v1::LegalRule::ORIENTATION_MAX_DELAY, track, territory,
                         At("2021-01-01"))
               .value() -
           At("2021-01-01");
  };
  EXPECT_EQ(days(0, "34"), 10);
  EXPECT_EQ(days(1, "34"), 10);
  EXPECT_EQ(days(3, "34"), 20);
  EXPECT_EQ(days(0, "974"), 30);
  EXPECT_EQ(days(3, "974"), 30);
}

TEST(FindDelay, GivesTheLatestVersion) {
  const absl::StatusOr<RuleBook> book = RuleBook::FromProto(Definitions(R"(
        delays { id: "d" version: 2 start: CLAIM stop: ACTION }
        delays { id: "d" version: 1 start: CLAIM stop: ORIENTED }
        breaks { type: "SILENCE" version: 1 tolerance_days: 1 }
        breaks { type: "SILENCE" version: 2 tolerance_days: 2 })"),
                                                            {});
  ASSERT_TRUE(book.ok()) << book.status();
  EXPECT_EQ(book->FindDelay("d")->version(), 2u);
  EXPECT_EQ(book->FindDelay("e"), nullptr);
  EXPECT_EQ(book->FindBreak("SILENCE")->tolerance_days(), 2u);
  EXPECT_EQ(book->FindBreak("RETURN"), nullptr);
}

TEST(FromProto, GivesTheDefaultsOfTheFold) {
  const absl::StatusOr<RuleBook> book = RuleBook::FromProto({}, {});
  ASSERT_TRUE(book.ok());
  EXPECT_EQ(book->definitions().fold().spell_max_gap_days(), 0u);
  EXPECT_EQ(book->definitions().fold().carry_days(), 90u);
  EXPECT_EQ(book->definitions().fold().suppression_threshold(), 5u);
}

TEST(FromProto, RefusesFaultsOfEveryPart) {
  v1::DefinitionFile definitions;
  definitions.add_delays()->set_id("d");
  v1::Pact pact;
  pact.set_id("p");
  const absl::Status status =
      RuleBook::FromProto(definitions, {pact, pact}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("delays[0].start"));
  EXPECT_THAT(status.message(), HasSubstr("the id of two pacts"));
  EXPECT_THAT(status.message(), HasSubstr("pact.versions"));
}

TEST(PactOf, HoldsTheTerritoryAndTheDay) {
  const RuleBook book = Shipped();
  ASSERT_NE(book.PactOf("34", At("2017-01-01")), nullptr);
  EXPECT_EQ(book.PactOf("34", At("2020-12-31"))->id(), "herault-2017-2020");
  EXPECT_EQ(book.PactOf("34", At("2021-01-01")), nullptr);
  EXPECT_EQ(book.PactOf("34", At("2016-12-31")), nullptr);
  EXPECT_EQ(book.PactOf("87", At("2030-01-01"))->id(), "haute-vienne-2017");
  EXPECT_EQ(book.PactOf("", At("2023-01-01")), nullptr);
  EXPECT_EQ(book.FindPact("template-2022-2025")->territory(), "");
  EXPECT_EQ(book.FindPact("x"), nullptr);
}

TEST(Load, TheDemoPactIsReadOnDemandAndPreferred) {
  EXPECT_EQ(Shipped().FindPact("herault-2017-2020-demo"), nullptr);
  const RuleBook book = Shipped(/*demo=*/true);
  EXPECT_EQ(book.PactOf("34", At("2018-01-01"))->id(),
            "herault-2017-2020-demo");
  EXPECT_NE(book.FindPact("herault-2017-2020"), nullptr);
}

TEST(VersionOn, IsTheLastThatHasBegun) {
  const v1::Pact pact = Pact(R"(versions { valid_from: "2024-01-01" }
                                versions { valid_from: "2024-07-01" })");
  EXPECT_EQ(VersionOn(pact, At("2023-01-01")), &pact.versions(0));
  EXPECT_EQ(VersionOn(pact, At("2024-06-30")), &pact.versions(0));
  EXPECT_EQ(VersionOn(pact, At("2024-07-01")), &pact.versions(1));
  EXPECT_EQ(VersionOn(v1::Pact(), At("2024-07-01")), nullptr);
}

class LoadFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = std::filesystem::path(::testing::TempDir()) /
            ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_ / "rules");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void Write(const char* name, const char* text) {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  absl::Status Load() { return RuleBook::Load(root_.string()).status(); }

  std::filesystem::path root_;
};

TEST_F(LoadFolder, ListsTheFaultsOfEveryFile) {
  Write("rules/a.textproto", "fold { carry_days: 1 }\n");
  Write("pacts/b.textproto", "\n\nbad\n");
  const absl::Status status = Load();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(),
              HasSubstr("a.textproto:1: fold.suppression_threshold: "));
  EXPECT_THAT(status.message(), HasSubstr("b.textproto:3"));
}

TEST_F(LoadFolder, RefusesWhatTwoFilesContradict) {
  const char* fold = "fold { suppression_threshold: 5 }";
  Write("rules/a.textproto", fold);
  EXPECT_TRUE(Load().ok());
  Write("rules/b.textproto", fold);
  EXPECT_THAT(Load().message(), HasSubstr("two files"));
  const char* rule =
      "legal_rules { key: SOCIAL_REVIEW from: \"2020-01-01\" days: 1 "
      "source: \"s\" }";
  Write("rules/a.textproto", rule);
  Write("rules/b.textproto", rule);
  EXPECT_THAT(Load().message(), HasSubstr("overlaps"));
}

TEST_F(LoadFolder, ReadsNoOtherFile) {
  Write("rules/notes.txt", "bad");
  Write("rules/below/c.textproto", "bad");
  EXPECT_TRUE(Load().ok());
}

TEST_F(LoadFolder, WithoutRulesIsNotFound) {
  std::filesystem::remove_all(root_ / "rules");
  EXPECT_EQ(Load().code(), absl::StatusCode::kNotFound);
}

std::string CategoryOf(const RuleBook& book, const char* territory,
                       const char* id) {
  const v1::Organisation* found = book.FindOrganisation(territory, id);
  return found == nullptr ? "none"
                          : v1::Organisation::Category_Name(found->category());
}

TEST(FindOrganisation, TerritoryThenExactIdThenLongestPrefix) {
  const absl::StatusOr<RuleBook> book = RuleBook::FromProto(Definitions(R"(
        organisations { id: "A*" category: OTHER }
        organisations { id: "AB*" category: CAF }
        organisations { id: "ABC" category: MSA }
        organisations { id: "ABC*" category: CCAS }
        organisations { id: "A*" territory: "34" category: IAE }
      )"),
                                                            {});
  ASSERT_TRUE(book.ok()) << book.status();
  EXPECT_EQ(CategoryOf(*book, "30", "A"), "OTHER");
  EXPECT_EQ(CategoryOf(*book, "30", "AB"), "CAF");
  EXPECT_EQ(CategoryOf(*book, "30", "ABC"), "MSA");
  EXPECT_EQ(CategoryOf(*book, "30", "ABCD"), "CCAS");
  EXPECT_EQ(CategoryOf(*book, "34", "ABC"), "IAE");
  EXPECT_EQ(CategoryOf(*book, "34", "B"), "none");
  EXPECT_EQ(CategoryOf(*book, "34", ""), "none");
}

// The organisations that tools/simulate writes have a category.
TEST(FindOrganisation, TheShippedListKnowsTheUsualPartners) {
  const RuleBook book = Shipped();
  const std::pair<const char*, const char*> kRows[] = {
      {"FRANCE_TRAVAIL", "FRANCE_TRAVAIL"},
      {"DEPARTEMENT", "DEPARTEMENT"},
      {"CCAS", "CCAS"},
      {"PLIE", "EMPLOYMENT_HOUSE"},
      {"CAF", "CAF"},
      {"MISSION_LOCALE", "MISSION_LOCALE"},
      {"CAP_EMPLOI", "EMPLOYMENT_HOUSE"},
      {"SIAE_1", "IAE"},
      {"CAFETERIA", "none"}};
  for (const auto& [id, category] : kRows) {
    EXPECT_EQ(CategoryOf(book, "34", id), category) << id;
  }
}

}  // namespace
}  // namespace jalon::rules
