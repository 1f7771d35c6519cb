#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "jalon/v1/event.pb.h"

namespace jalon::events {

// Reads one event in JSON, snake_case or lowerCamelCase. An enum name that is
// not known becomes the number -1, a fact that is not known an unknown field,
// so that the service refuses them with UNKNOWN_ENUM and UNKNOWN_FACT as any
// other item. INVALID_ARGUMENT: not JSON, or a member of the wrong type.
absl::StatusOr<v1::Event> ParseEventJson(absl::string_view json);

// One line, snake_case, without what is not set.
std::string FormatEventJson(const v1::Event& event);

}  // namespace jalon::events
