#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include <rocksdb/slice.h>
#include <rocksdb/status.h>

namespace jalon::ledger {

inline absl::string_view FromSlice(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

// Every code of RocksDB; texts name files, never keys or values. `what` is
// what was being done.
absl::Status ToStatus(const rocksdb::Status& status, absl::string_view what);

}  // namespace jalon::ledger
