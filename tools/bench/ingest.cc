#include "tools/bench/ingest.h"

#include <deque>
#include <thread>

#include "absl/status/status.h"
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include "jalon/v1/intake.pb.h"
#include "tools/bench/event_file.h"
#include "tools/bench/latency.h"

namespace jalon::bench {
namespace {

// Requests as bytes, so that the client costs next to nothing.
using Batches = std::vector<grpc::ByteBuffer>;

class Batcher {
 public:
  explicit Batcher(const IngestOptions& options)
      : options_(options), streams_(options.streams) {}

  absl::Status Read(const std::string& path) {
    return ReadEvents(path, [this](const v1::Event& event) {
      *request_.mutable_batch()->add_events() = event;
      if (static_cast<size_t>(request_.batch().events_size()) ==
          options_.batch_events) {
        Flush();
      }
    });
  }

  std::vector<Batches> Take() {
    Flush();
    return std::move(streams_);
  }

 private:
  void Flush() {
    if (request_.batch().events().empty()) return;
    Batches& batches = streams_[next_++ % streams_.size()];
    request_.set_sequence(batches.size() + 1);
    const std::string bytes = request_.SerializeAsString();
    grpc::Slice slice(bytes);
    batches.emplace_back(&slice, 1);
    request_.Clear();
  }

  const IngestOptions& options_;
  std::vector<Batches> streams_;
  size_t next_ = 0;
  v1::RecordStreamRequest request_;
};

// One stream, driven by its own thread.
class Stream {
 public:
  Stream(std::shared_ptr<grpc::Channel> channel, Batches batches, size_t window)
      : stub_(std::move(channel)),
        batches_(std::move(batches)),
        window_(window) {}

  void Run() {
    call_ = stub_.PrepareCall(&context_, "/jalon.v1.IntakeService/RecordStream",
                              &queue_);
    call_->StartCall(Tag(kStarted));
    void* tag = nullptr;
    bool ok = false;
    while (!finished_ && queue_.Next(&tag, &ok)) {
      switch (reinterpret_cast<intptr_t>(tag)) {
        case kStarted:
          call_->Read(&answer_, Tag(kRead));
          break;
        case kWritten:
          writing_ = false;
          break;
        case kRead:
          OnRead(ok);
          break;
        case kFinished:
          finished_ = true;
          break;
        default:
          break;
      }
      WriteNext();
    }
    queue_.Shutdown();
    while (queue_.Next(&tag, &ok)) {
    }
  }

  const grpc::Status& status() const { return status_; }
  const Latencies& latencies() const { return latencies_; }
  uint64_t recorded() const { return recorded_; }

 private:
  enum : intptr_t { kStarted = 1, kWritten, kRead, kDone, kFinished };
  static void* Tag(intptr_t tag) { return reinterpret_cast<void*>(tag); }

  void WriteNext() {
    if (writing_ || ended_ || sent_.size() >= window_) return;
    if (next_ == batches_.size()) {
      ended_ = true;
      call_->WritesDone(Tag(kDone));
      return;
    }
    writing_ = true;
    sent_.push_back(Clock::now());
    call_->Write(batches_[next_++], Tag(kWritten));
  }

  void OnRead(bool ok) {
    if (!ok) {
      ended_ = true;
      call_->Finish(&status_, Tag(kFinished));
      return;
    }
    latencies_.Add(Clock::now() - sent_.front());
    sent_.pop_front();
    grpc::ProtoBufferReader reader(&answer_);
    if (response_.ParseFromZeroCopyStream(&reader)) {
      recorded_ += response_.response().recorded();
    }
    call_->Read(&answer_, Tag(kRead));
  }

  grpc::GenericStub stub_;
  Batches batches_;
  const size_t window_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer answer_;
  v1::RecordStreamResponse response_;
  std::deque<Clock::time_point> sent_;
  size_t next_ = 0;
  bool writing_ = false, ended_ = false, finished_ = false;
  grpc::Status status_;
  Latencies latencies_;
  uint64_t recorded_ = 0;
};

}  // namespace

absl::StatusOr<std::string> Ingest(
    const std::vector<std::shared_ptr<grpc::Channel>>& channels,
    const IngestOptions& options) {
  Batcher batcher(options);
  for (const std::string& path : options.files) {
    absl::Status read = batcher.Read(path);
    if (!read.ok()) return read;
  }
  std::deque<Stream> streams;
  std::vector<Batches> batches = batcher.Take();
  for (size_t i = 0; i < batches.size(); ++i) {
    streams.emplace_back(channels[i % channels.size()], std::move(batches[i]),
                         options.window);
  }
  const Clock::time_point started = Clock::now();
  std::vector<std::thread> threads;
  for (Stream& stream : streams) {
    threads.emplace_back([&stream] { stream.Run(); });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = Seconds(Clock::now() - started);
  Latencies latencies;
  uint64_t recorded = 0;
  for (const Stream& stream : streams) {
    if (!stream.status().ok()) {
      return absl::UnavailableError(stream.status().error_message());
    }
    latencies.Add(stream.latencies());
    recorded += stream.recorded();
  }
  return Report("ingest", recorded, seconds, latencies);
}

}  // namespace jalon::bench
