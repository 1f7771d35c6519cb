#pragma once

#include <memory>

#include <rocksdb/env.h>

namespace jalon::ledger {

// Where RocksDB tells what it does: warnings and errors to standard error, one
// line each. Never to its own file beside the data: on a full disk the packaged
// RocksDB, built with assertions, ends the process when it cannot write there,
// where the ledger has to become read-only.
std::shared_ptr<rocksdb::Logger> StandardErrorLogger();

// Where it tells nothing, for tests that make thousands of errors.
std::shared_ptr<rocksdb::Logger> NoLogger();

}  // namespace jalon::ledger
