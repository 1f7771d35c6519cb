#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "libs/base/thread_pool.h"
#include "libs/rpc/call.h"
#include "libs/rpc/stream.h"
#include "libs/rpc/streams.h"

namespace jalon::rpc {

// How every handler starts: who calls, may they call this, where does the work
// run. `Policy` has the types Principal (with a `name`) and Method, and
// Authenticate(names), CheckCall(principal, method) and Name(method).
//
// Threads: safe. Lifetime: all that it is given outlives the server.
template <typename Policy>
class Door {
 public:
  using Principal = typename Policy::Principal;
  using Method = typename Policy::Method;

  struct Parts {
    const Policy* policy = nullptr;
    base::ThreadPool* queries = nullptr;  // Bounded.
    base::ThreadPool* streams = nullptr;  // Without bound.
    Streams* open_streams = nullptr;
    CallSinks sinks;
  };
  explicit Door(Parts parts) : parts_(std::move(parts)) {}

  // Before it, every call is refused: UNAVAILABLE. What was written before it
  // is seen by the calls after it.
  void Open() { open_.store(true, std::memory_order_release); }
  bool is_open() const { return open_.load(std::memory_order_acquire); }

  // Names the principal in the call. UNAUTHENTICATED, UNAVAILABLE (not open),
  // PERMISSION_DENIED.
  absl::StatusOr<const Principal*> Admit(Method method, Call* call) const {
    auto principal = parts_.policy->Authenticate(call->CertificateNames());
    if (!principal.ok()) return principal;
    call->set_principal((*principal)->name);  // Also when it is refused.
    if (!is_open()) {
      return absl::UnavailableError("the service is starting: try again");
    }
    if (absl::Status allowed = Policy::CheckCall(**principal, method);
        !allowed.ok()) {
      return allowed;
    }
    return principal;
  }

  // Runs `work(principal, call)` at once; it must not block, and calls
  // call->Answer once, then or later.
  template <typename Work>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context,
                                  Method method, Work work) const {
    auto* call = new UnaryCall(context, Policy::Name(method), parts_.sinks);
    const auto principal = Admit(method, &call->call());
    if (principal.ok()) {
      work(**principal, call);
    } else {
      call->Answer(principal.status());
    }
    return call;
  }

  // Answers with the status that `work(principal)` gives on the query pool;
  // RESOURCE_EXHAUSTED when its queue is full. A caller who has gone while the
  // work waited costs nothing.
  template <typename Work>
  grpc::ServerUnaryReactor* Query(grpc::CallbackServerContext* context,
                                  Method method, Work work) const {
    return Unary(context, method,
                 [this, work = std::move(work)](const Principal& principal,
                                                UnaryCall* call) mutable {
                   const bool queued = parts_.queries->TrySchedule(
                       [work = std::move(work), &principal, call] {
                         call->Answer(call->cancelled()
                                          ? absl::CancelledError("cancelled")
                                          : work(principal));
                       });
                   if (!queued) {
                     call->Answer(absl::ResourceExhaustedError(
                         "too many queries wait: try again later"));
                   }
                 });
  }

  // `open(principal, stream)` gives the stream's Next, or why there is none;
  // it must not block.
  template <typename Response, typename Open>
  grpc::ServerWriteReactor<Response>* Stream(
      grpc::CallbackServerContext* context, Method method, Open open) const {
    auto* stream = new StreamCall<Response>(context, Policy::Name(method),
                                            parts_.sinks, parts_.streams);
    const auto principal = Admit(method, &stream->call());
    if (!principal.ok()) {
      stream->Refuse(principal.status());
      return stream;
    }
    auto place = Enter([stream] { stream->End(StoppingError()); });
    if (!place.ok()) {
      stream->Refuse(place.status());
      return stream;
    }
    auto next = open(**principal, stream);
    if (next.ok()) {
      stream->Begin(*std::move(next), *std::move(place));
    } else {
      place->reset();
      stream->Refuse(next.status());
    }
    return stream;
  }

  absl::StatusOr<std::unique_ptr<Streams::Place>> Enter(
      std::function<void()> on_drain) const {
    return parts_.open_streams->Enter(std::move(on_drain));
  }
  static absl::Status StoppingError() {
    return absl::UnavailableError("the service is stopping: connect again");
  }
  const CallSinks& sinks() const { return parts_.sinks; }

 private:
  const Parts parts_;
  std::atomic<bool> open_ = false;
};

}  // namespace jalon::rpc
