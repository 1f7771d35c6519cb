#include "services/intake/record_stream.h"

#include <utility>

#include "google/protobuf/arena.h"

#include "services/intake/routing.h"

namespace jalon::intake {

using access::Method;
using Door = rpc::Door<access::Policy>;

namespace {

// A thousand events are some ten thousand small texts: taken and freed as a
// few blocks.
std::shared_ptr<v1::RecordStreamRequest> NewRequest() {
  google::protobuf::ArenaOptions options;
  options.start_block_size = 16u << 10;
  options.max_block_size = 256u << 10;
  auto arena = std::make_shared<google::protobuf::Arena>(options);
  auto* request =
      google::protobuf::Arena::CreateMessage<v1::RecordStreamRequest>(
          arena.get());
  return {std::move(arena), request};
}

}  // namespace

RecordStream::RecordStream(grpc::CallbackServerContext* context,
                           const Door& door, const Environment& environment)
    : call_(context, rpc::Call::Kind::kStream,
            access::MethodName(Method::kRecordStream), door.sinks()),
      door_(door),
      environment_(environment) {}

void RecordStream::Begin() {
  const auto principal = door_.Admit(Method::kRecordStream, &call_);
  if (!principal.ok()) return Finish(call_.Close(principal.status()));
  principal_ = *principal;
  auto place = door_.Enter([this] { Drain(); });
  if (!place.ok()) return Finish(call_.Close(place.status()));
  std::optional<absl::Status> end;
  {
    base::MutexLock lock(&mutex_);
    place_ = *std::move(place);
    end = Advance();
  }
  if (end) End(*end);
}

void RecordStream::OnReadDone(bool ok) {
  std::shared_ptr<const v1::RecordRequest> batch;
  std::optional<uint64_t> id;
  {
    // Still `reading_`: the next batch is read when this one has its place in
    // the queue, so that batches are recorded in the order sent.
    base::MutexLock lock(&mutex_);
    if (!ok) {
      closed_ = true;
    } else if (!refused_ && !cancelled_ && !finished_) {
      id = Take(&batch);
    }
  }
  if (id) {
    Record(environment_, *principal_, std::move(batch),
           [this, id = *id](absl::StatusOr<v1::RecordResponse> response) {
             Recorded(id, std::move(response));
           });
  }
  std::optional<absl::Status> end;
  {
    base::MutexLock lock(&mutex_);
    reading_ = false;
    end = Advance();
  }
  if (end) End(*end);
}

std::optional<uint64_t> RecordStream::Take(
    std::shared_ptr<const v1::RecordRequest>* request) {
  Batch& taken = batches_.emplace_back();
  taken.id = next_id_++;
  const uint64_t sequence = request_->sequence();
  taken.response.set_sequence(sequence);
  if (last_sequence_ && sequence <= *last_sequence_) {
    taken.answered = true;
    taken.status = absl::InvalidArgumentError(
        "sequence: each batch has a larger one than the last");
    refused_ = true;
    return std::nullopt;
  }
  last_sequence_ = sequence;
  *request = taken.request = {request_, &request_->batch()};
  ++recording_;
  return taken.id;
}

void RecordStream::Recorded(uint64_t id,
                            absl::StatusOr<v1::RecordResponse> response) {
  std::optional<absl::Status> end;
  {
    base::MutexLock lock(&mutex_);
    Batch& batch = batches_[id - batches_.front().id];
    batch.answered = true;
    if (response.ok()) {
      *batch.response.mutable_response() = *std::move(response);
    } else {
      batch.status = response.status();
      refused_ = true;
    }
    --recording_;
    end = Advance();
  }
  if (end) End(*end);
}

void RecordStream::OnWriteDone(bool ok) {
  std::optional<absl::Status> end;
  {
    base::MutexLock lock(&mutex_);
    writing_ = false;
    batches_.pop_front();
    if (!ok) cancelled_ = true;
    end = Advance();
  }
  if (end) End(*end);
}

void RecordStream::OnCancel() {
  std::optional<absl::Status> end;
  {
    base::MutexLock lock(&mutex_);
    cancelled_ = true;
    end = Advance();
  }
  if (end) End(*end);
}

void RecordStream::Drain() {
  std::optional<absl::Status> end;
  {
    base::MutexLock lock(&mutex_);
    draining_ = true;
    end = Advance();
  }
  if (end) End(*end);
}

std::optional<absl::Status> RecordStream::Advance() {
  // Operations of gRPC call no reaction on this stack.
  if (!cancelled_ && !writing_ && !batches_.empty() &&
      batches_.front().answered && batches_.front().status.ok()) {
    writing_ = true;
    StartWrite(&batches_.front().response);
  }
  if (!reading_ && !closed_ && !refused_ && !draining_ && !cancelled_ &&
      !finished_ && batches_.size() < kMaxUnanswered) {
    reading_ = true;
    request_ = NewRequest();
    StartRead(request_.get());
  }
  std::optional<absl::Status> end = EndStatus();
  if (end) finished_ = true;
  return end;
}

std::optional<absl::Status> RecordStream::EndStatus() {
  if (finished_ || writing_ || recording_ > 0) return std::nullopt;
  if (cancelled_) return absl::CancelledError("the client has gone");
  if (!batches_.empty()) {
    // What could be written has been: the front one failed.
    return batches_.front().status;
  }
  if (closed_) return absl::OkStatus();
  if (draining_) return Door::StoppingError();
  return std::nullopt;
}

void RecordStream::End(const absl::Status& status) {
  Finish(call_.Close(status));
}

}  // namespace jalon::intake
