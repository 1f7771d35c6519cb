// SimulatedDisk as RocksDB sees it.

#include <algorithm>
#include <cstring>
#include <thread>
#include <utility>

#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include "libs/ledger/testing/simulated_disk.h"

namespace jalon::ledger::testing {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// An open file, whatever it was opened for.
class SimulatedFile {
 public:
  SimulatedFile(SimulatedDisk* disk, uint64_t epoch,
                SimulatedDisk::InodePtr inode)
      : disk_(disk), epoch_(epoch), inode_(std::move(inode)) {}

  IOStatus Read(uint64_t offset, size_t n, Slice* result, char* scratch) const {
    base::MutexLock lock(&disk_->mutex_);
    IOStatus may = disk_->MayRead(epoch_);
    if (!may.ok()) return may;
    const std::string& seen = inode_->seen;
    const size_t begin = std::min<size_t>(offset, seen.size());
    n = std::min(n, seen.size() - begin);
    std::memcpy(scratch, seen.data() + begin, n);
    *result = Slice(scratch, n);
    return IOStatus::OK();
  }

  IOStatus Write(std::optional<uint64_t> offset, const Slice& data) {
    return Change({offset.value_or(0), data.ToString(), false}, !offset);
  }
  IOStatus Truncate(uint64_t size) { return Change({size, "", true}, false); }

  IOStatus Sync() {
    base::MutexLock lock(&disk_->mutex_);
    bool effect = false;
    IOStatus met = disk_->Meet(epoch_, Operation::kSync, &effect);
    auto& unsynced = inode_->unsynced;
    if (met.ok()) {
      for (const auto& change : unsynced) {
        SimulatedDisk::Apply(change, &inode_->synced);
      }
      unsynced.clear();
    } else if (!effect) {
      std::move(unsynced.begin(), unsynced.end(),
                std::back_inserter(inode_->stuck));
      unsynced.clear();
    }
    return met;
  }

  uint64_t size() const {
    base::MutexLock lock(&disk_->mutex_);
    return inode_->seen.size();
  }

 private:
  IOStatus Change(SimulatedDisk::Change change, bool at_end) {
    base::MutexLock lock(&disk_->mutex_);
    bool effect = false;
    IOStatus met = disk_->Meet(epoch_, Operation::kWrite, &effect);
    if (!effect) return met;
    if (at_end) change.offset = inode_->seen.size();
    SimulatedDisk::Apply(change, &inode_->seen);
    inode_->unsynced.push_back(std::move(change));
    return met;
  }

  SimulatedDisk* const disk_;
  const uint64_t epoch_;
  const SimulatedDisk::InodePtr inode_;
};

namespace {

class Sequential final : public rocksdb::FSSequentialFile {
 public:
  explicit Sequential(SimulatedFile file) : file_(std::move(file)) {}
  IOStatus Read(size_t n, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) override {
    IOStatus status = file_.Read(at_, n, result, scratch);
    if (status.ok()) at_ += result->size();
    return status;
  }
  IOStatus Skip(uint64_t n) override {
    at_ += n;
    return IOStatus::OK();
  }

 private:
  const SimulatedFile file_;
  uint64_t at_ = 0;
};

class RandomAccess final : public rocksdb::FSRandomAccessFile {
 public:
  explicit RandomAccess(SimulatedFile file) : file_(std::move(file)) {}
  IOStatus Read(uint64_t offset, size_t n, const IOOptions&, Slice* result,
                char* scratch, IODebugContext*) const override {
    return file_.Read(offset, n, result, scratch);
  }

 private:
  const SimulatedFile file_;
};

class Writable final : public rocksdb::FSWritableFile {
 public:
  Writable(SimulatedFile file, const FileOptions& options)
      : rocksdb::FSWritableFile(options), file_(std::move(file)) {}
  using rocksdb::FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&,
                  IODebugContext*) override {
    return file_.Write(std::nullopt, data);
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    return size == file_.size() ? IOStatus::OK() : file_.Truncate(size);
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return file_.Sync();
  }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    return file_.size();
  }

 private:
  SimulatedFile file_;
};

