#include "libs/ledger/directory.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/ledger/rocksdb_status.h"

namespace jalon::ledger {
namespace {

constexpr char kLockFile[] = "/ledger.lock";

}  // namespace

absl::Status CreateDirectory(rocksdb::FileSystem* files,
                             const std::string& directory) {
  if (files->FileExists(directory, {}, nullptr).ok()) return absl::OkStatus();
  const std::string parent =
      std::filesystem::absolute(directory).lexically_normal().parent_path();
  if (parent != directory) RETURN_IF_ERROR(CreateDirectory(files, parent));
  RETURN_IF_ERROR(ToStatus(files->CreateDirIfMissing(directory, {}, nullptr),
                           "cannot create the ledger's directory"));
  return SyncDirectory(files, parent);
}

absl::Status SyncDirectory(rocksdb::FileSystem* files,
                           const std::string& directory) {
  std::unique_ptr<rocksdb::FSDirectory> handle;
  RETURN_IF_ERROR(ToStatus(files->NewDirectory(directory, {}, &handle, nullptr),
                           absl::StrCat("opening the directory ", directory)));
  return ToStatus(handle->Fsync({}, nullptr),
                  absl::StrCat("syncing the directory ", directory));
}

absl::StatusOr<bool> HasDatabase(rocksdb::FileSystem* files,
                                 const std::string& directory) {
  std::vector<std::string> names;
  RETURN_IF_ERROR(ToStatus(files->GetChildren(directory, {}, &names, nullptr),
                           absl::StrCat("listing the directory ", directory)));
  for (const std::string& name : names) {
    if (name == "CURRENT" || absl::StartsWith(name, "MANIFEST-") ||
        absl::EndsWith(name, ".sst") || absl::EndsWith(name, ".log")) {
      return true;
    }
  }
  return false;
}

DirectoryLock::DirectoryLock(std::shared_ptr<rocksdb::FileSystem> files,
                             rocksdb::FileLock* lock)
    : files_(std::move(files)), lock_(lock) {}

DirectoryLock::~DirectoryLock() { files_->UnlockFile(lock_, {}, nullptr); }

absl::StatusOr<std::unique_ptr<DirectoryLock>> DirectoryLock::Take(
    std::shared_ptr<rocksdb::FileSystem> files, const std::string& directory) {
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::IOStatus taken =
      files->LockFile(directory + kLockFile, {}, &lock, nullptr);
  if (!taken.ok()) {
    return absl::UnavailableError(absl::StrCat(
        "the ledger in ", directory,
        " is in use by another process, or its lock cannot be taken: stop "
        "that process first (",
        taken.ToString(), ")"));
  }
  return std::unique_ptr<DirectoryLock>(
      new DirectoryLock(std::move(files), lock));
}

}  // namespace jalon::ledger
