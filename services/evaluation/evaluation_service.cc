#include "services/evaluation/evaluation_service.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "libs/evaluation/table.h"
#include "services/evaluation/behind.h"
#include "services/evaluation/filtered.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

using access::Method;
using access::Principal;

// What a request leaves out and only the figure knows.
template <typename Request>
absl::StatusOr<Request> Completed(const Request& request) {
  return request;
}
absl::StatusOr<v1::EvaluateTableRequest> Completed(
    const v1::EvaluateTableRequest& request) {
  return evaluation::CompleteTableRequest(request);
}

}  // namespace

EvaluationService::EvaluationService(const rpc::Door<access::Policy>* door,
                                     Environment environment)
    : door_(*door), environment_(std::move(environment)) {}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* EvaluationService::Evaluate(
    grpc::CallbackServerContext* context, Method method,
    absl::StatusOr<Response> (*figure)(const evaluation::Context&,
                                       const Request&),
    const Request* request, Response* response) {
  const auto work = [this, figure, request,
                     response](const Principal& principal) -> absl::Status {
    RETURN_IF_ERROR(access::CheckTerritory(principal, request->territory()));
    ASSIGN_OR_RETURN(const Request whole, Completed(*request));
    ASSIGN_OR_RETURN(const evaluation::Context asked,
                     ContextOf(environment_, whole.territory(), whole.at(),
                               whole.parameters()));
    ASSIGN_OR_RETURN(*response, figure(asked, whole));
    if (asked.view->position() == 0) {
      response->mutable_header()->set_status(v1::NO_DATA);
    } else if (!access::MayReadEveryone(principal)) {
      RETURN_IF_ERROR(Protect(
          asked, whole, Suppression(ThresholdOf(environment_)), response));
    }
    return absl::OkStatus();
  };
  return door_.Query(context, method, work);
}

grpc::ServerUnaryReactor* EvaluationService::EvaluateDelay(
    grpc::CallbackServerContext* context,
    const v1::EvaluateDelayRequest* request,
    v1::EvaluateDelayResponse* response) {
  return Evaluate(context, Method::kEvaluateDelay, &evaluation::EvaluateDelay,
                  request, response);
}

grpc::ServerUnaryReactor* EvaluationService::EvaluateLandmark(
    grpc::CallbackServerContext* context,
    const v1::EvaluateLandmarkRequest* request,
    v1::EvaluateLandmarkResponse* response) {
  return Evaluate(context, Method::kEvaluateLandmark,
                  &evaluation::EvaluateLandmark, request, response);
}

grpc::ServerUnaryReactor* EvaluationService::EvaluateBreaks(
    grpc::CallbackServerContext* context,
    const v1::EvaluateBreaksRequest* request,
    v1::EvaluateBreaksResponse* response) {
  return Evaluate(context, Method::kEvaluateBreaks, &evaluation::EvaluateBreaks,
                  request, response);
}

grpc::ServerUnaryReactor* EvaluationService::EvaluatePact(
    grpc::CallbackServerContext* context,
    const v1::EvaluatePactRequest* request,
    v1::EvaluatePactResponse* response) {
  return Evaluate(context, Method::kEvaluatePact, &evaluation::EvaluatePact,
                  request, response);
}

grpc::ServerUnaryReactor* EvaluationService::Explain(
    grpc::CallbackServerContext* context, const v1::ExplainRequest* request,
    v1::ExplainResponse* response) {
  return door_.Query(context, Method::kExplain,
                     [this, request, response](const Principal& principal) {
                       return evaluation_service::Explain(
                           environment_, principal, *request, response);
                     });
}

grpc::ServerUnaryReactor* EvaluationService::Compare(
    grpc::CallbackServerContext* context, const v1::CompareRequest* request,
    v1::CompareResponse* response) {
  return door_.Query(context, Method::kCompare,
                     [this, request, response](const Principal& principal) {
                       return evaluation_service::Compare(
                           environment_, principal, *request, response);
                     });
}

grpc::ServerUnaryReactor* EvaluationService::EvaluateQuality(
    grpc::CallbackServerContext* context,
    const v1::EvaluateQualityRequest* request,
    v1::EvaluateQualityResponse* response) {
  return Evaluate(context, Method::kEvaluateQuality,
                  &evaluation::EvaluateQuality, request, response);
}

grpc::ServerUnaryReactor* EvaluationService::EvaluateTable(
    grpc::CallbackServerContext* context,
    const v1::EvaluateTableRequest* request,
    v1::EvaluateTableResponse* response) {
  return Evaluate(context, Method::kEvaluateTable, &evaluation::EvaluateTable,
                  request, response);
}

grpc::ServerUnaryReactor* EvaluationService::ListDefinitions(
    grpc::CallbackServerContext* context, const v1::ListDefinitionsRequest*,
    v1::ListDefinitionsResponse* response) {
  return door_.Unary(
      context, Method::kListDefinitions,
      [&](const Principal&, rpc::UnaryCall* call) {
        const rules::RuleBook& rules = *environment_.rules;
        const v1::DefinitionFile& all = rules.definitions();
        *response->mutable_delays() = all.delays();
        *response->mutable_breaks() = all.breaks();
        *response->mutable_legal_rules() = all.legal_rules();
        for (const v1::Pact& pact : rules.pacts()) {
          *response->add_pacts() = pact;
        }
        for (const auto& table : evaluation::TableDefinitions()) {
          *response->add_tables() = table;
        }
        *response->mutable_organisations() = all.organisations();
        call->Answer(absl::OkStatus());
      });
}

}  // namespace jalon::evaluation_service
