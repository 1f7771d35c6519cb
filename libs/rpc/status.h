#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include <grpcpp/support/status.h>

namespace jalon::rpc {

inline constexpr size_t kMaxMessageBytes = 512;

// Codes are equal by number; the message is cut to kMaxMessageBytes, between
// characters. What INTERNAL, UNKNOWN and DATA_LOSS say is for operators: the
// caller reads a sentence with the request id, under which the log has it.
grpc::Status ToGrpcStatus(const absl::Status& status,
                          absl::string_view request_id);

absl::Status FromGrpcStatus(const grpc::Status& status);

// "OK", "NOT_FOUND".
std::string CodeName(absl::StatusCode code);

}  // namespace jalon::rpc
