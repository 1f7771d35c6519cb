#pragma once

#include <string>

#include "absl/status/statusor.h"
#include <rocksdb/db.h>

#include "libs/ledger/ledger.h"

namespace jalon::ledger {

struct BackupSource {
  rocksdb::DB* database = nullptr;
  std::string directory;
  std::string territory;
  Position head = 0;  // Recorded before the backup began.
};

// Ledger::Backup of a database that may be written to meanwhile.
absl::StatusOr<BackupReport> BackUpDatabase(const BackupSource& source,
                                            const BackupOptions& options);

}  // namespace jalon::ledger
