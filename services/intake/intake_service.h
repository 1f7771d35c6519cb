#pragma once

#include <utility>

#include "jalon/v1/intake.grpc.pb.h"
#include "libs/access/policy.h"
#include "libs/rpc/door.h"
#include "services/intake/environment.h"

namespace jalon::intake {

// jalon.v1.IntakeService. Lifetime: within that of its arguments.
class IntakeService final : public v1::IntakeService::CallbackService {
 public:
  IntakeService(const rpc::Door<access::Policy>* door, Environment environment)
      : door_(*door), environment_(std::move(environment)) {}

  grpc::ServerUnaryReactor* Record(grpc::CallbackServerContext* context,
                                   const v1::RecordRequest* request,
                                   v1::RecordResponse* response) override;
  grpc::ServerBidiReactor<v1::RecordStreamRequest, v1::RecordStreamResponse>*
  RecordStream(grpc::CallbackServerContext* context) override;

 private:
  const rpc::Door<access::Policy>& door_;
  const Environment environment_;
};

}  // namespace jalon::intake
