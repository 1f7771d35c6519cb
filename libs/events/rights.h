#pragma once

#include <optional>
#include <string>

#include "absl/types/span.h"

#include "jalon/v1/event.pb.h"
#include "libs/events/accept.h"

namespace jalon::events {

// What the caller may write. Views: the lists must outlive it. "*" = all.
struct WriteRights {
  bool any_source = false;  // Any source, kind and target.
  bool may_give_recorded_at = false;
  absl::Span<const std::string> sources;
  absl::Span<const std::string> kinds;        // "oriented"
  absl::Span<const std::string> may_correct;  // Other sources.
};

// SOURCE_FORBIDDEN: the source or the kind is not the caller's (for a
// correction, the kind of its fact too), or recorded_at is given without the
// right to.
std::optional<Fault> CheckSource(const v1::Event& event,
                                 const WriteRights& rights);

// TARGET_FORBIDDEN: a correction or a retraction aims at another source's
// event without the right to.
std::optional<Fault> CheckTarget(const v1::Event& event,
                                 const WriteRights& rights);

}  // namespace jalon::events
