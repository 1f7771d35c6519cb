#pragma once

#include <string>
#include <utility>

#include "jalon/v1/admin.grpc.pb.h"
#include "libs/access/policy.h"
#include "libs/rpc/door.h"
#include "libs/territory/question.h"

namespace jalon::admin {

// jalon.v1.AdminService. Lifetime: within that of its arguments.
class AdminService final : public v1::AdminService::CallbackService {
 public:
  AdminService(const rpc::Door<access::Policy>* door,
               const territory::Territories* territories, std::string version,
               std::string backups = "")
      : door_(*door),
        territories_(*territories),
        version_(std::move(version)),
        backups_(std::move(backups)) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* Verify(grpc::CallbackServerContext* context,
                                   const v1::VerifyRequest* request,
                                   v1::VerifyResponse* response) override;
  grpc::ServerUnaryReactor* Backup(grpc::CallbackServerContext* context,
                                   const v1::BackupRequest* request,
                                   v1::BackupResponse* response) override;
  grpc::ServerWriteReactor<v1::SubscribeResponse>* Subscribe(
      grpc::CallbackServerContext* context,
      const v1::SubscribeRequest* request) override;

 private:
  const rpc::Door<access::Policy>& door_;
  const territory::Territories& territories_;
  const std::string version_;
  const std::string backups_;  // Directory, a folder a territory; "" = none.
};

}  // namespace jalon::admin
