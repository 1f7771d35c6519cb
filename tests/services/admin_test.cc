#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/admin.grpc.pb.h"
#include "jalon/v1/intake.grpc.pb.h"
#include "libs/base/testing/status_matchers.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using ::jalon::base::testing::StatusIs;
using ::testing::HasSubstr;
using Admin = v1::AdminService;

v1::SubscribeRequest From(uint64_t position, bool until_head,
                          const std::string& territory = "34") {
  v1::SubscribeRequest request;
  request.set_territory(territory);
  request.set_from_position(position);
  request.set_until_head(until_head);
  return request;
}

class AdminTest : public ::testing::Test {
 protected:
  AdminTest() : stub_(Admin::NewStub(world_.Channel("operator"))) {
    context_.set_deadline(std::chrono::system_clock::now() +
                          std::chrono::seconds(30));
  }
  void RecordMany(int from, int to) {
    std::vector<v1::Event> events;
    for (int i = from; i < to; ++i) {
      events.push_back(
          Opening(std::to_string(i), std::to_string(i), "2024-01-05"));
    }
    world_.Record(events);
  }
  ServiceWorld world_;
  std::unique_ptr<Admin::Stub> stub_;
  grpc::ClientContext context_;
};

TEST_F(AdminTest, Status) {
  RecordMany(0, 3);
  v1::GetStatusResponse response;
  ASSERT_EQ(
      Code(Call<Admin>(world_.Channel("operator"), &Admin::Stub::GetStatus,
                       v1::GetStatusRequest(), &response)),
      "OK");
  ASSERT_EQ(response.territories_size(), 2);
  EXPECT_EQ(response.territories(0).territory(), "30");
  EXPECT_EQ(response.territories(0).head(), 0u);
  EXPECT_EQ(response.territories(0).last_recorded_at(), "");
  const v1::TerritoryStatus& herault = response.territories(1);
  EXPECT_EQ(herault.state(), "SERVING");
  EXPECT_EQ(herault.head(), 3u);
  EXPECT_EQ(herault.persons(), 3u);
  EXPECT_EQ(herault.facts_position(), 3u);
  EXPECT_THAT(herault.last_recorded_at(), ::testing::EndsWith("Z"));
  EXPECT_FALSE(response.version().empty());
}

TEST_F(AdminTest, Verify) {
  RecordMany(0, 10);
  v1::VerifyRequest request;
  request.set_territory("34");
  v1::VerifyResponse response;
  ASSERT_EQ(Code(Call<Admin>(world_.Channel("operator"), &Admin::Stub::Verify,
                             request, &response)),
            "OK");
  EXPECT_EQ(response.records(), 10u);
  EXPECT_EQ(response.head(), 10u);
  EXPECT_EQ(response.fault_count(), 0u);
  request.set_territory("75");
  EXPECT_EQ(Code(Call<Admin>(world_.Channel("operator"), &Admin::Stub::Verify,
                             request, &response)),
            "NOT_FOUND");
}

TEST_F(AdminTest, SubscribeToThePast) {
  RecordMany(0, 600);
  auto stream = stub_->Subscribe(&context_, From(101, true));
  v1::SubscribeResponse response;
  uint64_t next = 101;
  bool caught_up = false;
  while (stream->Read(&response)) {
    EXPECT_FALSE(caught_up);
    for (const v1::RecordedEvent& event : response.events()) {
      EXPECT_EQ(event.position(), next++);
    }
    caught_up = response.caught_up();
  }
  EXPECT_EQ(next, 601u);
  EXPECT_TRUE(caught_up);
  EXPECT_EQ(Code(stream->Finish()), "OK");
}

TEST_F(AdminTest, SubscribeThenFollow) {
  RecordMany(0, 2);
  auto stream = stub_->Subscribe(&context_, From(3, false));
  v1::SubscribeResponse response;
  ASSERT_TRUE(stream->Read(&response));  // Nothing yet, and that is all.
  EXPECT_EQ(response.events_size(), 0);
  EXPECT_TRUE(response.caught_up());
  EXPECT_EQ(response.head(), 2u);
  uint64_t next = 3;
  for (int i = 2; i < 30; ++i) {
    RecordMany(i, i + 1);
    while (next <= static_cast<uint64_t>(i) + 1) {
      ASSERT_TRUE(stream->Read(&response));
      for (const v1::RecordedEvent& event : response.events()) {
        EXPECT_EQ(event.position(), next++);
      }
    }
  }
  context_.TryCancel();
  EXPECT_EQ(Code(stream->Finish()), "CANCELLED");
}

TEST_F(AdminTest, SubscribeBeyondTheHead) {
  RecordMany(0, 2);
  auto stream = stub_->Subscribe(&context_, From(4, false));
  EXPECT_EQ(Code(stream->Finish()), "OUT_OF_RANGE");
}

