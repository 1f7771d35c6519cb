#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <rocksdb/file_system.h>

#include "libs/ledger/ledger.h"

namespace jalon::ledger {

// The last record of a log: its position, and its digest.
struct Head {
  Position position = 0;
  Digest digest{};

  bool operator==(const Head&) const = default;
};

// The file HEAD beside the database: how far the log was acknowledged, told
// independently of RocksDB, so that a log that comes back shorter is noticed.
//
// Two slots, each with a checksum (docs/storage_format.md). Only one is ever
// written between two syncs, never the one that was synced last: whatever a
// power cut leaves of it, the other holds.
//
// What each step gives: Advance, that a head survives the end of the process
// (the system has it); Sync, that it survives a power cut. Advance after the
// log's synced write and before the acknowledgement, Sync later: then a ledger
// that comes back after a kill without an acknowledged record is noticed
// always, after a power cut if the record is older than the last Sync.
//
// Threads: one at a time.
class HeadFile {
 public:
  // nullopt: there is none. DATA_LOSS: neither slot holds.
  static absl::StatusOr<std::optional<Head>> Read(rocksdb::FileSystem* files,
                                                  const std::string& directory);
  // Makes the file, or replaces it, on stable storage.
  static absl::Status Create(rocksdb::FileSystem* files,
                             const std::string& directory, const Head& head);
  // Of a file that Read can read; syncs what it holds.
  static absl::StatusOr<std::unique_ptr<HeadFile>> Open(
      rocksdb::FileSystem* files, const std::string& directory);

  // Requires: head.position >= this->head().position. After an error nothing
  // is known of the file: neither Advance nor Sync may be called again.
  absl::Status Advance(const Head& head);
  absl::Status Sync();

  const Head& head() const { return head_; }
  // The last one that survives a power cut.
  Position synced() const { return synced_; }

 private:
  HeadFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, Head head,
           size_t slot);

  const std::unique_ptr<rocksdb::FSRandomRWFile> file_;
  Head head_;
  Position synced_ = 0;
  bool dirty_ = true;
  size_t slot_;  // Written next: not the one that was synced last.
};

}  // namespace jalon::ledger
