#include "libs/evaluation/quality.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/thread_pool.h"
#include "libs/evaluation/testing/recorded_territory.h"
#include "libs/evaluation/testing/small_territory.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RecordedTerritory;
using testing::ShippedRules;

using Request = v1::EvaluateQualityRequest;
using Response = v1::EvaluateQualityResponse;

Response Ask(const Context& context, const Request& request = {}) {
  const auto response = EvaluateQuality(context, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : Response();
}

std::string Error(const Context& context, const Request& request) {
  const absl::Status status = EvaluateQuality(context, request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

std::string Text(const v1::Lateness& days) {
  return absl::StrCat(days.events(), ": ", days.median(), " ", days.p90(), " ",
                      days.p95(), " ", days.max(), ", ", days.negative(),
                      " before");
}

// "OVERLAP caf:1 dept/e2 dept/e3 A1"
std::vector<std::string> Items(const Response& response,
                               const std::string& kind) {
  std::vector<std::string> out;
  for (const v1::QualityItem& item : response.items()) {
    if (item.kind() != kind) continue;
    std::string text;
    for (const auto& person : item.persons())
      absl::StrAppend(&text, person, " ");
    for (const auto& event : item.events()) absl::StrAppend(&text, event, " ");
    out.push_back(absl::StrCat(text, item.what()));
  }
  return out;
}

TEST(Quality, LatenessOfEachSource) {
  RecordedTerritory territory;
  territory.On("2024-02-10");
  // Effective to received 1 … 10, received to recorded 30 … 21 days.
  for (int day = 1; day <= 10; ++day) {
    const std::string received =
        base::FormatDay(*base::ParseDay("2024-01-10") + day);
    territory.Open("caf", absl::StrCat("caf:", day), "2024-01-10", received);
  }
  territory.On("2024-03-01");
  // Announced five days before.
  territory.Open("ft", "ft:1", "2024-03-06", "2024-02-29");
  const Response response = Ask(territory.At("2024-06-30"));
  ASSERT_EQ(response.sources_size(), 2);
  const v1::SourceQuality& caf = response.sources(0);
  EXPECT_EQ(caf.source(), "caf");
  EXPECT_EQ(caf.events(), 10u);
  EXPECT_EQ(caf.persons(), 10u);
  EXPECT_EQ(caf.last_recorded(), "2024-02-10");
  EXPECT_EQ(Text(caf.effective_to_received()), "10: 5 9 10 10, 0 before");
  EXPECT_EQ(Text(caf.received_to_recorded()), "10: 25 29 30 30, 0 before");
  EXPECT_EQ(Text(caf.effective_to_recorded()), "10: 31 31 31 31, 0 before");
  const v1::SourceQuality& ft = response.sources(1);
  EXPECT_EQ(ft.source(), "ft");
  EXPECT_EQ(Text(ft.effective_to_received()), "1: -6 -6 -6 -6, 1 before");
  EXPECT_EQ(Text(ft.received_to_recorded()), "1: 1 1 1 1, 0 before");
  EXPECT_EQ(Text(ft.effective_to_recorded()), "1: -5 -5 -5 -5, 1 before");
}

TEST(Quality, CompleteToIsTheKnownDayLessTheQuantile) {
  RecordedTerritory territory;
  territory.On("2024-03-01");
  // 19 facts of the day before, one of ten days before.
  for (int i = 1; i <= 20; ++i) {
    territory.Open("caf", absl::StrCat("caf:", i),
                   i == 20 ? "2024-02-20" : "2024-02-29");
  }
  Context context = territory.At("2024-06-30");
  Request request;
  const auto complete = [&] {
    return Ask(context, request).sources(0).complete_to();
  };
  EXPECT_EQ(complete(), "");  // Fewer than 30 events.
  EXPECT_EQ(Ask(context, request).minimum_events(), kDefaultMinimumEvents);
  request.set_minimum_events(20);
  EXPECT_EQ(Ask(context, request).known_day(), "2024-03-01");
  EXPECT_EQ(complete(), "2024-02-29");  // 19 of 20 are 95 %.
  request.set_percent(96);
  EXPECT_EQ(complete(), "2024-02-20");
  request.set_percent(100);
  EXPECT_EQ(complete(), "2024-02-20");
  context.known_day = *base::ParseDay("2024-03-31");
  EXPECT_EQ(complete(), "2024-03-21");
  request.set_minimum_events(21);
  EXPECT_EQ(complete(), "");
}

TEST(Quality, ASourceThatAnnouncesIsCompleteToTheKnownDay) {
  RecordedTerritory territory;
  territory.On("2024-03-01").Open("ft", "ft:1", "2024-03-20");
  Request request;
  request.set_minimum_events(1);
  EXPECT_EQ(Ask(territory.At("2024-06-30"), request).sources(0).complete_to(),
            "2024-03-01");
}

TEST(Quality, ThePeriodIsOfTheRecordingAndNarrowsTheSources) {
  RecordedTerritory territory;
  territory.On("2024-01-31").Open("caf", "caf:1", "2023-01-01");
  territory.On("2024-02-01").Open("caf", "caf:2", "2022-01-01");
  territory.On("2024-02-29").Open("caf", "caf:3", "2024-02-01");
  territory.On("2024-03-01")
      .Add("ft", "caf:4", "2024-02-01", R"("employment_ended": {})");
  const Context context = territory.At("2024-06-30");
  Request request;
  request.set_from("2024-02-01");
  request.set_to("2024-02-29");
  Response response = Ask(context, request);
  ASSERT_EQ(response.sources_size(), 1);
  EXPECT_EQ(response.sources(0).events(), 2u);
  EXPECT_EQ(response.unknown_start(), 1u);
  request.clear_to();
  EXPECT_EQ(Ask(context, request).sources_size(), 2);
  request.clear_from();
  request.set_to("2024-01-31");
  response = Ask(context, request);
  EXPECT_EQ(response.sources(0).events(), 1u);
  EXPECT_EQ(response.sources(0).last_recorded(), "2024-01-31");
}

TEST(Quality, CorrectionsMoveTheFactAndBelongToTheirSource) {
  RecordedTerritory territory;
  territory.On("2024-02-01").Open("caf", "caf:1", "2024-01-30");
  territory.On("2024-02-02").Open("caf", "caf:2", "2024-01-30");
  const auto target = [](const std::string& id) {
    return absl::StrCat(R"("target": {"source": "caf", "source_event_id": ")",
                        id, "\"}");
  };
  const Context before = territory.At("2024-06-30");
  territory.On("2024-03-01");
  territory.Add("dept", "caf:1", "2024-03-01",
                absl::StrCat(R"("correction": {)", target("e1"),
                             R"(, "effective_date": "2024-01-01"})"));
  territory.Add(
      "dept", "caf:2", "2024-03-01",
      absl::StrCat(R"("retraction": {"reason": "error", )", target("e2"), "}"));
  territory.Add("msa", "caf:1", "2024-03-01",
                absl::StrCat(R"("retraction": {"reason": "error", )",
                             target("never"), "}"));
  territory.Add("msa", "", "2024-03-01",
                absl::StrCat(R"("retraction": {"reason": "error", )",
                             target("pact"), "}"));
  EXPECT_EQ(Text(Ask(before).sources(0).effective_to_recorded()),
            "2: 2 3 3 3, 0 before");
  const Response response = Ask(territory.At("2024-06-30"));
  ASSERT_EQ(response.sources_size(), 3);
  EXPECT_EQ(Text(response.sources(0).effective_to_recorded()),
            "1: 31 31 31 31, 0 before");
  const v1::SourceQuality& dept = response.sources(1);
  EXPECT_EQ(dept.corrections(), 1u);
  EXPECT_EQ(dept.retractions(), 1u);
  EXPECT_EQ(dept.events(), 0u);
  EXPECT_EQ(dept.persons(), 2u);
  EXPECT_EQ(dept.complete_to(), "");
  EXPECT_FALSE(dept.effective_to_recorded().has_median());
  EXPECT_EQ(response.sources(2).retractions(), 2u);
  EXPECT_EQ(response.sources(2).persons(), 1u);
  EXPECT_EQ(response.parked(), 2u);
  EXPECT_EQ(response.persons().at("PARKED"), 1u);
  EXPECT_THAT(Items(response, "PARKED"),
              ElementsAre("caf:1 msa/e5 ", "msa/e6 "));
}

TEST(Quality, FactsThatAreOddAreCountedAndListed) {
  RecordedTerritory territory;
  territory.On("2024-09-01");
  territory.Open("caf", "caf:1", "2024-01-01");
  territory.Add("caf", "caf:1", "2024-02-01",
                R"("entitlement_closed": {"reason": "DEATH"})");
  territory.Add("ft", "caf:1", "2024-03-01", R"("employment_ended": {})");
  territory.Add("ft", "caf:1", "2024-04-01", R"("employment_ended": {})");
  territory.Add("ft", "caf:2", "2024-03-01", R"("employment_ended": {})");
  territory.Add("ft", "caf:3", "2024-03-01",
                R"("profile_stated": {"sex": "F"})");
  const Response response = Ask(territory.At("2024-06-30"));
  EXPECT_EQ(response.after_death(), 2u);
  EXPECT_EQ(response.flags().at("AFTER_DEATH"), 2u);
  EXPECT_EQ(response.flags().at("END_WITHOUT_START"), 1u);
  EXPECT_EQ(response.flags().at("EMPTY_SPELL"), 0u);
  EXPECT_EQ(response.flags().size(), pathway::kFlagCodes.size());
  EXPECT_EQ(response.persons().at("AFTER_DEATH"), 1u);
  EXPECT_THAT(Items(response, "AFTER_DEATH"),
              ElementsAre("caf:1 ft/e3 ", "caf:1 ft/e4 "));
  // A profile alone is no fact of a pathway.
  EXPECT_EQ(response.unknown_start(), 1u);
  EXPECT_THAT(Items(response, "UNKNOWN_START"), ElementsAre("caf:2 "));
  // Before the second one.
  EXPECT_EQ(Ask(territory.At("2024-03-31")).after_death(), 1u);
}

TEST(Quality, EnrolmentsOfOneActionThatOverlap) {
  RecordedTerritory territory;
  territory.On("2024-09-01").Open("caf", "caf:1", "2024-01-01");
  territory.Enrol("caf:1", "2024-01-10", "n1", "A");  // e2
  territory.Enrol("caf:1", "2024-01-20", "n2", "B");  // Another action.
  territory.Enrol("caf:1", "2024-02-01", "n3", "A");  // e4: n1 ends then.
  territory.End("caf:1", "2024-02-01", "n1");
  territory.Enrol("caf:1", "2024-02-10", "n4", "A");  // e6: n3 runs.
  territory.End("caf:1", "2024-02-11", "n3");
  territory.Enrol("caf:1", "2024-02-20", "n5", "A");  // e8: n4 runs.
  territory.Enrol("caf:2", "2024-02-20", "n6", "A");  // Another person.
  const Response response = Ask(territory.At("2024-06-30"));
  EXPECT_EQ(response.overlaps(), 2u);
  EXPECT_EQ(response.persons().at("OVERLAP"), 1u);
  EXPECT_THAT(
      Items(response, "OVERLAP"),
      ElementsAre("caf:1 dept/e4 dept/e6 A", "caf:1 dept/e6 dept/e8 A"));
}

TEST(Quality, ActionsOfNoCatalogueInForceOnTheirDay) {
  RecordedTerritory territory;
  territory.On("2024-09-01");
  const auto pact = [](const std::string& id, const std::string& first,
                       const std::string& last, const std::string& action) {
    return absl::StrCat(
        R"("pact_adopted": {"valid_from": ")", first, R"(", "pact": "id: ')",
        id, "' territory: '34' first_day: '", first, "' last_day: '", last,
        "' versions { valid_from: '", first, "' ",
        action.empty() ? "" : absl::StrCat("actions { id: '", action, "' }"),
        R"( }"})");
  };
  territory.Add("dept", "", "2020-01-01",
                pact("p1", "2020-01-01", "2021-12-31", "A"));
  territory.Add("dept", "", "2022-01-01",
                pact("p2", "2022-01-01", "2022-12-31", "B"));
  territory.Add("dept", "", "2023-01-01",  // Without a catalogue.
                pact("p3", "2023-01-01", "2023-12-31", ""));
  territory.Enrol("caf:1", "2021-05-01", "n1", "A");
  territory.Enrol("caf:1", "2021-05-01", "n2", "B");
  territory.Enrol("caf:1", "2022-05-01", "n3", "A");
  territory.Enrol("caf:1", "2022-05-01", "n4", "B");
  territory.Enrol("caf:1", "2023-05-01", "n5", "C");
  territory.Enrol("caf:1", "2024-05-01", "n6", "C");
  const Response response = Ask(territory.At("2024-06-30"));
  EXPECT_EQ(response.unknown_actions(), 2u);
  EXPECT_THAT(Items(response, "UNKNOWN_ACTION"),
              ElementsAre("caf:1 dept/e5 B", "caf:1 dept/e6 A"));
}

TEST(Quality, ShippedCataloguesOfTheTerritoryOnly) {
  RecordedTerritory territory;
  territory.On("2024-09-01");
  const v1::Pact* pact =
      ShippedRules().PactOf("34", *base::ParseDay("2018-01-01"));
  ASSERT_NE(pact, nullptr);
  ASSERT_GT(pact->versions(0).actions_size(), 0);
  territory.Enrol("caf:1", "2018-01-01", "n1",
                  pact->versions(0).actions(0).id());
  territory.Enrol("caf:1", "2018-01-01", "n2", "of no catalogue");
  EXPECT_EQ(Ask(territory.At("2024-06-30", &ShippedRules())).unknown_actions(),
            1u);
  Context elsewhere = territory.At("2024-06-30", &ShippedRules());
  elsewhere.territory = "30";
  EXPECT_EQ(Ask(elsewhere).unknown_actions(), 0u);
}

TEST(Quality, OrganisationsThatAreMissing) {
  RecordedTerritory territory;
  territory.On("2024-09-01");
  territory.Add("dept", "caf:1", "2024-01-01",
                R"("oriented": {"track": "SOCIAL"})");
  territory.Add("dept", "caf:1", "2024-01-02",
                R"("oriented": {"track": "SOCIAL", "organisation": "O"})");
  territory.Enrol("caf:1", "2024-01-03", "n1", "A");  // Needs none.
  const Response response = Ask(territory.At("2024-06-30"));
  EXPECT_EQ(response.unknown_organisations(), 1u);
  EXPECT_THAT(Items(response, "UNKNOWN_ORGANISATION"),
              ElementsAre("caf:1 dept/e1 "));
  // Those that the definitions list are known.
  territory.Add("dept", "caf:1", "2024-01-04",
                R"("oriented": {"track": "SOCIAL", "organisation": "CCAS"})");
  EXPECT_EQ(
      Ask(territory.At("2024-06-30", &ShippedRules())).unknown_organisations(),
      2u);  // "O" too.
}

TEST(Quality, AnomaliesOfIdentity) {
  RecordedTerritory territory;
  territory.On("2024-09-01");
  const auto born = [&](const std::string& person, const std::string& date) {
    const std::string key = absl::StrCat("caf/", date);
    territory.store().Apply(
        facts::testing::MakeEvent(
            key, {person, "nir:1850578006084"}, "2024-01-01",
            absl::StrCat(R"("profile_stated": {"birth_date": ")", date, "\"}")),
        19700, 19967);
  };
  born("caf:1", "1985-05-02");
  born("ft:2", "1985-05-03");
  const Response response = Ask(territory.At("2024-06-30"));
  EXPECT_EQ(response.identity_anomalies(), 1u);
  EXPECT_EQ(response.persons().at("IDENTITY"), 2u);
  EXPECT_THAT(Items(response, "IDENTITY"),
              ElementsAre("caf:1 ft:2 NIR_BIRTH_DATE"));
}

