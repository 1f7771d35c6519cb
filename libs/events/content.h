#pragma once

#include <string>

#include "jalon/v1/event.pb.h"
#include "libs/base/digest.h"

namespace jalon::events {

// SHA-256; the same type as ledger::Digest.
using Digest = base::Digest256;

// The canonical bytes of an event's content: all but `recorded_at`. Two events
// have the same bytes when they say the same: the spelling of JSON members,
// null members and the order of a list make no difference. Texts count as
// sent. The format is docs/decisions/0003-canonical-content.md.
// Requires: Check accepts the event (unknown fields are not in the bytes).
std::string CanonicalContent(const v1::Event& event);

// SHA-256 of CanonicalContent. Threads: safe.
Digest ContentDigest(const v1::Event& event);

}  // namespace jalon::events
