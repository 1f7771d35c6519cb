#include "libs/rpc/call.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include <grpc/grpc_security_constants.h>

#include "libs/rpc/status.h"

namespace jalon::rpc {
namespace {

// Unique within a process, and nearly so over its lives.
std::string NewRequestId() {
  static const uint64_t life =
      static_cast<uint64_t>(absl::GetCurrentTimeNanos());
  static std::atomic<uint64_t> next = 1;
  return absl::StrFormat("%x-%x", life >> 20, next++);
}

bool IsForOperators(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal ||
         code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

}  // namespace

Call::Call(grpc::CallbackServerContext* context, Kind kind, const char* method,
           const CallSinks& sinks)
    : context_(context),
      kind_(kind),
      method_(method),
      sinks_(sinks),
      request_id_(NewRequestId()),
      started_(std::chrono::steady_clock::now()) {}

std::vector<std::string> Call::CertificateNames() const {
  std::vector<std::string> names;
  const auto peer = context_->auth_context();
  if (peer == nullptr || !peer->IsPeerAuthenticated()) return names;
  for (const char* property :
       {GRPC_X509_CN_PROPERTY_NAME, GRPC_X509_SAN_PROPERTY_NAME}) {
    for (const grpc::string_ref& value : peer->FindPropertyValues(property)) {
      names.emplace_back(value.data(), value.size());
    }
  }
  return names;
}

grpc::Status Call::Close(const absl::Status& status) {
  const std::chrono::steady_clock::duration elapsed =
      std::chrono::steady_clock::now() - started_;
  if (sinks_.count) {
    sinks_.count({.method = method_,
                  .code = status.code(),
                  .is_stream = kind_ == Kind::kStream,
                  .elapsed = elapsed});
  }
  if (sinks_.log) {
    const std::chrono::duration<double, std::milli> ms = elapsed;
    LogFields fields = {{"event", "call"},
                        {"method", method_},
                        {"principal", principal_},
                        {"code", CodeName(status.code())},
                        {"ms", absl::StrFormat("%.3f", ms.count())},
                        {"request", request_id_}};
    if (IsForOperators(status.code())) {
      fields.emplace_back("detail", std::string(status.message()));
    }
    sinks_.log(FormatLogLine(fields));
  }
  if (status.code() == absl::StatusCode::kResourceExhausted) {
    context_->AddTrailingMetadata(kRetryAfterTrailer, kRetryAfterMs);
  }
  return ToGrpcStatus(status, request_id_);
}

}  // namespace jalon::rpc
