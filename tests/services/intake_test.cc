#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/intake.grpc.pb.h"
#include "jalon/v1/pathway.grpc.pb.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Intake = v1::IntakeService;
using Stream =
    grpc::ClientReaderWriter<v1::RecordStreamRequest, v1::RecordStreamResponse>;

std::vector<std::string> Brief(const v1::RecordResponse& response) {
  std::vector<std::string> out;
  for (const v1::Verdict& verdict : response.verdicts()) {
    std::string text = v1::Verdict::Kind_Name(verdict.verdict());
    if (verdict.position() != 0)
      text += " " + std::to_string(verdict.position());
    if (verdict.code() != v1::Verdict::CODE_UNSPECIFIED) {
      text += " " + v1::Verdict::Code_Name(verdict.code());
    }
    out.push_back(text);
  }
  return out;
}

v1::RecordStreamRequest Numbered(uint64_t sequence, v1::RecordRequest batch) {
  v1::RecordStreamRequest request;
  request.set_sequence(sequence);
  *request.mutable_batch() = std::move(batch);
  return request;
}

class IntakeTest : public ::testing::Test {
 protected:
  grpc::Status Record(const v1::RecordRequest& request,
                      v1::RecordResponse* response,
                      const std::string& role = "partner") {
    return Call<Intake>(world_.Channel(role), &Intake::Stub::Record, request,
                        response);
  }
  ServiceWorld world_;
};

TEST_F(IntakeTest, VerdictsOfAPartner) {
  v1::Event other = Opening("a2", "2", "2024-01-05");
  other.set_source("dept");
  v1::Event dated = Opening("a3", "3", "2024-01-05");
  dated.set_recorded_at("2024-01-05T10:00:00Z");
  v1::RecordResponse response;
  const auto request = Batch({Opening("a1", "1", "2024-01-05"), other, dated,
                              Opening("a4", "4", "2024-01-05", "30"),
                              Opening("a5", "5", "2024-02-30")});
  ASSERT_EQ(Code(Record(request, &response)), "OK");
  EXPECT_THAT(Brief(response),
              ElementsAre("RECORDED 1", "REJECTED SOURCE_FORBIDDEN",
                          "REJECTED SOURCE_FORBIDDEN",
                          "REJECTED UNKNOWN_TERRITORY", "REJECTED BAD_DATE"));
  EXPECT_EQ(response.recorded(), 1u);
  // Sending again is safe.
  ASSERT_EQ(Code(Record(Batch({Opening("a1", "1", "2024-01-05"),
                               Opening("a1", "1", "2024-01-06")}),
                        &response)),
            "OK");
  EXPECT_THAT(Brief(response), ElementsAre("DUPLICATE 1", "CONFLICT"));
}

// Edge case 136: one person in both, a pathway in each.
TEST_F(IntakeTest, TwoTerritoriesInOneBatch) {
  v1::RecordRequest request = Batch({Opening("a1", "1", "2024-01-05", "30"),
                                     Opening("a1", "1", "2024-01-05", "34"),
                                     Opening("a2", "2", "2024-01-05", "30")});
  v1::RecordResponse response;
  ASSERT_EQ(Code(Record(request, &response, "operator")), "OK");
  EXPECT_THAT(Brief(response),
              ElementsAre("RECORDED 1", "RECORDED 1", "RECORDED 2"));
  request.set_batch(v1::RecordMode::ALL_OR_NOTHING);
  EXPECT_EQ(Code(Record(request, &response, "operator")), "INVALID_ARGUMENT");
}

TEST_F(IntakeTest, AnUnknownTerritoryFailsAllOrNothing) {
  v1::RecordRequest request = Batch({Opening("a1", "1", "2024-01-05"),
                                     Opening("a1", "1", "2024-01-05", "99")});
  request.set_batch(v1::RecordMode::ALL_OR_NOTHING);
  v1::RecordResponse response;
  ASSERT_EQ(Code(Record(request, &response)), "OK");
  EXPECT_THAT(Brief(response),
              ElementsAre("NOT_WRITTEN", "REJECTED UNKNOWN_TERRITORY"));
  EXPECT_EQ(world_.territory().ledger().head(), 0u);
}

TEST_F(IntakeTest, TooManyEvents) {
  v1::RecordRequest request;
  for (int i = 0; i <= 1000; ++i) {
    *request.add_events() = Opening(std::to_string(i), "1", "2024-01-05");
  }
  v1::RecordResponse response;
  const grpc::Status status = Record(request, &response);
  EXPECT_EQ(Code(status), "INVALID_ARGUMENT");
  EXPECT_THAT(status.error_message(), HasSubstr("events"));
}

