#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "jalon/v1/event.pb.h"
#include "jalon/v1/intake.pb.h"
#include "libs/base/day.h"
#include "libs/events/accept.h"
#include "libs/events/content.h"
#include "libs/events/identifiers.h"
#include "libs/facts/key_index.h"
#include "libs/ledger/ledger.h"
#include "libs/territory/territory.h"

namespace jalon::territory {

// An event on its way to a verdict, with all that can be known of it before
// its turn comes.
struct Item {
  explicit Item(const v1::Event& of)
      : event(&of), key(of.source(), of.source_event_id()) {}

  const v1::Event* event;  // Of the batch's request.
  facts::TextKey key;
  // Whether it names a key of this territory that the caller may write: then
  // the key is looked at before the content.
  bool has_key = false;
  events::Digest digest{};
  std::string payload;
  ledger::Digest payload_digest{};
  events::IdentityParts identity;  // Empty with a `fault`.
  std::optional<absl::Time> given_recorded_at;
  base::Day checked_on = base::kNoDay;  // Recording day assumed by `fault`.
  std::optional<events::Fault> fault;   // Of source or content.
  std::optional<events::Fault> target_fault;
};

struct CheckContext {
  const std::string& territory;
  absl::TimeZone time_zone;
  absl::Time now;
};

// Instants are recorded to the microsecond, as they are stored.
absl::Time ToMicroseconds(absl::Time time);

// What is known of an event without a fault: payload and identity.
void Prepare(Item* item);

// Lifetime: keeps the event.
Item CheckItem(const v1::Event& event, const Rights& rights,
               const CheckContext& context);

// One RecordRequest in the ledger's queue. The decider fills `response`.
class Batch final : public ledger::Submission {
 public:
  Batch(std::shared_ptr<const v1::RecordRequest> request, const Rights& rights,
        const CheckContext& context, Territory::RecordDone done);

  size_t event_count() const override { return items.size(); }
  size_t byte_count() const override { return byte_count_; }
  void Done(const absl::Status& status) override;

  const bool commits;
  const bool all_or_nothing;
  std::vector<Item> items;
  v1::RecordResponse response;

 private:
  const std::shared_ptr<const v1::RecordRequest> request_;
  size_t byte_count_ = 0;
  Territory::RecordDone done_;
};

}  // namespace jalon::territory
