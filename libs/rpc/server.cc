#include "libs/rpc/server.h"

#include "absl/strings/str_cat.h"
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server_builder.h>

namespace jalon::rpc {
namespace {

constexpr int kSecond = 1000;  // In milliseconds.

void EnablePlugins() {
  // Both are of the process: before its first server.
  static const bool done = [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  static_cast<void>(done);
}

void SetLimits(grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(kMaxReceivedBytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                              kMaxStreamsOfAConnection);
  // What the transport buffers of a stream that is not read; probing would let
  // it grow.
  builder->AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES,
                              kBufferedBytesOfAStream);
  // Two servers on one port would share the calls.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30 * kSecond);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10 * kSecond);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10 * kSecond);
  // So that renewed certificates take effect; open streams go on.
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 3600 * kSecond);
}

}  // namespace

absl::StatusOr<Listening> Listen(const ListenOptions& options,
                                 const std::vector<grpc::Service*>& services) {
  EnablePlugins();
  grpc::ServerBuilder builder;
  SetLimits(&builder);
  Listening out;
  builder.AddListeningPort(options.address, options.credentials, &out.port);
  for (grpc::Service* service : services) builder.RegisterService(service);
  out.server = builder.BuildAndStart();
  if (out.server == nullptr || out.port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", options.address));
  }
  out.address = absl::StrCat(
      options.address.substr(0, options.address.rfind(':')), ":", out.port);
  return out;
}

}  // namespace jalon::rpc
