#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <rocksdb/env.h>
#include <rocksdb/io_status.h>

#include "libs/base/mutex.h"

namespace jalon::ledger::testing {

// What changes a disk.
enum class Operation : uint8_t {
  kCreate,
  kWrite,
  kSync,
  kSyncDirectory,
  kRename,
  kDelete,
};
inline constexpr int kOperations = 6;
const char* OperationName(Operation operation);

// The n-th operation from now on (of a kind, or of any) fails; `lasting`: every
// later one of that kind too, and every write and creation.
struct Fault {
  uint64_t number = 1;
  std::optional<Operation> kind = std::nullopt;
  bool no_space = false;  // Otherwise an I/O error.
  bool lasting = false;
};

// A disk in memory that keeps what was synced apart from what was not, more
// harshly than a real one:
//
// - A power cut keeps of the unsynced bytes of each file, independently:
//   nothing, all, the first ones up to any byte or sector, or any sectors. (Not
//   so a MANIFEST, whose end RocksDB refuses in pieces, rather than dropping
//   it: the start would stop there.)
// - A name lives, changes or goes with the sync of its directory; before it,
// the
//   first changes survive, in order, as of a journal. (In any order, RocksDB
//   loses its MANIFEST: it names CURRENT without syncing the directory first.)
// - After a failed sync the bytes are never made durable by a later one.
//
// Threads: safe, but for Boot, PowerLoss and the accessors of single files:
// with no user of an earlier Boot running.
class SimulatedDisk {
 public:
  SimulatedDisk() = default;
  SimulatedDisk(const SimulatedDisk& other);  // With the same content.

  // The disk as a new process sees it; earlier ones get errors from now on.
  // Lifetime: within the disk's.
  std::unique_ptr<rocksdb::Env> Boot();

  // The power goes at the n-th operation from now on, which may have an effect;
  // every operation fails from then on.
  void CutPowerAt(uint64_t number);
  void CutPower();  // Now.
  bool power_is_cut();
  // Leaves of the unsynced what `random` says. Then Boot.
  void PowerLoss(std::mt19937_64& random);

  void Fail(const Fault& fault);
  void Heal();
  bool fault_was_met();
  uint64_t operations();  // Since the last Boot.

  std::vector<std::string> Files();
  std::string& Content(const std::string& path);  // Synced and seen.
  void Delete(const std::string& path);

 private:
  friend class SimulatedFileSystem;
  friend class SimulatedFile;

  struct Change {
    uint64_t offset = 0;
    std::string bytes;
    bool truncates = false;  // To `offset`.
  };
  struct Inode {
    std::string seen;
    std::string synced;
    std::vector<Change> unsynced;
    std::vector<Change> stuck;  // A sync of them failed.
  };
  using InodePtr = std::shared_ptr<Inode>;
  // A name of a directory gets another inode, or none.
  struct Naming {
    std::string directory;
    std::vector<std::pair<std::string, InodePtr>> names;
  };

  static void Apply(const Change& change, std::string* content);
  static void Survive(Inode* inode, bool in_pieces, std::mt19937_64& random);

  // The fault that the operation meets; OK: it may go on. `*effect`: whether
  // it has its effect all the same.
  rocksdb::IOStatus Meet(uint64_t epoch, Operation operation, bool* effect)
      EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  rocksdb::IOStatus MayRead(uint64_t epoch) const
      EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Name(Naming naming) EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  base::Mutex mutex_;
  std::map<std::string, InodePtr> names_ GUARDED_BY(mutex_);
  std::map<std::string, InodePtr> synced_names_ GUARDED_BY(mutex_);
  std::vector<Naming> namings_ GUARDED_BY(mutex_);
  std::set<std::string> directories_ GUARDED_BY(mutex_);
  std::set<std::string> locks_ GUARDED_BY(mutex_);
  uint64_t epoch_ GUARDED_BY(mutex_) = 0;
  uint64_t operations_ GUARDED_BY(mutex_) = 0;
  uint64_t cut_at_ GUARDED_BY(mutex_) = 0;  // 0: never.
  bool cut_ GUARDED_BY(mutex_) = false;
  std::optional<Fault> fault_ GUARDED_BY(mutex_);
  bool fault_met_ GUARDED_BY(mutex_) = false;
};

}  // namespace jalon::ledger::testing
