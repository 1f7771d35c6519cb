#include "libs/rpc/log.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace jalon::rpc {
namespace {

bool IsPlain(const std::string& value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return c != ' ' && c != '"' && c != '=' && c != '\\' &&
           !absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
}

}  // namespace

LogSink StandardError() {
  return [](const std::string& line) {
    const std::string whole = line + "\n";
    std::fwrite(whole.data(), 1, whole.size(), stderr);
  };
}

std::string FormatLogLine(const LogFields& fields) {
  std::string line = absl::FormatTime("time=%Y-%m-%dT%H:%M:%E3SZ", absl::Now(),
                                      absl::UTCTimeZone());
  for (const auto& [key, value] : fields) {
    if (IsPlain(value)) {
      absl::StrAppend(&line, " ", key, "=", value);
    } else {
      absl::StrAppend(&line, " ", key, "=\"", absl::Utf8SafeCEscape(value),
                      "\"");
    }
  }
  return line;
}

}  // namespace jalon::rpc
