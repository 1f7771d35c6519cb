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
  // `told`: the head that was acknowledged; position 0, the database may be
  // made; nullopt, unknown. An end of the write-ahead log that a power cut left
  // in pieces is dropped if the log then still holds that head. DATA_LOSS:
  // RocksDB refuses the files; UNAVAILABLE: the disk refuses.
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const std::string& directory, const LogOptions& options,
      const std::optional<Head>& told);
  ~Database();

  rocksdb::DB* operator->() const { return db_.get(); }
  rocksdb::DB& operator*() const { return *db_; }
  rocksdb::ColumnFamilyHandle* log() const { return families_[1]; }

  absl::StatusOr<Head> Last() const;
  // DATA_LOSS: the log is shorter, or has another record there.
  absl::Status CheckHolds(const Head& told) const;

 private:
  enum class Mode { kStrict, kDropTornEnd, kReadWithoutTornEnd };
  Database() = default;
  absl::Status Open(const std::string& directory, const LogOptions& options,
                    bool may_make, Mode mode);

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

}  // namespace jalon::ledger
