#include "libs/ledger/rocksdb_log.h"

#include <cstdarg>
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace jalon::ledger {
namespace {

class StandardError final : public rocksdb::Logger {
 public:
  StandardError() : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}

  using rocksdb::Logger::Logv;
  void Logv(rocksdb::InfoLogLevel level, const char* format,
            va_list arguments) override {
    // Headers come whatever the level is.
    if (level < GetInfoLogLevel() || level >= rocksdb::HEADER_LEVEL) return;
    char text[500];
    std::vsnprintf(text, sizeof(text), format, arguments);
    const std::string line = absl::StrCat(
        absl::FormatTime("time=%Y-%m-%dT%H:%M:%E3SZ", absl::Now(),
                         absl::UTCTimeZone()),
        " level=", level == rocksdb::WARN_LEVEL ? "warning" : "error",
        " from=rocksdb text=\"",
        absl::StrReplaceAll(text, {{"\"", "'"}, {"\n", " "}, {"\r", " "}}),
        "\"\n");
    std::fwrite(line.data(), 1, line.size(), stderr);
  }
};

class Nowhere final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

std::shared_ptr<rocksdb::Logger> NoLogger() {
  return std::make_shared<Nowhere>();
}

std::shared_ptr<rocksdb::Logger> StandardErrorLogger() {
  return std::make_shared<StandardError>();
}

}  // namespace jalon::ledger
