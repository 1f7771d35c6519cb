#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

namespace jalon::rpc {

// Paths of PEM files.
struct TlsFiles {
  std::string certificate;  // Chain.
  std::string key;
  std::string ca;  // That signed the other side's certificate.

  bool empty() const {
    return certificate.empty() && key.empty() && ca.empty();
  }
};

// Mutual TLS: a client without a certificate that the CA signed does not get
// in. NOT_FOUND a file cannot be read (the message names it).
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MutualTls(
    const TlsFiles& files);
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ClientTls(
    const TlsFiles& files);

// Whether "host:port" names this machine only: 127.x.x.x, [::1], localhost.
bool IsLoopback(absl::string_view address);

}  // namespace jalon::rpc
