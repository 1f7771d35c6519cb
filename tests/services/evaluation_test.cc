#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using ::testing::HasSubstr;
using Evaluation = v1::EvaluationService;

v1::EvaluateDelayRequest Delay(const std::string& territory = "34") {
  v1::EvaluateDelayRequest request;
  request.set_territory(territory);
  request.mutable_at()->set_as_of("2024-06-30");
  request.set_from("2024-01-01");
  request.set_to("2024-12-31");
  request.mutable_definition()->set_start(v1::DelayDefinition::OPENING);
  request.mutable_definition()->set_stop(v1::DelayDefinition::Stop::ORIENTED);
  return request;
}

class EvaluationTest : public ::testing::Test {
 protected:
  // 20 persons: 16 oriented, 3 waiting, 1 gone.
  EvaluationTest() {
    std::vector<v1::Event> events;
    for (int i = 1; i <= 20; ++i) {
      const std::string caf = std::to_string(i);
      events.push_back(Opening("a" + caf, caf, "2024-02-01"));
      if (i <= 16) {
        events.push_back(Event(
            "dept/o" + caf, caf, "2024-02-" + std::to_string(10 + i % 4),
            R"("oriented": {"track": "SOCIAL", "organisation": "ORG1"})"));
      }
    }
    events.push_back(Event("caf/z20", "20", "2024-03-01",
                           R"("entitlement_closed": {"reason": "UNKNOWN"})"));
    world_.Record(events);
  }
  grpc::Status Ask(const std::string& role,
                   const v1::EvaluateDelayRequest& request) {
    delay_.Clear();
    return Call<Evaluation>(world_.Channel(role),
                            &Evaluation::Stub::EvaluateDelay, request, &delay_);
  }
  v1::ExplainResponse Behind(const std::string& role, uint32_t page_size = 0,
                             const std::string& token = "") {
    v1::ExplainRequest request;
    *request.mutable_figure()->mutable_delay() = Delay();
    request.set_page_size(page_size);
    request.set_page_token(token);
    v1::ExplainResponse response;
    EXPECT_EQ(
        Code(Call<Evaluation>(world_.Channel(role), &Evaluation::Stub::Explain,
                              request, &response)),
        "OK");
    return response;
  }
  ServiceWorld world_;
  v1::EvaluateDelayResponse delay_;
};

TEST_F(EvaluationTest, WithIndividualAccessTheRowsAreThere) {
  for (const char* role : {"analyst", "operator"}) {
    SCOPED_TRACE(role);
    ASSERT_EQ(Code(Ask(role, Delay())), "OK");
    EXPECT_EQ(delay_.figure().cohort(), 20u);
    EXPECT_EQ(delay_.figure().classes().at("REACHED"), 16u);
    EXPECT_EQ(delay_.figure().classes().at("WAITING"), 3u);
    EXPECT_EQ(Behind(role).units_size(), 20);
    EXPECT_EQ(delay_.header().status(), v1::OK);
    EXPECT_EQ(delay_.header().territory(), "34");
    EXPECT_EQ(delay_.header().as_of(), "2024-06-30");
    EXPECT_EQ(delay_.header().position(), 37u);
    EXPECT_FALSE(delay_.header().provisional());
  }
}

TEST_F(EvaluationTest, WithoutItSmallCountsAreHidden) {
  ASSERT_EQ(Code(Ask("evaluator", Delay())), "OK");
  const auto behind = Behind("evaluator");
  EXPECT_EQ(behind.units_size(), 0);
  const auto& classes = delay_.figure().classes();
  // 3 and 1 of 20: the 16 go too, or their sum would be 4 for all to see.
  EXPECT_EQ(delay_.figure().cohort(), 20u);
  EXPECT_EQ(classes.count("REACHED") + classes.count("WAITING") +
                classes.count("EXITED_FIRST"),
            0u);
  EXPECT_EQ(classes.at("BEFORE_START"), 0u);
  EXPECT_EQ(delay_.figure().cif_size() + delay_.figure().km_size(), 0);
  EXPECT_EQ(delay_.header().status(), v1::SUPPRESSED);
  // What is behind tells no more.
  EXPECT_EQ(behind.classes().size(), classes.size());
  EXPECT_EQ(behind.classes().count("REACHED"), 0u);
  EXPECT_EQ(behind.header().status(), v1::SUPPRESSED);
  auto narrow = Delay();
  narrow.set_to("2024-01-31");  // Nobody: zero is shown.
  ASSERT_EQ(Code(Ask("evaluator", narrow)), "OK");
  EXPECT_EQ(delay_.figure().cohort(), 0u);
  EXPECT_NE(delay_.header().status(), v1::SUPPRESSED);
}

