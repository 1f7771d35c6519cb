#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include <grpcpp/support/server_callback.h>

#include "jalon/v1/intake.pb.h"
#include "libs/access/policy.h"
#include "libs/base/mutex.h"
#include "libs/rpc/call.h"
#include "libs/rpc/door.h"
#include "services/intake/environment.h"

namespace jalon::intake {

inline constexpr size_t kMaxUnanswered = 8;

// The reactor of IntakeService.RecordStream: batches are recorded as they come
// and answered in the order sent. At most kMaxUnanswered of them are read and
// not yet answered (their answer taken by the transport), so a client that
// never reads holds that many and no more.
//
// Owned by gRPC. Threads: reactions, committers and the drain meet under one
// lock. A submission that is not answered keeps it alive: Finish waits.
class RecordStream final
    : public grpc::ServerBidiReactor<v1::RecordStreamRequest,
                                     v1::RecordStreamResponse> {
 public:
  RecordStream(grpc::CallbackServerContext* context,
               const rpc::Door<access::Policy>& door,
               const Environment& environment);

  // Once: admits the caller and starts to read, or finishes.
  void Begin();

 private:
  struct Batch {
    uint64_t id = 0;  // Growing, without gaps.
    bool answered = false;
    absl::Status status;
    v1::RecordStreamResponse response;
    // Freed by the thread of the stream, not by the committer.
    std::shared_ptr<const v1::RecordRequest> request;
  };

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { delete this; }

  void Drain();
  void Recorded(uint64_t id, absl::StatusOr<v1::RecordResponse> response);
  // Takes the batch just read; its place among the unanswered, or nullopt when
  // it is refused.
  std::optional<uint64_t> Take(
      std::shared_ptr<const v1::RecordRequest>* request)
      EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Starts what can be started; the status to finish with, once.
  std::optional<absl::Status> Advance() EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<absl::Status> EndStatus() EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Last, without the lock: this may be gone afterwards. So it may be for a
  // thread that has left the lock without a status to finish with.
  void End(const absl::Status& status);

  rpc::Call call_;
  const rpc::Door<access::Policy>& door_;
  const Environment& environment_;
  const access::Principal* principal_ = nullptr;

  base::Mutex mutex_;
  // On an arena of its own, that what was read of it keeps.
  std::shared_ptr<v1::RecordStreamRequest> request_ GUARDED_BY(mutex_);
  std::deque<Batch> batches_ GUARDED_BY(mutex_);  // Unanswered, in order.
  uint64_t next_id_ GUARDED_BY(mutex_) = 0;
  std::optional<uint64_t> last_sequence_ GUARDED_BY(mutex_);
  size_t recording_ GUARDED_BY(mutex_) = 0;
  bool reading_ GUARDED_BY(mutex_) = false;  // Or submitting what was read.
  bool writing_ GUARDED_BY(mutex_) = false;
  bool closed_ GUARDED_BY(mutex_) = false;   // The client sends no more.
  bool refused_ GUARDED_BY(mutex_) = false;  // A batch failed: read no more.
  bool draining_ GUARDED_BY(mutex_) = false;
  bool cancelled_ GUARDED_BY(mutex_) = false;
  bool finished_ GUARDED_BY(mutex_) = false;

  std::unique_ptr<rpc::Streams::Place> place_;  // Left first.
};

}  // namespace jalon::intake
