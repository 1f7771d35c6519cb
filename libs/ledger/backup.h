#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "libs/ledger/ledger.h"

namespace jalon::ledger {

// Offline tools of a ledger's directory, each for nobody else meanwhile:
// UNAVAILABLE when a service, or another tool, has the directory.

struct RestoreOptions {
  std::string backups;    // A directory that Ledger::Backup wrote to.
  uint32_t id = 0;        // Of a backup; 0 = the last one.
  std::string directory;  // Absent or empty.
  std::string territory;
  // The last position kept; 0 = all of them. What was recorded after it is
  // gone from the copy, and its positions are given again.
  Position to = 0;
};

struct RestoreReport {
  uint32_t id = 0;
  Position head = 0;  // Each record up to it was read and holds its digest.
};

// A ledger from a backup, checked before (checksums of the files) and after
// (every record). NOT_FOUND: no such backup, it names those there are.
// FAILED_PRECONDITION: the directory is not empty, another territory, or the
// backup ends before `to`. DATA_LOSS: the backup does not hold. A restoration
// that was broken off leaves a directory that no ledger opens.
absl::StatusOr<RestoreReport> Restore(const RestoreOptions& options);

struct RepairOptions {
  std::string directory;
  std::string territory;
  // The head to go on from although more was acknowledged: typed by whoever
  // accepts that the rest is lost. 0 = none is.
  Position accept_head = 0;
};

struct RepairReport {
  Position head = 0;
  Position lost = 0;       // Positions after the head that were acknowledged.
  bool rewritten = false;  // The file HEAD; false: nothing was wrong.
};

// Makes again what is derived from the log. That is the file HEAD: everything
// else is in memory and made at each start. Every record is read first.
// DATA_LOSS: a record is missing or does not hold, restore a backup.
// FAILED_PRECONDITION: the log is shorter than what was acknowledged and
// `accept_head` is not where it ends.
absl::StatusOr<RepairReport> Repair(const RepairOptions& options);

}  // namespace jalon::ledger
