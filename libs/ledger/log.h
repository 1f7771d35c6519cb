#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"

#include "libs/ledger/ledger.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace jalon::ledger {

class Database;
class DirectoryLock;
class HeadFile;
struct Head;

// How a log lies on its disk; the defaults are a service's.
struct LogOptions {
  rocksdb::Env* env = nullptr;  // Null: the machine's. Outlives the log.
  size_t write_buffer_bytes = 64u << 20;
  bool quiet = false;  // RocksDB tells nothing on standard error.
};

// The log of one territory in a RocksDB database: one sequential key a record,
// beside the file HEAD that tells how far it was acknowledged (head_file.h).
//
// Threads: reads are safe beside one writer (Write, SyncHead).
class Log {
 public:
  // FAILED_PRECONDITION: another territory or format. DATA_LOSS: fewer records
  // than HEAD tells, other ones, or files that RocksDB refuses; nothing is made
  // or deleted then. UNAVAILABLE: the directory is in use, the disk refuses.
  static absl::StatusOr<std::unique_ptr<Log>> Open(
      const std::string& directory, const std::string& territory,
      const LogOptions& options = {});
  // Syncs HEAD.
  ~Log();

  // One batch, one synced write: all of it is on stable storage, or none; then
  // HEAD is advanced, not synced. After a failure nothing may be written until
  // it is opened again.
  absl::Status Write(std::span<const Record> records);
  // HEAD on stable storage, see HeadFile.
  absl::Status SyncHead();
  bool head_synced() const;

  absl::StatusOr<Record> Read(Position position) const;
  // Calls `visit` with each (position, bytes) from a position on, in order,
  // until it returns false. UNAVAILABLE when the disk fails.
  enum class Extent { kSome, kWhole };  // What the visit is expected to read.
  absl::Status Scan(
      Position from, Extent extent,
      const std::function<bool(Position, absl::string_view)>& visit) const;

  // Ledger::Backup; `head`: what it has to hold.
  absl::StatusOr<BackupReport> Backup(Position head,
                                      const BackupOptions& options) const;

  const std::string& territory() const { return territory_; }

 private:
  Log(std::string directory, std::string territory, const LogOptions& options);
  absl::Status MakeMeta();
  absl::Status CheckMeta(const Database& database) const;
  absl::Status OpenHead(const std::optional<Head>& told);

  const std::string directory_;
  const std::string territory_;
  const LogOptions options_;
  std::unique_ptr<DirectoryLock> lock_;
  std::unique_ptr<Database> db_;
  std::unique_ptr<HeadFile> head_;
};

}  // namespace jalon::ledger
