// Every method with the certificate of every role, of nobody, and without one.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/admin.grpc.pb.h"
#include "jalon/v1/evaluation.grpc.pb.h"
#include "jalon/v1/intake.grpc.pb.h"
#include "jalon/v1/pathway.grpc.pb.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Channel = std::shared_ptr<grpc::Channel>;

grpc::Status RecordStream(const Channel& channel) {
  auto stub = v1::IntakeService::NewStub(channel);
  grpc::ClientContext context;
  auto stream = stub->RecordStream(&context);
  stream->WritesDone();
  return stream->Finish();
}

grpc::Status Watch(const Channel& channel) {
  auto stub = v1::PathwayService::NewStub(channel);
  grpc::ClientContext context;
  v1::GetPathwayRequest request;
  request.set_territory("34");
  request.mutable_person()->set_scheme(v1::Identifier::caf);
  request.mutable_person()->set_value("1");
  request.mutable_at()->set_as_of("2024-06-30");
  auto stream = stub->WatchPathway(&context, request);
  v1::GetPathwayResponse response;
  const bool got = stream->Read(&response);
  if (got) context.TryCancel();
  const grpc::Status status = stream->Finish();
  return got ? grpc::Status::OK : status;
}

grpc::Status Subscribe(const Channel& channel) {
  auto stub = v1::AdminService::NewStub(channel);
  grpc::ClientContext context;
  v1::SubscribeRequest request;
  request.set_territory("34");
  request.set_until_head(true);
  auto stream = stub->Subscribe(&context, request);
  v1::SubscribeResponse response;
  while (stream->Read(&response)) {
  }
  return stream->Finish();
}

// A unary method with a request that the right caller gets an answer to.
template <typename Service, typename Request, typename Response>
std::function<grpc::Status(const Channel&)> Unary(
    grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                          Response*),
    const std::function<void(Request*)>& fill = nullptr) {
  return [method, fill](const Channel& channel) {
    Request request;
    if (fill) fill(&request);
    Response response;
    return Call<Service>(channel, method, request, &response);
  };
}

struct Row {
  std::string name;
  std::function<grpc::Status(const Channel&)> call;
  std::vector<std::string> allowed;
};

std::vector<Row> Rows() {
  using Intake = v1::IntakeService;
  using Pathway = v1::PathwayService;
  using Evaluation = v1::EvaluationService;
  using Admin = v1::AdminService;
  const std::vector<std::string> writers = {"partner", "operator"};
  const std::vector<std::string> figures = {"evaluator", "analyst", "operator"};
  const auto in_34 = [](auto* request) { request->set_territory("34"); };
  const auto period = [](auto* request) {
    request->set_territory("34");
    request->set_from("2024-01-01");
    request->set_to("2024-12-31");
    request->mutable_at()->set_as_of("2024-12-31");
  };
  return {
      {"Record", Unary<Intake, v1::RecordRequest>(&Intake::Stub::Record),
       writers},
      {"RecordStream", RecordStream, writers},
      {"GetPathway",
       Unary<Pathway, v1::GetPathwayRequest>(
           &Pathway::Stub::GetPathway,
           [](v1::GetPathwayRequest* request) {
             request->set_territory("34");
             request->mutable_person()->set_scheme(v1::Identifier::caf);
             request->mutable_person()->set_value("1");
             request->mutable_at()->set_as_of("2024-06-30");
           }),
       {"referent", "analyst", "operator"}},
      {"ListCaseload",
       Unary<Pathway, v1::ListCaseloadRequest>(
           &Pathway::Stub::ListCaseload,
           [](v1::ListCaseloadRequest* request) {
             request->set_territory("34");
             request->set_organisation("ORG1");
           }),
       {"referent", "operator"}},
      {"ListPersons",
       Unary<Pathway, v1::ListPersonsRequest>(&Pathway::Stub::ListPersons,
                                              in_34),
       {"analyst", "operator"}},
      {"WatchPathway", Watch, {"referent", "operator"}},
      {"EvaluateDelay",
       Unary<Evaluation, v1::EvaluateDelayRequest>(
           &Evaluation::Stub::EvaluateDelay,
           [period](v1::EvaluateDelayRequest* request) {
             period(request);
             request->mutable_definition()->set_start(
                 v1::DelayDefinition::OPENING);
             request->mutable_definition()->set_stop(
                 v1::DelayDefinition::Stop::ORIENTED);
           }),
       figures},
      {"EvaluateLandmark",
       Unary<Evaluation, v1::EvaluateLandmarkRequest>(
           &Evaluation::Stub::EvaluateLandmark, period),
       figures},
      {"EvaluateBreaks",
       Unary<Evaluation, v1::EvaluateBreaksRequest>(
           &Evaluation::Stub::EvaluateBreaks, period),
       figures},
      {"EvaluatePact",
       Unary<Evaluation, v1::EvaluatePactRequest>(
           &Evaluation::Stub::EvaluatePact,
           [period](v1::EvaluatePactRequest* request) {
             period(request);
             request->set_pact_id("herault-2017-2020");
           }),
       figures},
      {"Explain",
       Unary<Evaluation, v1::ExplainRequest>(
           &Evaluation::Stub::Explain,
           [period](v1::ExplainRequest* request) {
             period(request->mutable_figure()->mutable_breaks());
           }),
       figures},
      {"Compare",
       Unary<Evaluation, v1::CompareRequest>(
           &Evaluation::Stub::Compare,
           [period](v1::CompareRequest* request) {
             period(request->mutable_before()->mutable_breaks());
             period(request->mutable_after()->mutable_breaks());
           }),
       figures},
      {"EvaluateQuality",
       Unary<Evaluation, v1::EvaluateQualityRequest>(
           &Evaluation::Stub::EvaluateQuality, in_34),
       figures},
      {"EvaluateTable",
       Unary<Evaluation, v1::EvaluateTableRequest>(
           &Evaluation::Stub::EvaluateTable,
           [](v1::EvaluateTableRequest* request) {
             request->set_territory("34");
             request->set_table("oarsa-t1");
             request->set_year(2024);
           }),
       figures},
      {"ListDefinitions",
       Unary<Evaluation, v1::ListDefinitionsRequest>(
           &Evaluation::Stub::ListDefinitions),
       {"referent", "evaluator", "analyst", "operator"}},
      {"GetStatus",
       Unary<Admin, v1::GetStatusRequest>(&Admin::Stub::GetStatus),
       {"operator"}},
      {"Verify",
       Unary<Admin, v1::VerifyRequest>(&Admin::Stub::Verify, in_34),
       {"operator"}},
      {"Backup",
       Unary<Admin, v1::BackupRequest>(&Admin::Stub::Backup, in_34),
       {"operator"}},
      {"Subscribe", Subscribe, {"operator"}},
  };
}

