#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <rocksdb/file_system.h>

namespace jalon::ledger {

// Makes a directory and its parents when absent; their entries outlive a power
// cut. UNAVAILABLE: the disk refuses.
absl::Status CreateDirectory(rocksdb::FileSystem* files,
                             const std::string& directory);

// Puts the entries of a directory on stable storage.
absl::Status SyncDirectory(rocksdb::FileSystem* files,
                           const std::string& directory);

// Whether any file of a RocksDB database lies there, usable or not.
absl::StatusOr<bool> HasDatabase(rocksdb::FileSystem* files,
                                 const std::string& directory);

// A directory is one ledger's, or one tool's, until this is destroyed. The
// system frees it when the process ends, whatever the end.
class DirectoryLock {
 public:
  // UNAVAILABLE: another process, or this one, has it.
  static absl::StatusOr<std::unique_ptr<DirectoryLock>> Take(
      std::shared_ptr<rocksdb::FileSystem> files, const std::string& directory);
  ~DirectoryLock();

 private:
  DirectoryLock(std::shared_ptr<rocksdb::FileSystem> files,
                rocksdb::FileLock* lock);

  const std::shared_ptr<rocksdb::FileSystem> files_;
  rocksdb::FileLock* const lock_;
};

}  // namespace jalon::ledger
