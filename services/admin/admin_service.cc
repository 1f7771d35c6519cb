#include "services/admin/admin_service.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "libs/base/status_macros.h"
#include "services/admin/subscription.h"

namespace jalon::admin {
namespace {

using access::Method;
using access::Principal;
using Stream = rpc::StreamCall<v1::SubscribeResponse>;

constexpr char kServing[] = "SERVING";
constexpr char kReadOnly[] = "READ_ONLY";

v1::TerritoryStatus StatusOf(territory::Territory& territory) {
  v1::TerritoryStatus out;
  const ledger::Ledger& ledger = territory.ledger();
  out.set_territory(territory.name());
  out.set_state(ledger.read_only() ? kReadOnly : kServing);
  out.set_head(ledger.head());
  if (ledger.head() > 0) {
    out.set_last_recorded_at(absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ",
                                              ledger.last_recorded_at(),
                                              absl::UTCTimeZone()));
  }
  const auto view = territory.View();
  out.set_persons(view->size());
  out.set_facts_position(view->position());
  return out;
}

absl::StatusOr<territory::Territory*> FindServed(
    const Principal& principal, const territory::Territories& territories,
    const std::string& name) {
  RETURN_IF_ERROR(access::CheckTerritory(principal, name));
  territory::Territory* territory = territory::Find(territories, name);
  if (territory == nullptr) {
    return absl::NotFoundError("territory: not served here");
  }
  return territory;
}

}  // namespace

grpc::ServerUnaryReactor* AdminService::GetStatus(
    grpc::CallbackServerContext* context, const v1::GetStatusRequest*,
    v1::GetStatusResponse* response) {
  return door_.Query(context, Method::kGetStatus,
                     [this, response](const Principal& principal) {
                       response->set_version(version_);
                       for (const auto& [name, territory] : territories_) {
                         if (!access::MayActIn(principal, name)) continue;
                         *response->add_territories() = StatusOf(*territory);
                       }
                       return absl::OkStatus();
                     });
}

grpc::ServerUnaryReactor* AdminService::Verify(
    grpc::CallbackServerContext* context, const v1::VerifyRequest* request,
    v1::VerifyResponse* response) {
  const auto work = [this, request,
                     response](const Principal& principal) -> absl::Status {
    ASSIGN_OR_RETURN(territory::Territory * territory,
                     FindServed(principal, territories_, request->territory()));
    ASSIGN_OR_RETURN(ledger::VerifyReport report, territory->ledger().Verify());
    response->set_records(report.records);
    response->set_head(report.head);
    response->set_fault_count(report.fault_count);
    for (std::string& fault : report.faults) {
      response->add_faults(std::move(fault));
    }
    return absl::OkStatus();
  };
  return door_.Query(context, Method::kVerify, work);
}

grpc::ServerWriteReactor<v1::SubscribeResponse>* AdminService::Subscribe(
    grpc::CallbackServerContext* context, const v1::SubscribeRequest* request) {
  const auto open = [this, request](
                        const Principal& principal,
                        Stream* stream) -> absl::StatusOr<Stream::Next> {
    ASSIGN_OR_RETURN(territory::Territory * territory,
                     FindServed(principal, territories_, request->territory()));
    ASSIGN_OR_RETURN(Subscription subscription,
                     Subscription::Make(territory, *request));
    if (!request->until_head()) {
      stream->Keep(
          territory->ledger().OnHead([stream](uint64_t) { stream->Wake(); }));
    }
    auto shared = std::make_shared<Subscription>(subscription);
    return [shared](v1::SubscribeResponse* response) {
      return shared->Next(response);
    };
  };
  return door_.Stream<v1::SubscribeResponse>(context, Method::kSubscribe, open);
}

}  // namespace jalon::admin
