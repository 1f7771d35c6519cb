#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/pathway.grpc.pb.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Pathway = v1::PathwayService;

std::string Oriented(const std::string& organisation) {
  return R"("oriented": {"track": "PROFESSIONAL", "organisation": ")" +
         organisation + "\"}";
}
std::string Assigned(const std::string& organisation,
                     const std::string& referent) {
  return R"("referent_assigned": {"organisation": ")" + organisation +
         R"(", "referent": ")" + referent + "\"}";
}
constexpr char kKept[] =
    R"("appointment": {"purpose": "FOLLOW_UP", "outcome": "KEPT", "organisation": "ORG1"})";

v1::GetPathwayRequest Person(
    const std::string& value, const std::string& as_of,
    v1::Identifier::Scheme scheme = v1::Identifier::caf) {
  v1::GetPathwayRequest request;
  request.set_territory("34");
  request.mutable_person()->set_scheme(scheme);
  request.mutable_person()->set_value(value);
  request.mutable_at()->set_as_of(as_of);
  return request;
}

class PathwayTest : public ::testing::Test {
 protected:
  grpc::Status Get(const std::string& role,
                   const v1::GetPathwayRequest& request) {
    response_.Clear();
    return Call<Pathway>(world_.Channel(role), &Pathway::Stub::GetPathway,
                         request, &response_);
  }
  grpc::Status Caseload(const std::string& role,
                        const v1::ListCaseloadRequest& request) {
    caseload_.Clear();
    return Call<Pathway>(world_.Channel(role), &Pathway::Stub::ListCaseload,
                         request, &caseload_);
  }

  // caf:1 followed by ORG1, caf:2 by ORG2 with a stand-in of ORG1 in May.
  void RecordTwo() {
    world_.Record({
        Opening("a1", "1", "2024-01-05"),
        Event("dept/o1", "1", "2024-01-10", Oriented("ORG1")),
        Event("dept/r1", "1", "2024-01-12", Assigned("ORG1", "R1")),
        Event("dept/m1", "1", "2024-01-20", kKept),
        Opening("a2", "2", "2024-01-05"),
        Event("dept/o2", "2", "2024-01-10", Oriented("ORG2")),
        Event("dept/r2", "2", "2024-01-12", Assigned("ORG2", "R2")),
        Event(
            "dept/r3", "2", "2024-05-01",
            R"("referent_assigned": {"organisation": "ORG1", "referent": "R9", "temporary": true})"),
        Event("dept/r4", "2", "2024-06-01",
              R"("referent_released": {"reason": "back", "temporary": true})"),
    });
  }

  ServiceWorld world_;
  v1::GetPathwayResponse response_;
  v1::ListCaseloadResponse caseload_;
};

TEST_F(PathwayTest, ReadsBackWhatWasRecorded) {
  RecordTwo();
  auto request = Person("1", "2024-01-31");
  request.set_with_events(true);
  ASSERT_EQ(Code(Get("operator", request)), "OK");
  const v1::Pathway& pathway = response_.pathway();
  EXPECT_EQ(pathway.person(), "caf:1");
  EXPECT_EQ(pathway.as_of(), "2024-01-31");
  EXPECT_TRUE(pathway.in_spell() && pathway.oriented_on_as_of());
  ASSERT_EQ(pathway.spells_size(), 1);
  EXPECT_EQ(pathway.spells(0).start(), "2024-01-05");
  EXPECT_EQ(pathway.spells(0).end(), "");
  EXPECT_EQ(pathway.spells(0).origin(), "NEW");
  EXPECT_THAT(pathway.spells(0).events(), ElementsAre("caf/a1"));
  ASSERT_EQ(pathway.orientations_size(), 1);
  EXPECT_EQ(pathway.orientations(0).track(), "PROFESSIONAL");
  EXPECT_TRUE(pathway.orientations(0).has_spell());
  EXPECT_EQ(pathway.orientations(0).event(), "dept/o1");
  EXPECT_EQ(pathway.referent_on_as_of().referent(), "R1");
  ASSERT_EQ(pathway.appointments_size(), 1);
  EXPECT_EQ(pathway.appointments(0).outcome(), "KEPT");
  EXPECT_EQ(pathway.exposed_days(), 27u);
  EXPECT_EQ(pathway.profile().age_band(), "UNKNOWN");
  EXPECT_FALSE(pathway.profile().has_age());
  EXPECT_EQ(pathway.profile().seniority_band(), "<6m");
  EXPECT_THAT(pathway.events(),
              ElementsAre("caf/a1", "dept/o1", "dept/r1", "dept/m1"));
  EXPECT_EQ(response_.history_size(), 4);
  EXPECT_EQ(response_.position(), 9u);
  // By the pseudonym, too.
  ASSERT_FALSE(pathway.person_id().empty());
  const auto again =
      Person(pathway.person_id(), "2024-01-31", v1::Identifier::jalon);
  ASSERT_EQ(Code(Get("operator", again)), "OK");
  EXPECT_EQ(response_.pathway().person(), "caf:1");
}

