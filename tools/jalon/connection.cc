#include "tools/jalon/connection.h"

#include <fstream>
#include <iostream>
#include <sstream>

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "absl/strings/numbers.h"

namespace jalon::cli {
namespace {

bool ReadFile(const std::string& path, std::string* out) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  *out = text.str();
  return !out->empty();
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(Globals* globals) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  if (globals->certificate.empty()) {
    return grpc::CreateCustomChannel(
        globals->server, grpc::InsecureChannelCredentials(), arguments);
  }
  grpc::SslCredentialsOptions options;
  for (const auto& [path, out] :
       {std::pair(&globals->ca, &options.pem_root_certs),
        std::pair(&globals->key, &options.pem_private_key),
        std::pair(&globals->certificate, &options.pem_cert_chain)}) {
    if (!ReadFile(*path, out)) {
      std::cerr << "jalon: cannot read '" << *path
                << "': --cert, --key and --ca go together\n";
      globals->exit_code = kUsage;
      return nullptr;
    }
  }
  return grpc::CreateCustomChannel(globals->server,
                                   grpc::SslCredentials(options), arguments);
}

bool Failed(const grpc::Status& status, Globals* globals) {
  if (status.ok()) return false;
  globals->exit_code = kServerError;
  std::cerr << "jalon: " << status.error_message() << "\n";
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      std::cerr << "  Is the service running at " << globals->server
                << "? With certificates, give --cert, --key and --ca.\n";
      break;
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      std::cerr << "  The policy of the service does not allow this to the "
                   "certificate in use.\n";
      break;
    default:
      break;
  }
  return true;
}

v1::At AtOf(const Globals& globals) {
  v1::At at;
  at.set_as_of(globals.as_of);
  uint64_t position = 0;
  if (absl::SimpleAtoi(globals.known_at, &position)) {
    at.set_known_at_position(position);
  } else if (!globals.known_at.empty()) {
    at.set_known_at(globals.known_at);
  }
  return at;
}

}  // namespace jalon::cli
