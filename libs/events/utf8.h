#pragma once

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"

namespace jalon::events {

// The number of characters (code points) of a UTF-8 text; nullopt when it is
// not UTF-8: overlong forms, surrogates and truncated characters included.
std::optional<size_t> CountCharacters(absl::string_view text);

}  // namespace jalon::events
