#include "libs/ledger/database.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include "libs/base/status_macros.h"
#include "libs/ledger/record.h"
#include "libs/ledger/rocksdb_log.h"
#include "libs/ledger/rocksdb_status.h"

namespace jalon::ledger {
namespace {

constexpr char kLogFamily[] = "log";  // Persisted.

rocksdb::ColumnFamilyOptions LogFamilyOptions(size_t write_buffer_bytes) {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = write_buffer_bytes;
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

rocksdb::DBOptions DatabaseOptions(const LogOptions& log, bool may_make) {
  rocksdb::DBOptions options;
  options.env = log.env;
  // RocksDB makes an empty database where one has lost its CURRENT, and deletes
  // the rest.
  options.create_if_missing = may_make;
  options.create_missing_column_families = may_make;
  options.file_checksum_gen_factory =
      rocksdb::GetFileChecksumGenCrc32cFactory();
  options.paranoid_checks = true;
  options.max_background_jobs = 2;
  options.max_total_wal_size = 512u << 20;
  options.bytes_per_sync = 1u << 20;
  options.info_log = log.quiet ? NoLogger() : StandardErrorLogger();
  // After a failed write the ledger stays read-only until it is opened again.
  options.max_bgerror_resume_count = 0;
  options.max_open_files = 512;
  return options;
}

}  // namespace

Head HeadOf(Position position, absl::string_view record) {
  Head head;
  head.position = position;
  const size_t size = std::min(record.size(), head.digest.size());
  const absl::string_view digest = record.substr(record.size() - size);
  std::copy(digest.begin(), digest.end(), head.digest.begin());
  return head;
}

Database::~Database() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    db_->DestroyColumnFamilyHandle(family);
  }
  db_->Close();
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    const std::string& directory, const LogOptions& options, Mode mode,
    const std::optional<Head>& told) {
  rocksdb::DBOptions of_database =
      DatabaseOptions(options, mode == Mode::kMake);
  // Whether what is dropped was acknowledged is known from `told` alone.
  of_database.wal_recovery_mode =
      told ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
           : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
      {rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions()},
      {kLogFamily, LogFamilyOptions(options.write_buffer_bytes)}};
  std::unique_ptr<Database> out(new Database());
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      mode == Mode::kLook
          ? rocksdb::DB::OpenForReadOnly(of_database, directory, families,
                                         &out->families_, &db)
          : rocksdb::DB::Open(of_database, directory, families, &out->families_,
                              &db);
  out->db_.reset(db);
  if (opened.ok()) return out;
  const absl::Status status = ToStatus(opened, "opening the ledger");
  if (mode == Mode::kMake) return status;
  const std::string message =
      absl::StrCat(status.message(), "; ",
                   told ? absl::StrCat("positions up to ", told->position)
                        : std::string("records"),
                   " were acknowledged: keep the directory, restore a backup");
  // What RocksDB calls a wrong argument or path is here a file that is lost.
  if (absl::IsUnavailable(status) && !opened.IsPathNotFound()) {
    return absl::UnavailableError(message);
  }
  return absl::DataLossError(message);
}

absl::StatusOr<uint64_t> Database::Entries() const {
  rocksdb::TablePropertiesCollection tables;
  RETURN_IF_ERROR(ToStatus(db_->GetPropertiesOfAllTables(log(), &tables),
                           "counting the records"));
  uint64_t out = 0;
  for (const auto& [path, properties] : tables) out += properties->num_entries;
  for (const std::string& property :
       {rocksdb::DB::Properties::kNumEntriesActiveMemTable,
        rocksdb::DB::Properties::kNumEntriesImmMemTables}) {
    uint64_t entries = 0;
    if (db_->GetIntProperty(log(), property, &entries)) out += entries;
  }
  return out;
}

absl::StatusOr<Head> Database::Last() const {
  const std::unique_ptr<rocksdb::Iterator> it(
      db_->NewIterator(rocksdb::ReadOptions(), log()));
  it->SeekToLast();
  RETURN_IF_ERROR(ToStatus(it->status(), "reading the end of the ledger"));
  if (!it->Valid()) return Head();
  return HeadOf(DecodePosition(FromSlice(it->key())), FromSlice(it->value()));
}

absl::Status Database::CheckHolds(const Head& told) const {
  if (told.position == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Head last, Last());
  if (told.position > last.position) {
    return absl::DataLossError(absl::StrCat(
        "positions ", last.position + 1, " to ", told.position,
        " were acknowledged and are not in the log, which ends at ",
        last.position, ": restore a backup"));
  }
  ASSIGN_OR_RETURN(const uint64_t entries, Entries());
  if (entries < told.position) {
    return absl::DataLossError(
        absl::StrCat("positions up to ", told.position,
                     " were acknowledged and ", told.position - entries,
                     " of them are not in the log: restore a backup"));
  }
  rocksdb::PinnableSlice bytes;
  const rocksdb::Status found = db_->Get(rocksdb::ReadOptions(), log(),
                                         EncodePosition(told.position), &bytes);
  if (!found.ok() && !found.IsNotFound()) {
    return ToStatus(found, absl::StrCat("reading position ", told.position));
  }
  if (HeadOf(told.position, FromSlice(bytes)) == told) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("position ", told.position,
                                          " is not the record that was ",
                                          "acknowledged: restore a backup"));
}

}  // namespace jalon::ledger
