// What the metrics say, and that documents, panels and alerts name them.

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/admin.grpc.pb.h"
#include "jalon/v1/evaluation.grpc.pb.h"
#include "jalon/v1/intake.grpc.pb.h"
#include "jalon/v1/pathway.grpc.pb.h"
#include "tests/services/service_world.h"
#include "tests/support/http_get.h"

namespace jalon::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using Evaluation = v1::EvaluationService;
using Intake = v1::IntakeService;
using Pathway = v1::PathwayService;

std::string ReadSource(const std::string& path) {
  std::ifstream in(std::string(JALON_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}

// Every match of the first group.
std::set<std::string> All(const std::string& text, const std::string& regex) {
  const std::regex pattern(regex);
  std::set<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end;
       it != end; ++it) {
    out.insert((*it)[1]);
  }
  return out;
}

// Those that a file of panels or alerts names, less the suffixes of histograms.
std::set<std::string> NamedIn(const std::string& path) {
  return All(ReadSource(path),
             "\\b((?:jalon|process)_[a-z_]+?)(?:_bucket|_sum|_count)?\\b");
}

class MetricsTest : public ::testing::Test {
 protected:
  MetricsTest()
      : world_([](server::ServerOptions* options) {
          options->metrics_listen = "127.0.0.1:0";
        }) {}

  std::string Metrics() {
    return HttpGet(world_.server().metrics_address(), "/metrics");
  }
  grpc::Status Record(const std::string& role,
                      const std::vector<v1::Event>& events) {
    v1::RecordResponse response;
    return Call<Intake>(world_.Channel(role), &Intake::Stub::Record,
                        Batch(events), &response);
  }
  // By the type lines: one a metric. The library has some of its own.
  std::set<std::string> Exported() {
    return All(Metrics(), "# TYPE ((?:jalon|process)_[a-z_]+) ");
  }

  ServiceWorld world_;
};

TEST_F(MetricsTest, CountWhatWasDone) {
  Record("partner",
         {Opening("a1", "1", "2024-01-05"), Opening("a1", "1", "2024-01-05"),
          Opening("a2", "2", "2024-01-06"), Opening("a3", "3", "2024-02-30")});
  Record("partner", {Opening("a2", "2", "2024-01-06"),
                     Opening("a4", "4", "2024-01-05", "30")});
  Record("evaluator", {Opening("a5", "5", "2024-01-05")});
  auto stub = Intake::NewStub(world_.Channel("partner"));
  grpc::ClientContext context;
  auto stream = stub->RecordStream(&context);
  ASSERT_TRUE(stream->Write(v1::RecordStreamRequest()));
  v1::RecordStreamResponse answer;
  ASSERT_TRUE(stream->Read(&answer));

  const std::string text = Metrics();
  for (const char* line : {
           "jalon_events_total{code=\"\",territory=\"34\",verdict="
           "\"RECORDED\"} 2",
           "jalon_events_total{code=\"\",territory=\"34\",verdict="
           "\"DUPLICATE\"} 2",
           "jalon_events_total{code=\"BAD_DATE\",territory=\"34\",verdict="
           "\"REJECTED\"} 1",
           // 30 is not this partner's.
           "jalon_events_total{code=\"UNKNOWN_TERRITORY\",territory=\"34\","
           "verdict=\"REJECTED\"} 1",
           "jalon_head_position{territory=\"34\"} 2",
           "jalon_facts_position{territory=\"34\"} 2",
           "jalon_facts_lag_events{territory=\"34\"} 0",
           "jalon_queue_events{territory=\"34\"} 0",
           "jalon_read_only{territory=\"34\"} 0",
           "jalon_group_events_sum{territory=\"34\"} 2",
           "jalon_flush_seconds_count{territory=\"34\"} 1",
           "jalon_calls_total{code=\"OK\",method=\"Intake.Record\"} 2",
           "jalon_calls_total{code=\"PERMISSION_DENIED\",method="
           "\"Intake.Record\"} 1",
           "jalon_call_seconds_count{method=\"Intake.Record\"} 3",
           "jalon_streams_open 1",
           "jalon_queries_waiting 0",
           "jalon_ready 1",
       }) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, Not(HasSubstr("process_resident_memory_bytes 0")));
}