TEST_F(PathwayTest, KnownAtAPositionHidesWhatCameLater) {
  RecordTwo();
  auto request = Person("1", "2024-01-31");
  request.mutable_at()->set_known_at_position(1);
  ASSERT_EQ(Code(Get("operator", request)), "OK");
  EXPECT_FALSE(response_.pathway().oriented_on_as_of());
  EXPECT_EQ(response_.position(), 1u);
}

TEST_F(PathwayTest, AReferentReadsTheirPersonsOnly) {
  RecordTwo();
  EXPECT_EQ(Code(Get("referent", Person("1", "2024-06-30"))), "OK");
  EXPECT_EQ(Code(Get("referent", Person("2", "2024-05-15"))), "OK");
  const grpc::Status others = Get("referent", Person("2", "2024-06-15"));
  EXPECT_EQ(Code(others), "PERMISSION_DENIED");
  EXPECT_FALSE(response_.has_pathway());
  const grpc::Status nobody = Get("referent", Person("none", "2024-06-15"));
  EXPECT_EQ(Code(nobody), "PERMISSION_DENIED");
  EXPECT_EQ(others.error_message(), nobody.error_message());
  EXPECT_EQ(Code(Get("operator", Person("none", "2024-06-15"))), "NOT_FOUND");
}

TEST_F(PathwayTest, AReferentDoesNotReadOthersInAnomalies) {
  const auto named = [](const std::string& id, const std::string& caf,
                        const std::string& birth) {
    v1::Event event =
        Event("caf/" + id, caf, "2024-01-05",
              R"("profile_stated": {"birth_date": ")" + birth + "\"}");
    v1::Identifier* nir = event.mutable_person()->add_identifiers();
    nir->set_scheme(v1::Identifier::nir);
    nir->set_value("1850578006084");
    return event;
  };
  RecordTwo();
  world_.Record(
      {named("p1", "1", "1985-05-02"), named("p2", "8", "1958-05-02")});
  ASSERT_EQ(Code(Get("operator", Person("1", "2024-06-30"))), "OK");
  ASSERT_EQ(response_.pathway().anomalies_size(), 1);
  EXPECT_THAT(response_.pathway().anomalies(0).persons(),
              ElementsAre("caf:1", "caf:8"));
  ASSERT_EQ(Code(Get("referent", Person("1", "2024-06-30"))), "OK");
  ASSERT_EQ(response_.pathway().anomalies_size(), 1);
  EXPECT_THAT(response_.pathway().anomalies(0).persons(), ElementsAre("caf:1"));
}

TEST_F(PathwayTest, NamesTheFieldAtFault) {
  auto bad_date = Person("1", "30/06/2024");
  auto no_value = Person("", "2024-06-30");
  auto no_scheme =
      Person("1", "2024-06-30", v1::Identifier::SCHEME_UNSPECIFIED);
  auto no_territory = Person("1", "2024-06-30");
  no_territory.clear_territory();
  const std::pair<v1::GetPathwayRequest, const char*> kRows[] = {
      {bad_date, "as_of"},
      {no_value, "person.value"},
      {no_scheme, "person.scheme"},
      {no_territory, "territory"}};
  for (const auto& [request, field] : kRows) {
    SCOPED_TRACE(field);
    const grpc::Status status = Get("operator", request);
    EXPECT_EQ(Code(status), "INVALID_ARGUMENT");
    EXPECT_THAT(status.error_message(), HasSubstr(field));
  }
}

