#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/pathway/pathway.h"
#include "libs/rules/rule_book.h"
#include "libs/rules/vocabulary.h"

namespace jalon::rules {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

// The sections "### `name`" of docs/figures.md.
std::map<std::string, std::string> Sections() {
  std::ifstream in(JALON_SOURCE_DIR "/docs/figures.md");
  std::map<std::string, std::string> sections;
  std::string* section = nullptr;
  for (std::string line; std::getline(in, line);) {
    absl::string_view name = line;
    if (absl::ConsumePrefix(&name, "### `") &&
        absl::ConsumeSuffix(&name, "`")) {
      const auto [it, is_new] = sections.emplace(name, "");
      EXPECT_TRUE(is_new) << "two sections " << line;
      section = &it->second;
    } else if (absl::string_view(line).substr(0, 3) == "## ") {
      section = nullptr;
    } else if (section != nullptr) {
      absl::StrAppend(section, line, "\n");
    }
  }
  return sections;
}

// The rows of the tables of a section "## name" whose first cell is `code`.
std::vector<std::string> Rows(const std::string& name) {
  std::ifstream in(JALON_SOURCE_DIR "/docs/figures.md");
  std::vector<std::string> rows;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    const absl::string_view text = line;
    if (text.substr(0, 3) == "## ") inside = text.substr(3) == name;
    if (inside && text.substr(0, 3) == "| `") rows.push_back(line);
  }
  return rows;
}

std::string OrDash(const std::string& text) {
  return text.empty() ? "–" : text;
}

class FiguresDoc : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<RuleBook> book =
        RuleBook::Load(JALON_SOURCE_DIR "/deploy", {.demo_pacts = true});
    ASSERT_TRUE(book.ok()) << book.status();
    book_ = *std::move(book);
    sections_ = Sections();
  }

  // The section of a name, which is then accounted for.
  std::string Take(const std::string& name) {
    const auto it = sections_.find(name);
    if (it == sections_.end()) {
      ADD_FAILURE() << "docs/figures.md has no section " << name;
      return "";
    }
    const std::string text = it->second;
    sections_.erase(it);
    return text;
  }

  RuleBook book_;
  std::map<std::string, std::string> sections_;
};

TEST_F(FiguresDoc, HasASectionForEachDefinitionAndNoOther) {
  for (const v1::DelayDefinition& delay : book_.definitions().delays()) {
    if (book_.FindDelay(delay.id()) != &delay) continue;
    const std::string text = Take(delay.id());
    const std::string& start = v1::DelayDefinition::Start_Name(delay.start());
    const std::string& stop =
        v1::DelayDefinition::Stop::Milestone_Name(delay.stop());
    EXPECT_THAT(text, HasSubstr(absl::StrCat("`", start, "`"))) << delay.id();
    EXPECT_THAT(text, HasSubstr(absl::StrCat("`", stop, "`"))) << delay.id();
    const std::string& population =
        v1::DelayDefinition::Population_Name(delay.population());
    EXPECT_THAT(text, HasSubstr(absl::StrCat("`", population, "`")))
        << delay.id();
    if (delay.spells() == v1::DelayDefinition::LAST_SPELL) {
      // A line may end within the words.
      EXPECT_THAT(text, ContainsRegex("dernière[[:space:]]+période"))
          << delay.id();
    }
  }
  for (const BreakType& type : BreakTypes()) {
    const std::string text = Take(type.name);
    const v1::BreakDefinition* definition = book_.FindBreak(type.name);
    ASSERT_NE(definition, nullptr) << type.name;
    const uint32_t days = type.has_window ? definition->window_days()
                                          : definition->tolerance_days();
    if (definition->limit_case() == v1::BreakDefinition::kLegal) {
      EXPECT_THAT(text, HasSubstr("légale")) << type.name;
    } else if (!type.is_day || type.has_window) {
      EXPECT_THAT(text, HasSubstr(absl::StrCat(days))) << type.name;
    }
    if (definition->has_social_tolerance_days()) {
      EXPECT_THAT(text,
                  HasSubstr(absl::StrCat(definition->social_tolerance_days())))
          << type.name;
    }
  }
  for (const Measure& measure : Measures()) Take(measure.name);
  for (const auto& [name, text] : sections_) {
    ADD_FAILURE() << "docs/figures.md describes " << name
                  << ", which is not shipped";
  }
}

TEST_F(FiguresDoc, NamesEveryLegalRuleWithItsDelay) {
  std::vector<std::string> rows;
  for (const v1::LegalRule& rule : book_.definitions().legal_rules()) {
    ASSERT_TRUE(rule.territory().empty()) << "give the table a column";
    rows.push_back(absl::StrCat(
        "| `", v1::LegalRule::Key_Name(rule.key()), "` | ",
        rule.track().empty() ? "tous" : absl::StrCat("`", rule.track(), "`"),
        " | ", rule.from(), " | ", OrDash(rule.to()), " | ",
        rule.limit_case() == v1::LegalRule::kMonths
            ? absl::StrCat(rule.months(), " mois")
            : absl::StrCat(rule.days(), " jours"),
        " |"));
  }
  EXPECT_THAT(Rows("Règles légales livrées"), UnorderedElementsAreArray(rows));
}

TEST_F(FiguresDoc, NamesEveryPact) {
  std::vector<std::string> rows;
  for (const v1::Pact& pact : book_.pacts()) {
    rows.push_back(
        absl::StrCat("| `", pact.id(), "` | ", OrDash(pact.territory()), " | ",
                     pact.first_day(), " | ", OrDash(pact.last_day()), " |"));
  }
  EXPECT_THAT(Rows("Pactes livrés"), UnorderedElementsAreArray(rows));
}

TEST(FlagsDoc, NamesEveryFlagOfTheFoldAndOfIntake) {
  std::vector<std::string> codes = {"TARGET_UNKNOWN"};
  codes.insert(codes.end(), pathway::kFlagCodes.begin(),
               pathway::kFlagCodes.end());
  std::vector<std::string> documented;
  for (const std::string& row : Rows("Signalements")) {
    documented.push_back(row.substr(3, row.find('`', 3) - 3));
  }
  EXPECT_THAT(documented, UnorderedElementsAreArray(codes));
}

}  // namespace
}  // namespace jalon::rules
