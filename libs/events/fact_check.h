#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/day.h"
#include "libs/events/accept.h"
#include "libs/pathway/event.h"

// The parts of Check: one function a shape. Fields of faults are relative to
// the message checked; Within puts the path in front.
namespace jalon::events {

inline constexpr int kMaxListSize = 64;
inline constexpr size_t kMaxCharacters = 200;
inline constexpr size_t kMaxPactBytes = 1 << 20;
inline constexpr base::Day kMaxDaysAhead = 366;

struct FactContext {
  absl::TimeZone time_zone;
  absl::string_view territory;
  base::Day latest = base::kNoDay;  // Of dates that are not planned.
  base::Day start = base::kNoDay;   // Effective date; kNoDay = not known here.
};

Fault Within(absl::string_view path, Fault fault);

Fault Missing(absl::string_view field);
Fault TooLongList(absl::string_view field);
// A member that the contract does not have.
Fault Unknown(absl::string_view field);
bool HasUnknown(const google::protobuf::Message& message);
// The name that ParseEventJson kept of a member that is not known; or "".
std::string UnknownMemberName(const google::protobuf::Message& message);

// MALFORMED not UTF-8; FIELD_TOO_LONG.
std::optional<Fault> CheckText(absl::string_view text, absl::string_view field);

// BAD_DATE, DATE_OUT_OF_RANGE; `day` is what was read.
std::optional<Fault> CheckDay(absl::string_view text, absl::string_view field,
                              const FactContext& context, base::Day* day);

std::optional<Fault> CheckIdentifier(const v1::Identifier& identifier);

// Any fact but a correction.
std::optional<Fault> CheckFact(pathway::Kind kind,
                               const google::protobuf::Message& fact,
                               const FactContext& context);

std::optional<Fault> CheckCorrection(const v1::Correction& correction,
                                     const FactContext& context);

}  // namespace jalon::events
