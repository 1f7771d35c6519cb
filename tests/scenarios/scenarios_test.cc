// Every scenario of tests/testdata/cases through the real service: a fresh
// store, gRPC over loopback, the answers compared member by member.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/local_server.h"
#include "tests/support/partial_match.h"
#include "tests/support/scenario_client.h"

namespace jalon::testing {
namespace {

using nlohmann::json;

const char kCases[] = JALON_SOURCE_DIR "/tests/testdata/cases";

std::vector<std::string> CaseIds() {
  std::vector<std::string> ids;
  for (const auto& entry : std::filesystem::directory_iterator(kCases)) {
    if (entry.path().extension() == ".json") {
      ids.push_back(entry.path().stem().string());
    }
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

json Load(const std::string& path) {
  std::ifstream in(path);
  return json::parse(in);
}

// "case kind" pairs left for later, with the reason in the file. The list can
// only shrink: an entry that passes fails the test below.
std::set<std::string> LeftForLater() {
  std::set<std::string> out;
  std::ifstream in(std::string(kCases) + "/later.txt");
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') {
      out.insert(line.substr(0, line.find(':')));
    }
  }
  return out;
}

std::set<std::string> Territories(const json& scenario) {
  std::set<std::string> out = {"34"};
  for (const json& event : scenario["events"]) {
    const std::string territory = event.value("territory", "");
    if (territory == "30") out.insert(territory);
  }
  return out;
}

class Scenarios : public ::testing::TestWithParam<std::string> {
 protected:
  // Differences of one query, on a store of its own.
  static std::vector<std::string> Run(const json& scenario, const json& query) {
    const json params = scenario.value("params", json::object());
    const bool by_clock =
        params.value("ledger.recorded_at", std::string()) == "clock";
    LocalServer server(
        {.territories = Territories(scenario), .manual_clock = by_clock});
    ScenarioClient client(server.channel());
    const bool verdicts = query["kind"] == "verdicts";
    const std::string mode = query.value("mode", "COMMIT");
    const std::string batch = query.value("batch", "PER_ITEM");
    json events = scenario["events"];
    json pushed;
    if (by_clock) {
      for (json event : events) {
        server.SetClock(event["recorded_at"].get<std::string>());
        event.erase("recorded_at");
        pushed = client.Push(json::array({event}), mode, batch);
      }
    } else {
      pushed = client.Push(events, mode, batch);
    }
    if (pushed.contains("error")) return {"push: " + pushed.dump()};
    const json answer = verdicts ? pushed : client.Ask(query, "34");
    return Differences(query["expect"], answer);
  }
};

TEST_P(Scenarios, GivesTheExpectedAnswers) {
  const json scenario = Load(std::string(kCases) + "/" + GetParam() + ".json");
  const std::set<std::string> later = LeftForLater();
  for (const json& query : scenario["queries"]) {
    SCOPED_TRACE(scenario["why"].get<std::string>());
    SCOPED_TRACE(query.dump().substr(0, 500));
    const std::string name =
        GetParam() + " " + query["kind"].get<std::string>();
    const std::vector<std::string> differences = Run(scenario, query);
    if (later.contains(name)) {
      EXPECT_FALSE(differences.empty())
          << name << " passes: take it off later.txt";
      continue;
    }
    for (const std::string& line : differences) ADD_FAILURE() << line;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Scenarios, ::testing::ValuesIn(CaseIds()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace jalon::testing
