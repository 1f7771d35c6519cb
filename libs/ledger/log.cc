#include "libs/ledger/log.h"

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include <fcntl.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <unistd.h>

#include "libs/base/status_macros.h"
#include "libs/ledger/record.h"
#include "libs/ledger/rocksdb_log.h"

namespace jalon::ledger {
namespace {

// Persisted.
constexpr char kFormat[] = "jalon-ledger-1";
constexpr char kFormatKey[] = "format";
constexpr char kTerritoryKey[] = "territory";
constexpr char kLogFamily[] = "log";

absl::string_view FromSlice(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

// Every code of RocksDB; texts name files, never keys or values.
absl::Status ToStatus(const rocksdb::Status& status, absl::string_view what) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat(what, ": ", status.ToString());
  switch (status.code()) {
    case rocksdb::Status::kNotFound:
      return absl::NotFoundError(message);
    case rocksdb::Status::kCorruption:
      return absl::DataLossError(message);
    case rocksdb::Status::kInvalidArgument:
    case rocksdb::Status::kNotSupported:
      return absl::FailedPreconditionError(message);
    default:
      return absl::UnavailableError(message);
  }
}

rocksdb::ColumnFamilyOptions LogFamilyOptions() {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = 64u << 20;
  options.max_write_buffer_number = 2;
  options.memtable_protection_bytes_per_key = 8;
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 16u << 10;
  table.block_cache = rocksdb::NewLRUCache(32u << 20);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::DBOptions DatabaseOptions() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  // A damaged record in the middle of the WAL refuses to open, rather than
  // dropping what follows it; only a torn tail, never acknowledged, is cut.
  options.wal_recovery_mode =
      rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.paranoid_checks = true;
  options.max_background_jobs = 2;
  options.max_total_wal_size = 512u << 20;
  options.bytes_per_sync = 1u << 20;
  options.info_log = StandardErrorLogger();
  // After a failed write the ledger stays read-only until it is opened again.
  options.max_bgerror_resume_count = 0;
  options.max_open_files = 512;
  return options;
}

// The entry of a new directory must outlive a power cut as its files do.
absl::Status CreateDirectory(const std::filesystem::path& directory) {
  std::error_code error;
  if (!std::filesystem::create_directories(directory, error) && !error) {
    return absl::OkStatus();  // It was there.
  }
  const std::filesystem::path parent =
      std::filesystem::absolute(directory).lexically_normal().parent_path();
  const int file = error ? -1 : open(parent.c_str(), O_RDONLY | O_DIRECTORY);
  const bool synced = file >= 0 && fsync(file) == 0;
  if (!error && !synced) error.assign(errno, std::generic_category());
  if (file >= 0) close(file);
  if (synced) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("cannot create the ledger's directory: ", error.message()));
}

}  // namespace

Log::Log(std::string territory, rocksdb::DB* db,
         std::vector<rocksdb::ColumnFamilyHandle*> families)
    : territory_(std::move(territory)),
      db_(db),
      families_(std::move(families)) {}

Log::~Log() {
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    db_->DestroyColumnFamilyHandle(family);
  }
  db_->Close();
}

absl::StatusOr<std::unique_ptr<Log>> Log::Open(const std::string& directory,
                                               const std::string& territory) {
  RETURN_IF_ERROR(CreateDirectory(directory));
  const std::vector<rocksdb::ColumnFamilyDescriptor> descriptors = {
      {rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions()},
      {kLogFamily, LogFamilyOptions()}};
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* db = nullptr;
  RETURN_IF_ERROR(ToStatus(rocksdb::DB::Open(DatabaseOptions(), directory,
                                             descriptors, &families, &db),
                           "opening the ledger"));
  std::unique_ptr<Log> log(new Log(territory, db, std::move(families)));
  RETURN_IF_ERROR(log->CheckMeta());
  return log;
}

absl::Status Log::CheckMeta() {
  std::string format, territory;
  const rocksdb::Status found =
      db_->Get(rocksdb::ReadOptions(), kFormatKey, &format);
  if (found.IsNotFound()) {
    rocksdb::WriteBatch batch;
    batch.Put(kFormatKey, kFormat);
    batch.Put(kTerritoryKey, territory_);
    rocksdb::WriteOptions options;
    options.sync = true;
    return ToStatus(db_->Write(options, &batch), "creating the ledger");
  }
  RETURN_IF_ERROR(ToStatus(found, "reading the ledger's format"));
  RETURN_IF_ERROR(
      ToStatus(db_->Get(rocksdb::ReadOptions(), kTerritoryKey, &territory),
               "reading the ledger's territory"));
  if (format != kFormat) {
    return absl::FailedPreconditionError(
        absl::StrCat("the ledger has format '", format,
                     "', this program reads '", kFormat, "'"));
  }
  if (territory != territory_) {
    return absl::FailedPreconditionError(
        absl::StrCat("the ledger is of territory '", territory, "', not '",
                     territory_, "'"));
  }
  return absl::OkStatus();
}

absl::Status Log::Write(std::span<const Record> records) {
  rocksdb::WriteBatch batch(0, 0, /*protection_bytes_per_key=*/8,
                            /*default_cf_ts_sz=*/0);
  for (const Record& record : records) {
    const rocksdb::Status put =
        batch.Put(families_[1], EncodePosition(record.position),
                  EncodeRecord(record, territory_));
    RETURN_IF_ERROR(ToStatus(put, "batching a record"));
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  return ToStatus(db_->Write(options, &batch), "writing to the ledger");
}

absl::StatusOr<Record> Log::Read(Position position) const {
  rocksdb::PinnableSlice bytes;
  RETURN_IF_ERROR(ToStatus(db_->Get(rocksdb::ReadOptions(), families_[1],
                                    EncodePosition(position), &bytes),
                           absl::StrCat("reading position ", position)));
  return DecodeRecord(position, FromSlice(bytes), territory_);
}

absl::Status Log::Scan(
    Position from, Extent extent,
    const std::function<bool(Position, absl::string_view)>& visit) const {
  rocksdb::ReadOptions options;
  if (extent == Extent::kWhole) {
    options.readahead_size = 2u << 20;
    options.fill_cache = false;  // A pass over all leaves nothing of use.
  }
  const std::unique_ptr<rocksdb::Iterator> it(
      db_->NewIterator(options, families_[1]));
  for (it->Seek(EncodePosition(from)); it->Valid(); it->Next()) {
    if (!visit(DecodePosition(FromSlice(it->key())), FromSlice(it->value()))) {
      break;
    }
  }
  return ToStatus(it->status(), "scanning the ledger");
}

}  // namespace jalon::ledger