class ReadWrite final : public rocksdb::FSRandomRWFile {
 public:
  explicit ReadWrite(SimulatedFile file) : file_(std::move(file)) {}
  IOStatus Write(uint64_t offset, const Slice& data, const IOOptions&,
                 IODebugContext*) override {
    return file_.Write(offset, data);
  }
  IOStatus Read(uint64_t offset, size_t n, const IOOptions&, Slice* result,
                char* scratch, IODebugContext*) const override {
    return file_.Read(offset, n, result, scratch);
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return file_.Sync();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  SimulatedFile file_;
};

std::string DirectoryOf(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

// "/a//b/" → "/a/b".
std::string Clean(const std::string& path) {
  std::string out;
  for (const char c : path) {
    if (c != '/' || out.empty() || out.back() != '/') out += c;
  }
  if (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

struct Lock final : public rocksdb::FileLock {
  Lock(std::string path, uint64_t taken_in)
      : name(std::move(path)), epoch(taken_in) {}
  const std::string name;
  const uint64_t epoch;
};

}  // namespace

class SimulatedFileSystem final : public rocksdb::FileSystem {
 public:
  SimulatedFileSystem(SimulatedDisk* disk, uint64_t epoch)
      : disk_(disk), epoch_(epoch) {}
  const char* Name() const override { return "SimulatedFileSystem"; }

  IOStatus NewSequentialFile(const std::string& path, const FileOptions&,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext*) override {
    return Open<Sequential>(path, result);
  }
  IOStatus NewRandomAccessFile(
      const std::string& path, const FileOptions&,
      std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
      IODebugContext*) override {
    return Open<RandomAccess>(path, result);
  }
  IOStatus NewRandomRWFile(const std::string& path, const FileOptions&,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                           IODebugContext*) override {
    return Open<ReadWrite>(path, result);
  }
  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    const std::string name = Clean(path);
    auto inode = std::make_shared<SimulatedDisk::Inode>();
    IOStatus met = Do(Operation::kCreate, {DirectoryOf(name), {{name, inode}}});
    if (!met.ok()) return met;
    *result = std::make_unique<Writable>(SimulatedFile(disk_, epoch_, inode),
                                         options);
    return met;
  }

  IOStatus NewDirectory(const std::string& path, const IOOptions&,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext*) override;
  IOStatus SyncDirectory(const std::string& directory) {
    base::MutexLock lock(&disk_->mutex_);
    IOStatus met = Do(Operation::kSyncDirectory, {});
    if (!met.ok()) return met;
    for (const auto& naming : disk_->namings_) {
      if (naming.directory != directory) continue;
      for (const auto& [name, inode] : naming.names) {
        disk_->synced_names_[name] = inode;
      }
    }
    std::erase_if(disk_->namings_, [&](const auto& naming) {
      return naming.directory == directory;
    });
    return met;
  }

  IOStatus FileExists(const std::string& path, const IOOptions&,
                      IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    IOStatus may = disk_->MayRead(epoch_);
    if (!may.ok()) return may;
    const std::string name = Clean(path);
    return disk_->names_.contains(name) || disk_->directories_.contains(name)
               ? IOStatus::OK()
               : IOStatus::NotFound();
  }
  IOStatus GetChildren(const std::string& path, const IOOptions&,
                       std::vector<std::string>* result,
                       IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    IOStatus may = disk_->MayRead(epoch_);
    if (!may.ok()) return may;
    const std::string directory = Clean(path);
    result->clear();
    for (const auto& [name, inode] : disk_->names_) {
      if (DirectoryOf(name) == directory) {
        result->push_back(name.substr(directory.size() + 1));
      }
    }
    return IOStatus::OK();
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions&,
                      IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    const std::string name = Clean(path);
    if (!disk_->names_.contains(name)) return IOStatus::PathNotFound(name);
    return Do(Operation::kDelete, {DirectoryOf(name), {{name, nullptr}}});
  }
  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions&, IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    const std::string old_name = Clean(from), name = Clean(to);
    const auto it = disk_->names_.find(old_name);
    if (it == disk_->names_.end()) return IOStatus::PathNotFound(old_name);
    return Do(Operation::kRename,
              {DirectoryOf(name), {{name, it->second}, {old_name, nullptr}}});
  }
  IOStatus Truncate(const std::string& path, size_t size, const IOOptions&,
                    IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    const auto it = disk_->names_.find(Clean(path));
    if (it == disk_->names_.end()) return IOStatus::PathNotFound(path);
    bool effect = false;
    IOStatus met = disk_->Meet(epoch_, Operation::kWrite, &effect);
    if (!effect) return met;
    it->second->unsynced.push_back({size, "", true});
    it->second->seen.resize(size);
    return met;
  }

  IOStatus CreateDir(const std::string& path, const IOOptions& options,
                     IODebugContext* debug) override {
    return CreateDirIfMissing(path, options, debug);
  }
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions&,
                              IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    disk_->directories_.insert(Clean(path));
    return IOStatus::OK();
  }
  IOStatus DeleteDir(const std::string& path, const IOOptions&,
                     IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    disk_->directories_.erase(Clean(path));
    return IOStatus::OK();
  }
  IOStatus IsDirectory(const std::string& path, const IOOptions&, bool* is,
                       IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    *is = disk_->directories_.contains(Clean(path));
    return IOStatus::OK();
  }
  IOStatus GetFileSize(const std::string& path, const IOOptions&,
                       uint64_t* size, IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    const auto it = disk_->names_.find(Clean(path));
    if (it == disk_->names_.end()) return IOStatus::PathNotFound(path);
    *size = it->second->seen.size();
    return IOStatus::OK();
  }
  IOStatus GetFileModificationTime(const std::string&, const IOOptions&,
                                   uint64_t* time, IODebugContext*) override {
    *time = 0;
    return IOStatus::OK();
  }
  IOStatus LockFile(const std::string& path, const IOOptions&,
                    rocksdb::FileLock** result, IODebugContext*) override {
    base::MutexLock lock(&disk_->mutex_);
    IOStatus may = disk_->MayRead(epoch_);
    if (!may.ok()) return may;
    const std::string name = Clean(path);
    if (!disk_->locks_.insert(name).second) return IOStatus::IOError("locked");
    *result = new Lock(name, epoch_);
    return IOStatus::OK();
  }
  IOStatus UnlockFile(rocksdb::FileLock* taken, const IOOptions&,
                      IODebugContext*) override {
    const std::unique_ptr<Lock> owned(static_cast<Lock*>(taken));
    base::MutexLock lock(&disk_->mutex_);
    if (owned->epoch == disk_->epoch_) disk_->locks_.erase(owned->name);
    return IOStatus::OK();
  }
  IOStatus GetTestDirectory(const IOOptions&, std::string* path,
                            IODebugContext*) override {
    *path = "/test";
    return IOStatus::OK();
  }
  IOStatus GetAbsolutePath(const std::string& path, const IOOptions&,
                           std::string* out, IODebugContext*) override {
    *out = path;
    return IOStatus::OK();
  }

