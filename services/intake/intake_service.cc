#include "services/intake/intake_service.h"

#include <utility>

#include "services/intake/record_stream.h"
#include "services/intake/routing.h"

namespace jalon::intake {

grpc::ServerUnaryReactor* IntakeService::Record(
    grpc::CallbackServerContext* context, const v1::RecordRequest* request,
    v1::RecordResponse* response) {
  return door_.Unary(
      context, access::Method::kRecord,
      [&](const access::Principal& principal, rpc::UnaryCall* call) {
        // gRPC keeps it until the answer.
        const std::shared_ptr<const v1::RecordRequest> kept(
            std::shared_ptr<void>(), request);
        intake::Record(environment_, principal, kept,
                       [call, response](auto answer) {
                         const absl::Status status = answer.status();
                         if (status.ok()) *response = *std::move(answer);
                         call->Answer(status);
                       });
      });
}

grpc::ServerBidiReactor<v1::RecordStreamRequest, v1::RecordStreamResponse>*
IntakeService::RecordStream(grpc::CallbackServerContext* context) {
  auto* stream = new intake::RecordStream(context, door_, environment_);
  stream->Begin();
  return stream;
}

}  // namespace jalon::intake
