#include "tests/support/pushing.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include <gtest/gtest.h>

#include "jalon/v1/admin.grpc.pb.h"
#include "jalon/v1/intake.grpc.pb.h"
#include "libs/events/json.h"
#include "tests/support/gzip.h"

namespace jalon::testing {

std::string KeyOf(const v1::Event& event) {
  return event.source() + "/" + event.source_event_id();
}

std::vector<v1::Event> LoadEvents(size_t count) {
  std::vector<v1::Event> out;
  for (const std::string& line : ReadGzipLines(
           JALON_SOURCE_DIR "/tests/testdata/territory-34.jsonl.gz")) {
    auto event = events::ParseEventJson(line);
    if (!event.ok()) continue;
    event->clear_recorded_at();
    if (event->received_date().empty()) {
      event->set_received_date(event->effective_date());
    }
    out.push_back(*std::move(event));
    if (out.size() == count) break;
  }
  return out;
}

size_t PushFrom(const std::shared_ptr<grpc::Channel>& channel,
                const std::vector<v1::Event>& events, size_t begin,
                size_t batch, Positions* positions,
                std::atomic<size_t>* acknowledged) {
  auto stub = v1::IntakeService::NewStub(channel);
  grpc::ClientContext context;
  auto stream = stub->RecordStream(&context);
  std::thread writer([&] {
    for (size_t at = begin; at < events.size(); at += batch) {
      v1::RecordStreamRequest request;
      request.set_sequence(at);
      const size_t end = std::min(events.size(), at + batch);
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

std::vector<std::string> ReadLedger(
    const std::shared_ptr<grpc::Channel>& channel) {
  auto stub = v1::AdminService::NewStub(channel);
  v1::SubscribeRequest request;
  request.set_territory("34");
  request.set_from_position(1);
  request.set_until_head(true);
  grpc::ClientContext context;
  auto stream = stub->Subscribe(&context, request);
  std::vector<std::string> records;
  v1::SubscribeResponse response;
  while (stream->Read(&response)) {
    for (const v1::RecordedEvent& record : response.events()) {
      records.push_back(record.SerializeAsString());
    }
  }
  const grpc::Status status = stream->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  return records;
}

void CheckLedger(const std::vector<std::string>& before,
                 const std::vector<std::string>& now,
                 const Positions& positions) {
  ASSERT_LE(before.size(), now.size()) << "records are lost";
  EXPECT_TRUE(std::equal(before.begin(), before.end(), now.begin()))
      << "a record has changed";
  Positions found;
  absl::Time last = absl::InfinitePast();
  for (size_t i = 0; i < now.size(); ++i) {
    v1::RecordedEvent record;
    ASSERT_TRUE(record.ParseFromString(now[i]));
    EXPECT_EQ(record.position(), i + 1);
    absl::Time at;
    std::string error;
    ASSERT_TRUE(
        absl::ParseTime(absl::RFC3339_full, record.recorded_at(), &at, &error))
        << record.ShortDebugString();
    EXPECT_GE(at, last) << "recorded before its predecessor";
    last = at;
    EXPECT_TRUE(found.emplace(KeyOf(record.event()), i + 1).second)
        << KeyOf(record.event()) << " is there twice";
  }
  for (const auto& [key, position] : positions) {
    const auto it = found.find(key);
    ASSERT_NE(it, found.end()) << key << " was acknowledged and is lost";
    EXPECT_EQ(it->second, position) << key;
  }
}

}  // namespace jalon::testing
