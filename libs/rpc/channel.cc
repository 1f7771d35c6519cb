#include "libs/rpc/channel.h"

#include "absl/strings/str_cat.h"
#include <grpcpp/create_channel.h>

#include "libs/base/status_macros.h"

namespace jalon::rpc {

absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(
    const std::string& address, const TlsFiles& files) {
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  if (!files.empty()) {
    ASSIGN_OR_RETURN(credentials, ClientTls(files));
  } else if (IsLoopback(address)) {
    credentials = grpc::InsecureChannelCredentials();
  } else {
    return absl::InvalidArgumentError(absl::StrCat(
        address, " is not this machine: give a certificate, key and CA"));
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

}  // namespace jalon::rpc
