#include "libs/ledger/log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include "libs/base/status_macros.h"
#include "libs/ledger/backup_files.h"
#include "libs/ledger/database.h"
#include "libs/ledger/directory.h"
#include "libs/ledger/head_file.h"
#include "libs/ledger/record.h"
#include "libs/ledger/rocksdb_status.h"

namespace jalon::ledger {
namespace {

// Persisted.
constexpr char kFormat[] = "jalon-ledger-1";
constexpr char kFormatKey[] = "format";
constexpr char kTerritoryKey[] = "territory";
constexpr char kHeadFileKey[] = "head_file";
constexpr char kHeadFileKept[] = "1";

absl::Status CheckTold(const Database& database,
                       const std::optional<Head>& told) {
  if (told) return database.CheckHolds(*told);
  std::string kept;
  const rocksdb::Status found =
      database->Get(rocksdb::ReadOptions(), kHeadFileKey, &kept);
  if (found.IsNotFound()) return absl::OkStatus();
  RETURN_IF_ERROR(ToStatus(found, "reading the ledger"));
  ASSIGN_OR_RETURN(const Head last, database.Last());
  return absl::DataLossError(absl::StrCat(
      "the file HEAD is missing, so that nothing tells how far the ledger was "
      "acknowledged; the log ends at position ",
      last.position,
      ": restore a backup, or accept what there is with jalon repair"));
}

}  // namespace

Log::Log(std::string directory, std::string territory,
         const LogOptions& options)
    : directory_(std::move(directory)),
      territory_(std::move(territory)),
      options_(options) {}

Log::~Log() {
  if (head_ != nullptr) SyncHead().IgnoreError();  // An older one holds.
}

absl::StatusOr<std::unique_ptr<Log>> Log::Open(const std::string& directory,
                                               const std::string& territory,
                                               const LogOptions& options) {
  LogOptions all = options;
  if (all.env == nullptr) all.env = rocksdb::Env::Default();
  const std::shared_ptr<rocksdb::FileSystem> files = all.env->GetFileSystem();
  RETURN_IF_ERROR(CreateDirectory(files.get(), directory));
  std::unique_ptr<Log> log(new Log(directory, territory, all));
  ASSIGN_OR_RETURN(log->lock_, DirectoryLock::Take(files, directory));
  ASSIGN_OR_RETURN(std::optional<Head> told,
                   HeadFile::Read(files.get(), directory));
  if (!told) {
    ASSIGN_OR_RETURN(const bool has_database,
                     HasDatabase(files.get(), directory));
    if (!has_database) {
      told = Head();
      RETURN_IF_ERROR(HeadFile::Create(files.get(), directory, *told));
    }
  }
  if (told && told->position == 0) {
    ASSIGN_OR_RETURN(
        log->db_, Database::Open(directory, all, Database::Mode::kMake, told));
    RETURN_IF_ERROR(log->MakeMeta());
  } else {
    {
      ASSIGN_OR_RETURN(
          const auto look,
          Database::Open(directory, all, Database::Mode::kLook, told));
      RETURN_IF_ERROR(CheckTold(*look, told));
      RETURN_IF_ERROR(log->CheckMeta(*look));
    }
    ASSIGN_OR_RETURN(
        log->db_, Database::Open(directory, all, Database::Mode::kWrite, told));
  }
  RETURN_IF_ERROR(log->OpenHead(told));
  return log;
}

absl::Status Log::MakeMeta() {
  absl::Status there = CheckMeta(*db_);
  if (!absl::IsDataLoss(there)) return there;
  rocksdb::WriteBatch batch;
  batch.Put(kFormatKey, kFormat);
  batch.Put(kTerritoryKey, territory_);
  batch.Put(kHeadFileKey, kHeadFileKept);
  rocksdb::WriteOptions options;
  options.sync = true;
  return ToStatus((*db_)->Write(options, &batch), "creating the ledger");
}

absl::Status Log::CheckMeta(const Database& database) const {
  std::string format, territory;
  const rocksdb::Status found =
      database->Get(rocksdb::ReadOptions(), kFormatKey, &format);
  if (found.IsNotFound()) {
    return absl::DataLossError(absl::StrCat("the format of the ledger in ",
                                            directory_, " is missing"));
  }
  RETURN_IF_ERROR(ToStatus(found, "reading the ledger's format"));
  RETURN_IF_ERROR(
      ToStatus(database->Get(rocksdb::ReadOptions(), kTerritoryKey, &territory),
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

absl::Status Log::OpenHead(const std::optional<Head>& told) {
  const auto files = options_.env->GetFileSystem();
  ASSIGN_OR_RETURN(const Head last, db_->Last());
  if (!told) {
    // A ledger of before the file: what it holds is taken.
    RETURN_IF_ERROR(HeadFile::Create(files.get(), directory_, last));
    rocksdb::WriteOptions options;
    options.sync = true;
    RETURN_IF_ERROR(ToStatus((*db_)->Put(options, kHeadFileKey, kHeadFileKept),
                             "telling that there is a file HEAD"));
  }
  ASSIGN_OR_RETURN(head_, HeadFile::Open(files.get(), directory_));
  if (head_->head().position < last.position) {
    // Found after a crash: readable, so told from now on.
    RETURN_IF_ERROR(head_->Advance(last));
  }
  return head_->Sync();
}

absl::Status Log::Write(std::span<const Record> records) {
  rocksdb::WriteBatch batch(0, 0, /*protection_bytes_per_key=*/8,
                            /*default_cf_ts_sz=*/0);
  Head head;
  for (const Record& record : records) {
    const std::string bytes = EncodeRecord(record, territory_);
    const rocksdb::Status put =
        batch.Put(db_->log(), EncodePosition(record.position), bytes);
    RETURN_IF_ERROR(ToStatus(put, "batching a record"));
    if (&record == &records.back()) head = HeadOf(record.position, bytes);
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  RETURN_IF_ERROR(
      ToStatus((*db_)->Write(options, &batch), "writing to the ledger"));
  return head_->Advance(head);
}

absl::Status Log::SyncHead() { return head_->Sync(); }

bool Log::head_synced() const {
  return head_->synced() == head_->head().position;
}

absl::StatusOr<Record> Log::Read(Position position) const {
  rocksdb::PinnableSlice bytes;
  RETURN_IF_ERROR(ToStatus((*db_)->Get(rocksdb::ReadOptions(), db_->log(),
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
      (*db_)->NewIterator(options, db_->log()));
  for (it->Seek(EncodePosition(from)); it->Valid(); it->Next()) {
    if (!visit(DecodePosition(FromSlice(it->key())), FromSlice(it->value()))) {
      break;
    }
  }
  return ToStatus(it->status(), "scanning the ledger");
}

absl::StatusOr<BackupReport> Log::Backup(Position head,
                                         const BackupOptions& options) const {
  return BackUpDatabase({.database = &**db_,
                         .directory = directory_,
                         .territory = territory_,
                         .head = head},
                        options);
}

}  // namespace jalon::ledger
