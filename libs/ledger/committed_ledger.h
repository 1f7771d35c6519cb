#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/mutex.h"
#include "libs/ledger/index.h"
#include "libs/ledger/ledger.h"
#include "libs/ledger/log.h"
#include "libs/ledger/space_watch.h"

namespace jalon::ledger {

// The ledger: a log, its index, and the committer thread. See Ledger.
//
// Locks: mutex_ guards the queue; listeners_mutex_ the listeners and is held
// while they run. Neither is taken inside the other.
class CommittedLedger final : public Ledger {
 public:
  CommittedLedger(LedgerOptions options, std::unique_ptr<Log> log,
                  Decider* decider);
  ~CommittedLedger() override;

  // Gives every record to the decider and the index, then starts the
  // committer.
  absl::Status Replay();

  absl::Status Submit(std::unique_ptr<Submission> submission) override;
  Position head() const override { return head_.load(); }
  absl::Time last_recorded_at() const override {
    return index_.last_recorded_at();
  }
  bool read_only() const override { return read_only_.load(); }
  QueueDepth queue() const override;
  bool low_on_space() const override { return space_.low(); }
  absl::StatusOr<Record> Read(Position position) const override;
  absl::StatusOr<std::vector<Record>> ReadFrom(Position from,
                                               size_t limit) const override;
  absl::StatusOr<std::vector<Position>> PersonPositions(
      uint32_t person) const override;
  Position PositionAt(absl::Time time) const override;
  std::shared_ptr<void> OnHead(std::function<void(Position)> on_head) override;
  absl::StatusOr<VerifyReport> Verify(Position from) const override;
  absl::StatusOr<BackupReport> Backup(const BackupOptions& options) override;

 private:
  using Group = std::vector<std::unique_ptr<Submission>>;
  struct Listeners {
    base::Mutex mutex;
    std::list<std::function<void(Position)>> list GUARDED_BY(mutex);
  };

  void Run();
  // Waits for work; empty when HEAD is due, or when the ledger closes and
  // nothing is left.
  Group TakeGroup();
  // Beside the work, so that no acknowledgement waits for it.
  void SyncHeadWhenDue();
  std::chrono::nanoseconds HeadInterval() const;
  bool closing();
  void Commit(const Group& group);
  absl::Status Write(std::span<const Record> records, GroupReport* report);
  void RefuseAll(const Group& group, const absl::Status& status);

  const LedgerOptions options_;
  const std::unique_ptr<Log> log_;
  Decider* const decider_;
  mutable SpaceWatch space_;
  Index index_;
  std::atomic<Position> head_ = 0;
  std::atomic<bool> read_only_ = false;
  const std::shared_ptr<Listeners> listeners_ = std::make_shared<Listeners>();

  base::Mutex backup_mutex_;  // One backup at a time.
  mutable base::Mutex mutex_;
  base::CondVar work_;
  std::deque<std::unique_ptr<Submission>> queue_ GUARDED_BY(mutex_);
  size_t queued_events_ GUARDED_BY(mutex_) = 0;
  size_t queued_bytes_ GUARDED_BY(mutex_) = 0;
  bool closing_ GUARDED_BY(mutex_) = false;
  // Of the committer's thread.
  std::chrono::steady_clock::time_point head_synced_at_;
  std::thread committer_;  // Last: it uses all of the above.
};

// Ledger::Open on a disk of the test's choice (LogOptions).
absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(LedgerOptions options,
                                                   const LogOptions& storage,
                                                   Decider* decider);

}  // namespace jalon::ledger
