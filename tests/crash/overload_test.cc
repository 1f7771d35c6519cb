// The real process under callers who mean harm or are broken: connections that
// say nothing, bytes that are no HTTP/2, streams that are written to and never
// read. Its memory stays bounded, others are answered, and it stops as asked.

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "jalon/v1/admin.grpc.pb.h"
#include "jalon/v1/intake.grpc.pb.h"
#include "jalon/v1/pathway.grpc.pb.h"
#include "tests/support/http_get.h"
#include "tests/support/server_process.h"

namespace jalon::testing {
namespace {

using Admin = v1::AdminService;
using Intake = v1::IntakeService;

constexpr int kSilent = 500;
constexpr int kGarbage = 100;
constexpr int kWriters = 8;
constexpr int kMaxStreams = 60;
// Measured: 95 MB. Without the bound of unanswered batches the writers
// alone would take gigabytes.
constexpr size_t kMaxMemory = 400'000'000;

// A connection that is opened and says nothing, until it is destroyed.
class SilentConnection {
 public:
  explicit SilentConnection(const std::string& address)
      : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<uint16_t>(
        std::stoi(address.substr(address.rfind(':') + 1))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)),
              0);
  }
  ~SilentConnection() { close(fd_); }
  SilentConnection(const SilentConnection&) = delete;
  SilentConnection& operator=(const SilentConnection&) = delete;

 private:
  const int fd_;
};

v1::Event Opening(const std::string& id, const std::string& day) {
  v1::Event event;
  event.set_territory("34");
  event.set_source("caf");
  event.set_source_event_id(id);
  v1::Identifier* identifier = event.mutable_person()->add_identifiers();
  identifier->set_scheme(v1::Identifier::caf);
  identifier->set_value(id.substr(0, 40));
  event.set_effective_date(day);
  event.mutable_entitlement_opened()->set_origin(v1::EntitlementOpened::NEW);
  return event;
}

v1::RecordRequest Openings(int from, int to) {
  v1::RecordRequest request;
  for (int i = from; i < to; ++i) {
    *request.add_events() = Opening(std::to_string(i), "2024-01-05");
  }
  return request;
}

// Bytes of a seed; some begin as HTTP/2 does.
std::string Garbage(unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes = seed % 2 == 0 ? "" : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  for (int i = 0; i < (1 << 16); ++i) {
    bytes += static_cast<char>(random() & 0xff);
  }
  return bytes;
}

// Writes large batches and never reads an answer, until it is cancelled.
class Writer {
 public:
  explicit Writer(const ServerProcess& server)
      : stub_(Intake::NewStub(server.channel())),
        stream_(stub_->RecordStream(&context_)),
        thread_([this] { Run(); }) {}
  ~Writer() {
    context_.TryCancel();
    thread_.join();
  }
  int written() const { return written_; }

 private:
  void Run() {
    v1::RecordStreamRequest request;
    for (int i = 0; i < 1000; ++i) {
      // Refused, with an answer as long as the question.
      *request.mutable_batch()->add_events() =
          Opening(std::string(150, 'x'), "2024-02-31");
    }
    for (uint64_t sequence = 1; sequence < 5000; ++sequence) {
      request.set_sequence(sequence);
      if (!stream_->Write(request)) break;
      ++written_;
    }
    stream_->Finish();
  }

  grpc::ClientContext context_;
  std::unique_ptr<Intake::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::RecordStreamRequest,
                                           v1::RecordStreamResponse>>
      stream_;
  std::atomic<int> written_ = 0;
  std::thread thread_;
};

// A subscription to everything that is never read.
struct Unread {
  std::unique_ptr<Admin::Stub> stub;
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> stream;
};

std::unique_ptr<Unread> Subscribe(
    const std::shared_ptr<grpc::Channel>& channel) {
  auto out = std::make_unique<Unread>();
  v1::SubscribeRequest request;
  request.set_territory("34");
  request.set_from_position(1);
  out->stub = Admin::NewStub(channel);
  out->stream = out->stub->Subscribe(&out->context, request);
  out->stream->WaitForInitialMetadata();
  return out;
}

size_t CountPersons(const ServerProcess& server) {
  v1::ListPersonsRequest request;
  request.set_territory("34");
  request.set_page_size(10000);
  v1::ListPersonsResponse response;
  grpc::ClientContext context;
  const grpc::Status status = v1::PathwayService::NewStub(server.channel())
                                  ->ListPersons(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return static_cast<size_t>(response.persons_size());
}

uint64_t Record(const ServerProcess& server, const v1::RecordRequest& request) {
  v1::RecordResponse response;
  grpc::ClientContext context;
  const grpc::Status status =
      Intake::NewStub(server.channel())->Record(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.recorded();
}

// Until one more is refused, with a delay.
void FillTheStreams(const std::shared_ptr<grpc::Channel>& channel,
                    std::vector<std::unique_ptr<Unread>>* open) {
  for (int i = 0; i <= kMaxStreams; ++i) {
    std::unique_ptr<Unread> one = Subscribe(channel);
    if (!one->context.GetServerInitialMetadata().empty() ||
        i < kMaxStreams - kWriters) {
      open->push_back(std::move(one));
      continue;
    }
    const grpc::Status status = one->stream->Finish();
    if (status.ok()) continue;
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(one->context.GetServerTrailingMetadata().count("retry-after-ms"),
              1u);
    return;
  }
  ADD_FAILURE() << "no stream was refused";
}

TEST(OverloadTest, MemoryIsBoundedOthersAreAnsweredAndItStops) {
  TempDirectory directory("overload");
  ServerProcess server(
      directory.path(), "34",
      {"--max_streams=" + std::to_string(kMaxStreams), "--stop_grace=5s"});
  ASSERT_NE(server.address(), "");
  for (int i = 0; i < 10; ++i) {
    ASSERT_EQ(Record(server, Openings(1000 * i, 1000 * (i + 1))), 1000u);
  }
  std::vector<std::unique_ptr<SilentConnection>> silent;
  silent.reserve(kSilent);
  for (int i = 0; i < kSilent; ++i) {
    silent.push_back(std::make_unique<SilentConnection>(server.address()));
  }
  std::vector<std::unique_ptr<Writer>> writers;
  writers.reserve(kWriters);
  for (int i = 0; i < kWriters; ++i) {
    writers.push_back(std::make_unique<Writer>(server));
  }
  std::vector<std::unique_ptr<Unread>> unread;
  FillTheStreams(server.channel(), &unread);
  for (unsigned seed = 0; seed < kGarbage; ++seed) {
    SendRaw(server.address(), Garbage(seed), 200);
  }

  EXPECT_EQ(CountPersons(server), 10000u);
  EXPECT_EQ(Record(server, Openings(10000, 10010)), 10u);
  std::printf("peak %zu bytes\n", server.PeakMemory());
  RecordProperty("peak_memory", std::to_string(server.PeakMemory()));
  EXPECT_LT(server.PeakMemory(), kMaxMemory);
  int written = 0;
  for (const auto& writer : writers) written += writer->written();
  RecordProperty("batches_written", written);
  EXPECT_LT(written, 5000 * kWriters);
  EXPECT_EQ(server.Terminate(), 0);
}

}  // namespace
}  // namespace jalon::testing
