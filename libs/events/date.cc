#include "libs/events/date.h"

#include <cstdint>

#include "absl/strings/ascii.h"

namespace jalon::events {
namespace {

constexpr int64_t kSecondsOfDay = 24 * 60 * 60;

// Two digits at most `limit`; -1 otherwise.
int TwoDigits(absl::string_view text, size_t at, int limit) {
  if (at + 2 > text.size() || !absl::ascii_isdigit(text[at]) ||
      !absl::ascii_isdigit(text[at + 1])) {
    return -1;
  }
  const int number = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return number <= limit ? number : -1;
}

// The offset from UTC in seconds: "Z", "+01:00", "-04:30".
std::optional<int> ReadOffset(absl::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') ||
      text[3] != ':') {
    return std::nullopt;
  }
  const int hours = TwoDigits(text, 1, 23), minutes = TwoDigits(text, 4, 59);
  if (hours < 0 || minutes < 0) return std::nullopt;
  const int seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

// Consumes ".123" at the front; false when a dot has no digit after it.
bool ReadFraction(absl::string_view* text, absl::Duration* fraction) {
  *fraction = absl::ZeroDuration();
  if (text->empty() || text->front() != '.') return true;
  text->remove_prefix(1);
  if (text->empty() || !absl::ascii_isdigit(text->front())) return false;
  absl::Duration unit = absl::Milliseconds(100);
  while (!text->empty() && absl::ascii_isdigit(text->front())) {
    *fraction += unit * (text->front() - '0');
    unit /= 10;
    text->remove_prefix(1);
  }
  return true;
}

}  // namespace

std::optional<absl::Time> ReadInstant(absl::string_view text) {
  if (text.size() < 20 || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  const std::optional<base::Day> day = base::ParseDay(text.substr(0, 10));
  const int hour = TwoDigits(text, 11, 23), minute = TwoDigits(text, 14, 59),
            second = TwoDigits(text, 17, 60);  // 60: a leap second.
  if (!day || hour < 0 || minute < 0 || second < 0) return std::nullopt;
  text.remove_prefix(19);
  absl::Duration fraction;
  if (!ReadFraction(&text, &fraction)) return std::nullopt;
  const std::optional<int> offset = ReadOffset(text);
  if (!offset) return std::nullopt;
  return absl::FromUnixSeconds(*day * kSecondsOfDay + hour * 3600 +
                               minute * 60 + second - *offset) +
         fraction;
}

std::optional<base::Day> ReadDay(absl::string_view text, absl::TimeZone zone) {
  if (text.size() <= 10) return base::ParseDay(text);
  const std::optional<absl::Time> instant = ReadInstant(text);
  if (!instant) return std::nullopt;
  return base::CivilDay(*instant, zone);
}

}  // namespace jalon::events
