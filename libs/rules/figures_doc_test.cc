#include <fstream>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/rules/rule_book.h"
#include "libs/rules/vocabulary.h"

namespace jalon::rules {
namespace {

using ::testing::HasSubstr;

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

class FiguresDoc : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<RuleBook> book = RuleBook::Load(JALON_SOURCE_DIR "/deploy");
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
  }
  for (const Measure& measure : Measures()) Take(measure.name);
  for (const auto& [name, text] : sections_) {
    ADD_FAILURE() << "docs/figures.md describes " << name
                  << ", which is not shipped";
  }
}

}  // namespace
}  // namespace jalon::rules
