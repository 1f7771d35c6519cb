#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include <grpcpp/impl/service_type.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>

namespace jalon::rpc {

inline constexpr int kMaxReceivedBytes = 8 << 20;
inline constexpr int kMaxStreamsOfAConnection = 256;
inline constexpr int kBufferedBytesOfAStream = 1 << 20;

struct ListenOptions {
  std::string address;  // "host:port"; port 0 = of the system's choice.
  std::shared_ptr<grpc::ServerCredentials> credentials;
};

struct Listening {
  std::unique_ptr<grpc::Server> server;
  std::string address;  // With the bound port.
  int port = 0;
};

// A server with our limits, keepalive, the standard health service (SERVING)
// and reflection. UNAVAILABLE when the address cannot be bound. The services
// outlive the server.
absl::StatusOr<Listening> Listen(const ListenOptions& options,
                                 const std::vector<grpc::Service*>& services);

}  // namespace jalon::rpc
