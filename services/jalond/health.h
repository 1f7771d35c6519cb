#pragma once

#include <string>
#include <vector>

#include <grpcpp/health_check_service_interface.h>

#include "libs/base/mutex.h"

namespace jalon::server {

// What the standard health service answers, by name:
//   ""                          calls are answered (also while read-only)
//   "jalon.v1.<Name>Service"    every territory has that service
//   "jalon.v1.<Name>Service/34" that territory has it
// All are NOT_SERVING while starting and stopping. A read-only ledger takes
// IntakeService away, the others stay.
//
// Threads: safe. Lifetime: the health service given to Start is used until
// Stop.
class Health {
 public:
  explicit Health(std::vector<std::string> territories);

  void Start(grpc::HealthCheckServiceInterface* service);
  void Ready();
  void ReadOnly(const std::string& territory);
  void Stop();  // May come twice.

 private:
  void SetAll(bool serving) EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::vector<std::string> territories_;
  base::Mutex mutex_;
  grpc::HealthCheckServiceInterface* service_ GUARDED_BY(mutex_) = nullptr;
};

}  // namespace jalon::server
