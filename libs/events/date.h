#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "libs/base/day.h"

namespace jalon::events {

// An RFC 3339 instant, "2024-12-31T23:30:00.5+01:00" or with "Z"; nullopt for
// anything else.
std::optional<absl::Time> ReadInstant(absl::string_view text);

// A date as partners write it: "YYYY-MM-DD", or an instant, which is read as
// the civil date of `zone`. nullopt for anything else, the empty text included.
std::optional<base::Day> ReadDay(absl::string_view text, absl::TimeZone zone);

}  // namespace jalon::events
