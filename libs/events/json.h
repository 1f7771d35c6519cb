#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "jalon/v1/event.pb.h"

namespace jalon::events {

// Reads one event in JSON, snake_case or lowerCamelCase; null is absent. What
// the contract does not have is kept, so that the service refuses it as any
// other item: an enum name as the number -1; a member, with all that it holds,
// as the field kUnknownMember of its message; a number out of range as
// 4294967295.
// INVALID_ARGUMENT: not JSON, a member of the wrong type or given twice, two
// facts. The message names the member and bears no value.
absl::StatusOr<v1::Event> ParseEventJson(absl::string_view json);

// One line, snake_case, without what is not set. "" when a text is not UTF-8.
std::string FormatEventJson(const v1::Event& event);

// Number of the unknown field that stands for an unknown member. It holds the
// member's name when IsMemberName, else nothing.
inline constexpr int kUnknownMember = 100;

// Looks like a member of a contract, so that it may be shown: letters, digits
// and underscores, at most 64.
bool IsMemberName(absl::string_view name);

}  // namespace jalon::events
