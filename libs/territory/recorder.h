#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/day.h"
#include "libs/events/accept.h"
#include "libs/events/content.h"
#include "libs/facts/fact_store.h"
#include "libs/ledger/ledger.h"
#include "libs/pathway/visible.h"
#include "libs/territory/batch.h"

namespace jalon::territory {

// The decider of a territory's ledger: gives each item of a batch its verdict
// (spec §2, Acceptance) in the order of the ledger, and hands the facts what
// is durable.
//
// What depends on neither order nor state was done by the caller (batch.h), so
// an item costs a few look-ups here.
//
// Threads: the committer's. Lifetime: `facts` outlives it.
class Recorder final : public ledger::Decider {
 public:
  Recorder(std::string territory, absl::TimeZone time_zone,
           facts::FactStore* facts);

  void Decide(ledger::Submission& submission,
              ledger::Appender& appender) override;
  void Committed(std::span<const ledger::Record> records) override;

  // DATA_LOSS when a record found at Open could not be understood.
  const absl::Status& replay_status() const { return replay_status_; }

 private:
  // Where a key is: its position and content.
  struct Known {
    ledger::Position position;
    const events::Digest* digest;
  };
  struct Accepted {
    Item* item;
    absl::Time recorded_at;
  };
  // One submission while it is decided; nothing outside it is changed but
  // `targets_`, for the amendments in `amendments`.
  struct Trial {
    ledger::Position next_position;
    absl::Time now;
    absl::Time last_recorded_at;
    std::vector<Accepted> accepted{};
    absl::flat_hash_map<facts::TextKey, Known> keys{};
    std::vector<pathway::EventKey> amendments{};
    std::vector<size_t> repeats{};  // Verdicts: duplicates of `accepted`.
    bool failed = false;            // An item is refused or in conflict.
  };
  // Decided, and not yet durable.
  struct Pending {
    ledger::Position position;
    base::Day recorded;
    facts::Staged staged;
  };

  void Judge(Item& item, Trial& trial, v1::Verdict* verdict);
  std::optional<events::Fault> FaultInOrder(Item& item, Trial& trial,
                                            absl::Time* recorded_at);
  std::optional<events::Fault> FaultOfTarget(const Item& item, Trial& trial,
                                             v1::Verdict* verdict);
  std::optional<Known> Find(const facts::TextKey& key,
                            const Trial& trial) const;
  void Withdraw(Trial& trial, const Batch& batch, v1::RecordResponse* response);
  void Append(Trial& trial, ledger::Appender& appender);
  void Replay(const ledger::Record& record);

  const std::string territory_;
  const absl::TimeZone time_zone_;
  facts::FactStore& facts_;
  std::deque<events::Digest> digests_;  // Of contents; [0] is position 1.
  // Amendment → target, of everything decided.
  absl::flat_hash_map<pathway::EventKey, pathway::EventKey> targets_;
  std::deque<Pending> pending_;
  absl::Status replay_status_;
};

}  // namespace jalon::territory
