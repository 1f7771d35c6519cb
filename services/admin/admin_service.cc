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
constexpr char kLowSpace[] = "LOW_SPACE";
// Without it a restored ledger gives other pseudonyms.
constexpr char kPseudonymKey[] = "pseudonym.key";

const char* StateOf(const ledger::Ledger& ledger) {
  if (ledger.read_only()) return kReadOnly;
  return ledger.low_on_space() ? kLowSpace : kServing;
}

v1::TerritoryStatus StatusOf(territory::Territory& territory) {
  v1::TerritoryStatus out;
  const ledger::Ledger& ledger = territory.ledger();
  out.set_territory(territory.name());
  out.set_state(StateOf(ledger));
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
    ASSIGN_OR_RETURN(ledger::VerifyReport report,
                     territory->ledger().Verify(request->from_position()));
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

grpc::ServerUnaryReactor* AdminService::Backup(
    grpc::CallbackServerContext* context, const v1::BackupRequest* request,
    v1::BackupResponse* response) {
  const auto work = [this, request,
                     response](const Principal& principal) -> absl::Status {
    ASSIGN_OR_RETURN(territory::Territory * territory,
                     FindServed(principal, territories_, request->territory()));
    if (backups_.empty()) {
      return absl::FailedPreconditionError(
          "the service has no directory of backups: start it with --backups");
    }
    const std::string directory =
        absl::StrCat(backups_, "/", territory->name());
    ASSIGN_OR_RETURN(
        const ledger::BackupReport report,
        territory->ledger().Backup({.directory = directory,
                                    .files_beside = {kPseudonymKey},
                                    .keep = request->keep()}));
    response->set_id(report.id);
    response->set_head(report.head);
    response->set_bytes(report.bytes);
    response->set_directory(directory);
    return absl::OkStatus();
  };
  return door_.Query(context, Method::kBackup, work);
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
