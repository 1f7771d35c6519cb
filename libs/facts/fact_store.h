#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/time/time.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/day.h"
#include "libs/base/mutex.h"
#include "libs/events/convert.h"
#include "libs/facts/columns.h"
#include "libs/facts/key_index.h"
#include "libs/facts/stored_view.h"
#include "libs/facts/view.h"
#include "libs/identity/pseudonym.h"
#include "libs/identity/registry.h"

namespace jalon::facts {

// An event as the store takes it, made ahead of its turn.
struct Staged {
  pathway::Event row;  // Its position stays 0.
  identity::Node owner = 0;
  absl::InlinedVector<identity::Node, 4> person;  // Those that link, as given.
  std::vector<identity::Node> identities;         // Of an identity fact.
  std::optional<View::PactText> pact;
  std::optional<pathway::Amendment> amendment;
  uint64_t target_position = 0;  // Of the amendment; 0 = not yet.
};

struct FactStoreOptions {
  absl::TimeZone time_zone;                 // The territory's.
  identity::Pseudonyms pseudonyms;          // The ledger's.
  size_t max_views = 8;                     // Views kept, by position.
  size_t max_view_bytes = size_t{1} << 30;  // Of them all; one is always kept.
};

// The events of a territory as the fold needs them, in memory; never the
// truth: the same events applied in order of position give the same store.
//
// Threads: Stage, Apply and keys() by one writer; the rest safe.
// Lifetime: views outlive the store.
class FactStore {
 public:
  explicit FactStore(FactStoreOptions options);

  // Makes ready the event of the next position to be staged, whose key is then
  // found. New identifiers get the next numbers, so that staging events in
  // order of position, any number of them ahead of Apply, gives the same ones.
  // `owner` is the node the event is about: its smallest identifier in display
  // order; 0 = none. `received` is what the event gives or, failing that, the
  // civil date of its recording. `identity` is IdentityOf the event.
  // `key` is that of the event.
  Staged Stage(const v1::Event& event, const TextKey& key,
               const events::IdentityParts& identity, base::Day received);
  // What Stage looks up, somewhat ahead of it.
  void Prefetch(const TextKey& key,
                const events::IdentityParts& identity) const;
  // The event staged first of those not applied. `recorded`, its civil date of
  // recording, is not before the former event's.
  void Apply(Staged staged, base::Day recorded);
  // Both.
  void Apply(const v1::Event& event, base::Day received, base::Day recorded) {
    Apply(Stage(event, TextKey(event.source(), event.source_event_id()),
                events::IdentityOf(event), received),
          recorded);
  }
  // Recorded on the day it was received.
  void Apply(const v1::Event& event, base::Day received) {
    Apply(event, received, received);
  }

  // Keys of the events staged, and those that amendments name.
  KeyIndex& keys() { return keys_; }

  uint64_t head() const { return columns_->size(); }
  // As known at a position (clamped to the head). Built on the calling thread
  // unless it is kept; the same position gives the same object while it is.
  std::shared_ptr<const StoredView> ViewAt(uint64_t position);
  // Not kept unless it is whole.
  std::shared_ptr<const StoredView> ViewOf(Knowledge knowledge);
  // At a head no older than the call: those who wait share one build.
  std::shared_ptr<const StoredView> HeadView();

  const identity::Pseudonyms& pseudonyms() const {
    return columns_->pseudonyms;
  }

 private:
  // nullopt: it links nobody.
  std::optional<identity::Node> Intern(const events::KnownBy& known);
  void StagePerson(const std::vector<events::KnownBy>& person, Staged* staged);
  // Identifiers and pact text, of the event or of what a correction replaces.
  void StagePayload(const v1::Event& event,
                    const events::IdentityParts& identity, Staged* staged);
  void KeepPayload(Staged* staged, pathway::Event* row);
  void ApplyAmendment(Staged* staged, uint64_t position);
  void ReleaseParked(const pathway::EventKey& key, uint64_t position);
  // A kept view from `first` to `last`; nullptr = none.
  std::shared_ptr<const StoredView> FindView(uint64_t first, uint64_t last);
  std::shared_ptr<const StoredView> KeepView(
      std::shared_ptr<const StoredView> view);

  const events::ConvertContext context_;
  const size_t max_views_, max_view_bytes_;
  const std::shared_ptr<Columns> columns_;

  // Of the writer.
  KeyIndex keys_;
  // Target that has not come → indexes into Columns::amendments.
  absl::flat_hash_map<pathway::EventKey, std::vector<size_t>> parked_;

  base::Mutex build_mutex_;  // One build at a time; taken before views_mutex_.
  base::Mutex views_mutex_;
  // Last used first.
  std::list<std::shared_ptr<const StoredView>> views_ GUARDED_BY(views_mutex_);
};

}  // namespace jalon::facts
