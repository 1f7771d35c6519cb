#pragma once

#include <cstdint>

#include "libs/base/day.h"
#include "libs/pathway/string_table.h"

namespace jalon::pathway {

using base::Day;

// The facts, in the order of the table of spec §2: the order of one day.
// Persisted in ledger records: do not renumber.
enum class Kind : uint8_t {
  kNone = 0,
  kEntitlementOpened = 1,
  kEntitlementSuspended = 2,
  kEntitlementResumed = 3,
  kEntitlementClosed = 4,
  kObligationsChanged = 5,
  kOriented = 6,
  kOrientationEnded = 7,
  kReferentAssigned = 8,
  kReferentReleased = 9,
  kAppointment = 10,
  kContractSigned = 11,
  kContractEnded = 12,
  kActionEnrolled = 13,
  kActionEnded = 14,
  kExitToEmployment = 15,
  kEmploymentEnded = 16,
  kEmploymentAttested = 17,
  kSanctionImposed = 18,
  kSanctionLifted = 19,
  kAbsenceJustified = 20,
  kBarrierIdentified = 21,
  kBarrierLifted = 22,
  kProfileStated = 23,
  kPersonLinked = 24,
  kPersonsMerged = 25,
  kMergeUndone = 26,
  kCorrection = 27,
  kRetraction = 28,
  kPactAdopted = 29,
  kPactRevised = 30,
};

// Bits of Event::flags.
inline constexpr uint8_t kTemporary = 1;     // referent_assigned / released
inline constexpr uint8_t kByDefault = 2;     // oriented
inline constexpr uint8_t kJustified = 4;     // action_ended
inline constexpr uint8_t kYes = 8;           // subject / in_employment /
                                             // subject_to_obligations
inline constexpr uint8_t kYesKnown = 16;     // the boolean above is given
inline constexpr uint8_t kNumberKnown = 32;  // `number` is given

// One event as the fold reads it: what is not needed to fold stays in the
// ledger. Plain data; texts are ids of the territory's StringTable. Enums are
// the numbers of jalon.v1 (proto/jalon/v1/event.proto).
//
// clang-format off
//
// | kind                | code          | code2   | day2              | ref          | ref2       | organisation | number |
// |---------------------|---------------|---------|-------------------|--------------|------------|--------------|--------|
// | entitlement_opened  | origin        |         | claim_date        | household    | from terr. |              |        |
// | entitlement_susp.   | reason        |         |                   |              |            |              |        |
// | entitlement_resumed | reason        |         |                   |              |            |              |        |
// | entitlement_closed  | reason        |         |                   | to territory |            |              |        |
// | oriented            | track         |         | notified_on       |              |            | yes          |        |
// | orientation_ended   |               |         |                   | reason       |            |              |        |
// | referent_assigned   |               |         |                   | referent     |            | yes          |        |
// | referent_released   |               |         |                   | reason       |            |              |        |
// | appointment         | purpose       | outcome | booked_on         |              |            | yes          |        |
// | contract_signed     | kind          |         | last_day + 1      | contract_id  |            | yes          | actions, bit n = category n |
// | contract_ended      |               |         |                   | contract_id  | reason     |              |        |
// | action_enrolled     |               |         | planned_last + 1  | enrolment_id | action     | yes          |        |
// | action_ended        | outcome       |         |                   | enrolment_id |            |              |        |
// | exit_to_employment  | contract type |         | expected_last + 1 |              |            |              | weekly hours |
// | sanction_imposed    | level         |         | last_day + 1      |              |            |              | rate percent |
// | absence_justified   | reason        |         | last_day + 1      |              |            |              |        |
// | barrier_*           | barrier       |         |                   |              |            |              |        |
// | profile_stated      | sex           | family  | birth_date        | education    | commune    |              | children |
//
// A code of 0 and a day2 of kNoDay mean "not given".
// clang-format on
struct Event {
  uint64_t position = 0;
  Day effective = base::kNoDay;
  Day received = base::kNoDay;
  Day day2 = base::kNoDay;
  StringId source = 0;
  StringId key = 0;  // source_event_id
  StringId ref = 0;
  StringId ref2 = 0;
  StringId organisation = 0;
  uint32_t number = 0;
  Kind kind = Kind::kNone;
  uint8_t code = 0;
  uint8_t code2 = 0;
  uint8_t flags = 0;

  friend bool operator==(const Event&, const Event&) = default;
};

// The order of spec §3: effective date, kind, source, source_event_id
// (bytewise). Total over events of one territory.
bool Before(const Event& a, const Event& b, const StringTable& strings);

}  // namespace jalon::pathway
