// The refusals that the scenarios of tests/testdata/cases expect of an event
// by itself. What needs the ledger is tested by tests/scenarios.

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "libs/base/day.h"
#include "libs/events/accept.h"
#include "libs/events/json.h"
#include "nlohmann/json.hpp"

namespace jalon::events {
namespace {

using nlohmann::json;

// The refusals expected of the items, "" where none is, by position.
std::vector<json> ExpectedVerdicts(const json& scenario) {
  std::vector<json> verdicts(scenario["events"].size(), json::object());
  for (const json& query : scenario["queries"]) {
    if (query["kind"] != "verdicts") continue;
    const json& given = query["expect"]["verdicts"];
    for (size_t i = 0; i < given.size(); ++i) verdicts[i].update(given[i]);
  }
  return verdicts;
}

bool NeedsTheLedger(const std::string& code) {
  return code == "CORRECTION_CYCLE" || code == "RECORDED_AT_BEFORE_LAST" ||
         code == "TARGET_FORBIDDEN" || code == "SOURCE_FORBIDDEN";
}

void ExpectVerdict(const json& item, const json& verdict) {
  const auto event = ParseEventJson(item.dump());
  ASSERT_TRUE(event.ok()) << event.status();
  CheckOptions options;
  options.time_zone = base::TerritoryTimeZone(event->territory());
  options.now = absl::Now();
  const auto fault = Check(*event, options);
  const std::string code = verdict.value("code", "");
  if (verdict.value("verdict", "") != "REJECTED" || NeedsTheLedger(code)) {
    EXPECT_FALSE(fault.has_value()) << fault->field << ": " << fault->remedy;
    return;
  }
  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(v1::Verdict::Code_Name(fault->code), code);
  EXPECT_EQ(verdict.value("field", fault->field), fault->field);
}

TEST(ScenariosTest, EventsAreRefusedAsTheyExpect) {
  const std::filesystem::path folder =
      absl::StrCat(JALON_SOURCE_DIR, "/tests/testdata/cases");
  size_t events = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const json scenario = json::parse(std::ifstream(entry.path()));
    const auto verdicts = ExpectedVerdicts(scenario);
    for (size_t i = 0; i < verdicts.size(); ++i) {
      SCOPED_TRACE(absl::StrCat(entry.path().filename().string(), " #", i));
      ExpectVerdict(scenario["events"][i], verdicts[i]);
      ++events;
    }
  }
  EXPECT_GT(events, 900u);
}

}  // namespace
}  // namespace jalon::events
