// The real server stopped and continued (SIGSTOP, SIGCONT) in the middle of a
// push, as a machine that is moved or swaps: nothing is acknowledged that is
// not on disk, callers whose deadline passed send again and get the same
// positions, and it goes on by itself.

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "jalon/v1/intake.grpc.pb.h"
#include "tests/support/pushing.h"
#include "tests/support/server_process.h"

namespace jalon::testing {
namespace {

constexpr size_t kPauses = 10;
constexpr size_t kStreamed = 8'000;
constexpr size_t kEvents = kStreamed + kPauses;  // Those sent one by one, too.
constexpr size_t kKills = 20;
constexpr size_t kEventsOfALife = 400;

struct Answer {
  grpc::Status status;
  v1::Verdict verdict;
};

Answer RecordOne(const std::shared_ptr<grpc::Channel>& channel,
                 const v1::Event& event, std::chrono::milliseconds patience) {
  v1::RecordRequest request;
  *request.add_events() = event;
  v1::RecordResponse response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + patience);
  Answer answer;
  answer.status =
      v1::IntakeService::NewStub(channel)->Record(&context, request, &response);
  if (response.verdicts_size() == 1) answer.verdict = response.verdicts(0);
  return answer;
}

void WaitFor(const std::atomic<size_t>& number, size_t least) {
  while (number < least) std::this_thread::yield();
}

TEST(Pause, CallersRecoverAndNothingFalseIsAcknowledged) {
  const std::vector<v1::Event> events = LoadEvents(kEvents);
  ASSERT_EQ(events.size(), kEvents);
  const std::vector<v1::Event> streamed(events.begin(),
                                        events.begin() + kStreamed);
  TempDirectory directory("pause");
  Positions positions, single;
  std::atomic<size_t> acknowledged = 0;
  size_t next = kStreamed;
  {
    ServerProcess server(directory.path(), "34");
    ASSERT_FALSE(server.address().empty());
    std::jthread push([&] {
      EXPECT_EQ(PushFrom(server.channel(), streamed, 0, 10, &positions,
                         &acknowledged),
                kStreamed);
    });
    for (size_t pause = 0; pause < kPauses; ++pause, ++next) {
      WaitFor(acknowledged, (pause + 1) * kStreamed / (kPauses + 1));
      server.Signal(SIGSTOP);
      const Answer late = RecordOne(server.channel(), events[next],
                                    std::chrono::milliseconds(300));
      EXPECT_EQ(late.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
      server.Signal(SIGCONT);
      const Answer again =
          RecordOne(server.channel(), events[next], std::chrono::seconds(60));
      ASSERT_TRUE(again.status.ok()) << again.status.error_message();
      EXPECT_TRUE(again.verdict.verdict() == v1::Verdict::RECORDED ||
                  again.verdict.verdict() == v1::Verdict::DUPLICATE)
          << again.verdict.ShortDebugString();
      single[KeyOf(events[next])] = again.verdict.position();
    }
  }
  positions.insert(single.begin(), single.end());
  ServerProcess server(directory.path(), "34");
  ASSERT_FALSE(server.address().empty());
  CheckLedger({}, ReadLedger(server.channel()), positions);
}

TEST(Pause, WhatWasAcknowledgedBeforeItIsThereWhenItEndsByAKill) {
  const std::vector<v1::Event> events = LoadEvents(kKills * kEventsOfALife);
  ASSERT_EQ(events.size(), kKills * kEventsOfALife);
  TempDirectory directory("pause");
  Positions positions;
  size_t in_the_middle = 0;
  for (size_t kill = 0; kill < kKills; ++kill) {
    SCOPED_TRACE(kill);
    ServerProcess server(directory.path(), "34");
    ASSERT_FALSE(server.address().empty());
    const auto first =
        events.begin() + static_cast<ptrdiff_t>(kill * kEventsOfALife);
    const std::vector<v1::Event> some(first, first + kEventsOfALife);
    std::atomic<size_t> acknowledged = 0;
    std::jthread push([&] {
      PushFrom(server.channel(), some, 0, 1, &positions, &acknowledged);
    });
    WaitFor(acknowledged, kEventsOfALife / 8);
    server.Signal(SIGSTOP);
    server.Kill();
    push.join();
    if (acknowledged < kEventsOfALife) ++in_the_middle;
  }
  // How often depends on the machine.
  EXPECT_GT(in_the_middle, kKills / 2) << "kills met an idle server";
  ServerProcess server(directory.path(), "34");
  ASSERT_FALSE(server.address().empty());
  CheckLedger({}, ReadLedger(server.channel()), positions);
}

}  // namespace
}  // namespace jalon::testing
