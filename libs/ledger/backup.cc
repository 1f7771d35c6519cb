#include "libs/ledger/backup.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include <rocksdb/env.h>
#include <rocksdb/utilities/backup_engine.h>

#include "libs/base/digest.h"
#include "libs/base/status_macros.h"
#include "libs/ledger/backup_files.h"
#include "libs/ledger/database.h"
#include "libs/ledger/directory.h"
#include "libs/ledger/head_file.h"
#include "libs/ledger/log_check.h"
#include "libs/ledger/record.h"
#include "libs/ledger/rocksdb_log.h"
#include "libs/ledger/rocksdb_status.h"

namespace jalon::ledger {
namespace {

constexpr char kBesideFolder[] = "/beside";
constexpr size_t kDeletesABatch = 10'000;

rocksdb::BackupEngineOptions EngineOptions(const std::string& backups) {
  rocksdb::BackupEngineOptions options(backups);
  options.share_table_files = true;
  options.sync = true;
  return options;
}

// Copies files whole, on stable storage.
absl::Status CopyBeside(const std::string& from, const std::string& to,
                        const std::vector<std::string>& names) {
  const auto files = rocksdb::FileSystem::Default();
  RETURN_IF_ERROR(CreateDirectory(files.get(), to));
  for (const std::string& name : names) {
    std::error_code error;
    const std::string source = absl::StrCat(from, "/", name);
    const std::string target = absl::StrCat(to, "/", name);
    if (!std::filesystem::exists(source, error)) continue;
    std::filesystem::copy_file(
        source, target, std::filesystem::copy_options::overwrite_existing,
        error);
    if (error) {
      return absl::UnavailableError(
          absl::StrCat("copying ", source, ": ", error.message()));
    }
    std::unique_ptr<rocksdb::FSRandomRWFile> copy;
    RETURN_IF_ERROR(ToStatus(files->NewRandomRWFile(target, {}, &copy, nullptr),
                             absl::StrCat("opening ", target)));
    RETURN_IF_ERROR(
        ToStatus(copy->Fsync({}, nullptr), absl::StrCat("syncing ", target)));
  }
  return SyncDirectory(files.get(), to);
}

std::vector<std::string> NamesIn(const std::string& directory) {
  std::vector<std::string> out;
  std::error_code error;
  for (const auto& file :
       std::filesystem::directory_iterator(directory, error)) {
    out.push_back(file.path().filename());
  }
  return out;
}

// "34 1234": the territory, and a position that the backup holds at least.
std::string Metadata(const std::string& territory, Position head) {
  return absl::StrCat(territory, " ", head);
}

absl::Status CheckEmpty(const std::string& directory) {
  if (NamesIn(directory).empty()) return absl::OkStatus();
  RETURN_IF_ERROR(
      DirectoryLock::Take(rocksdb::FileSystem::Default(), directory).status());
  return absl::FailedPreconditionError(
      absl::StrCat(directory,
                   " is not empty: restore into a directory of its own, then "
                   "put it in the place of the other"));
}

absl::StatusOr<rocksdb::BackupInfo> Choose(
    const rocksdb::BackupEngineReadOnly& engine,
    const RestoreOptions& options) {
  std::vector<rocksdb::BackupInfo> all;
  engine.GetBackupInfo(&all);
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    if (options.id == 0 || it->backup_id == options.id) return *it;
  }
  const auto id = [](std::string* out, const rocksdb::BackupInfo& info) {
    absl::StrAppend(out, info.backup_id);
  };
  return absl::NotFoundError(absl::StrCat(
      "there is no backup ",
      options.id == 0 ? std::string() : absl::StrCat(options.id, " "), "in ",
      options.backups,
      all.empty() ? "" : "; there are: ", absl::StrJoin(all, ", ", id)));
}

absl::StatusOr<Position> HeadOfBackup(const rocksdb::BackupInfo& info,
                                      const std::string& territory) {
  const std::vector<std::string> parts = absl::StrSplit(info.app_metadata, ' ');
  Position head = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &head)) {
    return absl::DataLossError(absl::StrCat("backup ", info.backup_id,
                                            " does not tell what it holds"));
  }
  if (parts[0] == territory) return head;
  return absl::FailedPreconditionError(
      absl::StrCat("backup ", info.backup_id, " is of territory '", parts[0],
                   "', not '", territory, "'"));
}

// The last first: what is left when it is broken off has no gap.
absl::Status DeleteAfter(const Database& database, Position to, Position last) {
  rocksdb::WriteOptions options;
  options.sync = true;
  while (last > to) {
    rocksdb::WriteBatch batch;
    for (size_t i = 0; i < kDeletesABatch && last > to; ++i, --last) {
      RETURN_IF_ERROR(
          ToStatus(batch.Delete(database.log(), EncodePosition(last)),
                   "deleting what is after the position"));
    }
    RETURN_IF_ERROR(ToStatus(database->Write(options, &batch),
                             "deleting what is after the position"));
  }
  return ToStatus(database->CompactRange({}, database.log(), nullptr, nullptr),
                  "compacting the ledger");
}

