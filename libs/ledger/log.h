#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "libs/ledger/ledger.h"

namespace rocksdb {
class DB;
class ColumnFamilyHandle;
}  // namespace rocksdb

namespace jalon::ledger {

// The log of one territory in a RocksDB database: one sequential key a record.
//
// Threads: reads are safe beside one writer.
class Log {
 public:
  static absl::StatusOr<std::unique_ptr<Log>> Open(
      const std::string& directory, const std::string& territory);
  ~Log();

  // One batch, one synced write: all of it is on stable storage, or none. After
  // a failure RocksDB refuses every other write until it is opened again.
  absl::Status Write(std::span<const Record> records);

  absl::StatusOr<Record> Read(Position position) const;
  // Calls `visit` with each (position, bytes) from a position on, in order,
  // until it returns false. UNAVAILABLE when the disk fails.
  enum class Extent { kSome, kWhole };  // What the visit is expected to read.
  absl::Status Scan(
      Position from, Extent extent,
      const std::function<bool(Position, absl::string_view)>& visit) const;

  const std::string& territory() const { return territory_; }

 private:
  Log(std::string territory, rocksdb::DB* db,
      std::vector<rocksdb::ColumnFamilyHandle*> families);
  absl::Status CheckMeta();

  const std::string territory_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;  // default (meta), log
};

}  // namespace jalon::ledger
