#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/day.h"
#include "libs/pathway/event.h"

namespace jalon::pathway {

// Everything below is of one person, on one as_of, from one fold. Intervals
// are [start, end); an end of base::kForever means still open. Indexes
// `event` point into Pathway::events; -1 = none. `spell` is an index into
// Pathway::spells; -1 = belongs to none. Codes are the numbers of jalon.v1.

struct Spell {
  Day start = 0;
  Day end = base::kForever;
  uint8_t close_reason = 0;       // EntitlementClosed.Reason; 0 = open.
  uint8_t origin = 0;             // Of the first opening.
  Day received = base::kNoDay;    // Received date of the first opening.
  Day claim_date = base::kNoDay;  // Of the last opening that gives one.
  StringId household = 0;         // Of the last opening that gives one.
  int first_opening = -1;         // Event.
  int claim_event = -1;           // The opening that gives claim_date.
  int closing = -1;               // Event; -1 while open.
  std::vector<int> openings;      // Events.
};

struct Suspension {
  Day start, end;
  uint8_t reason;
  int spell;
  int event;
};

struct Obligation {  // Stated value; days not covered by one are unknown.
  Day start, end;
  bool subject;
  int spell;
  int event;
};

struct Justified {
  Day start, end;
  uint8_t reason;
  int spell;
  int event;
};

struct Sanction {
  Day start, end;
  uint8_t level;
  uint32_t rate_percent;
  int spell;
  int event;
};

// An orientation is kept even when its interval holds no day: its milestone
// exists (end == start).
struct Orientation {
  Day start, end;
  uint8_t track;
  bool by_default;
  StringId organisation;
  Day notified_on;
  int spell;
  int event;
  Day received;
};

struct Referent {
  Day start, end;
  StringId organisation;
  StringId referent;
  bool temporary;
  int spell;
  int event;
};

struct Contract {
  Day start, end;
  StringId source, contract_id;
  uint8_t kind;
  StringId organisation;
  uint32_t actions;  // Bit n = category n.
  int event;
};

struct Enrolment {
  Day start, end;
  StringId source, enrolment_id;
  StringId action;
  StringId organisation;
  uint8_t outcome;  // ActionEnded.Outcome; 0 = open (or ended by death).
  bool justified;
  int event;
  int end_event;  // The action_ended; -1 = none.
};

struct Job {
  Day start, end;
  uint8_t contract_type;
  int event;
  bool ended;  // By an employment_ended, a negative attestation or a death.
};

struct Appointment {
  Day day;
  uint8_t purpose, outcome;
  StringId organisation;
  Day booked_on;
  int spell;
  int event;
};

struct Attestation {
  Day day;
  bool in_employment;
  int event;
};

struct BarrierInterval {
  uint8_t barrier;
  Day start, end;
  int event;
};

// The values in force from `from` on.
struct ProfileValues {
  Day from = 0;
  Day birth_date = base::kNoDay;
  uint8_t sex = 0;
  uint8_t family = 0;
  std::optional<uint32_t> children;
  StringId education = 0;
  StringId commune = 0;
};

// Codes of flags, as docs/figures.md lists them.
struct Flag {
  const char* code;  // Static text, "ORIENTATION_OUTSIDE_SPELL".
  int event;
};

inline constexpr char kAfterDeath[] = "AFTER_DEATH";
// Every code that the fold gives.
inline constexpr std::array<const char*, 12> kFlagCodes = {
    kAfterDeath,
    "EMPTY_SPELL",
    "END_WITHOUT_START",
    "OPENING_WHILE_OPEN",
    "SPELL_GAP_BRIDGED",
    "ORIENTATION_OUTSIDE_SPELL",
    "REFERENT_OUTSIDE_SPELL",
    "REFERENT_WITHOUT_ORIENTATION",
    "ABSENCE_OUTSIDE_SPELL",
    "SUSPENDED_OUTSIDE_SPELL",
    "OBLIGATION_OUTSIDE_SPELL",
    "SANCTION_OUTSIDE_SPELL"};

struct Pathway {
  Day as_of = 0;
  Day death = base::kNoDay;
  std::vector<Event> events;  // Visible, in the order of spec §3.
  std::vector<Spell> spells;
  std::vector<Suspension> suspensions;
  std::vector<Obligation> obligations;
  std::vector<Justified> justified;
  std::vector<Sanction> sanctions;
  std::vector<Orientation> orientations;
  std::vector<Referent> referents;
  std::vector<Contract> contracts;
  std::vector<Enrolment> enrolments;
  std::vector<Job> jobs;
  std::vector<Appointment> appointments;  // By day.
  std::vector<Attestation> attestations;
  std::vector<BarrierInterval> barriers;
  std::vector<ProfileValues> profile;  // By `from`, cumulative.
  std::vector<Flag> flags;

  void Clear();

  // Profile in force on a day; empty values before the first statement.
  ProfileValues ProfileOn(Day day) const;
  // Sex and birth date as last known by as_of (spec §7).
  ProfileValues LastProfile() const;
  // Index of the spell that holds the day; -1 = none.
  int SpellOn(Day day) const;
  // The orientation in force on the day; nullptr = none.
  const Orientation* OrientationOn(Day day) const;
  // The referent in force on the day: the stand-in if there is one, else the
  // main one; nullptr = none.
  const Referent* ReferentOn(Day day) const;
  const Contract* ContractOn(Day day) const;
};

// Whether anything but profiles is known by as_of: who is only named is not
// counted among the persons without a spell.
bool HasPathwayFact(const Pathway& pathway);

// A set of days as sorted disjoint intervals [start, end).
struct Interval {
  Day start, end;
  friend bool operator==(const Interval&, const Interval&) = default;
};

// Exposed days (spec §6): in a spell, not suspended for RESOURCES, not in
// employment, not in a justified window, obligation not stated false; cut at
// as_of, that day included. Sorted, disjoint.
std::vector<Interval> ExposedDays(const Pathway& pathway);

// Days of a sorted disjoint set in [start, end).
int64_t CountDays(const std::vector<Interval>& days, Day start, Day end);

// Bands as figures and pages name them.
const char* AgeBand(Day birth_date, Day on);     // "<25" … ">=60", "UNKNOWN"
const char* SeniorityBand(Day opening, Day on);  // "<6m" … ">=5y", "UNKNOWN"

}  // namespace jalon::pathway
