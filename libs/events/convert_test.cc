#include "libs/events/convert.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

#include "libs/events/json.h"
#include "libs/events/testing/sample_events.h"

namespace jalon::events {
namespace {

using base::kNoDay;
using base::ParseDay;
using pathway::Event;
using pathway::Kind;

class ConvertTest : public testing::Test {
 protected:
  v1::Event Parse(const std::string& json) {
    auto event = ParseEventJson(json);
    EXPECT_TRUE(event.ok()) << event.status() << "\n" << json;
    return event.ok() ? *event : v1::Event();
  }
  Event Row(const v1::Event& event) {
    return ToRow(event, *ParseDay("2024-03-12"), paris_, &strings_);
  }
  Event RowOf(Kind kind) {
    return Row(Parse(EventOfEveryKind()[static_cast<size_t>(kind) - 1]));
  }
  pathway::Amendment AmendmentOf(const std::string& fact) {
    return ToAmendment(Parse(EventJson(fact)), paris_, &strings_);
  }
  std::string Text(pathway::StringId id) {
    return std::string(strings_.Get(id));
  }

  ConvertContext paris_{base::TerritoryTimeZone("34")};
  pathway::StringTable strings_;
};

TEST_F(ConvertTest, KindsFollowTheOrderOfTheContract) {
  const auto events = EventOfEveryKind();
  for (size_t i = 0; i < events.size(); ++i) {
    const auto kind = static_cast<Kind>(i + 1);
    const v1::Event event = Parse(events[i]);
    EXPECT_EQ(KindOf(event), kind);
    EXPECT_EQ(FindKind(KindName(kind)), kind);
    EXPECT_EQ(Row(event).kind, kind);
    EXPECT_NE(events[i].find(std::string(KindName(kind))), std::string::npos);
  }
  EXPECT_EQ(KindOf(v1::Event()), Kind::kNone);
  EXPECT_EQ(KindName(Kind::kNone), "");
  EXPECT_EQ(FindKind("entitlement_reopened"), std::nullopt);
}

TEST_F(ConvertTest, EnvelopeAndDefaultReceivedDate) {
  v1::Event event = Parse(EventJson(R"("sanction_lifted":{})"));
  const Event row = Row(event);
  EXPECT_EQ(row.effective, *ParseDay("2024-03-10"));
  EXPECT_EQ(row.received, *ParseDay("2024-03-12"));
  EXPECT_EQ(row.day2, kNoDay);

  event.set_received_date("2024-03-11");
  EXPECT_EQ(Row(event).received, *ParseDay("2024-03-11"));
}

// Edge case 74.
TEST_F(ConvertTest, InstantsAreCivilDatesOfTheTerritory) {
  v1::Event event = Parse(EventJson(R"("sanction_lifted":{})"));
  event.set_effective_date("2024-12-31T23:30:00Z");
  EXPECT_EQ(Row(event).effective, *ParseDay("2025-01-01"));

  const ConvertContext reunion{base::TerritoryTimeZone("974")};
  event.set_effective_date("2024-06-30T19:59:59Z");
  EXPECT_EQ(ToRow(event, 0, reunion, &strings_).effective,
            *ParseDay("2024-06-30"));
  event.set_effective_date("2024-06-30T20:00:00Z");
  EXPECT_EQ(ToRow(event, 0, reunion, &strings_).effective,
            *ParseDay("2024-07-01"));
}

TEST_F(ConvertTest, EntitlementOpened) {
  const Event row = RowOf(Kind::kEntitlementOpened);
  EXPECT_EQ(row.code, v1::EntitlementOpened::TRANSFER_IN);
  EXPECT_EQ(row.day2, *ParseDay("2024-03-02"));
  EXPECT_EQ(Text(row.ref), "H1");
  EXPECT_EQ(Text(row.ref2), "30");
  EXPECT_EQ(row.flags, pathway::kYesKnown);
}

TEST_F(ConvertTest, EntitlementAndObligations) {
  EXPECT_EQ(RowOf(Kind::kEntitlementSuspended).code,
            v1::EntitlementSuspended::RESOURCES);
  EXPECT_EQ(RowOf(Kind::kEntitlementResumed).code,
            v1::EntitlementSuspended::ADMINISTRATIVE);
  const Event closed = RowOf(Kind::kEntitlementClosed);
  EXPECT_EQ(closed.code, v1::EntitlementClosed::TRANSFER_OUT);
  EXPECT_EQ(Text(closed.ref), "2A");
  EXPECT_EQ(RowOf(Kind::kObligationsChanged).flags,
            pathway::kYes | pathway::kYesKnown);
}

TEST_F(ConvertTest, OrientationAndReferent) {
  const Event oriented = RowOf(Kind::kOriented);
  EXPECT_EQ(oriented.code, v1::Oriented::SOCIAL);
  EXPECT_EQ(oriented.day2, *ParseDay("2024-03-20"));
  EXPECT_EQ(Text(oriented.organisation), "ORG1");
  EXPECT_EQ(oriented.flags, pathway::kByDefault);
  EXPECT_EQ(Text(RowOf(Kind::kOrientationEnded).ref), "REORIENTATION");

  const Event assigned = RowOf(Kind::kReferentAssigned);
  EXPECT_EQ(Text(assigned.ref), "R1");
  EXPECT_EQ(Text(assigned.organisation), "ORG1");
  EXPECT_EQ(assigned.flags, pathway::kTemporary);
  const Event released = RowOf(Kind::kReferentReleased);
  EXPECT_EQ(Text(released.ref), "DEPARTURE");
  EXPECT_EQ(released.flags, pathway::kTemporary);
}

TEST_F(ConvertTest, AppointmentAndContract) {
  const Event appointment = RowOf(Kind::kAppointment);
  EXPECT_EQ(appointment.code, v1::Appointment::FOLLOW_UP);
  EXPECT_EQ(appointment.code2, v1::Appointment::NO_SHOW);
  EXPECT_EQ(appointment.day2, *ParseDay("2024-02-20"));
  EXPECT_EQ(Text(appointment.organisation), "ORG1");

  const Event contract = RowOf(Kind::kContractSigned);
  EXPECT_EQ(contract.code, v1::ContractSigned::CER);
  EXPECT_EQ(contract.day2, *ParseDay("2026-03-10"));
  EXPECT_EQ(Text(contract.ref), "K1");
  EXPECT_EQ(Text(contract.organisation), "ORG1");
  EXPECT_EQ(contract.number, 1u << 1 | 1u << 15);
  const Event ended = RowOf(Kind::kContractEnded);
  EXPECT_EQ(Text(ended.ref), "K1");
  EXPECT_EQ(Text(ended.ref2), "REVISED");
}

TEST_F(ConvertTest, Enrolment) {
  const Event enrolled = RowOf(Kind::kActionEnrolled);
  EXPECT_EQ(enrolled.day2, *ParseDay("2024-04-01"));
  EXPECT_EQ(Text(enrolled.ref), "N1");
  EXPECT_EQ(Text(enrolled.ref2), "A1");
  EXPECT_EQ(Text(enrolled.organisation), "ORG2");
  const Event ended = RowOf(Kind::kActionEnded);
  EXPECT_EQ(ended.code, v1::ActionEnded::ABANDONED);
  EXPECT_EQ(Text(ended.ref), "N1");
  EXPECT_EQ(ended.flags, pathway::kJustified);
}

TEST_F(ConvertTest, Employment) {
  const Event job = RowOf(Kind::kExitToEmployment);
  EXPECT_EQ(job.code, v1::ExitToEmployment::CDD);
  EXPECT_EQ(job.day2, *ParseDay("2024-10-01"));
  EXPECT_EQ(job.number, 24u);
  EXPECT_EQ(job.flags, pathway::kNumberKnown);
  EXPECT_EQ(RowOf(Kind::kEmploymentAttested).flags, pathway::kYesKnown);
}

TEST_F(ConvertTest, SanctionAbsenceBarrier) {
  const Event sanction = RowOf(Kind::kSanctionImposed);
  EXPECT_EQ(sanction.code, 2);
  EXPECT_EQ(sanction.day2, *ParseDay("2024-05-01"));
  EXPECT_EQ(sanction.number, 80u);
  EXPECT_EQ(sanction.flags, pathway::kNumberKnown);
  const Event absence = RowOf(Kind::kAbsenceJustified);
  EXPECT_EQ(absence.code, v1::AbsenceJustified::ILLNESS);
  EXPECT_EQ(absence.day2, *ParseDay("2024-03-11"));
  EXPECT_EQ(RowOf(Kind::kBarrierIdentified).code,
            v1::BarrierIdentified::HOUSING);
  EXPECT_EQ(RowOf(Kind::kBarrierLifted).code, v1::BarrierIdentified::SKILLS);
}

TEST_F(ConvertTest, Profile) {
  const Event profile = RowOf(Kind::kProfileStated);
  EXPECT_EQ(profile.code, v1::ProfileStated::F);
  EXPECT_EQ(profile.code2, v1::ProfileStated::COUPLE_WITH_CHILD);
  EXPECT_EQ(profile.day2, *ParseDay("1985-05-02"));
  EXPECT_EQ(Text(profile.ref), "IV");
  EXPECT_EQ(Text(profile.ref2), "34172");
  EXPECT_EQ(profile.number, 0u);
  EXPECT_EQ(profile.flags, pathway::kNumberKnown);
}

TEST_F(ConvertTest, WhatIsNotGivenIsNotKnown) {
  const Event opened =
      Row(Parse(EventJson(R"("entitlement_opened":{"origin":"NEW"})")));
  EXPECT_EQ(opened.day2, kNoDay);
  EXPECT_EQ(opened.flags, 0);
  EXPECT_EQ(opened.ref, 0u);

  const Event job =
      Row(Parse(EventJson(R"("exit_to_employment":{"contract_type":"CDI"})")));
  EXPECT_EQ(job.day2, kNoDay);
  EXPECT_EQ(job.flags, 0);
}

TEST_F(ConvertTest, Retraction) {
  const std::string fact =
      R"("retraction":{"target":{"source":"caf","source_event_id":"o1"},"reason":"r"})";

  EXPECT_TRUE(AmendmentOf(fact).is_retraction);
  const v1::Event event = Parse(EventJson(fact));
  EXPECT_EQ(TargetOf(event).source(), "caf");
  EXPECT_EQ(TargetOf(event).source_event_id(), "o1");
}

TEST_F(ConvertTest, CorrectionReplacesWhatItGives) {
  const auto dates = AmendmentOf(
      R"("correction":{"target":{"source":"caf","source_event_id":"o1"},"effective_date":"2024-03-05"})");
  EXPECT_EQ(dates.effective, *ParseDay("2024-03-05"));
  EXPECT_EQ(dates.received, kNoDay);
  EXPECT_FALSE(dates.has_fact);
  EXPECT_FALSE(dates.is_retraction);

  const auto fact = AmendmentOf(
      R"("correction":{"target":{"source":"caf","source_event_id":"o1"},"received_date":"2024-03-06","fact":{"oriented":{"track":"SOCIAL","organisation":"ORG2"}}})");
  EXPECT_EQ(fact.effective, kNoDay);
  EXPECT_EQ(fact.received, *ParseDay("2024-03-06"));
  ASSERT_TRUE(fact.has_fact);
  EXPECT_FALSE(fact.fact_is_correction);
  EXPECT_EQ(fact.fact.kind, Kind::kOriented);
  EXPECT_EQ(fact.fact.code, v1::Oriented::SOCIAL);
  EXPECT_EQ(Text(fact.fact.organisation), "ORG2");
}

TEST_F(ConvertTest, CorrectionOfACorrectionGivesTheInnerMembers) {
  const auto amendment = AmendmentOf(
      R"("correction":{"target":{"source":"caf","source_event_id":"c1"},)"
      R"("effective_date":"2024-03-01","received_date":"2024-03-02",)"
      R"("fact":{"correction":{"effective_date":"2024-03-05",)"
      R"("fact":{"barrier_lifted":{"barrier":"HEALTH"}}}}})");

  EXPECT_TRUE(amendment.fact_is_correction);
  EXPECT_EQ(amendment.effective, *ParseDay("2024-03-05"));
  EXPECT_EQ(amendment.received, *ParseDay("2024-03-02"));
  ASSERT_TRUE(amendment.has_fact);
  EXPECT_EQ(amendment.fact.kind, Kind::kBarrierLifted);
  EXPECT_EQ(amendment.fact.code, v1::BarrierIdentified::HEALTH);
}

}  // namespace
}  // namespace jalon::events
