#include "services/pathway/pathway_service.h"

#include <memory>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/pathway/lists.h"
#include "services/pathway/read.h"
#include "services/pathway/watch.h"

namespace jalon::pathway_service {

using access::Method;
using access::Principal;
using Stream = rpc::StreamCall<v1::GetPathwayResponse>;

grpc::ServerUnaryReactor* PathwayService::GetPathway(
    grpc::CallbackServerContext* context, const v1::GetPathwayRequest* request,
    v1::GetPathwayResponse* response) {
  return door_.Query(context, Method::kGetPathway,
                     [this, request, response](const Principal& principal) {
                       return ReadPathway(environment_, principal, *request,
                                          response);
                     });
}

grpc::ServerUnaryReactor* PathwayService::ListCaseload(
    grpc::CallbackServerContext* context,
    const v1::ListCaseloadRequest* request,
    v1::ListCaseloadResponse* response) {
  return door_.Query(context, Method::kListCaseload,
                     [this, request, response](const Principal& principal) {
                       return pathway_service::ListCaseload(
                           environment_, principal, *request, response);
                     });
}

grpc::ServerUnaryReactor* PathwayService::ListPersons(
    grpc::CallbackServerContext* context, const v1::ListPersonsRequest* request,
    v1::ListPersonsResponse* response) {
  return door_.Query(context, Method::kListPersons,
                     [this, request, response](const Principal& principal) {
                       return pathway_service::ListPersons(
                           environment_, principal, *request, response);
                     });
}

grpc::ServerWriteReactor<v1::GetPathwayResponse>* PathwayService::WatchPathway(
    grpc::CallbackServerContext* context,
    const v1::GetPathwayRequest* request) {
  const auto open = [this, request](
                        const Principal& principal,
                        Stream* stream) -> absl::StatusOr<Stream::Next> {
    RETURN_IF_ERROR(access::CheckTerritory(principal, request->territory()));
    if (request->at().known_case() != v1::At::KNOWN_NOT_SET) {
      return absl::InvalidArgumentError(
          "at.known: what is watched is the head");
    }
    territory::Territory* territory =
        territory::Find(*environment_.territories, request->territory());
    if (territory == nullptr) {
      v1::GetPathwayResponse none;
      return ReadPathway(environment_, principal, *request, &none);
    }
    stream->Keep(
        territory->ledger().OnHead([stream](uint64_t) { stream->Wake(); }));
    auto watch =
        std::make_shared<Watch>(&environment_, &principal, *request, territory);
    return [watch](v1::GetPathwayResponse* response) {
      return watch->Next(response);
    };
  };
  return door_.Stream<v1::GetPathwayResponse>(context, Method::kWatchPathway,
                                              open);
}

}  // namespace jalon::pathway_service