TEST_F(MetricsTest, AreOffUnlessAskedFor) {
  ServiceWorld world;
  EXPECT_EQ(world.server().metrics_address(), "");
}

TEST_F(MetricsTest, AreAllInTheManualAndTheManualNamesNoOther) {
  Record("operator", {Opening("a1", "1", "2024-01-05")});
  const std::set<std::string> documented =
      All(ReadSource("docs/operations.md"),
          "\n\\| `((?:jalon|process)_[a-z_]+)` \\|");
  EXPECT_EQ(Exported(), documented);
}

TEST_F(MetricsTest, OfPanelsAndAlertsAreExported) {
  Record("operator", {Opening("a1", "1", "2024-01-05")});
  const std::set<std::string> exported = Exported();
  for (const char* path :
       {"deploy/grafana/jalon.json", "deploy/prometheus/jalon.rules.yml"}) {
    SCOPED_TRACE(path);
    EXPECT_THAT(exported, IsSupersetOf(NamedIn(path)));
    EXPECT_GT(NamedIn(path).size(), 5u);
  }
}

// An identifier in every place where a caller may put text.
TEST_F(MetricsTest, AndTheLogHoldNothingOfWhatCallersSent) {
  const std::string secret = "2790634292552";
  v1::Event source = Opening("b1", "1", "2024-01-05");
  source.set_source(secret);
  v1::Event territory = Opening("b2", "1", "2024-01-05");
  territory.set_territory(secret);
  v1::Event date = Opening("b3", "1", "2024-01-05");
  date.set_effective_date(secret);
  Record("partner",
         {source, territory, date, Opening(secret, secret, "2024-01-05"),
          Opening(secret, secret, "2024-01-06")});
  Record("operator", {Opening("b4", secret, "2024-01-05", secret)});

  v1::GetPathwayRequest person;
  person.set_territory("34");
  person.mutable_person()->set_scheme(v1::Identifier::nir);
  person.mutable_person()->set_value(secret);
  v1::GetPathwayResponse pathway;
  for (const char* role : {"operator", "referent", "partner", "none"}) {
    Call<Pathway>(world_.Channel(role), &Pathway::Stub::GetPathway, person,
                  &pathway);
  }
  person.set_territory(secret);
  Call<Pathway>(world_.Channel("operator"), &Pathway::Stub::GetPathway, person,
                &pathway);
  v1::ListPersonsRequest list;
  list.set_territory("34");
  list.set_page_token(secret);
  v1::ListPersonsResponse persons;
  Call<Pathway>(world_.Channel("operator"), &Pathway::Stub::ListPersons, list,
                &persons);
  v1::EvaluatePactRequest pact;
  pact.set_territory("34");
  pact.set_pact_id(secret);
  pact.set_from(secret);
  v1::EvaluatePactResponse figures;
  Call<Evaluation>(world_.Channel("operator"), &Evaluation::Stub::EvaluatePact,
                   pact, &figures);
  v1::VerifyRequest verify;
  verify.set_territory(secret);
  v1::VerifyResponse report;
  Call<v1::AdminService>(world_.Channel("operator"),
                         &v1::AdminService::Stub::Verify, verify, &report);

  EXPECT_THAT(world_.Log(), HasSubstr("method=Admin.Verify"));
  EXPECT_THAT(world_.Log(), Not(HasSubstr(secret)));
  EXPECT_THAT(Metrics(), HasSubstr("territory=\"none\""));
  EXPECT_THAT(Metrics(), Not(HasSubstr(secret)));
}

}  // namespace
}  // namespace jalon::testing
