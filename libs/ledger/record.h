#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "libs/ledger/ledger.h"

namespace jalon::ledger {

// The bytes of a record in the log (docs/storage_format.md). The position is
// the key, not in the bytes, but in the digest.
std::string EncodeRecord(const Record& record, absl::string_view territory);

// DATA_LOSS: truncated, an unknown version, or the digest does not hold.
absl::StatusOr<Record> DecodeRecord(Position position, absl::string_view bytes,
                                    absl::string_view territory);

// 8 bytes, big-endian: keys are in order of position.
std::string EncodePosition(Position position);
Position DecodePosition(absl::string_view key);

}  // namespace jalon::ledger
