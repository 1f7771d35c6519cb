#pragma once

#include <utility>

#include "jalon/v1/pathway.grpc.pb.h"
#include "libs/access/policy.h"
#include "libs/rpc/door.h"
#include "services/pathway/environment.h"

namespace jalon::pathway_service {

// jalon.v1.PathwayService. Lifetime: within that of its arguments.
class PathwayService final : public v1::PathwayService::CallbackService {
 public:
  PathwayService(const rpc::Door<access::Policy>* door, Environment environment)
      : door_(*door), environment_(std::move(environment)) {}

  grpc::ServerUnaryReactor* GetPathway(
      grpc::CallbackServerContext* context,
      const v1::GetPathwayRequest* request,
      v1::GetPathwayResponse* response) override;
  grpc::ServerUnaryReactor* ListCaseload(
      grpc::CallbackServerContext* context,
      const v1::ListCaseloadRequest* request,
      v1::ListCaseloadResponse* response) override;
  grpc::ServerUnaryReactor* ListPersons(
      grpc::CallbackServerContext* context,
      const v1::ListPersonsRequest* request,
      v1::ListPersonsResponse* response) override;
  grpc::ServerWriteReactor<v1::GetPathwayResponse>* WatchPathway(
      grpc::CallbackServerContext* context,
      const v1::GetPathwayRequest* request) override;

 private:
  const rpc::Door<access::Policy>& door_;
  const Environment environment_;
};

}  // namespace jalon::pathway_service
