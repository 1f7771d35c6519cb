#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace jalon::base {

// A civil date, as the number of days since 1970-01-01 (proleptic Gregorian).
// A delay from a to b is b - a.
using Day = int32_t;

inline constexpr Day kNoDay = INT32_MIN;    // Not given, unknown.
inline constexpr Day kForever = INT32_MAX;  // End of an open interval.

// Strict "YYYY-MM-DD"; nullopt for anything else, 30 February included.
std::optional<Day> ParseDay(absl::string_view text);

// "YYYY-MM-DD"; "" for kNoDay and kForever.
std::string FormatDay(Day day);

// The same day number `months` later, clamped to the month's end
// (31 December + 2 months = 28 or 29 February).
Day AddMonths(Day day, int months);

// The day on which an anniversary counts as reached: someone born on
// 29 February turns a year older on 1 March of a common year.
int CompletedYears(Day from, Day to);

// Whole months from one day to another, by the clamped anniversary.
int CompletedMonths(Day from, Day to);

// The civil date of an instant.
Day CivilDay(absl::Time time, absl::TimeZone zone);

// The last instant of a civil day: known_at of that day holds it.
absl::Time EndOfDay(Day day, absl::TimeZone zone);

// The time zone of a territory (INSEE code of the département). Europe/Paris
// for the metropolitan ones; UTC never.
absl::TimeZone TerritoryTimeZone(absl::string_view territory);

// Whether the text is the INSEE code of a département or collectivité.
bool IsTerritory(absl::string_view territory);

}  // namespace jalon::base
