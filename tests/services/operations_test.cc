// What operators see of a server: health, log, settings that are refused.

#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "jalon/v1/admin.grpc.pb.h"
#include "jalon/v1/intake.grpc.pb.h"
#include "jalon/v1/pathway.grpc.pb.h"
#include "libs/base/testing/status_matchers.h"
#include "tests/services/service_world.h"
#include "tests/support/http_get.h"

namespace jalon::testing {
namespace {

using ::jalon::base::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Channel = std::shared_ptr<grpc::Channel>;
using Intake = v1::IntakeService;
using Pathway = v1::PathwayService;

// "SERVING", "NOT_SERVING", or the code of the error.
std::string Health(const Channel& channel, const std::string& service) {
  std::string request;
  if (!service.empty()) {
    request = "\x0a";
    request += static_cast<char>(service.size());
    request += service;
  }
  const RawAnswer answer =
      CallRaw(channel, "/grpc.health.v1.Health/Check", request);
  if (!answer.status.ok()) return Code(answer.status);
  if (answer.bytes == "\x08\x01") return "SERVING";
  return answer.bytes == "\x08\x02" ? "NOT_SERVING" : "?";
}

std::string Field(const std::string& line, const std::string& name) {
  const size_t at = line.find(" " + name + "=");
  if (at == line.npos) return "";
  const size_t begin = at + name.size() + 2;
  return line.substr(begin, line.find(' ', begin) - begin);
}

grpc::Status RecordOne(const Channel& channel, const std::string& id,
                       const std::string& territory = "34") {
  v1::RecordResponse response;
  return Call<Intake>(channel, &Intake::Stub::Record,
                      Batch({Opening(id, "1", "2024-01-05", territory)}),
                      &response);
}

grpc::Status ReadOne(const Channel& channel) {
  v1::GetPathwayRequest request;
  request.set_territory("34");
  request.mutable_person()->set_scheme(v1::Identifier::caf);
  request.mutable_person()->set_value("1");
  v1::GetPathwayResponse response;
  return Call<Pathway>(channel, &Pathway::Stub::GetPathway, request, &response);
}

// No file of this process may grow while it is there.
class FullDisk {
 public:
  FullDisk() {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit none = before_;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
};

TEST(HealthTest, NobodyIsServedBeforeTheTerritoriesAreOpen) {
  std::vector<std::string> seen;
  const auto look = [&seen](const std::string& line) {
    if (line.find("event=listening") == line.npos) return;
    // On the thread that starts: nothing is open yet.
    const Channel channel = ChannelTo(Field(line, "address"), "operator");
    seen = {Health(channel, ""), Health(channel, "jalon.v1.IntakeService"),
            Health(channel, "jalon.v1.PathwayService/34"),
            Code(RecordOne(channel, "a1")), Code(ReadOne(channel))};
    const std::string metrics = HttpGet(Field(line, "metrics"), "/metrics");
    EXPECT_THAT(metrics, AllOf(HasSubstr("jalon_ready 0"),
                               Not(HasSubstr("jalon_head"))));
  };
  ServiceWorld world([&](server::ServerOptions* options) {
    options->log = look;
    options->metrics_listen = "127.0.0.1:0";
  });
  EXPECT_THAT(seen, ElementsAre("NOT_SERVING", "NOT_SERVING", "NOT_SERVING",
                                "UNAVAILABLE", "UNAVAILABLE"));
  const Channel channel = world.Channel("operator");
  EXPECT_EQ(Health(channel, ""), "SERVING");
  EXPECT_EQ(Health(channel, "jalon.v1.PathwayService/34"), "SERVING");
  EXPECT_EQ(Health(channel, "jalon.v1.AdminService"), "SERVING");
  EXPECT_EQ(Health(channel, "jalon.v1.IntakeService/75"), "NOT_FOUND");
  EXPECT_EQ(Code(RecordOne(channel, "a1")), "OK");
}

TEST(HealthTest, AReadOnlyLedgerIsSeenAndReadsGoOn) {
  ServiceWorld world([](server::ServerOptions* options) {
    options->metrics_listen = "127.0.0.1:0";
  });
  const Channel channel = world.Channel("operator");
  ASSERT_EQ(Code(RecordOne(channel, "a1")), "OK");
  {
    const FullDisk full;
    ASSERT_EQ(Code(RecordOne(channel, "a2")), "UNAVAILABLE");
  }
  EXPECT_EQ(Health(channel, ""), "SERVING");
  EXPECT_EQ(Health(channel, "jalon.v1.IntakeService"), "NOT_SERVING");
  EXPECT_EQ(Health(channel, "jalon.v1.IntakeService/34"), "NOT_SERVING");
  EXPECT_EQ(Health(channel, "jalon.v1.IntakeService/30"), "SERVING");
  EXPECT_EQ(Health(channel, "jalon.v1.PathwayService/34"), "SERVING");
  EXPECT_EQ(Code(ReadOne(channel)), "OK");
  EXPECT_EQ(Code(RecordOne(channel, "a3", "30")), "OK");
  EXPECT_THAT(world.Log(), HasSubstr("event=read_only territory=34 detail="));
  const std::string metrics =
      HttpGet(world.server().metrics_address(), "/metrics");
  EXPECT_THAT(metrics, HasSubstr("jalon_read_only{territory=\"34\"} 1"));
  EXPECT_THAT(metrics, HasSubstr("jalon_read_only{territory=\"30\"} 0"));
  EXPECT_THAT(metrics,
              HasSubstr("jalon_failed_writes_total{territory=\"34\"} 1"));
}

TEST(LogTest, TellsTheLifeOfTheProcess) {
  ServiceWorld world;
  const std::string log = world.Log();
  const size_t starting = log.find("event=starting version=");
  const size_t opened =
      log.find("event=opened territory=34 head=0 facts=0 ms=");
  const size_t ready = log.find("event=ready address=");
  ASSERT_NE(starting, log.npos);
  EXPECT_LT(starting, opened);
  EXPECT_LT(opened, ready);
  EXPECT_NE(ready, log.npos);
  EXPECT_THAT(log, HasSubstr("territories=34,30"));
  EXPECT_THAT(log, HasSubstr("max_queue_events=200000"));
  EXPECT_THAT(log, Not(HasSubstr("PRIVATE KEY")));
}

TEST(SettingsTest, NonsenseIsRefusedWithTheFlagAndWhatToGive) {
  using Options = server::ServerOptions;
  Options good;
  good.data_directory = ::testing::TempDir() + "jalon-never-made";
  good.territories = {"34"};
  good.definitions = JALON_SOURCE_DIR "/deploy";
  good.insecure_demo = true;
  struct Row {
    std::function<void(Options*)> change;
    std::vector<const char*> words;
  };
  const Row kRows[] = {
      {[](Options* o) { o->listen = "127.0.0.1"; }, {"--listen", "host:port"}},
      {[](Options* o) { o->listen = "127.0.0.1:66000"; },
       {"--listen", "66000"}},
      {[](Options* o) { o->listen = "::1:50051"; }, {"--listen", "[::]"}},
      {[](Options* o) { o->metrics_listen = "9464"; }, {"--metrics_listen"}},
      {[](Options* o) { o->metrics_listen = "127.0.0.1:0,8080"; },
       {"--metrics_listen", "8080"}},
      {[](Options* o) { o->metrics_listen = "127.0.0.1:0s"; },
       {"--metrics_listen"}},
      {[](Options* o) { o->stop_grace = absl::Seconds(-1); },
       {"--stop_grace", "-1s", "1h"}},
      {[](Options* o) { o->stop_grace = absl::InfiniteDuration(); },
       {"--stop_grace"}},
      {[](Options* o) { o->query_threads = -1; }, {"--query_threads", "-1"}},
      {[](Options* o) { o->query_threads = 5000; },
       {"--query_threads", "1024"}},
      {[](Options* o) { o->max_streams = 0; }, {"--max_streams", "from 1"}},
      {[](Options* o) { o->max_waiting_queries = -5; },
       {"--max_waiting_queries"}},
      {[](Options* o) { o->max_queue_events = 999; },
       {"--max_queue_events", "1000"}},
      {[](Options* o) { o->max_queue_mib = 0; }, {"--max_queue_mib", "16"}},
  };
  for (const Row& row : kRows) {
    Options options = good;
    row.change(&options);
    const absl::Status status = server::Server::Start(options).status();
    for (const char* word : row.words) {
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                                   HasSubstr(word)));
    }
  }
}

TEST(SettingsTest, AnAddressOfMetricsThatIsTakenIsTold) {
  ServiceWorld world([](server::ServerOptions* options) {
    options->metrics_listen = "127.0.0.1:0";
  });
  server::ServerOptions options;
  options.data_directory = world.data_directory() + "-other";
  options.territories = {"34"};
  options.definitions = JALON_SOURCE_DIR "/deploy";
  options.insecure_demo = true;
  options.metrics_listen = world.server().metrics_address();
  EXPECT_THAT(
      server::Server::Start(options).status(),
      StatusIs(absl::StatusCode::kUnavailable, HasSubstr("--metrics_listen")));
}

}  // namespace
}  // namespace jalon::testing