 private:
  template <typename File, typename Base>
  IOStatus Open(const std::string& path, std::unique_ptr<Base>* result) {
    base::MutexLock lock(&disk_->mutex_);
    IOStatus may = disk_->MayRead(epoch_);
    if (!may.ok()) return may;
    const auto it = disk_->names_.find(Clean(path));
    if (it == disk_->names_.end()) return IOStatus::PathNotFound(path);
    *result = std::make_unique<File>(SimulatedFile(disk_, epoch_, it->second));
    return IOStatus::OK();
  }

  IOStatus Do(Operation operation, SimulatedDisk::Naming naming)
      EXCLUSIVE_LOCKS_REQUIRED(disk_->mutex_) {
    bool effect = false;
    IOStatus met = disk_->Meet(epoch_, operation, &effect);
    if (effect && !naming.names.empty()) disk_->Name(std::move(naming));
    return met;
  }

  SimulatedDisk* const disk_;
  const uint64_t epoch_;
};

namespace {

class DirectoryHandle final : public rocksdb::FSDirectory {
 public:
  DirectoryHandle(SimulatedFileSystem* files, std::string path)
      : files_(files), path_(std::move(path)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return files_->SyncDirectory(path_);
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  SimulatedFileSystem* const files_;
  const std::string path_;
};

}  // namespace

IOStatus SimulatedFileSystem::NewDirectory(
    const std::string& path, const IOOptions&,
    std::unique_ptr<rocksdb::FSDirectory>* result, IODebugContext*) {
  *result = std::make_unique<DirectoryHandle>(this, Clean(path));
  return IOStatus::OK();
}

namespace {

// After an error RocksDB's background threads wait a second.
class Impatient final : public rocksdb::SystemClockWrapper {
 public:
  using rocksdb::SystemClockWrapper::SystemClockWrapper;
  const char* Name() const override { return "Impatient"; }
  void SleepForMicroseconds(int) override { std::this_thread::yield(); }
};

class SimulatedEnv final : public rocksdb::EnvWrapper {
 public:
  explicit SimulatedEnv(std::shared_ptr<rocksdb::FileSystem> files)
      : rocksdb::EnvWrapper(rocksdb::NewCompositeEnv(files)) {
    file_system_ = std::move(files);
    system_clock_ =
        std::make_shared<Impatient>(rocksdb::SystemClock::Default());
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> SimulatedDisk::Boot() {
  base::MutexLock lock(&mutex_);
  ++epoch_;
  operations_ = 0;
  cut_at_ = 0;
  cut_ = false;
  locks_.clear();
  return std::make_unique<SimulatedEnv>(
      std::make_shared<SimulatedFileSystem>(this, epoch_));
}

}  // namespace jalon::ledger::testing
