#pragma once

#include <memory>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include "tools/jalon/commands.h"

namespace jalon::cli {

// The channel of the options; nullptr after printing why (a certificate that
// cannot be read).
std::shared_ptr<grpc::Channel> Connect(Globals* globals);

// Prints what went wrong and what to try, and sets the exit code. False when
// the call succeeded.
bool Failed(const grpc::Status& status, Globals* globals);

// Makes one unary call on a stub; false when it failed (already told).
template <typename Stub, typename Request, typename Response>
bool Call(Stub* stub,
          grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                       Response*),
          const Request& request, Response* response, Globals* globals) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::minutes(5));
  return !Failed((stub->*method)(&context, request, response), globals);
}

}  // namespace jalon::cli
