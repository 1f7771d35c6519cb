#include "libs/base/day.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

namespace jalon::base {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day Civil(Day day) {
  return year_month_day(sys_days(std::chrono::days(day)));
}

Day FromCivil(const year_month_day& date) {
  return static_cast<Day>(sys_days(date).time_since_epoch().count());
}

// The number that a few digits are; -1 for anything else.
int Digits(absl::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return -1;
    number = 10 * number + (c - '0');
  }
  return number;
}

}  // namespace

std::optional<Day> ParseDay(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const int year = Digits(text.substr(0, 4));
  const int month = Digits(text.substr(5, 2)), day = Digits(text.substr(8));
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const year_month_day date(std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return FromCivil(date);
}

std::string FormatDay(Day day) {
  if (day == kNoDay || day == kForever) return "";
  const year_month_day date = Civil(day);
  return absl::StrFormat("%04d-%02d-%02d", static_cast<int>(date.year()),
                         static_cast<unsigned>(date.month()),
                         static_cast<unsigned>(date.day()));
}

Day AddMonths(Day day, int months) {
  const year_month_day date = Civil(day);
  const year_month_day moved = date + std::chrono::months(months);
  if (moved.ok()) return FromCivil(moved);
  return FromCivil(moved.year() / moved.month() / std::chrono::last);
}

int CompletedYears(Day from, Day to) {
  const year_month_day a = Civil(from), b = Civil(to);
  int years = static_cast<int>(b.year()) - static_cast<int>(a.year());
  if (b.month() < a.month() || (b.month() == a.month() && b.day() < a.day())) {
    --years;
  }
  return years;
}

int CompletedMonths(Day from, Day to) {
  const year_month_day a = Civil(from), b = Civil(to);
  int months = (static_cast<int>(b.year()) - static_cast<int>(a.year())) * 12 +
               static_cast<int>(static_cast<unsigned>(b.month())) -
               static_cast<int>(static_cast<unsigned>(a.month()));
  while (AddMonths(from, months) > to) --months;
  return months;
}

Day CivilDay(absl::Time time, absl::TimeZone zone) {
  // The events of a batch are all recorded at one instant.
  struct Memo {
    absl::Time time = absl::InfinitePast();
    absl::TimeZone zone;
    Day day = kNoDay;
  };
  thread_local Memo memo;
  if (time == memo.time && zone == memo.zone) return memo.day;
  const absl::CivilDay civil = absl::ToCivilDay(time, zone);
  memo = {time, zone, static_cast<Day>(civil - absl::CivilDay(1970, 1, 1))};
  return memo.day;
}

absl::Time EndOfDay(Day day, absl::TimeZone zone) {
  const absl::CivilDay next = absl::CivilDay(1970, 1, 1) + day + 1;
  return absl::FromCivil(next, zone) - absl::Nanoseconds(1);
}

absl::TimeZone TerritoryTimeZone(absl::string_view territory) {
  static constexpr struct {
    absl::string_view territory;
    const char* zone;
  } kOverseas[] = {
      {"971", "America/Guadeloupe"},    {"972", "America/Martinique"},
      {"973", "America/Cayenne"},       {"974", "Indian/Reunion"},
      {"975", "America/Miquelon"},      {"976", "Indian/Mayotte"},
      {"977", "America/St_Barthelemy"}, {"978", "America/Marigot"},
  };
  const char* name = "Europe/Paris";
  for (const auto& entry : kOverseas) {
    if (entry.territory == territory) name = entry.zone;
  }
  absl::TimeZone zone;
  absl::LoadTimeZone(name, &zone);
  return zone;
}

bool IsTerritory(absl::string_view t) {
  if (t == "2A" || t == "2B" || t == "69D" || t == "69M") return true;
  int number = 0;
  if (!std::all_of(t.begin(), t.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(t, &number)) {
    return false;
  }
  if (t.size() == 2) return number >= 1 && number <= 95 && number != 20;
  return t.size() == 3 && number >= 971 && number <= 978;
}

}  // namespace jalon::base
