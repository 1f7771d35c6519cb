#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

#include "libs/pathway/event.h"

namespace jalon::pathway {

// The key of an event within a territory.
struct EventKey {
  StringId source = 0;
  StringId key = 0;
  friend bool operator==(const EventKey&, const EventKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const EventKey& k) {
    return H::combine(std::move(h), k.source, k.key);
  }
};

// A correction or a retraction, as the visible set needs it.
struct Amendment {
  EventKey self;
  EventKey target;
  uint64_t position = 0;
  bool is_retraction = false;
  // Members replaced by a correction. A correction whose fact is itself a
  // correction's (correcting a correction) changes its members one by one.
  Day effective = base::kNoDay;  // kNoDay = as in the target.
  Day received = base::kNoDay;
  bool has_fact = false;
  Event fact;  // kind and payload; dates, key and position are not read.
  // Set when this correction's replacement fact is itself a `correction`
  // (jalon.v1.Correction in Fact): the corrected correction's new members.
  bool fact_is_correction = false;
};

// What amendments known at one position do to their targets.
struct Effects {
  absl::flat_hash_set<EventKey> hidden;  // Retracted, not visible.
  absl::flat_hash_map<EventKey, Amendment>
      changed;  // Visible target → the
                // members that replace its own.
};

// Resolves amendments (spec §3): only those with position <= known_at count;
// the last recorded correction of a target wins whole; a correction of a
// correction changes the replacement member by member; a retraction of a
// correction or of a retraction cancels it. Cycles, which intake refuses, are
// without effect. `amendments` in any order.
Effects Resolve(std::span<const Amendment> amendments, uint64_t known_at);

// The event with the members replaced.
Event Apply(const Event& target, const Amendment& change);

// Whether adding `added` to `amendments` would close a cycle of targets.
bool ClosesCycle(const absl::flat_hash_map<EventKey, EventKey>& target_of,
                 const EventKey& added, const EventKey& target);

}  // namespace jalon::pathway