TEST_F(PathwayTest, TheUrgentComeFirstInACaseload) {
  const auto open = [](const std::string& caf, const std::string& opened,
                       const std::string& organisation) {
    return std::vector<v1::Event>{
        Opening("a" + caf, caf, opened),
        Event("dept/o" + caf, caf, opened, Oriented(organisation)),
        Event("dept/r" + caf, caf, opened, Assigned(organisation, "R1"))};
  };
  // On 30 June: no contact since 29 days at risk, 150 days and 60 days breaks.
  std::vector<v1::Event> events;
  for (const auto& [caf, opened, organisation] :
       std::vector<std::array<std::string, 3>>{{"1", "2024-06-29", "ORG1"},
                                               {"2", "2024-06-02", "ORG1"},
                                               {"3", "2024-05-01", "ORG1"},
                                               {"4", "2024-02-01", "ORG1"},
                                               {"5", "2024-01-01", "ORG2"}}) {
    for (v1::Event& event : open(caf, opened, organisation)) {
      events.push_back(std::move(event));
    }
  }
  world_.Record(events);
  v1::ListCaseloadRequest request;
  request.set_territory("34");
  request.mutable_at()->set_as_of("2024-06-30");
  // A referent may leave out whose.
  ASSERT_EQ(Code(Caseload("referent", request)), "OK");
  std::vector<std::string> persons;
  for (const v1::CaseloadItem& item : caseload_.items()) {
    persons.push_back(item.person());
  }
  EXPECT_THAT(persons, ElementsAre("caf:4", "caf:3", "caf:2", "caf:1"));
  EXPECT_EQ(caseload_.total(), 4u);
  EXPECT_GT(caseload_.items(0).open_breaks_size(), 0);
  EXPECT_EQ(caseload_.items(0).referent(), "R1");
  EXPECT_EQ(caseload_.items(0).organisation(), "ORG1");
  EXPECT_EQ(caseload_.items(0).track(), "PROFESSIONAL");
  EXPECT_EQ(caseload_.items(2).open_breaks_size(), 0);
  EXPECT_GT(caseload_.items(2).at_risk_size(), 0);
  // 29 of 30 days without contact on 30 June: a break on the 31st, 2 July.
  EXPECT_EQ(caseload_.items(2).next_due(), "2024-07-02");
  EXPECT_EQ(caseload_.items(3).next_due(), "");

  request.set_organisation("ORG2");
  EXPECT_EQ(Code(Caseload("referent", request)), "PERMISSION_DENIED");
  ASSERT_EQ(Code(Caseload("operator", request)), "OK");
  EXPECT_EQ(caseload_.total(), 1u);
  request.set_referent("R1");
  ASSERT_EQ(Code(Caseload("referent", request)), "OK");
  EXPECT_EQ(caseload_.total(), 4u);  // R1 of ORG2 follows another one.
  request.clear_of();
  EXPECT_EQ(Code(Caseload("operator", request)), "INVALID_ARGUMENT");
}