TEST(Quality, ItemsStopAtTheirMaximumAndSaySo) {
  RecordedTerritory territory;
  territory.On("2024-09-01");
  const int all = static_cast<int>(kMaxQualityItems) + 7;
  for (int i = 0; i < all; ++i) {
    territory.Add("ft", absl::StrCat("ft:", i), "2024-03-01",
                  R"("employment_attested": {"in_employment": true})");
  }
  base::ThreadPool pool(3, 100);
  Context context = territory.At("2024-06-30");
  const Response alone = Ask(context);
  context.pool = &pool;
  EXPECT_EQ(Ask(context).DebugString(), alone.DebugString());
  EXPECT_EQ(alone.unknown_start(), static_cast<uint64_t>(all));
  EXPECT_EQ(Items(alone, "UNKNOWN_START").size(), kMaxQualityItems);
  EXPECT_EQ(alone.items_left_out().at("UNKNOWN_START"), 7u);
  EXPECT_EQ(alone.items_left_out().size(), 1u);
}

TEST(Quality, BadInputNamesItsField) {
  RecordedTerritory territory;
  const Context context = territory.At("2024-06-30");
  Request request;
  request.set_percent(101);
  EXPECT_THAT(Error(context, request), HasSubstr("percent"));
  request.set_percent(0);
  request.set_from("soon");
  EXPECT_THAT(Error(context, request), HasSubstr("from"));
  request.set_from("2024-01-02");
  request.set_to("2024-01-01");
  EXPECT_THAT(Error(context, request), HasSubstr("to"));
}

TEST(Quality, ATerritoryWithoutDataHasZeros) {
  RecordedTerritory territory;
  const Response response = Ask(territory.At("2024-06-30"));
  EXPECT_EQ(response.header().status(), v1::NO_DATA);
  EXPECT_EQ(response.header().definition(), "quality");
  EXPECT_EQ(response.known_day(), "");
  EXPECT_EQ(response.percent(), kDefaultCompletePercent);
  EXPECT_THAT(response.sources(), IsEmpty());
  EXPECT_EQ(response.persons().at("PARKED"), 0u);
}

}  // namespace
}  // namespace jalon::evaluation
