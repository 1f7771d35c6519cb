#include "tools/jalon/connection.h"

#include <iostream>

#include "absl/strings/numbers.h"

#include "libs/rpc/channel.h"

namespace jalon::cli {

std::shared_ptr<grpc::Channel> Connect(Globals* globals) {
  auto channel = rpc::Connect(
      globals->server, {globals->certificate, globals->key, globals->ca});
  if (channel.ok()) return *channel;
  std::cerr << "jalon: " << channel.status().message()
            << "\n  --cert, --key and --ca go together\n";
  globals->exit_code = kUsage;
  return nullptr;
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
