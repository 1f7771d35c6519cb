// The queue of a ledger is full: who sends is told at once when to come back,
// and who reads is answered.

#include <atomic>
#include <future>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/intake.grpc.pb.h"
#include "jalon/v1/pathway.grpc.pb.h"
#include "tests/services/service_world.h"
#include "tests/support/http_get.h"

namespace jalon::testing {
namespace {

using Intake = v1::IntakeService;
using Pathway = v1::PathwayService;

// A clock that holds the committer back: of the calls after Arm, the first is
// of the call that records, the second of the committer, who waits for Release.
class HoldingClock {
 public:
  absl::Time Now() {
    if (calls_to_hold_.load() > 0 && --calls_to_hold_ == 0) {
      holding_ = true;
      released_.wait();
    }
    return absl::Now();
  }
  void Arm() { calls_to_hold_ = 2; }
  bool holding() const { return holding_; }
  void Release() { release_.set_value(); }

 private:
  std::atomic<int> calls_to_hold_ = 0;
  std::atomic<bool> holding_ = false;
  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
};

v1::RecordRequest Openings(int from, int to) {
  v1::RecordRequest request;
  for (int i = from; i < to; ++i) {
    *request.add_events() =
        Opening(std::to_string(i), std::to_string(i), "2024-01-05");
  }
  return request;
}

TEST(FullQueueTest, RefusesAtOnceWithADelayAndReadsGoOn) {
  HoldingClock clock;
  ServiceWorld world([&](server::ServerOptions* options) {
    options->clock = [&clock] { return clock.Now(); };
    options->max_queue_events = 1000;
    options->metrics_listen = "127.0.0.1:0";
  });
  world.Record({Opening("before", "1", "2024-01-04")});
  const auto record = [&world](const v1::RecordRequest& request,
                               std::string* retry_after = nullptr) {
    v1::RecordResponse response;
    return Code(Call<Intake>(world.Channel("partner"), &Intake::Stub::Record,
                             request, &response, retry_after));
  };
  const auto metric_is = [&world](const std::string& line) {
    return HttpGet(world.server().metrics_address(), "/metrics").find(line) !=
           std::string::npos;
  };
  clock.Arm();
  auto held = std::async(std::launch::async, record, Openings(0, 1), nullptr);
  while (!clock.holding()) std::this_thread::yield();
  auto queued =
      std::async(std::launch::async, record, Openings(1, 1000), nullptr);
  while (!metric_is("jalon_queue_events{territory=\"34\"} 999")) {
    std::this_thread::yield();
  }

  std::string retry_after;
  EXPECT_EQ(record(Openings(2000, 2010), &retry_after), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(retry_after, "500");
  v1::ListPersonsRequest list;
  list.set_territory("34");
  v1::ListPersonsResponse persons;
  EXPECT_EQ(Code(Call<Pathway>(world.Channel("operator"),
                               &Pathway::Stub::ListPersons, list, &persons)),
            "OK");
  EXPECT_EQ(persons.persons_size(), 1);
  clock.Release();
  EXPECT_EQ(held.get(), "OK");
  EXPECT_EQ(queued.get(), "OK");
  EXPECT_EQ(record(Openings(2000, 2010)), "OK");
  EXPECT_EQ(world.territory().ledger().head(), 1011u);
}

}  // namespace
}  // namespace jalon::testing
