#include <atomic>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/log.h"
#include "libs/rpc/status.h"
#include "libs/rpc/streams.h"
#include "libs/rpc/tls.h"

namespace jalon::rpc {
namespace {

using ::jalon::base::testing::IsOk;
using ::jalon::base::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Status, CodesAreKept) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "words");
    const grpc::Status mapped = ToGrpcStatus(status, "r1");
    EXPECT_EQ(mapped.error_code(), code);
    EXPECT_EQ(FromGrpcStatus(mapped).code(), status.code());
  }
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus(), "r1").ok());
}

TEST(Status, FaultsOfOursAreNotTold) {
  for (const absl::Status& status :
       {absl::InternalError("secret"), absl::UnknownError("secret"),
        absl::DataLossError("secret")}) {
    const std::string text = ToGrpcStatus(status, "r1-2").error_message();
    EXPECT_THAT(text, Not(HasSubstr("secret")));
    EXPECT_THAT(text, HasSubstr("r1-2"));
  }
  EXPECT_EQ(ToGrpcStatus(absl::NotFoundError("words"), "r").error_message(),
            "words");
}

TEST(Status, LongTextsAreCutBetweenCharacters) {
  const std::string text = std::string(kMaxMessageBytes - 1, 'a') + "éé";
  EXPECT_EQ(ToGrpcStatus(absl::AbortedError(text), "r").error_message(),
            std::string(kMaxMessageBytes - 1, 'a'));
}

TEST(Log, QuotesWhatHasSpaces) {
  const std::string line =
      FormatLogLine({{"a", "b"}, {"c", "d \"e\"\n"}, {"f", ""}});
  EXPECT_THAT(line, HasSubstr(" a=b c=\"d \\\"e\\\"\\n\" f=\"\""));
  EXPECT_THAT(line, Not(HasSubstr("\n")));
}

TEST(Streams, AreBoundedAndDrained) {
  Streams streams(2);
  std::atomic<int> drained = 0;
  auto first = streams.Enter([&] { ++drained; });
  auto second = streams.Enter([&] { ++drained; });
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(streams.Enter([] {}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  first->reset();
  auto third = streams.Enter([&] { drained += 10; });
  EXPECT_THAT(third, IsOk());
  streams.Drain();
  EXPECT_EQ(drained, 11);
  EXPECT_THAT(streams.Enter([] {}), StatusIs(absl::StatusCode::kUnavailable));
}

TEST(Loopback, IsThisMachineOnly) {
  for (const char* here :
       {"127.0.0.1:0", "localhost:1", "[::1]:50", "127.1.2.3:9"}) {
    EXPECT_TRUE(IsLoopback(here)) << here;
  }
  for (const char* elsewhere :
       {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "127.evil.example:1", "a:1", ""}) {
    EXPECT_FALSE(IsLoopback(elsewhere)) << elsewhere;
  }
}

TEST(Channel, InClearOnlyToThisMachine) {
  EXPECT_THAT(Connect("127.0.0.1:1", {}), IsOk());
  EXPECT_THAT(Connect("example.org:1", {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(
      Connect("127.0.0.1:1", {.certificate = "x", .key = "y", .ca = "no"}),
      StatusIs(absl::StatusCode::kNotFound, HasSubstr("no")));
}

}  // namespace
}  // namespace jalon::rpc
