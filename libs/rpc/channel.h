#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include <grpcpp/channel.h>

#include "libs/rpc/tls.h"

namespace jalon::rpc {

// A channel to a service: with mutual TLS when files are given, else in clear,
// which is for loopback only (INVALID_ARGUMENT otherwise). Connects when
// first used. NOT_FOUND a file cannot be read.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(
    const std::string& address, const TlsFiles& files);

}  // namespace jalon::rpc
