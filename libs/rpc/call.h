#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "libs/rpc/log.h"

namespace jalon::rpc {

// Trailer of RESOURCE_EXHAUSTED: when to try again.
inline constexpr char kRetryAfterTrailer[] = "retry-after-ms";
inline constexpr char kRetryAfterMs[] = "500";

// What became of a call, for who counts them.
struct CallOutcome {
  const char* method;
  absl::StatusCode code;
  bool is_stream;
  std::chrono::duration<double> elapsed;
};

// Where what is said of the calls goes; both may be absent. Any thread.
struct CallSinks {
  LogSink log;
  std::function<void(const CallOutcome&)> count;
};

// One RPC, from its start to its answer: who called, one line in the log
// (method, principal, code, duration, request id; never personal data), and
// its outcome.
//
// Threads: one at a time. Lifetime: within the context's and the sinks'.
class Call {
 public:
  enum class Kind { kUnary, kStream };
  // `method` lives for ever.
  Call(grpc::CallbackServerContext* context, Kind kind, const char* method,
       const CallSinks& sinks);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Common name and alternative names of the verified client certificate;
  // empty without one.
  std::vector<std::string> CertificateNames() const;

  void set_principal(std::string name) { principal_ = std::move(name); }
  const std::string& request_id() const { return request_id_; }

  // Writes the line, the count and the trailers; gives the status to finish
  // with. Once.
  grpc::Status Close(const absl::Status& status);

 private:
  grpc::CallbackServerContext* const context_;
  const Kind kind_;
  const char* const method_;
  const CallSinks& sinks_;
  const std::string request_id_;
  const std::chrono::steady_clock::time_point started_;
  std::string principal_ = "-";
};

// The reactor of a unary call. Owned by gRPC: valid until Answer.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(grpc::CallbackServerContext* context, const char* method,
            const CallSinks& sinks)
      : call_(context, Call::Kind::kUnary, method, sinks) {}

  Call& call() { return call_; }
  // The caller no longer waits: an answer is of no use.
  bool cancelled() const { return cancelled_; }

  // From any thread, once. The response may not be touched afterwards.
  void Answer(const absl::Status& status) { Finish(call_.Close(status)); }

 private:
  void OnCancel() override { cancelled_ = true; }
  void OnDone() override { delete this; }

  Call call_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace jalon::rpc
