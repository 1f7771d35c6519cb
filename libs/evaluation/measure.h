#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/definition.pb.h"
#include "jalon/v1/pact.pb.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/pact_source.h"
#include "libs/evaluation/period.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// The measures of spec §7.
enum class MeasureKind : uint8_t {
  kEnrolments,
  kPersons,
  kOpen,
  kOccupancy,
  kCompletionRate,
  kAbandonmentRate,
  kEmploymentWithin,
  kEmployedAt,
  kBarrierLifted,
  kDelay,
  kBreaks,
  kContinuity,
  kOrientedRate,
  kOrientationMix,
  kContractRate,
};

enum class BreakStatistic : uint8_t {
  kCount,
  kPersons,
  kPer100PersonYears,
  kDaysInBreak,
};

// A class of a measure's units: UNKNOWN is in neither.
struct UnitClass {
  const char* name;
  bool in_numerator = false;
  bool in_denominator = false;
};

// An indicator, resolved.
struct Measure {
  const v1::Indicator* indicator = nullptr;
  MeasureKind kind = MeasureKind::kEnrolments;
  int days = 0;                   // Follow-up.
  std::vector<uint8_t> barriers;  // Empty = all.
  std::array<bool, kBreakTypes> types{};
  BreakStatistic break_statistic = BreakStatistic::kCount;
  v1::DelayDefinition delay;
  std::string delay_statistic;
  v1::DelayDefinition::Population population = v1::DelayDefinition::NOT_EXEMPT;
  bool include_suspended = false;
  uint8_t track = 0;               // orientation_mix.
  std::vector<UnitClass> classes;  // By index; empty for plain counts.
  const char* unit = "";
};

inline constexpr size_t kMaxClasses = 16;

// INVALID_ARGUMENT: the measure or a parameter is unknown.
absl::StatusOr<Measure> ResolveMeasure(const v1::Indicator& indicator);

// What the measures read of one person.
struct PersonFacts {
  const pathway::Pathway& pathway;
  const std::vector<Break>& breaks;
};

// A unit of a measure. `day` is the day whose values class it in a breakdown
// (spec §7): the start of an enrolment, g0 of a break, as_of for a stock.
struct Unit {
  Day day;
  int enrolment = -1;  // Whose axes and funding the unit bears.
  int spell = -1;      // -1: the one that holds the day.
  uint8_t cls = 0;
  bool immature = false;  // Not followed for long enough: in no class.
  // Events of the pathway that make the unit and that decided its class.
  int event = -1, decided_by = -1;
  // The step that left it out (then no unit): AXIS, PERIOD, NOT_OPEN,
  // NO_CAPACITY, NOT_ENDED, BARRIER, NO_SPELL, SUSPENDED, POPULATION,
  // NOT_ORIENTED.
  const char* left_out = nullptr;
};

// Appends the person's units. None for delays, whose units are spells, and for
// continuity, which counts days. `left_out`, when given, gets what the steps
// left out.
void AppendUnits(const Measure& measure, const PersonFacts& person,
                 const Catalogue& catalogue, const Period& period,
                 std::vector<Unit>* out, std::vector<Unit>* left_out = nullptr);

// Whether the indicator's scope leaves the person out: AXIS keeps those
// enrolled on the axis on a day of the period.
bool InScope(const v1::Indicator& indicator, const pathway::Pathway& pathway,
             const Catalogue& catalogue, const Period& period);

}  // namespace jalon::evaluation
