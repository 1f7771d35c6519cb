#include "libs/events/accept.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

#include "libs/base/day.h"
#include "libs/events/json.h"
#include "libs/events/testing/sample_events.h"

namespace jalon::events {
namespace {

using v1::Verdict;

CheckOptions Options() {
  CheckOptions options;
  options.territories = {"34", "974"};
  options.time_zone = base::TerritoryTimeZone("34");
  options.now = absl::FromUnixSeconds(1709287200);  // 2024-03-01T10:00:00Z.
  return options;
}

v1::Event Parse(absl::string_view json) {
  auto event = ParseEventJson(json);
  EXPECT_TRUE(event.ok()) << event.status() << "\n" << json;
  return event.ok() ? *event : v1::Event();
}

// "MISSING_FIELD territory", "" when the event is accepted.
std::string FaultOf(const v1::Event& event,
                    const CheckOptions& options = Options()) {
  const auto fault = Check(event, options);
  if (!fault) return "";
  EXPECT_FALSE(fault->remedy.empty());
  return absl::StrCat(Verdict::Code_Name(fault->code), " ", fault->field);
}

struct Case {
  const char* text;
  const char* fault;
};

TEST(CheckTest, EventOfEveryKindIsAccepted) {
  for (const std::string& json : EventOfEveryKind()) {
    SCOPED_TRACE(json);
    EXPECT_EQ(FaultOf(Parse(json)), "");
  }
}

TEST(CheckTest, Envelope) {
  const std::string good = EventJson(R"("employment_ended":{})");
  const std::string long_text(201, 'a');
  const struct {
    const char *from, *to, *fault;
  } cases[] = {
      {R"("territory":"34",)", "", "MISSING_FIELD territory"},
      {R"("territory":"34")", R"("territory":"20")",
       "UNKNOWN_TERRITORY territory"},
      {R"("territory":"34")", R"("territory":"30")",
       "UNKNOWN_TERRITORY territory"},
      {R"("source":"dept",)", "", "MISSING_FIELD source"},
      {R"("source":"dept")", R"("source":"LONG")", "FIELD_TOO_LONG source"},
      {R"("source_event_id":"e1",)", "", "MISSING_FIELD source_event_id"},
      {R"("source_event_id":"e1")", R"("source_event_id":"LONG")",
       "FIELD_TOO_LONG source_event_id"},
      {R"("effective_date":"2024-03-10",)", "", "MISSING_FIELD effective_date"},
      {R"("2024-03-10")", R"("2024-02-30")", "BAD_DATE effective_date"},
      {R"("2024-03-10")", R"("10/03/2024")", "BAD_DATE effective_date"},
      {R"("2024-03-10")", R"("2024-03-10T10:00:00")",
       "BAD_DATE effective_date"},
      {R"("2024-03-10")", R"("1899-12-31")",
       "DATE_OUT_OF_RANGE effective_date"},
      {R"("2024-03-10")", R"("1900-01-01")", ""},
      {R"("2024-03-10")", R"("2025-03-02")", ""},
      {R"("2024-03-10")", R"("2025-03-03")",
       "DATE_OUT_OF_RANGE effective_date"},
      {R"("2024-03-10",)", R"("2024-03-10","received_date":"soon",)",
       "BAD_DATE received_date"},
      {R"("2024-03-10",)", R"("2024-03-10","received_date":"2026-01-01",)",
       "DATE_OUT_OF_RANGE received_date"},
      {R"("2024-03-10",)", R"("2024-03-10","recorded_at":"2024-03-01",)",
       "MALFORMED recorded_at"},
      {R"("employment_ended":{})", R"("employment_ended":null)",
       "UNKNOWN_FACT fact"},
      {R"("employment_ended":{})", R"("entitlement_reopened":{"a":[{}]})",
       "UNKNOWN_FACT entitlement_reopened"},
      {R"("employment_ended":{})", R"("what's this?":1)", "UNKNOWN_FACT fact"},
      {R"("employment_ended":{})", R"("employment_ended":{},"extra":true)",
       "UNKNOWN_FACT extra"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.to);
    const std::string json = absl::StrReplaceAll(
        absl::StrReplaceAll(good, {{c.from, c.to}}), {{"LONG", long_text}});
    ASSERT_NE(json, good);
    EXPECT_EQ(FaultOf(Parse(json)), c.fault);
  }
}

TEST(CheckTest, EveryTerritoryIsKnownWhenNoneIsNamed) {
  CheckOptions options = Options();
  options.territories.clear();
  v1::Event event = Parse(EventJson(R"("employment_ended":{})"));

  event.set_territory("2A");
  EXPECT_EQ(FaultOf(event, options), "");
  event.set_territory("20");
  EXPECT_EQ(FaultOf(event, options), "UNKNOWN_TERRITORY territory");
}

TEST(CheckTest, RecordedAtGivenIsTheRecording) {
  v1::Event event = Parse(EventJson(R"("employment_ended":{})"));
  event.set_effective_date("2012-01-01");
  event.set_recorded_at("2010-12-30T23:30:00Z");  // 31 December in Paris.
  EXPECT_EQ(FaultOf(event), "");

  event.set_effective_date("2012-01-02");
  EXPECT_EQ(FaultOf(event), "DATE_OUT_OF_RANGE effective_date");
}

TEST(CheckTest, Person) {
  const Case cases[] = {
      {R"({})", "NO_IDENTIFIER person"},
      {R"(null)", "NO_IDENTIFIER person"},
      {R"({"identifiers":[]})", "NO_IDENTIFIER person"},
      {R"({"identifiers":[{"scheme":"carnet","value":"1"}]})",
       "UNKNOWN_ENUM person.scheme"},
      {R"({"identifiers":[{"scheme":"jalon","value":"1"}]})",
       "UNKNOWN_ENUM person.scheme"},
      {R"({"identifiers":[{"value":"1"}]})", "MISSING_FIELD person.scheme"},
      {R"({"identifiers":[{"scheme":"caf"}]})", "MALFORMED person.value"},
      {R"({"identifiers":[{"scheme":"caf","value":" "}]})",
       "MALFORMED person.value"},
      {R"({"identifiers":[{"scheme":"caf","value":"LONG"}]})",
       "FIELD_TOO_LONG person.value"},
      {R"({"identifiers":[{"scheme":"caf","value":"1"},{"scheme":"x"}]})",
       "UNKNOWN_ENUM person.scheme"},
      {R"({"identifiers":[{"scheme":"caf","value":"1","x":1}]})",
       "MALFORMED person"},
      {R"({"identifiers":[{"scheme":"caf","value":"1"}],"name":"x"})",
       "MALFORMED person"},
      {R"({"identifiers":[{"scheme":"nir","value":"wrong"}]})", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const std::string json = absl::StrReplaceAll(
        EventJson(R"("employment_ended":{})"),
        {{R"({"identifiers":[{"scheme":"caf","value":"1"}]})",
          absl::StrReplaceAll(c.text, {{"LONG", std::string(201, '1')}})}});
    EXPECT_EQ(FaultOf(Parse(json)), c.fault);
  }
}

TEST(CheckTest, PersonHasAtMost64Identifiers) {
  v1::Event event = Parse(EventJson(R"("employment_ended":{})"));
  auto* identifiers = event.mutable_person()->mutable_identifiers();
  while (identifiers->size() < 64) *identifiers->Add() = identifiers->at(0);
  EXPECT_EQ(FaultOf(event), "");

  *identifiers->Add() = identifiers->at(0);
  EXPECT_EQ(FaultOf(event), "FIELD_TOO_LONG person.identifiers");
}

// Edge case 91.
TEST(CheckTest, Facts) {
  const Case cases[] = {
      {R"("entitlement_opened":{})", "MISSING_FIELD entitlement_opened.origin"},
      {R"("entitlement_opened":{"origin":"BIRTH"})",
       "UNKNOWN_ENUM entitlement_opened.origin"},
      {R"("entitlement_opened":{"origin":99})",
       "UNKNOWN_ENUM entitlement_opened.origin"},
      {R"("entitlement_opened":{"origin":"NEW","claim_date":"1899-06-01"})",
       "DATE_OUT_OF_RANGE entitlement_opened.claim_date"},
      {R"("entitlement_opened":{"origin":"NEW","claim_date":"5 janvier 2024"})",
       "BAD_DATE entitlement_opened.claim_date"},
      {R"("entitlement_opened":{"origin":"NEW","household":"LONG"})",
       "FIELD_TOO_LONG entitlement_opened.household"},
      {R"("entitlement_opened":{"origin":"NEW","colour":"red"})",
       "MALFORMED entitlement_opened"},
      {R"("entitlement_resumed":{})", ""},
      {R"("obligations_changed":{})",
       "MISSING_FIELD obligations_changed.subject"},
      {R"("oriented":{"track":"SOCIAL"})",
       "MISSING_FIELD oriented.organisation"},
      {R"("oriented":{"track":"SOCIAL","organisation":"O","notified_on":"2026-01-01"})",
       "DATE_OUT_OF_RANGE oriented.notified_on"},
      {R"("contract_signed":{"contract_id":"K","kind":"CER","organisation":"O"})",
       "MISSING_FIELD contract_signed.last_day"},
      {R"("contract_signed":{"contract_id":"K","kind":"CER","organisation":"O","last_day":"2024-03-09"})",
       "END_BEFORE_START contract_signed.last_day"},
      {R"("contract_signed":{"contract_id":"K","kind":"CER","organisation":"O","last_day":"2024-03-10"})",
       ""},
      {R"("contract_signed":{"contract_id":"K","kind":"CER","organisation":"O","last_day":"1899-03-10"})",
       "DATE_OUT_OF_RANGE contract_signed.last_day"},
      {R"("contract_signed":{"contract_id":"K","kind":"CER","organisation":"O","last_day":"2030-03-10","actions":["HEALTH","X"]})",
       "UNKNOWN_ENUM contract_signed.actions"},
      {R"("action_enrolled":{"enrolment_id":"N","action":"A","planned_last_day":"2024-03-01"})",
       "END_BEFORE_START action_enrolled.planned_last_day"},
      {R"("exit_to_employment":{"contract_type":"CDI","expected_last_day":"2024-03-09"})",
       "END_BEFORE_START exit_to_employment.expected_last_day"},
      {R"("exit_to_employment":{"contract_type":"CDI","weekly_hours":169})",
       "MALFORMED exit_to_employment.weekly_hours"},
      {R"("exit_to_employment":{"contract_type":"CDI","weekly_hours":-1})",
       "MALFORMED exit_to_employment.weekly_hours"},
      {R"("employment_attested":{})",
       "MISSING_FIELD employment_attested.in_employment"},
      {R"("sanction_imposed":{"level":1})", ""},
      {R"("sanction_imposed":{})", "MISSING_FIELD sanction_imposed.level"},
      {R"("sanction_imposed":{"level":3})", "MALFORMED sanction_imposed.level"},
      {R"("sanction_imposed":{"level":1,"rate_percent":101})",
       "MALFORMED sanction_imposed.rate_percent"},
      {R"("sanction_imposed":{"level":1,"last_day":"2024-03-09"})",
       "END_BEFORE_START sanction_imposed.last_day"},
      {R"("absence_justified":{"reason":"ILLNESS","last_day":"2024-03-01"})",
       "END_BEFORE_START absence_justified.last_day"},
      {R"("profile_stated":{"children":65})",
       "MALFORMED profile_stated.children"},
      {R"("person_linked":{})", "NO_IDENTIFIER person_linked.identifiers"},
      {R"("person_linked":{"identifiers":[{"scheme":"x","value":"1"}]})",
       "UNKNOWN_ENUM person_linked.scheme"},
      {R"("persons_merged":{})", "MISSING_FIELD persons_merged.other"},
      {R"("merge_undone":{"other":{"scheme":"ft","value":""}})",
       "MALFORMED merge_undone.other.value"},
      {R"("retraction":{"reason":"r"})", "MISSING_FIELD retraction.target"},
      {R"("retraction":{"target":{"source":"dept"},"reason":"r"})",
       "MISSING_FIELD retraction.target.source_event_id"},
      {R"("pact_adopted":{"pact":"id: 'p'","valid_from":"2024-01-01"})",
       "MALFORMED person"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(FaultOf(Parse(EventJson(absl::StrReplaceAll(
                  c.text, {{"LONG", std::string(250, 'H')}})))),
              c.fault);
  }
}

TEST(CheckTest, Corrections) {
  const Case cases[] = {
      {R"({"effective_date":"2024-03-05"})", "MISSING_FIELD correction.target"},
      {R"({"target":T})", "MISSING_FIELD correction.fact"},
      {R"({"target":{"source_event_id":"o1"},"effective_date":"2024-03-05"})",
       "MISSING_FIELD correction.target.source"},
      {R"({"target":T,"effective_date":"2024-03-32"})",
       "BAD_DATE correction.effective_date"},
      {R"({"target":T,"received_date":"1800-01-01"})",
       "DATE_OUT_OF_RANGE correction.received_date"},
      {R"({"target":T,"fact":{}})", "UNKNOWN_FACT correction.fact"},
      {R"({"target":T,"fact":{"promoted":{}}})",
       "UNKNOWN_FACT correction.fact.promoted"},
      {R"({"target":T,"fact":{"oriented":{"track":"X"}}})",
       "UNKNOWN_ENUM correction.fact.oriented.track"},
      {R"({"target":T,"effective_date":"2024-03-05","fact":{"absence_justified":{"reason":"OTHER","last_day":"2024-03-04"}}})",
       "END_BEFORE_START correction.fact.absence_justified.last_day"},
      {R"({"target":T,"fact":{"absence_justified":{"reason":"OTHER","last_day":"2024-03-04"}}})",
       ""},
      {R"({"target":T,"fact":{"retraction":{"target":T,"reason":"r"}}})",
       "MALFORMED correction.fact.retraction"},
      {R"({"target":T,"fact":{"pact_adopted":{"pact":"id:'p'","valid_from":"2024-01-01"}}})",
       "MALFORMED correction.fact.pact_adopted"},
      {R"({"target":T,"fact":{"correction":{"effective_date":"2024-03-01"}}})",
       ""},
      {R"({"target":T,"fact":{"correction":{"fact":{"correction":{"effective_date":"2024-03-01"}}}}})",
       "MALFORMED correction.fact.correction.fact.correction"},
      {R"({"target":T,"why":"x"})", "MALFORMED correction"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const std::string fact = absl::StrReplaceAll(
        absl::StrCat(R"("correction":)", c.text),
        {{":T", R"(:{"source":"dept","source_event_id":"o1"})"}});
    EXPECT_EQ(FaultOf(Parse(EventJson(fact))), c.fault);
  }
}

TEST(CheckTest, Pacts) {
  const Case cases[] = {
      {R"("pact_adopted":{"valid_from":"2024-01-01"})",
       "MISSING_FIELD pact_adopted.pact"},
      {R"("pact_adopted":{"pact":"id: 'p'"})",
       "MISSING_FIELD pact_adopted.valid_from"},
      {R"("pact_revised":{"pact":"no pact","valid_from":"2024-01-01"})",
       "MALFORMED pact_revised.pact"},
      {R"("pact_revised":{"pact":"territory: '30'","valid_from":"2024-01-01"})",
       "MALFORMED pact_revised.pact"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(FaultOf(Parse(PactJson(c.text))), c.fault);
  }
}

TEST(CheckTest, PactTextMayBeLongUpToAMebibyte) {
  v1::Event event = Parse(EventOfEveryKind()[28]);
  std::string* pact = event.mutable_pact_adopted()->mutable_pact();
  pact->resize(1 << 20, ' ');
  EXPECT_EQ(FaultOf(event), "");

  pact->push_back(' ');
  EXPECT_EQ(FaultOf(event), "FIELD_TOO_LONG pact_adopted.pact");
}

TEST(CheckTest, ListsHoldAtMost64Items) {
  v1::Event event = Parse(EventOfEveryKind()[10]);
  auto* actions = event.mutable_contract_signed()->mutable_actions();
  while (actions->size() < 64) actions->Add(v1::ContractAction::HEALTH);
  EXPECT_EQ(FaultOf(event), "");

  actions->Add(v1::ContractAction::HEALTH);
  EXPECT_EQ(FaultOf(event), "FIELD_TOO_LONG contract_signed.actions");
}

TEST(CheckTest, TextsAreCountedInCharacters) {
  v1::Event event = Parse(EventJson(R"("orientation_ended":{"reason":"x"})"));
  std::string reason;
  for (int i = 0; i < 200; ++i) reason += "é";
  event.mutable_orientation_ended()->set_reason(reason);
  EXPECT_EQ(FaultOf(event), "");

  event.mutable_orientation_ended()->set_reason(reason + "é");
  EXPECT_EQ(FaultOf(event), "FIELD_TOO_LONG orientation_ended.reason");
}

TEST(CheckTest, TextsThatAreNotUtf8AreMalformed) {
  for (const char* text : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80",
                           "\xf4\x90\x80\x80", "\xe2\x82 ", "\x80"}) {
    v1::Event event = Parse(EventJson(R"("orientation_ended":{"reason":"x"})"));
    event.mutable_orientation_ended()->set_reason(text);
    EXPECT_EQ(FaultOf(event), "MALFORMED orientation_ended.reason");
  }
}

TEST(CheckTest, InstantIsTheCivilDateOfTheTerritory) {
  v1::Event event = Parse(EventJson(
      R"("absence_justified":{"reason":"OTHER","last_day":"2024-12-31"})"));
  event.set_effective_date("2024-12-31T23:30:00Z");  // 2025 in Paris …
  EXPECT_EQ(FaultOf(event), "END_BEFORE_START absence_justified.last_day");

  CheckOptions options = Options();
  options.time_zone = base::TerritoryTimeZone("972");  // … 2024 in Martinique.
  EXPECT_EQ(FaultOf(event, options), "");
}

TEST(CheckTest, RemediesNameWhatIsPossibleAndRepeatNoValue) {
  const auto fault =
      Check(Parse(EventJson(R"("entitlement_opened":{"origin":"BIRTH"})")),
            Options());

  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(fault->remedy,
            "Use one of NEW, RETURN, JOINED_HOUSEHOLD, TRANSFER_IN.");
}

}  // namespace
}  // namespace jalon::events
