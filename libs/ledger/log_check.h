#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "libs/ledger/database.h"

namespace jalon::ledger {

// Reads every record of a database: the last one's head. DATA_LOSS: a position
// is missing, or its digest does not hold.
absl::StatusOr<Head> CheckEveryRecord(const Database& database,
                                      const std::string& territory);

}  // namespace jalon::ledger