TEST_F(AdminTest, HealthAndReflectionAnswer) {
  const auto channel = world_.Channel("operator");
  const RawAnswer health = CallRaw(channel, "/grpc.health.v1.Health/Check", "");
  EXPECT_EQ(Code(health.status), "OK");
  EXPECT_EQ(health.bytes, "\x08\x01");  // status: SERVING.
  // ServerReflectionRequest.list_services = "".
  const RawAnswer services = ExchangeRaw(
      channel, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
      std::string("\x3a\x00", 2));
  for (const char* name : {"Intake", "Pathway", "Evaluation", "Admin"}) {
    EXPECT_THAT(services.bytes,
                HasSubstr("jalon.v1." + std::string(name) + "Service"));
  }
}

TEST_F(AdminTest, DrainingEndsStreamsAndKeepsWhatIsAcknowledged) {
  RecordMany(0, 1);
  auto subscription = stub_->Subscribe(&context_, From(1, false));
  v1::SubscribeResponse event;
  ASSERT_TRUE(subscription->Read(&event));
  auto intake = v1::IntakeService::NewStub(world_.Channel("partner"));
  grpc::ClientContext pushing;
  auto push = intake->RecordStream(&pushing);
  v1::RecordStreamRequest batch;
  batch.set_sequence(1);
  *batch.mutable_batch() = Batch({Opening("x", "9", "2024-01-05")});
  ASSERT_TRUE(push->Write(batch));
  v1::RecordStreamResponse answer;
  ASSERT_TRUE(push->Read(&answer));
  EXPECT_EQ(answer.response().recorded(), 1u);

  std::thread drain([this] { world_.server().Drain(absl::Seconds(20)); });
  EXPECT_FALSE(push->Read(&answer));
  EXPECT_EQ(Code(push->Finish()), "UNAVAILABLE");
  while (subscription->Read(&event)) {
  }
  EXPECT_EQ(Code(subscription->Finish()), "UNAVAILABLE");
  drain.join();
  EXPECT_EQ(world_.territory().ledger().head(), 2u);
}

TEST(ServerStart, RefusesWhatMakesNoSense) {
  using Options = server::ServerOptions;
  Options good;
  good.data_directory = ::testing::TempDir() + "jalon-never-made";
  good.territories = {"34"};
  good.definitions = JALON_SOURCE_DIR "/deploy";
  good.insecure_demo = true;
  struct Row {
    std::function<void(Options*)> change;
    const char* words;
  };
  const Row kRows[] = {
      {[](Options* o) { o->territories.clear(); }, "--territories"},
      {[](Options* o) { o->territories = {"340"}; }, "340"},
      {[](Options* o) {
         o->territories = {"34", "34"};
       },
       "twice"},
      {[](Options* o) { o->listen = "0.0.0.0:0"; }, "loopback"},
      {[](Options* o) { o->policy = "policy"; }, "--policy"},
      {[](Options* o) { o->insecure_demo = false; }, "make_demo_ca.sh"},
      {[](Options* o) {
         o->insecure_demo = false;
         o->tls.certificate = o->tls.key = "x";
         o->policy = "p";
       },
       "--tls_ca"},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.words);
    Options options = good;
    row.change(&options);
    EXPECT_THAT(
        server::Server::Start(options).status(),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(row.words)));
  }
  Options missing = good;
  missing.definitions = "/no/such/folder";
  EXPECT_THAT(server::Server::Start(missing).status(),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(ServerStart, ADemonstrationTakesEverybodyOnThisMachine) {
  ServiceWorld world([](server::ServerOptions* options) {
    options->insecure_demo = true;
    options->policy.clear();
    options->tls = {};
  });
  v1::Event event = Opening("a1", "1", "2024-01-05");
  event.set_recorded_at("2024-01-05T10:00:00Z");
  v1::RecordResponse response;
  ASSERT_EQ(Code(Call<v1::IntakeService>(world.Channel("clear"),
                                         &v1::IntakeService::Stub::Record,
                                         Batch({event}), &response)),
            "OK");
  EXPECT_EQ(response.recorded(), 1u);
}

TEST(ServerStart, DataAndPortsAreTakenOnce) {
  ServiceWorld world;
  server::ServerOptions options;
  options.data_directory = world.data_directory();
  options.territories = {"34"};
  options.definitions = JALON_SOURCE_DIR "/deploy";
  options.insecure_demo = true;
  EXPECT_THAT(server::Server::Start(options).status(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("34")));
  options.data_directory += "-other";
  options.listen = world.server().address();
  EXPECT_THAT(server::Server::Start(options).status(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("listen")));
}

}  // namespace
}  // namespace jalon::testing
