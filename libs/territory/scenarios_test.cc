// The scenarios of tests/testdata/cases in process, on a real ledger: every
// verdict, and what a view alone says of persons (names, identifiers,
// anomalies, parked corrections).

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "libs/base/testing/status_matchers.h"
#include "libs/events/json.h"
#include "libs/territory/testing/local_territory.h"

namespace jalon::territory {
namespace {

using nlohmann::json;
using testing::LocalTerritory;

std::vector<json> Scenarios(const std::string& kind) {
  std::vector<json> out;
  for (const auto& entry : std::filesystem::directory_iterator(
           JALON_SOURCE_DIR "/tests/testdata/cases")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path());
    json scenario = json::parse(in);
    for (const json& query : scenario["queries"]) {
      if (query["kind"] != kind) continue;
      out.push_back(std::move(scenario));
      break;
    }
  }
  return out;
}

// The territories of a scenario, with its events in them.
class World {
 public:
  World(const json& scenario, const json& query)
      : by_clock_(scenario.value("params", json::object())
                      .value("ledger.recorded_at", "") == "clock") {
    const json& events = scenario["events"];
    verdicts_.resize(events.size());
    if (by_clock_) {
      for (size_t i = 0; i < events.size(); ++i) Push(query, events, {i});
      return;
    }
    std::map<std::string, std::vector<size_t>> by_territory;
    for (size_t i = 0; i < events.size(); ++i) {
      const std::string territory = events[i].value("territory", "34");
      by_territory[territory == "30" ? "30" : "34"].push_back(i);
    }
    for (const auto& [unused, indexes] : by_territory) {
      Push(query, events, indexes);
    }
  }

  Territory& territory(const std::string& name) { return **Local(name); }
  const std::vector<v1::Verdict>& verdicts() const { return verdicts_; }
  uint64_t recorded() const { return recorded_; }

 private:
  LocalTerritory* Local(const std::string& name) {
    auto& local = territories_[name];
    if (local == nullptr) {
      local = std::make_unique<LocalTerritory>(
          name,
          by_clock_ ? [this] { return now_; } : std::function<absl::Time()>());
    }
    return local.get();
  }

  void Push(const json& query, const json& events,
            const std::vector<size_t>& indexes) {
    v1::RecordRequest request;
    if (query.value("mode", "") == "VALIDATE") {
      request.set_mode(v1::RecordMode::VALIDATE);
    }
    if (query.value("batch", "") == "ALL_OR_NOTHING") {
      request.set_batch(v1::RecordMode::ALL_OR_NOTHING);
    }
    for (const size_t index : indexes) {
      json event = events[index];
      if (by_clock_) {
        std::string error;
        ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full,
                                    event["recorded_at"].get<std::string>(),
                                    &now_, &error));
        event.erase("recorded_at");
      }
      auto parsed = events::ParseEventJson(event.dump());
      ASSERT_THAT(parsed, base::testing::IsOk());
      *request.add_events() = *std::move(parsed);
    }
    const std::string name =
        events[indexes[0]].value("territory", "34") == "30" ? "30" : "34";
    const auto response = Local(name)->Record(request);
    ASSERT_THAT(response, base::testing::IsOk());
    recorded_ += response->recorded();
    for (size_t i = 0; i < indexes.size(); ++i) {
      verdicts_[indexes[i]] = response->verdicts(static_cast<int>(i));
    }
  }

  const bool by_clock_;
  absl::Time now_;
  std::map<std::string, std::unique_ptr<LocalTerritory>> territories_;
  std::vector<v1::Verdict> verdicts_;
  uint64_t recorded_ = 0;
};

void ExpectVerdicts(const json& expect, const World& world) {
  const json& wanted = expect["verdicts"];
  ASSERT_EQ(wanted.size(), world.verdicts().size());
  if (expect.contains("recorded")) {
    EXPECT_EQ(world.recorded(), expect["recorded"].get<uint64_t>());
  }
  for (size_t i = 0; i < wanted.size(); ++i) {
    const v1::Verdict& verdict = world.verdicts()[i];
    SCOPED_TRACE("item " + std::to_string(i) + ": " +
                 verdict.ShortDebugString());
    const json& item = wanted[i];
    EXPECT_EQ(v1::Verdict::Kind_Name(verdict.verdict()), item["verdict"]);
    if (item.contains("code")) {
      EXPECT_EQ(v1::Verdict::Code_Name(verdict.code()), item["code"]);
      EXPECT_FALSE(verdict.remedy().empty());
    }
    if (item.contains("field")) {
      EXPECT_EQ(verdict.field(), item["field"]);
    }
    if (item.contains("position")) {
      EXPECT_EQ(verdict.position(), item["position"].get<uint64_t>());
    }
  }
}

TEST(Scenarios, GiveTheExpectedVerdicts) {
  size_t queries = 0;
  for (const json& scenario : Scenarios("verdicts")) {
    SCOPED_TRACE(scenario["id"].get<std::string>());
    for (const json& query : scenario["queries"]) {
      if (query["kind"] != "verdicts") continue;
      SCOPED_TRACE(query.dump());
      const World world(scenario, query);
      ExpectVerdicts(query["expect"], world);
      ++queries;
    }
  }
  EXPECT_GE(queries, 16u);
}

std::shared_ptr<const facts::View> ViewOf(Territory& territory,
                                          const json& query) {
  const auto known = query.find("known_at");
  if (known == query.end() || known->is_null()) return territory.View();
  if (known->is_number()) return territory.ViewAt(known->get<uint64_t>());
  return territory.ViewAt(
      territory.PositionAt(*base::ParseDay(known->get<std::string>())));
}

json AnswerOf(const facts::View& view, const json& query) {
  const json& id = query["person"]["identifiers"][0];
  const auto person = view.Find(id["scheme"].get<std::string>(),
                                id["value"].get<std::string>());
  json persons = json::array(), anomalies = json::array();
  for (size_t i = 0; i < view.size(); ++i) persons.push_back(view.Name(i));
  for (const facts::Anomaly& anomaly : view.anomalies()) {
    anomalies.push_back({{"kind", anomaly.kind}, {"persons", anomaly.persons}});
  }
  json out = {{"persons", persons},
              {"anomalies", anomalies},
              {"found", person.has_value()}};
  if (person) {
    out["person"] = view.Name(*person);
    out["identifiers"] = view.Identifiers(*person);
    out["parked"] = view.Parked(*person);
  }
  return out;
}

TEST(Scenarios, GiveTheExpectedPersons) {
  size_t compared = 0;
  for (const json& scenario : Scenarios("pathway")) {
    SCOPED_TRACE(scenario["id"].get<std::string>());
    for (const json& query : scenario["queries"]) {
      if (query["kind"] != "pathway" || !query.contains("person")) continue;
      World world(scenario, query);
      Territory& territory = world.territory(query.value("territory", "34"));
      const json answer = AnswerOf(*ViewOf(territory, query), query);
      for (const auto& [member, value] : query["expect"].items()) {
        if (!answer.contains(member)) continue;
        EXPECT_EQ(answer[member], value) << member << " of " << query.dump();
        ++compared;
      }
    }
  }
  EXPECT_GE(compared, 15u);
}

}  // namespace
}  // namespace jalon::territory
