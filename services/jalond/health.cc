#include "services/jalond/health.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace jalon::server {
namespace {

constexpr char kIntake[] = "jalon.v1.IntakeService";
constexpr const char* kServices[] = {kIntake, "jalon.v1.PathwayService",
                                     "jalon.v1.EvaluationService",
                                     "jalon.v1.AdminService"};

}  // namespace

Health::Health(std::vector<std::string> territories)
    : territories_(std::move(territories)) {}

void Health::SetAll(bool serving) {
  service_->SetServingStatus("", serving);
  for (const char* service : kServices) {
    service_->SetServingStatus(service, serving);
    for (const std::string& territory : territories_) {
      service_->SetServingStatus(absl::StrCat(service, "/", territory),
                                 serving);
    }
  }
}

void Health::Start(grpc::HealthCheckServiceInterface* service) {
  base::MutexLock lock(&mutex_);
  service_ = service;
  SetAll(false);
}

void Health::Ready() {
  base::MutexLock lock(&mutex_);
  if (service_ != nullptr) SetAll(true);
}

void Health::ReadOnly(const std::string& territory) {
  base::MutexLock lock(&mutex_);
  if (service_ == nullptr) return;
  service_->SetServingStatus(kIntake, false);
  service_->SetServingStatus(absl::StrCat(kIntake, "/", territory), false);
}

void Health::Stop() {
  base::MutexLock lock(&mutex_);
  if (service_ != nullptr) SetAll(false);
  service_ = nullptr;
}

}  // namespace jalon::server
