#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace jalon::ledger {

using Position = uint64_t;  // From 1, gapless. 0 = before the first.
using Digest = std::array<uint8_t, 32>;

// What the decider gives to be appended: a clear skeleton apart from the
// personal payload (docs/storage_format.md).
struct Entry {
  uint8_t kind = 0;           // pathway::Kind; the ledger does not read it.
  int32_t effective_day = 0;  // Days since 1970-01-01.
  int32_t received_day = 0;
  uint32_t person = 0;  // Number of the identifier node; 0 = none.
  std::string source;
  std::string source_event_id;
  Digest content{};     // Over the canonical form of the content.
  std::string payload;  // The event; later encrypted per person.
  // SHA-256 of the payload, from a giver who had the time; else the ledger
  // computes it. A wrong one makes the record unreadable.
  std::optional<Digest> payload_digest;
};

struct Record {
  Position position = 0;
  absl::Time recorded_at;
  Entry entry;
};

// Handed to the decider for one submission: gives positions.
class Appender {
 public:
  virtual ~Appender() = default;
  // The clock, read once a group, never before last_recorded_at().
  virtual absl::Time now() const = 0;
  // Of the last record given so far, this group's included.
  virtual absl::Time last_recorded_at() const = 0;
  virtual Position next_position() const = 0;
  // Requires: recorded_at >= last_recorded_at(). Nothing is durable or visible
  // before the group is.
  virtual Position Append(Entry entry, absl::Time recorded_at) = 0;
};

// A caller's work, owned by the ledger from Submit to Done.
class Submission {
 public:
  virtual ~Submission() = default;
  virtual size_t event_count() const = 0;
  virtual size_t byte_count() const = 0;
  // Called by the committer thread, once: OK when what the decider appended
  // is on stable storage (and Decider::Committed has returned); UNAVAILABLE
  // when the ledger is read-only or closing. Must not block.
  virtual void Done(const absl::Status& status) = 0;
};

// Decides, in order, what each submission appends. Deterministic: a function
// of what it was given before and of the submission.
class Decider {
 public:
  virtual ~Decider() = default;
  // Committer thread. May Append any number of entries.
  virtual void Decide(Submission& submission, Appender& appender) = 0;
  // Committer thread, after the group is durable and before any Done; also
  // for every record found at Open, in order.
  virtual void Committed(std::span<const Record> records) = 0;
};

// What became of one group, for who measures.
struct GroupReport {
  size_t submissions = 0;
  size_t records = 0;    // Appended; 0 = nothing was to be written.
  absl::Duration flush;  // The synced write.
  absl::Duration total;  // Deciding, writing, and giving it to the decider.
  absl::Status written;  // Not OK: the ledger is read-only from now on.
};

// What waits to be decided.
struct QueueDepth {
  size_t events = 0;
  size_t bytes = 0;
};

struct LedgerOptions {
  std::string directory;  // Created when absent.
  std::string territory;  // Written in the ledger; another one is refused.
  size_t max_queue_events = 200'000;
  size_t max_queue_bytes = 256u << 20;
  size_t max_group_bytes =
      256u << 10;  // A synced write, unless one submission is larger.
  std::function<absl::Time()> clock = nullptr;  // Default: absl::Now.
  // Committer thread, before the submissions of the group are told. Must not
  // block.
  std::function<void(const GroupReport&)> on_group = nullptr;
  // How long the file HEAD may lag behind on stable storage (see Ledger); 0:
  // not at all, at the price of a second flush before each acknowledgement.
  absl::Duration head_sync_interval = absl::Milliseconds(100);
  // With less room on the disk nothing more is taken, before a write fails: a
  // full queue and a table being written have to fit.
  uint64_t min_free_bytes = 512u << 20;
  std::function<uint64_t()> free_bytes =
      nullptr;  // Default: those of the disk.
};

struct VerifyReport {
  uint64_t records = 0;
  Position head = 0;
  uint64_t fault_count = 0;
  std::vector<std::string> faults;  // The first 100; no personal data.
};

