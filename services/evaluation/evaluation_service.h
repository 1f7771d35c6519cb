#pragma once

#include <functional>
#include <memory>

#include "absl/time/time.h"

#include "jalon/v1/evaluation.grpc.pb.h"
#include "libs/access/policy.h"
#include "libs/base/thread_pool.h"
#include "libs/evaluation/evaluation.h"
#include "libs/rpc/door.h"
#include "libs/rules/rule_book.h"
#include "libs/territory/question.h"

namespace jalon::evaluation_service {

// What the methods work with. Lifetime: outlives the service.
struct Environment {
  const territory::Territories* territories = nullptr;
  const rules::RuleBook* rules = nullptr;
  base::ThreadPool* pool = nullptr;
  std::function<absl::Time()> clock;
};

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
  const std::shared_ptr<const facts::View> empty_;
};

}  // namespace jalon::evaluation_service
