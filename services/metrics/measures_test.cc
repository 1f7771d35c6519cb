#include "services/metrics/measures.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

namespace jalon::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Text(const Measures& measures) {
  return prometheus::TextSerializer().Serialize(measures.all()->Collect());
}

void Add(v1::Verdict::Kind kind, v1::Verdict::Code code,
         v1::RecordResponse* response) {
  v1::Verdict* verdict = response->add_verdicts();
  verdict->set_verdict(kind);
  verdict->set_code(code);
}

TEST(MeasuresTest, SeriesOfTheTerritoriesStartAtNothing) {
  const std::string text = Text(Measures("1.2.3", {"34", "30"}));
  for (const char* line :
       {"jalon_build_info{version=\"1.2.3\"} 1",
        "jalon_events_total{code=\"\",territory=\"30\",verdict=\"RECORDED\"} 0",
        "jalon_failed_writes_total{territory=\"34\"} 0",
        "jalon_flush_seconds_count{territory=\"34\"} 0"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(MeasuresTest, VerdictsByTerritoryAndCode) {
  Measures measures("1", {"34"});
  v1::RecordResponse response;
  Add(v1::Verdict::RECORDED, v1::Verdict::CODE_UNSPECIFIED, &response);
  Add(v1::Verdict::RECORDED, v1::Verdict::CODE_UNSPECIFIED, &response);
  Add(v1::Verdict::REJECTED, v1::Verdict::BAD_DATE, &response);

  measures.CountVerdicts("34", response, std::chrono::milliseconds(3));
  measures.CountVerdicts("", response, std::chrono::milliseconds(3));
  measures.CountVerdicts("2790634292552", response,
                         std::chrono::milliseconds(3));

  const std::string text = Text(measures);
  EXPECT_THAT(text, HasSubstr("jalon_events_total{code=\"\",territory=\"34\","
                              "verdict=\"RECORDED\"} 2"));
  EXPECT_THAT(text, HasSubstr("jalon_events_total{code=\"BAD_DATE\","
                              "territory=\"34\",verdict=\"REJECTED\"} 1"));
  // What is not served has one label, whatever it was called.
  EXPECT_THAT(text, HasSubstr("jalon_events_total{code=\"BAD_DATE\","
                              "territory=\"none\",verdict=\"REJECTED\"} 2"));
  EXPECT_THAT(text, Not(HasSubstr("2790634292552")));
  EXPECT_THAT(text, HasSubstr("jalon_record_seconds_count{territory=\"34\"} "
                              "1"));
}

TEST(MeasuresTest, CallsByMethodAndCode) {
  Measures measures("1", {});
  rpc::CallOutcome outcome{.method = "Pathway.GetPathway",
                           .code = absl::StatusCode::kNotFound,
                           .is_stream = false,
                           .elapsed = std::chrono::milliseconds(2)};
  measures.CountCall(outcome);
  outcome.method = "Admin.Subscribe";
  outcome.is_stream = true;
  measures.CountCall(outcome);

  const std::string text = Text(measures);
  EXPECT_THAT(text, HasSubstr("jalon_calls_total{code=\"NOT_FOUND\",method="
                              "\"Pathway.GetPathway\"} 1"));
  EXPECT_THAT(text, HasSubstr("jalon_calls_total{code=\"NOT_FOUND\",method="
                              "\"Admin.Subscribe\"} 1"));
  EXPECT_THAT(text, HasSubstr("jalon_call_seconds_bucket{method=\"Pathway."
                              "GetPathway\",le=\"0.0025\"} 1"));
  // How long a stream was open says nothing.
  EXPECT_THAT(text, Not(HasSubstr("jalon_call_seconds_count{method=\"Admin")));
}

TEST(MeasuresTest, GroupsAndFailedWrites) {
  Measures measures("1", {"34"});
  ledger::GroupReport report{.submissions = 2,
                             .records = 20,
                             .flush = absl::Milliseconds(2),
                             .total = absl::Milliseconds(3),
                             .written = absl::OkStatus()};
  measures.CountGroup("34", report);
  report.records = 0;  // Duplicates only: nothing was written.
  measures.CountGroup("34", report);
  report.records = 7;
  report.written = absl::UnavailableError("disk full");
  measures.CountGroup("34", report);

  const std::string text = Text(measures);
  EXPECT_THAT(text, HasSubstr("jalon_group_events_sum{territory=\"34\"} 20"));
  EXPECT_THAT(text, HasSubstr("jalon_flush_seconds_count{territory=\"34\"} 2"));
  EXPECT_THAT(text,
              HasSubstr("jalon_commit_seconds_count{territory=\"34\"} 1"));
  EXPECT_THAT(text, HasSubstr("jalon_failed_writes_total{territory=\"34\"} 1"));
}

}  // namespace
}  // namespace jalon::metrics