TEST_F(IntakeTest, AMessageOfAHundredMegabytesIsRefused) {
  v1::RecordRequest request;
  request.add_events()->set_source(std::string(100 << 20, 'x'));
  v1::RecordResponse response;
  EXPECT_EQ(Code(Record(request, &response)), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(Code(Record(Batch({Opening("a1", "1", "2024-01-05")}), &response)),
            "OK");
}

TEST_F(IntakeTest, BytesThatAreNoMessageAreRefused) {
  const auto channel = world_.Channel("partner");
  for (const std::string& bytes :
       {std::string(64, '\xff'), std::string("\x0a\x7f", 2)}) {
    EXPECT_FALSE(
        CallRaw(channel, "/jalon.v1.IntakeService/Record", bytes).status.ok());
    ExchangeRaw(channel, "/jalon.v1.IntakeService/RecordStream", bytes);
  }
  v1::RecordResponse response;
  EXPECT_EQ(Code(Record(Batch({Opening("a1", "1", "2024-01-05")}), &response)),
            "OK");
  EXPECT_EQ(world_.territory().ledger().head(), 1u);
}

TEST_F(IntakeTest, BatchesOfAStreamAreAnsweredInOrder) {
  auto stub = Intake::NewStub(world_.Channel("partner"));
  grpc::ClientContext context;
  auto stream = stub->RecordStream(&context);
  constexpr uint64_t kBatches = 40;
  for (uint64_t i = 1; i <= kBatches; ++i) {
    // Numbers of the client's choice, growing.
    ASSERT_TRUE(stream->Write(Numbered(
        10 * i, Batch({Opening(std::to_string(i), "1", "2024-01-05")}))));
    if (i < 8) continue;
    v1::RecordStreamResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.sequence(), 10 * (i - 7));
    EXPECT_EQ(response.response().verdicts(0).position(), i - 7);
  }
  stream->WritesDone();
  v1::RecordStreamResponse response;
  uint64_t last = 0;
  while (stream->Read(&response)) last = response.sequence();
  EXPECT_EQ(last, 10 * kBatches);
  EXPECT_EQ(Code(stream->Finish()), "OK");
  EXPECT_EQ(world_.territory().ledger().head(), kBatches);
}

TEST_F(IntakeTest, AFaultEndsAStreamAfterTheAnswersBefore) {
  auto stub = Intake::NewStub(world_.Channel("partner"));
  v1::RecordRequest bad;
  bad.set_mode(static_cast<v1::RecordMode::Commit>(9));
  const auto good = Batch({Opening("a1", "1", "2024-01-05")});
  const std::pair<v1::RecordStreamRequest, const char*> kRows[] = {
      {Numbered(5, good), "sequence"}, {Numbered(6, bad), "mode"}};
  for (const auto& [second, field] : kRows) {
    SCOPED_TRACE(field);
    grpc::ClientContext context;
    auto stream = stub->RecordStream(&context);
    ASSERT_TRUE(stream->Write(Numbered(5, good)));
    stream->Write(second);
    v1::RecordStreamResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.sequence(), 5u);
    EXPECT_FALSE(stream->Read(&response));
    const grpc::Status status = stream->Finish();
    EXPECT_EQ(Code(status), "INVALID_ARGUMENT");
    EXPECT_THAT(status.error_message(), HasSubstr(field));
  }
}

TEST_F(IntakeTest, AClientThatNeverReadsIsNotReadFor) {
  constexpr uint64_t kBatches = 3000;
  auto stub = Intake::NewStub(world_.Channel("partner"));
  // Long questions with long answers.
  v1::RecordStreamRequest request;
  for (int i = 0; i < 1000; ++i) {
    *request.mutable_batch()->add_events() =
        Opening(std::string(150, 'x'), "1", "2024-02-31");
  }
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(1500));
  auto stream = stub->RecordStream(&context);
  uint64_t written = 0;
  while (written < kBatches) {
    request.set_sequence(written + 1);
    if (!stream->Write(request)) break;  // The deadline.
    ++written;
  }
  // What the buffers of both sides and the window of 8 batches hold.
  EXPECT_LT(written, kBatches / 10);
  stream->Finish();
  v1::RecordResponse response;
  EXPECT_EQ(
      Code(Record(Batch({Opening("last", "2", "2024-01-05")}), &response)),
      "OK");
}

// Edge case 146.
TEST_F(IntakeTest, AClientThatGoesInTheMiddleLosesNothingAcknowledged) {
  auto stub = Intake::NewStub(world_.Channel("partner"));
  uint64_t acknowledged = 0;
  {
    grpc::ClientContext context;
    auto stream = stub->RecordStream(&context);
    for (uint64_t i = 1; i <= 5; ++i) {
      stream->Write(
          Numbered(i, Batch({Opening(std::to_string(i), "1", "2024-01-05")})));
    }
    v1::RecordStreamResponse response;
    ASSERT_TRUE(stream->Read(&response));
    acknowledged = response.sequence();
    context.TryCancel();
    EXPECT_EQ(Code(stream->Finish()), "CANCELLED");
  }
  EXPECT_GE(world_.territory().ledger().head(), acknowledged);
}

TEST(IntakeLimits, ManyStreamsAreRefused) {
  ServiceWorld world(
      [](server::ServerOptions* options) { options->max_streams = 2; });
  auto stub = Intake::NewStub(world.Channel("partner"));
  grpc::ClientContext contexts[3];
  std::vector<std::unique_ptr<Stream>> streams;
  for (int i = 0; i < 2; ++i) {
    streams.push_back(stub->RecordStream(&contexts[i]));
    streams.back()->Write(Numbered(1, {}));
    v1::RecordStreamResponse response;
    ASSERT_TRUE(streams.back()->Read(&response));
  }
  auto third = stub->RecordStream(&contexts[2]);
  EXPECT_EQ(Code(third->Finish()), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(contexts[2].GetServerTrailingMetadata().count("retry-after-ms"),
            1u);
  for (auto& stream : streams) {
    stream->WritesDone();
    EXPECT_EQ(Code(stream->Finish()), "OK");
  }
}

TEST(IntakeLimits, QueriesThatCannotWaitAreToldWhenToComeBack) {
  ServiceWorld world(
      [](server::ServerOptions* options) { options->max_waiting_queries = 0; });
  v1::ListPersonsRequest request;
  request.set_territory("34");
  v1::ListPersonsResponse response;
  std::string retry_after;
  EXPECT_EQ(
      Code(Call<v1::PathwayService>(world.Channel("operator"),
                                    &v1::PathwayService::Stub::ListPersons,
                                    request, &response, &retry_after)),
      "RESOURCE_EXHAUSTED");
  EXPECT_EQ(retry_after, "500");
}

}  // namespace
}  // namespace jalon::testing
