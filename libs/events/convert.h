#pragma once

#include "absl/time/time.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/day.h"
#include "libs/events/identifiers.h"  // IWYU pragma: export
#include "libs/events/kind.h"         // IWYU pragma: export
#include "libs/pathway/event.h"
#include "libs/pathway/string_table.h"
#include "libs/pathway/visible.h"

namespace jalon::events {

struct ConvertContext {
  absl::TimeZone time_zone;  // The territory's: instants become its dates.
};

// The event as the fold reads it (table in libs/pathway/event.h). `received`
// is the day given, else `recorded_day`; inclusive last days become the first
// day no longer covered. `position` and the key stay 0: the caller knows them.
//
// Made for events that Check accepts; of others, what cannot be read is as if
// not given. Texts are interned in `strings`.
pathway::Event ToRow(const v1::Event& event, base::Day recorded_day,
                     const ConvertContext& context,
                     pathway::StringTable* strings);

// Whether ToAmendment applies.
inline bool IsAmendment(const v1::Event& event) {
  return event.has_correction() || event.has_retraction();
}

// What it is aimed at. Requires: IsAmendment.
inline const v1::EventKey& TargetOf(const v1::Event& event) {
  return event.has_correction() ? event.correction().target()
                                : event.retraction().target();
}

// A correction or a retraction. `position` and the keys stay 0. A correction
// whose fact is itself a correction gives the members of the inner one, and the
// outer dates where the inner one has none; the inner target is not read.
pathway::Amendment ToAmendment(const v1::Event& event,
                               const ConvertContext& context,
                               pathway::StringTable* strings);

}  // namespace jalon::events