// Of a database that was just restored, without a file HEAD.
absl::StatusOr<Head> CheckAndCut(const RestoreOptions& options,
                                 Position at_least) {
  LogOptions log;
  log.env = rocksdb::Env::Default();
  ASSIGN_OR_RETURN(const auto database,
                   Database::Open(options.directory, log,
                                  Database::Mode::kWrite, std::nullopt));
  ASSIGN_OR_RETURN(Head head, CheckEveryRecord(*database, options.territory));
  if (head.position < at_least) {
    return absl::DataLossError(absl::StrCat("the backup ends at position ",
                                            head.position, ", it has to hold ",
                                            at_least));
  }
  if (options.to == 0 || options.to == head.position) return head;
  if (options.to > head.position) {
    return absl::FailedPreconditionError(
        absl::StrCat("the backup ends at position ", head.position, ", before ",
                     options.to, ": take a later one"));
  }
  RETURN_IF_ERROR(DeleteAfter(*database, options.to, head.position));
  return database->Last();
}

}  // namespace

absl::StatusOr<BackupReport> BackUpDatabase(const BackupSource& source,
                                            const BackupOptions& options) {
  RETURN_IF_ERROR(
      CreateDirectory(rocksdb::FileSystem::Default().get(), options.directory));
  const auto logger = StandardErrorLogger();
  rocksdb::BackupEngineOptions engine_options =
      EngineOptions(options.directory);
  engine_options.info_log = logger.get();
  rocksdb::BackupEngine* raw = nullptr;
  RETURN_IF_ERROR(ToStatus(rocksdb::BackupEngine::Open(
                               engine_options, rocksdb::Env::Default(), &raw),
                           "opening the directory of the backups"));
  const std::unique_ptr<rocksdb::BackupEngine> engine(raw);
  RETURN_IF_ERROR(CopyBeside(source.directory,
                             options.directory + kBesideFolder,
                             options.files_beside));
  rocksdb::CreateBackupOptions how;
  how.flush_before_backup = true;
  rocksdb::BackupID id = 0;
  RETURN_IF_ERROR(ToStatus(
      engine->CreateNewBackupWithMetadata(
          how, source.database, Metadata(source.territory, source.head), &id),
      "backing up"));
  RETURN_IF_ERROR(ToStatus(engine->VerifyBackup(id, true),
                           absl::StrCat("verifying backup ", id)));
  rocksdb::BackupInfo info;
  RETURN_IF_ERROR(ToStatus(engine->GetBackupInfo(id, &info),
                           absl::StrCat("reading backup ", id)));
  if (options.keep > 0) {
    RETURN_IF_ERROR(ToStatus(engine->PurgeOldBackups(options.keep),
                             "deleting older backups"));
  }
  return BackupReport{.id = id, .head = source.head, .bytes = info.size};
}

absl::StatusOr<RestoreReport> Restore(const RestoreOptions& options) {
  const auto files = rocksdb::FileSystem::Default();
  RETURN_IF_ERROR(CheckEmpty(options.directory));
  const auto logger = StandardErrorLogger();
  rocksdb::BackupEngineOptions engine_options = EngineOptions(options.backups);
  engine_options.info_log = logger.get();
  rocksdb::BackupEngineReadOnly* raw = nullptr;
  RETURN_IF_ERROR(ToStatus(rocksdb::BackupEngineReadOnly::Open(
                               engine_options, rocksdb::Env::Default(), &raw),
                           "opening the directory of the backups"));
  const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine(raw);
  ASSIGN_OR_RETURN(const rocksdb::BackupInfo info, Choose(*engine, options));
  ASSIGN_OR_RETURN(const Position at_least,
                   HeadOfBackup(info, options.territory));
  const std::string which = absl::StrCat("backup ", info.backup_id);
  if (const auto held = engine->VerifyBackup(info.backup_id, true);
      !held.ok()) {
    return absl::DataLossError(
        absl::StrCat(which, " does not hold: ", held.ToString()));
  }
  RETURN_IF_ERROR(CreateDirectory(files.get(), options.directory));
  RETURN_IF_ERROR(ToStatus(
      engine->RestoreDBFromBackup(rocksdb::RestoreOptions(), info.backup_id,
                                  options.directory, options.directory),
      absl::StrCat("restoring ", which)));
  ASSIGN_OR_RETURN(const auto lock,
                   DirectoryLock::Take(files, options.directory));
  const std::string beside = options.backups + kBesideFolder;
  RETURN_IF_ERROR(CopyBeside(beside, options.directory, NamesIn(beside)));
  ASSIGN_OR_RETURN(const Head head, CheckAndCut(options, at_least));
  // Last: without it no ledger opens the directory.
  RETURN_IF_ERROR(HeadFile::Create(files.get(), options.directory, head));
  return RestoreReport{.id = info.backup_id, .head = head.position};
}

}  // namespace jalon::ledger
