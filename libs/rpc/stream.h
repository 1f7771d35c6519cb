#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <grpcpp/support/server_callback.h>

#include "libs/base/mutex.h"
#include "libs/base/thread_pool.h"
#include "libs/rpc/call.h"
#include "libs/rpc/streams.h"

namespace jalon::rpc {

enum class Step { kSend, kWait, kEnd };

// A server stream that follows something: `next` gives its messages one after
// the other, on the pool; after kWait it is asked again when somebody called
// Wake. One message waits at most, so a slow reader costs nothing: it misses
// wake-ups, never the last one.
//
// Owned by gRPC. Threads: Wake and End from any, until the source of wake-ups
// given to Begin is destroyed.
template <typename Response>
class StreamCall final : public grpc::ServerWriteReactor<Response> {
 public:
  // Fills the (cleared) message when it gives kSend; an error ends the stream.
  using Next = std::function<absl::StatusOr<Step>(Response*)>;

  // `pool` has no bound: a stream has one task in it at most.
  StreamCall(grpc::CallbackServerContext* context, const char* method,
             const CallSinks& sinks, base::ThreadPool* pool)
      : call_(context, Call::Kind::kStream, method, sinks), pool_(*pool) {}

  Call& call() { return call_; }

  // Ends it before it began.
  void Refuse(const absl::Status& status) { this->Finish(call_.Close(status)); }

  // Once, after Keep. `place` is left when the stream is over.
  void Begin(Next next, std::unique_ptr<Streams::Place> place) {
    next_ = std::move(next);
    place_ = std::move(place);
    Schedule();
  }
  // What calls Wake. Its destruction waits for a call that is running.
  void Keep(std::shared_ptr<void> wake_source) {
    base::MutexLock lock(&mutex_);
    wake_source_ = std::move(wake_source);
  }

  void Wake() {
    {
      base::MutexLock lock(&mutex_);
      woken_ = true;
      if (state_ != State::kIdle) return;
      state_ = State::kBusy;
    }
    Schedule();
  }

  // Ends with the status as soon as what runs is over.
  void End(const absl::Status& status) {
    {
      base::MutexLock lock(&mutex_);
      if (!ending_) ending_ = status;
      if (state_ != State::kIdle) return;
      state_ = State::kFinished;
    }
    this->Finish(call_.Close(status));
  }

 private:
  enum class State { kIdle, kBusy, kFinished };  // Busy: producing or writing.

  void Schedule() {
    if (pool_.TrySchedule([this] { Produce(); })) return;
    Conclude(absl::UnavailableError("the service is stopping"));
  }

  void Produce() {
    bool ending = false;
    {
      base::MutexLock lock(&mutex_);
      woken_ = false;
      ending = ending_.has_value();
    }
    if (ending) return Conclude(absl::OkStatus());
    response_.Clear();
    const absl::StatusOr<Step> step = next_(&response_);
    if (!step.ok()) return Conclude(step.status());
    if (*step == Step::kEnd) return Conclude(absl::OkStatus());
    bool again = false;
    {
      // Operations of gRPC call no reaction on this stack, so the lock may be
      // held; not for Finish, after which this may be gone.
      base::MutexLock lock(&mutex_);
      if (!ending_ && *step == Step::kSend) {
        this->StartWrite(&response_);
        return;
      }
      again = woken_ || ending_.has_value();
      if (!again) state_ = State::kIdle;
    }
    if (again) Schedule();
  }

  void Conclude(absl::Status status) {
    {
      base::MutexLock lock(&mutex_);
      state_ = State::kFinished;
      if (ending_) status = *ending_;
    }
    this->Finish(call_.Close(status));
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Conclude(absl::CancelledError("the reader has gone"));
    Schedule();
  }
  void OnCancel() override { End(absl::CancelledError("the reader has gone")); }
  void OnDone() override { delete this; }

  Call call_;
  base::ThreadPool& pool_;
  Next next_;
  Response response_;
  base::Mutex mutex_;
  State state_ GUARDED_BY(mutex_) = State::kBusy;
  bool woken_ GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> ending_ GUARDED_BY(mutex_);
  // Last, so that they are destroyed first.
  std::unique_ptr<Streams::Place> place_;
  std::shared_ptr<void> wake_source_;
};

}  // namespace jalon::rpc