struct BackupOptions {
  std::string directory;  // Of this ledger's backups alone; made when absent.
  // Files of the ledger's directory that go along, the last ones only.
  std::vector<std::string> files_beside;
  uint32_t keep = 0;  // Older backups than so many are deleted; 0 = none.
};

struct BackupReport {
  uint32_t id = 0;
  Position head = 0;   // It holds at least the positions up to here.
  uint64_t bytes = 0;  // Of all its files, those shared with others included.
};

// The totally ordered, gapless, append-only log of one territory, in a RocksDB
// database of its own. One committer thread takes everything that waits, lets
// the decider decide, and writes one batch with one synced write.
//
// Guarantees: what Done(OK) told is on stable storage; positions are 1, 2, 3 …;
// recorded_at never decreases with position; a crash leaves whole groups.
// After a failed write the ledger is read-only until it is opened again.
//
// A ledger that comes back shorter than it was acknowledged is DATA_LOSS at
// Open, whatever RocksDB says, by the file HEAD beside the database: after a
// killed process always; after a power cut for what was acknowledged more than
// head_sync_interval before. (A head that were synced before the log could tell
// of records that were never acknowledged; after it, it costs a flush of its
// own: hence beside the work, once an interval.)
//
// Threads: safe.
class Ledger {
 public:
  // Errors: FAILED_PRECONDITION another territory or format; DATA_LOSS a
  // record that cannot be read, or is missing, with its position; UNAVAILABLE
  // the directory is in use or the disk refuses. `decider` must outlive the
  // ledger; it has seen every record when Open returns.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(LedgerOptions options,
                                                      Decider* decider);
  virtual ~Ledger() = default;

  // Queues the work; never blocks. RESOURCE_EXHAUSTED when the queue is full or
  // the disk has less room than min_free_bytes: try later;
  // UNAVAILABLE when read-only: then `submission` is destroyed and Done is
  // not called.
  virtual absl::Status Submit(std::unique_ptr<Submission> submission) = 0;

  virtual Position head() const = 0;  // Durable and visible.
  virtual absl::Time last_recorded_at() const = 0;
  virtual bool read_only() const = 0;
  virtual QueueDepth queue() const = 0;
  // Nothing is taken until there is more room on the disk.
  virtual bool low_on_space() const = 0;

  // NOT_FOUND beyond the head; DATA_LOSS when the digest does not hold.
  virtual absl::StatusOr<Record> Read(Position position) const = 0;
  // Up to `limit` records from a position on (fewer at the head).
  virtual absl::StatusOr<std::vector<Record>> ReadFrom(Position from,
                                                       size_t limit) const = 0;
  // Records of one person node, in order of position.
  virtual absl::StatusOr<std::vector<Position>> PersonPositions(
      uint32_t person) const = 0;
  // The last position recorded at or before the instant; 0 = none.
  virtual Position PositionAt(absl::Time time) const = 0;

  // Calls `on_head` from the committer thread after each group, until the
  // returned handle is destroyed (which waits for a running call). With
  // ReadFrom it makes a catch-up-then-live subscription: the head is one
  // integer and never passes a record that cannot be read.
  virtual std::shared_ptr<void> OnHead(
      std::function<void(Position)> on_head) = 0;

  // Structure, order, digests and indexes of the records from a position on (1:
  // the whole ledger). Keys are compared with those of these records.
  virtual absl::StatusOr<VerifyReport> Verify(Position from = 1) const = 0;

  // A copy beside what was copied before (incremental), checked by reading it
  // again; recording goes on. Restore (backup.h) makes a ledger of it. Blocks
  // while another backup runs. UNAVAILABLE: the disk refuses; DATA_LOSS: a file
  // of the ledger, or its copy, does not hold.
  virtual absl::StatusOr<BackupReport> Backup(const BackupOptions& options) = 0;
};

}  // namespace jalon::ledger