TEST_F(PathwayTest, PagesAreOfOneListWhateverIsRecordedMeanwhile) {
  const auto record = [this](int from, int to) {
    std::vector<v1::Event> events;
    for (int i = from; i < to; ++i) {
      events.push_back(
          Opening(std::to_string(i), std::to_string(i), "2024-01-05"));
    }
    world_.Record(events);
  };
  record(100, 110);
  v1::ListPersonsRequest request;
  request.set_territory("34");
  request.set_page_size(4);
  std::vector<std::string> persons;
  v1::ListPersonsResponse page;
  do {
    request.set_page_token(page.next_page_token());
    page.Clear();
    ASSERT_EQ(Code(Call<Pathway>(world_.Channel("analyst"),
                                 &Pathway::Stub::ListPersons, request, &page)),
              "OK");
    EXPECT_EQ(page.total(), 10u);
    EXPECT_EQ(page.position(), 10u);
    persons.insert(persons.end(), page.persons().begin(), page.persons().end());
    if (persons.size() == 4) record(0, 5);
  } while (!page.next_page_token().empty());
  ASSERT_EQ(persons.size(), 10u);
  EXPECT_EQ(persons.front(), "caf:100");
  EXPECT_EQ(persons.back(), "caf:109");

  request.set_page_token("invented");
  EXPECT_EQ(Code(Call<Pathway>(world_.Channel("analyst"),
                               &Pathway::Stub::ListPersons, request, &page)),
            "INVALID_ARGUMENT");
  request.clear_page_token();
  request.set_page_size(10'001);
  EXPECT_EQ(Code(Call<Pathway>(world_.Channel("analyst"),
                               &Pathway::Stub::ListPersons, request, &page)),
            "INVALID_ARGUMENT");
}

TEST_F(PathwayTest, BreaksBearTheAxesAndZoneOfThePactInForce) {
  v1::Event pact;
  pact.set_territory("34");
  pact.set_source("dept");
  pact.set_source_event_id("pact");
  pact.set_effective_date("2024-01-01");
  pact.mutable_pact_adopted()->set_valid_from("2024-01-01");
  pact.mutable_pact_adopted()->set_pact(R"(
    id: "p" territory: "34" label: "p" first_day: "2024-01-01"
    versions {
      valid_from: "2024-01-01"
      axes { id: "A1" label: "a" }
      zones { id: "Z1" label: "z" communes: "34172" }
      actions { id: "ACT" label: "act" axes: "A1" operator: "ORG1" }
    })");
  world_.Record(
      {pact, Opening("a1", "1", "2024-01-05"),
       Event("caf/p1", "1", "2024-01-05",
             R"("profile_stated": {"commune": "34172"})"),
       Event("dept/e1", "1", "2024-02-01",
             R"("action_enrolled": {"enrolment_id": "e", "action": "ACT"})"),
       Event(
           "dept/x1", "1", "2024-03-01",
           R"("action_ended": {"enrolment_id": "e", "outcome": "ABANDONED"})")});
  ASSERT_EQ(Code(Get("operator", Person("1", "2024-03-31"))), "OK");
  const v1::BreakItem* abandoned = nullptr;
  for (const v1::BreakItem& item : response_.pathway().breaks()) {
    if (item.type() == "ACTION_ABANDONED") abandoned = &item;
  }
  ASSERT_NE(abandoned, nullptr) << response_.pathway().DebugString();
  EXPECT_EQ(abandoned->detected_on(), "2024-03-01");
  EXPECT_THAT(abandoned->axes(), ElementsAre("A1"));
  EXPECT_EQ(abandoned->zone(), "Z1");
  EXPECT_FALSE(abandoned->has_tolerance());
}

TEST_F(PathwayTest, WatchesWhatConcernsThePerson) {
  RecordTwo();
  auto stub = Pathway::NewStub(world_.Channel("referent"));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(30));
  auto stream = stub->WatchPathway(&context, Person("1", "2024-06-30"));
  v1::GetPathwayResponse state;
  ASSERT_TRUE(stream->Read(&state));
  EXPECT_EQ(state.position(), 9u);
  EXPECT_EQ(state.pathway().appointments_size(), 1);
  world_.Record({Event("dept/m2", "2", "2024-03-01", kKept)});  // Another one.
  world_.Record({Event("dept/m3", "1", "2024-03-02", kKept)});
  ASSERT_TRUE(stream->Read(&state));
  EXPECT_EQ(state.position(), 11u);
  EXPECT_EQ(state.pathway().appointments_size(), 2);
  // A retraction bears any person; what counts is its target.
  world_.Record({Event(
      "dept/x1", "2", "2024-03-03",
      R"("retraction": {"target": {"source": "dept", "source_event_id": "m3"}, "reason": "error"})")});
  ASSERT_TRUE(stream->Read(&state));
  EXPECT_EQ(state.pathway().appointments_size(), 1);
  // Followed by another organisation from now on: no longer theirs to read.
  world_.Record({Event("dept/o3", "1", "2024-06-01", Oriented("ORG2")),
                 Event("dept/r5", "1", "2024-06-01", Assigned("ORG2", "R7"))});
  EXPECT_FALSE(stream->Read(&state));
  EXPECT_EQ(Code(stream->Finish()), "PERMISSION_DENIED");
}

TEST_F(PathwayTest, AWatchIsOfTheHead) {
  RecordTwo();
  auto stub = Pathway::NewStub(world_.Channel("operator"));
  const auto finish = [&](const v1::GetPathwayRequest& request) {
    grpc::ClientContext context;
    return Code(stub->WatchPathway(&context, request)->Finish());
  };
  auto past = Person("1", "2024-06-30");
  past.mutable_at()->set_known_at_position(3);
  EXPECT_EQ(finish(past), "INVALID_ARGUMENT");
  EXPECT_EQ(finish(Person("none", "2024-06-30")), "NOT_FOUND");
  auto elsewhere = Person("1", "2024-06-30");
  elsewhere.set_territory("75");
  EXPECT_EQ(finish(elsewhere), "NOT_FOUND");
}

}  // namespace
}  // namespace jalon::testing
