// A territory that the project did not make, pushed through the real service
// as an operator migrates history: its verdicts and figures are the expected
// ones (tests/testdata/figures-34.json).

#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/gzip.h"
#include "tests/support/local_server.h"
#include "tests/support/partial_match.h"
#include "tests/support/scenario_client.h"

namespace jalon::testing {
namespace {

using nlohmann::json;

TEST(ForeignTerritory, GivesItsVerdictsAndFigures) {
  LocalServer server({.territories = {"34"}});
  ScenarioClient client(server.channel());
  json events = json::array();
  for (std::string& line : ReadGzipLines(
           JALON_SOURCE_DIR "/tests/testdata/territory-34.jsonl.gz")) {
    events.push_back(std::move(line));
  }
  ASSERT_EQ(events.size(), 98649u);
  const json pushed = client.Push(events, "COMMIT", "PER_ITEM");
  ASSERT_FALSE(pushed.contains("error")) << pushed["error"];

  std::ifstream in(JALON_SOURCE_DIR "/tests/testdata/figures-34.json");
  for (const json& figure : json::parse(in)) {
    SCOPED_TRACE(figure["id"].get<std::string>());
    json answer;
    if (figure["query"]["kind"] == "verdicts") {
      std::map<std::string, int> counts, codes;
      for (const json& verdict : pushed["verdicts"]) {
        ++counts[verdict["verdict"]];
        if (verdict["verdict"] == "REJECTED") ++codes[verdict["code"]];
      }
      answer = {{"counts", counts},
                {"codes", codes},
                {"recorded", pushed["recorded"]}};
    } else {
      answer = client.Ask(figure["query"], "34");
    }
    for (const std::string& line : Differences(figure["expect"], answer)) {
      ADD_FAILURE() << line;
    }
  }
}

}  // namespace
}  // namespace jalon::testing
