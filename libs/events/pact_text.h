#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "jalon/v1/pact.pb.h"

namespace jalon::events {

// The pact of a pact_adopted or pact_revised event: the textproto of a Pact,
// or of a PactFile as the files of deploy/pacts are.
// INVALID_ARGUMENT: neither; the message names the line.
absl::StatusOr<v1::Pact> ParsePactText(absl::string_view text);

}  // namespace jalon::events
