#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace jalon::base {

using Digest256 = std::array<uint8_t, 32>;

// SHA-256. Threads: safe (a context a thread).
Digest256 Sha256(absl::string_view bytes);

// Lower-case hexadecimal.
std::string Hex(const Digest256& digest);

}  // namespace jalon::base
