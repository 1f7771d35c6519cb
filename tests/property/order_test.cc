// Spec §3: the same events, in any order, with any duplicates and any
// restarts, give byte-equal pathways and figures.

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "jalon/v1/intake.grpc.pb.h"
#include "libs/events/json.h"
#include "tests/support/figures.h"
#include "tests/support/gzip.h"
#include "tests/support/pushing.h"
#include "tests/support/server_process.h"

namespace jalon::testing {
namespace {

constexpr size_t kPersons = 400;

// The events of some persons of the foreign territory, first content of a key
// only, received dates given: what the law asks for.
std::vector<v1::Event> LoadEvents() {
  std::map<std::string, v1::Event> by_key;
  std::vector<std::string> order;
  for (const std::string& line : ReadGzipLines(
           JALON_SOURCE_DIR "/tests/testdata/territory-34.jsonl.gz")) {
    auto event = events::ParseEventJson(line);
    if (!event.ok() || event->person().identifiers_size() == 0) continue;
    // Numbers of one person agree over the schemes in this territory.
    const std::string& value = event->person().identifiers(0).value();
    if (value.size() < 7 ||
        std::stoul(value.substr(value.size() - 7)) > kPersons) {
      continue;
    }
    if (event->received_date().empty()) {
      event->set_received_date(event->recorded_at().substr(0, 10));
    }
    event->clear_recorded_at();
    const std::string key = KeyOf(*event);
    if (by_key.emplace(key, *event).second) order.push_back(key);
  }
  std::vector<v1::Event> out;
  out.reserve(order.size());
  for (const std::string& key : order) out.push_back(by_key[key]);
  return out;
}

// A random order in which the corrections of one target keep theirs.
std::vector<v1::Event> Shuffled(std::vector<v1::Event> events,
                                std::mt19937* random) {
  const auto target = [](const v1::Event& event) {
    return event.has_correction()
               ? event.correction().target().source() + "/" +
                     event.correction().target().source_event_id()
               : std::string();
  };
  std::map<std::string, std::vector<v1::Event>> corrections;
  for (const v1::Event& event : events) {
    if (event.has_correction()) corrections[target(event)].push_back(event);
  }
  std::shuffle(events.begin(), events.end(), *random);
  std::map<std::string, size_t> next;
  for (v1::Event& event : events) {
    if (!event.has_correction()) continue;
    const std::string key = target(event);
    event = corrections[key][next[key]++];
  }
  return events;
}

bool Push(const std::shared_ptr<grpc::Channel>& channel,
          const std::vector<v1::Event>& events) {
  auto stub = v1::IntakeService::NewStub(channel);
  for (size_t begin = 0; begin < events.size(); begin += 1000) {
    v1::RecordRequest request;
    for (size_t i = begin; i < std::min(events.size(), begin + 1000); ++i) {
      *request.add_events() = events[i];
    }
    grpc::ClientContext context;
    v1::RecordResponse response;
    if (!stub->Record(&context, request, &response).ok()) return false;
    for (const v1::Verdict& verdict : response.verdicts()) {
      if (verdict.verdict() != v1::Verdict::RECORDED &&
          verdict.verdict() != v1::Verdict::DUPLICATE) {
        ADD_FAILURE() << verdict.ShortDebugString();
      }
    }
  }
  return true;
}

// Edge case 147.
TEST(Order, ArrivalDuplicatesAndRestartsChangeNothing) {
  const std::vector<v1::Event> events = LoadEvents();
  ASSERT_GT(events.size(), 5000u);
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);

  TempDirectory first_directory("order");
  ServerProcess first(first_directory.path(), "34");
  ASSERT_TRUE(Push(first.channel(), events));
  const Snapshot expected =
      TakeSnapshot(first.channel(), "34", "2020-12-31", "", 400);
  ASSERT_FALSE(expected.persons.empty());

  TempDirectory directory("shuffled");
  const std::vector<v1::Event> shuffled = Shuffled(events, &random);
  constexpr size_t kLives = 4;
  for (size_t life = 0; life < kLives; ++life) {
    ServerProcess server(directory.path(), "34");
    const size_t begin = shuffled.size() * life / kLives;
    const size_t end = shuffled.size() * (life + 1) / kLives;
    std::vector<v1::Event> part(shuffled.begin() + static_cast<long>(begin),
                                shuffled.begin() + static_cast<long>(end));
    // A tenth of what came so far comes again.
    for (size_t i = 0; i < end / 10; ++i) {
      part.push_back(shuffled[random() % end]);
    }
    ASSERT_TRUE(Push(server.channel(), part));
    if (life + 1 < kLives) {
      EXPECT_EQ(server.Terminate(), 0);
      continue;
    }
    const Snapshot actual =
        TakeSnapshot(server.channel(), "34", "2020-12-31", "", 400);
    EXPECT_EQ(actual.persons, expected.persons);
    ASSERT_EQ(actual.pathways.size(), expected.pathways.size());
    for (size_t i = 0; i < actual.pathways.size(); ++i) {
      EXPECT_EQ(actual.pathways[i], expected.pathways[i]);
    }
    EXPECT_EQ(actual.figures, expected.figures);
  }
}

}  // namespace
}  // namespace jalon::testing
