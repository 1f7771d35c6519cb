#include <optional>

#include "absl/strings/str_cat.h"
#include <rocksdb/env.h>

#include "libs/base/status_macros.h"
#include "libs/ledger/backup.h"
#include "libs/ledger/database.h"
#include "libs/ledger/directory.h"
#include "libs/ledger/head_file.h"
#include "libs/ledger/log_check.h"

namespace jalon::ledger {
namespace {

// What the log holds, without writing.
absl::StatusOr<Head> LookAtLog(const RepairOptions& options) {
  LogOptions log;
  log.env = rocksdb::Env::Default();
  ASSIGN_OR_RETURN(
      const auto database,
      Database::Open(options.directory, log, Database::Mode::kLook, Head()));
  return CheckEveryRecord(*database, options.territory);
}

}  // namespace

absl::StatusOr<RepairReport> Repair(const RepairOptions& options) {
  const auto files = rocksdb::FileSystem::Default();
  ASSIGN_OR_RETURN(const bool has_database,
                   HasDatabase(files.get(), options.directory));
  if (!has_database) {
    return absl::NotFoundError(
        absl::StrCat("there is no ledger in ", options.directory));
  }
  ASSIGN_OR_RETURN(const auto lock,
                   DirectoryLock::Take(files, options.directory));
  const auto told = HeadFile::Read(files.get(), options.directory);
  if (!told.ok() && !absl::IsDataLoss(told.status())) return told.status();
  ASSIGN_OR_RETURN(const Head found, LookAtLog(options));
  RepairReport report;
  report.head = found.position;
  const bool is_told = told.ok() && told->has_value();
  if (is_told && (*told)->position <= found.position) return report;
  report.lost = is_told ? (*told)->position - found.position : 0;
  if (report.lost > 0 && options.accept_head != found.position) {
    return absl::FailedPreconditionError(absl::StrCat(
        "positions ", found.position + 1, " to ", (*told)->position,
        " were acknowledged and are not in the log: restore a backup; or, to "
        "go on without them, say --accept-head ",
        found.position));
  }
  RETURN_IF_ERROR(HeadFile::Create(files.get(), options.directory, found));
  report.rewritten = true;
  return report;
}

}  // namespace jalon::ledger
