#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include <rocksdb/db.h>

#include "libs/ledger/head_file.h"
#include "libs/ledger/log.h"

namespace jalon::ledger {

// The head that a record, the last of a log, makes.
Head HeadOf(Position position, absl::string_view record);

// The RocksDB database of a log: two column families, `default` for what it is
// and `log` for the records.
class Database {
 public:
  // kLook writes nothing. RocksDB deletes, when it may write, the tables that a
  // damaged MANIFEST does not name, and what follows the first damaged record
  // of the write-ahead log (the end that a power cut left in pieces, or more):
  // look first.
  enum class Mode { kMake, kLook, kWrite };
  // `told`: the head that was acknowledged, if that is known. DATA_LOSS:
  // RocksDB refuses the files, or some are lost; UNAVAILABLE: the disk refuses.
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const std::string& directory, const LogOptions& options, Mode mode,
      const std::optional<Head>& told);
  ~Database();

  rocksdb::DB* operator->() const { return db_.get(); }
  rocksdb::DB& operator*() const { return *db_; }
  rocksdb::ColumnFamilyHandle* log() const { return families_[1]; }

  absl::StatusOr<Head> Last() const;
  // DATA_LOSS: the log is shorter, has fewer records in all, or has another one
  // there.
  absl::Status CheckHolds(const Head& told) const;

 private:
  Database() = default;
  absl::StatusOr<uint64_t> Entries() const;

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

}  // namespace jalon::ledger
