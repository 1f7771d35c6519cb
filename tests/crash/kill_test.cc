// kill -9 of the real server, twenty times, in the middle of a push: every
// acknowledged event is there, none twice, the push resumes, and the figures
// are those of an undisturbed run.

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "jalon/v1/intake.grpc.pb.h"
#include "libs/events/json.h"
#include "tests/support/figures.h"
#include "tests/support/gzip.h"
#include "tests/support/server_process.h"

namespace jalon::testing {
namespace {

constexpr size_t kEvents = 20'000;
constexpr int kKills = 20;
constexpr size_t kBatch = 100;

std::string KeyOf(const v1::Event& event) {
  return event.source() + "/" + event.source_event_id();
}

std::vector<v1::Event> LoadEvents() {
  std::vector<v1::Event> out;
  for (const std::string& line : ReadGzipLines(
           JALON_SOURCE_DIR "/tests/testdata/territory-34.jsonl.gz")) {
    auto event = events::ParseEventJson(line);
    if (!event.ok()) continue;
    event->clear_recorded_at();  // The server's clock: a retry is the same.
    if (event->received_date().empty()) {
      event->set_received_date(event->effective_date());
    }
    out.push_back(*std::move(event));
    if (out.size() == kEvents) break;
  }
  return out;
}

// Pushes from `begin` on; returns the first event that was not acknowledged.
// Positions of acknowledged events go to `positions`, and must not change.
size_t PushFrom(const std::shared_ptr<grpc::Channel>& channel,
                const std::vector<v1::Event>& events, size_t begin,
                std::map<std::string, uint64_t>* positions,
                std::atomic<size_t>* acknowledged) {
  auto stub = v1::IntakeService::NewStub(channel);
  grpc::ClientContext context;
  auto stream = stub->RecordStream(&context);
  std::thread writer([&] {
    for (size_t at = begin; at < events.size(); at += kBatch) {
      v1::RecordStreamRequest request;
      request.set_sequence(at);
      const size_t end = std::min(events.size(), at + kBatch);
      for (size_t i = at; i < end; ++i) {
        *request.mutable_batch()->add_events() = events[i];
      }
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  size_t next = begin;
  v1::RecordStreamResponse response;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.sequence(), next);
    for (const v1::Verdict& verdict : response.response().verdicts()) {
      const std::string key = KeyOf(events[next++]);
      EXPECT_TRUE(verdict.verdict() == v1::Verdict::RECORDED ||
                  verdict.verdict() == v1::Verdict::DUPLICATE)
          << key << ": " << verdict.ShortDebugString();
      const auto [it, fresh] = positions->emplace(key, verdict.position());
      EXPECT_EQ(it->second, verdict.position()) << key;
    }
    *acknowledged = next;
  }
  writer.join();
  stream->Finish();
  return next;
}

// Edge case 146.
TEST(Kill, NothingAcknowledgedIsLostAndNothingIsTwice) {
  const std::vector<v1::Event> events = LoadEvents();
  ASSERT_EQ(events.size(), kEvents);
  const unsigned seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);

  TempDirectory directory("kill");
  std::map<std::string, uint64_t> positions;
  std::atomic<size_t> acknowledged = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    ServerProcess server(directory.path(), "34");
    ASSERT_FALSE(server.address().empty());
    const size_t begin = acknowledged;
    // Killed once some more events are acknowledged.
    const size_t stop =
        begin + random() % std::max<size_t>(1, (kEvents - begin) / 4);
    std::thread killer([&] {
      while (acknowledged <= stop && acknowledged < kEvents) {
        std::this_thread::yield();
      }
      server.Kill();
    });
    PushFrom(server.channel(), events, begin, &positions, &acknowledged);
    killer.join();
  }

  ServerProcess server(directory.path(), "34");
  ASSERT_FALSE(server.address().empty());
  // Everything again, from the first: the positions told before hold.
  acknowledged = 0;
  EXPECT_EQ(PushFrom(server.channel(), events, 0, &positions, &acknowledged),
            kEvents);
  uint64_t last = 0;
  for (const auto& [key, position] : positions) last = std::max(last, position);
  EXPECT_EQ(last, positions.size()) << "positions are gapless";

  TempDirectory quiet("quiet");
  ServerProcess undisturbed(quiet.path(), "34");
  std::map<std::string, uint64_t> other;
  EXPECT_EQ(PushFrom(undisturbed.channel(), events, 0, &other, &acknowledged),
            kEvents);
  const Snapshot a =
      TakeSnapshot(server.channel(), "34", "2020-12-31", "", 100);
  const Snapshot b =
      TakeSnapshot(undisturbed.channel(), "34", "2020-12-31", "", 100);
  EXPECT_FALSE(a.persons.empty());
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace jalon::testing
