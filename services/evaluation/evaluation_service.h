#pragma once

#include "jalon/v1/evaluation.grpc.pb.h"
#include "libs/access/policy.h"
#include "libs/evaluation/evaluation.h"
#include "libs/rpc/door.h"
#include "services/evaluation/environment.h"

namespace jalon::evaluation_service {

// jalon.v1.EvaluationService: the figures of libs/evaluation, for those who
// may read them, with what they may see of them (suppression.h).
class EvaluationService final : public v1::EvaluationService::CallbackService {
 public:
  EvaluationService(const rpc::Door<access::Policy>* door,
                    Environment environment);

  grpc::ServerUnaryReactor* EvaluateDelay(
      grpc::CallbackServerContext* context,
      const v1::EvaluateDelayRequest* request,
      v1::EvaluateDelayResponse* response) override;
  grpc::ServerUnaryReactor* EvaluateLandmark(
      grpc::CallbackServerContext* context,
      const v1::EvaluateLandmarkRequest* request,
      v1::EvaluateLandmarkResponse* response) override;
  grpc::ServerUnaryReactor* EvaluateBreaks(
      grpc::CallbackServerContext* context,
      const v1::EvaluateBreaksRequest* request,
      v1::EvaluateBreaksResponse* response) override;
  grpc::ServerUnaryReactor* EvaluatePact(
      grpc::CallbackServerContext* context,
      const v1::EvaluatePactRequest* request,
      v1::EvaluatePactResponse* response) override;
  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context,
                                    const v1::ExplainRequest* request,
                                    v1::ExplainResponse* response) override;
  grpc::ServerUnaryReactor* Compare(grpc::CallbackServerContext* context,
                                    const v1::CompareRequest* request,
                                    v1::CompareResponse* response) override;
  grpc::ServerUnaryReactor* EvaluateQuality(
      grpc::CallbackServerContext* context,
      const v1::EvaluateQualityRequest* request,
      v1::EvaluateQualityResponse* response) override;
  grpc::ServerUnaryReactor* EvaluateTable(
      grpc::CallbackServerContext* context,
      const v1::EvaluateTableRequest* request,
      v1::EvaluateTableResponse* response) override;
  grpc::ServerUnaryReactor* ListDefinitions(
      grpc::CallbackServerContext* context,
      const v1::ListDefinitionsRequest* request,
      v1::ListDefinitionsResponse* response) override;

 private:
  // A call that asks libs/evaluation one figure.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Evaluate(
      grpc::CallbackServerContext* context, access::Method method,
      absl::StatusOr<Response> (*figure)(const evaluation::Context&,
                                         const Request&),
      const Request* request, Response* response);

  const rpc::Door<access::Policy>& door_;
  const Environment environment_;
};

}  // namespace jalon::evaluation_service