class AccessTest : public ::testing::Test {
 protected:
  AccessTest() {
    world_.Record(
        {Opening("a1", "1", "2024-01-05"),
         Event("dept/o1", "1", "2024-01-10",
               R"("oriented": {"track": "SOCIAL", "organisation": "ORG1"})")});
  }
  ServiceWorld world_;
};

TEST_F(AccessTest, EveryMethodForEveryRole) {
  std::map<std::string, Channel> channels;
  for (const std::string& role : kRoles) channels[role] = world_.Channel(role);
  channels["unknown"] = world_.Channel("unknown");
  const std::vector<Row> rows = Rows();
  ASSERT_EQ(rows.size(), 19u);
  for (const Row& row : rows) {
    for (const auto& [role, channel] : channels) {
      SCOPED_TRACE(row.name + " as " + role);
      const grpc::Status status = row.call(channel);
      const bool allowed =
          std::count(row.allowed.begin(), row.allowed.end(), role) > 0;
      EXPECT_EQ(Code(status), allowed             ? "OK"
                              : role == "unknown" ? "UNAUTHENTICATED"
                                                  : "PERMISSION_DENIED")
          << status.error_message();
      EXPECT_THAT(status.error_message(), Not(HasSubstr("caf:")));
    }
  }
}

TEST_F(AccessTest, WithoutACertificateNobodyGetsIn) {
  for (const char* client : {"none", "clear"}) {
    const Channel channel = world_.Channel(client);
    for (const Row& row : Rows()) {
      SCOPED_TRACE(row.name + " with " + client);
      EXPECT_EQ(Code(row.call(channel)), "UNAVAILABLE");
    }
  }
}

TEST_F(AccessTest, ATerritoryOfOthersLooksLikeNone) {
  const auto ask = [this](const std::string& role,
                          const std::string& territory) {
    v1::EvaluateBreaksRequest request;
    request.set_territory(territory);
    request.set_from("2024-01-01");
    request.set_to("2024-12-31");
    v1::EvaluateBreaksResponse response;
    return Call<v1::EvaluationService>(
        world_.Channel(role), &v1::EvaluationService::Stub::EvaluateBreaks,
        request, &response);
  };
  const grpc::Status served = ask("evaluator", "30");
  const grpc::Status nowhere = ask("evaluator", "Atlantis");
  EXPECT_EQ(Code(served), "PERMISSION_DENIED");
  EXPECT_EQ(Code(nowhere), "PERMISSION_DENIED");
  EXPECT_EQ(served.error_message(), nowhere.error_message());
  EXPECT_EQ(Code(ask("operator", "30")), "OK");
  EXPECT_EQ(Code(ask("operator", "")), "INVALID_ARGUMENT");
}

TEST_F(AccessTest, CallsAreLoggedWithoutPersonalData) {
  v1::GetPathwayRequest request;
  request.set_territory("34");
  request.mutable_person()->set_scheme(v1::Identifier::dept);
  request.mutable_person()->set_value("SECRET-NUMBER");
  v1::GetPathwayResponse response;
  EXPECT_EQ(Code(Call<v1::PathwayService>(world_.Channel("analyst"),
                                          &v1::PathwayService::Stub::GetPathway,
                                          request, &response)),
            "NOT_FOUND");
  v1::GetStatusResponse status;
  Call<v1::AdminService>(world_.Channel("evaluator"),
                         &v1::AdminService::Stub::GetStatus,
                         v1::GetStatusRequest(), &status);
  const std::string log = world_.Log();
  EXPECT_THAT(log, HasSubstr("method=Admin.GetStatus principal=evaluator "
                             "code=PERMISSION_DENIED"));
  EXPECT_THAT(log, HasSubstr("method=Pathway.GetPathway principal=analyst "
                             "code=NOT_FOUND ms="));
  EXPECT_THAT(log,
              HasSubstr("method=Intake.Record principal=operator code=OK"));
  EXPECT_THAT(log, Not(HasSubstr("SECRET-NUMBER")));
}

}  // namespace
}  // namespace jalon::testing