TEST_F(EvaluationTest, AListGoesOnAsItBeganWhateverIsRecorded) {
  std::vector<std::string> persons;
  std::string token;
  uint64_t listed = 0;
  do {
    const auto page = Behind("analyst", 7, token);
    for (const v1::ExplainedUnit& unit : page.units()) {
      persons.push_back(unit.person());
    }
    listed = page.listed();
    token = page.next_page_token();
    const std::string more = std::to_string(100 + persons.size());
    world_.Record({Opening("b" + more, more, "2024-02-02")});
  } while (!token.empty());
  EXPECT_EQ(persons.size(), 20u);
  EXPECT_EQ(listed, 20u);
  EXPECT_EQ(std::set<std::string>(persons.begin(), persons.end()).size(), 20u);
}

TEST_F(EvaluationTest, WhatIsBehindOnePersonNeedsIndividualAccess) {
  v1::ExplainRequest request;
  *request.mutable_figure()->mutable_delay() = Delay();
  request.set_person("caf:3");
  v1::ExplainResponse response;
  const auto ask = [&](const std::string& role) {
    return Call<Evaluation>(world_.Channel(role), &Evaluation::Stub::Explain,
                            request, &response);
  };
  EXPECT_EQ(Code(ask("evaluator")), "PERMISSION_DENIED");
  ASSERT_EQ(Code(ask("analyst")), "OK");
  ASSERT_EQ(response.units_size(), 1);
  EXPECT_THAT(response.units(0).events(),
              ::testing::ElementsAre("caf/a3", "dept/o3"));
}

TEST_F(EvaluationTest, TwoRunsDifferByTheSumOfTheirCauses) {
  const auto before = Delay();
  world_.Record(
      {Event("dept/late", "17", "2024-03-01",
             R"("oriented": {"track": "SOCIAL", "organisation": "O"})"),
       Event("dept/r1", "1", "2024-06-01",
             R"("retraction": {"target": {"source": "dept",
                          "source_event_id": "o1"}, "reason": "error"})")});
  v1::CompareRequest request;
  *request.mutable_before()->mutable_delay() = before;
  request.mutable_before()
      ->mutable_delay()
      ->mutable_at()
      ->set_known_at_position(37);
  *request.mutable_after()->mutable_delay() = before;
  request.mutable_after()->mutable_delay()->set_to("2024-02-15");
  v1::CompareResponse response;
  const auto ask = [&](const std::string& role) {
    response.Clear();
    return Call<Evaluation>(world_.Channel(role), &Evaluation::Stub::Compare,
                            request, &response);
  };
  ASSERT_EQ(Code(ask("analyst")), "OK");
  std::map<std::string, uint64_t> persons;
  for (const v1::CompareCause& cause : response.causes()) {
    persons[cause.cause()] = cause.persons();
  }
  EXPECT_EQ(persons.at("LATE_EVENTS"), 1u);
  EXPECT_EQ(persons.at("RETRACTIONS"), 1u);
  EXPECT_EQ(persons.at("DATES"), 0u);
  EXPECT_EQ(response.changed_units(), 2u);
  for (const v1::ComparedValue& value : response.values()) {
    if (value.name() != "classes.WAITING") continue;
    EXPECT_EQ(value.before().fraction(), "3");
    EXPECT_EQ(value.difference().fraction(), "0");
    EXPECT_EQ(value.parts(0).fraction(), "-1");
    EXPECT_EQ(value.parts(2).fraction(), "1");
  }
  ASSERT_EQ(Code(ask("evaluator")), "OK");  // One person a cause: hidden.
  EXPECT_EQ(response.values_size() + response.units_size(), 0);
  EXPECT_EQ(response.after().status(), v1::SUPPRESSED);
}

TEST_F(EvaluationTest, BreaksWithoutItAreCountsOnly) {
  v1::EvaluateBreaksRequest request;
  request.set_territory("34");
  request.mutable_at()->set_as_of("2024-06-30");
  request.set_from("2024-01-01");
  request.set_to("2024-06-30");
  v1::EvaluateBreaksResponse response;
  ASSERT_EQ(Code(Call<Evaluation>(world_.Channel("analyst"),
                                  &Evaluation::Stub::EvaluateBreaks, request,
                                  &response)),
            "OK");
  EXPECT_EQ(response.figure().by_type().at("SILENT_EXIT"), 1u);
  ASSERT_EQ(Code(Call<Evaluation>(world_.Channel("evaluator"),
                                  &Evaluation::Stub::EvaluateBreaks, request,
                                  &response)),
            "OK");
  const v1::BreaksFigure& figure = response.figure();
  EXPECT_EQ(figure.by_type().count("SILENT_EXIT"), 0u);
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
  for (const auto& [type, persons] : figure.persons_by_type()) {
    // Nor those with breaks of other types only.
    EXPECT_TRUE(persons == 0 || persons >= 5) << type;
    EXPECT_TRUE(figure.persons() == persons || figure.persons() >= persons + 5)
        << type;
  }
}

