#include "libs/ledger/log_check.h"

#include <memory>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/ledger/record.h"
#include "libs/ledger/rocksdb_status.h"

namespace jalon::ledger {

absl::StatusOr<Head> CheckEveryRecord(const Database& database,
                                      const std::string& territory) {
  rocksdb::ReadOptions options;
  options.readahead_size = 2u << 20;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> it(
      database->NewIterator(options, database.log()));
  Head head;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const Position position = DecodePosition(FromSlice(it->key()));
    if (position != head.position + 1) {
      return absl::DataLossError(absl::StrCat("position ", head.position + 1,
                                              " is missing: restore a backup"));
    }
    RETURN_IF_ERROR(
        DecodeRecord(position, FromSlice(it->value()), territory).status());
    head = HeadOf(position, FromSlice(it->value()));
  }
  RETURN_IF_ERROR(ToStatus(it->status(), "reading the ledger"));
  return head;
}

}  // namespace jalon::ledger
