#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace jalon::events {

// The JSON of an event with this fact, `"oriented": {...}`, and otherwise good.
inline std::string EventJson(absl::string_view fact) {
  return absl::StrCat(
      R"({"territory":"34","source":"dept","source_event_id":"e1",)",
      R"("person":{"identifiers":[{"scheme":"caf","value":"1"}]},)",
      R"("effective_date":"2024-03-10",)", fact, "}");
}

// The same without a person.
inline std::string PactJson(absl::string_view fact) {
  return absl::StrCat(
      R"({"territory":"34","source":"dept","source_event_id":"e1",)",
      R"("effective_date":"2024-03-10",)", fact, "}");
}

// One acceptable event of every kind, in the order of pathway::Kind, with
// every member given.
inline std::vector<std::string> EventOfEveryKind() {
  std::vector<std::string> events;
  for (
      const char* fact : {
          R"("entitlement_opened":{"claim_date":"2024-03-02","origin":"TRANSFER_IN","from_territory":"30","household":"H1","subject_to_obligations":false})",
          R"("entitlement_suspended":{"reason":"RESOURCES"})",
          R"("entitlement_resumed":{"reason":"ADMINISTRATIVE"})",
          R"("entitlement_closed":{"reason":"TRANSFER_OUT","to_territory":"2A"})",
          R"("obligations_changed":{"subject":true})",
          R"("oriented":{"track":"SOCIAL","organisation":"ORG1","by_default":true,"notified_on":"2024-03-20"})",
          R"("orientation_ended":{"reason":"REORIENTATION"})",
          R"("referent_assigned":{"organisation":"ORG1","referent":"R1","temporary":true})",
          R"("referent_released":{"reason":"DEPARTURE","temporary":true})",
          R"("appointment":{"purpose":"FOLLOW_UP","outcome":"NO_SHOW","organisation":"ORG1","booked_on":"2024-02-20"})",
          R"("contract_signed":{"contract_id":"K1","kind":"CER","organisation":"ORG1","last_day":"2026-03-09","actions":["TRAINING","OTHER"]})",
          R"("contract_ended":{"contract_id":"K1","reason":"REVISED"})",
          R"("action_enrolled":{"enrolment_id":"N1","action":"A1","organisation":"ORG2","planned_last_day":"2024-03-31"})",
          R"("action_ended":{"enrolment_id":"N1","outcome":"ABANDONED","justified":true})",
          R"("exit_to_employment":{"contract_type":"CDD","expected_last_day":"2024-09-30","weekly_hours":24})",
          R"("employment_ended":{})",
          R"("employment_attested":{"in_employment":false})",
          R"("sanction_imposed":{"level":2,"rate_percent":80,"last_day":"2024-04-30"})",
          R"("sanction_lifted":{})",
          R"("absence_justified":{"reason":"ILLNESS","last_day":"2024-03-10"})",
          R"("barrier_identified":{"barrier":"HOUSING"})",
          R"("barrier_lifted":{"barrier":"SKILLS"})",
          R"("profile_stated":{"birth_date":"1985-05-02","sex":"F","family_situation":"COUPLE_WITH_CHILD","children":0,"education":"IV","commune":"34172"})",
          R"("person_linked":{"identifiers":[{"scheme":"nir","value":"1850578006084"}]})",
          R"("persons_merged":{"other":{"scheme":"ft","value":"9"}})",
          R"("merge_undone":{"other":{"scheme":"ft","value":"9"}})",
          R"("correction":{"target":{"source":"dept","source_event_id":"o1"},"effective_date":"2024-03-05","received_date":"2024-03-06","fact":{"oriented":{"track":"SOCIAL","organisation":"ORG2"}}})",
          R"("retraction":{"target":{"source":"dept","source_event_id":"o1"},"reason":"entered in error"})",
      }) {
    events.push_back(EventJson(fact));
  }
  for (
      const char* fact : {
          R"("pact_adopted":{"pact":"id: 'p1' territory: '34'","valid_from":"2024-01-01"})",
          R"("pact_revised":{"pact":"pact { id: 'p1' }","valid_from":"2025-01-01"})",
      }) {
    events.push_back(PactJson(fact));
  }
  return events;
}

}  // namespace jalon::events