TEST_F(EvaluationTest, ATerritoryWithoutDataIsNoError) {
  for (const char* territory : {"30", "75"}) {  // Empty; not served.
    SCOPED_TRACE(territory);
    ASSERT_EQ(Code(Ask("operator", Delay(territory))), "OK");
    EXPECT_EQ(delay_.header().status(), v1::NO_DATA);
    EXPECT_EQ(delay_.header().territory(), territory);
  }
  auto before = Delay();
  before.mutable_at()->set_known_at("2000-01-01");
  ASSERT_EQ(Code(Ask("operator", before)), "OK");
  EXPECT_EQ(delay_.header().status(), v1::NO_DATA);
  EXPECT_TRUE(delay_.header().provisional());
}

TEST_F(EvaluationTest, NamesTheFieldAtFault) {
  auto bad_date = Delay();
  bad_date.mutable_at()->set_as_of("soon");
  auto bad_cohort = Delay();
  bad_cohort.set_from("2024-13-01");
  auto bad_definition = Delay();
  bad_definition.set_definition_id("no-such-delay");
  const std::pair<v1::EvaluateDelayRequest, const char*> kRows[] = {
      {bad_date, "as_of"},
      {bad_cohort, "from"},
      {bad_definition, "definition"}};
  for (const auto& [request, field] : kRows) {
    SCOPED_TRACE(field);
    const grpc::Status status = Ask("evaluator", request);
    EXPECT_EQ(Code(status), "INVALID_ARGUMENT");
    EXPECT_THAT(status.error_message(), HasSubstr(field));
  }
}

// The pact of a territory is adopted and revised in its own ledger.
TEST_F(EvaluationTest, APactAdoptedInTheLedgerHoldsFromThenOn) {
  const auto adopt = [](const std::string& id, const std::string& fact,
                        const std::string& from, const std::string& measure) {
    v1::Event event =
        Event("dept/" + id, "1", from,
              "\"" + fact + R"(": {"valid_from": ")" + from +
                  R"(", "pact": "id: 'local' territory: '34')" +
                  R"( first_day: '2024-01-01' versions {)" +
                  R"( valid_from: '2024-01-01' indicators {)" +
                  R"( id: 'one' measure: ')" + measure + R"(' } }"})");
    event.clear_person();
    return event;
  };
  v1::EvaluatePactRequest request;
  request.set_territory("34");
  request.set_pact_id("local");
  request.set_from("2024-01-01");
  request.set_to("2024-12-31");
  v1::EvaluatePactResponse response;
  const auto ask = [&](const std::string& as_of, uint64_t known_at) {
    response.Clear();
    request.mutable_at()->set_as_of(as_of);
    request.mutable_at()->set_known_at_position(known_at);
    return Call<Evaluation>(world_.Channel("operator"),
                            &Evaluation::Stub::EvaluatePact, request,
                            &response);
  };
  const uint64_t before = 37;
  world_.Record({adopt("p1", "pact_adopted", "2024-01-01", "oriented_rate"),
                 adopt("p2", "pact_revised", "2024-06-01", "contract_rate")});
  EXPECT_EQ(Code(ask("2024-03-31", before)), "INVALID_ARGUMENT");  // Unknown.
  ASSERT_EQ(Code(ask("2024-03-31", before + 2)), "OK");
  EXPECT_EQ(response.indicators(0).measure(), "oriented_rate");
  EXPECT_EQ(response.indicators(0).numerator(), 16u);
  EXPECT_EQ(response.indicators(0).denominator(), 19u);
  ASSERT_EQ(Code(ask("2024-06-30", before + 2)), "OK");
  EXPECT_EQ(response.indicators(0).measure(), "contract_rate");
  EXPECT_EQ(response.version(), "2024-06-01");
  ASSERT_EQ(Code(ask("2024-06-30", before + 1)), "OK");  // Not revised yet.
  EXPECT_EQ(response.indicators(0).measure(), "oriented_rate");
}

TEST_F(EvaluationTest, ListsTheDefinitions) {
  v1::ListDefinitionsResponse response;
  ASSERT_EQ(Code(Call<Evaluation>(world_.Channel("evaluator"),
                                  &Evaluation::Stub::ListDefinitions,
                                  v1::ListDefinitionsRequest(), &response)),
            "OK");
  EXPECT_GT(response.delays_size(), 0);
  EXPECT_EQ(response.breaks_size(), 14);
  EXPECT_GT(response.legal_rules_size(), 0);
  EXPECT_GT(response.pacts_size(), 2);
}

}  // namespace
}  // namespace jalon::testing
