#pragma once

#include "absl/status/status.h"

#include "services/jalond/server.h"

namespace jalon::server {

// INVALID_ARGUMENT: what is asked makes no sense; the message names the flag,
// what it was given, and what to give.
absl::Status CheckOptions(const ServerOptions& options);

}  // namespace jalon::server
