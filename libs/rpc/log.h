#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace jalon::rpc {

// Takes whole lines, from any thread.
using LogSink = std::function<void(const std::string& line)>;

// To standard error, one write a line.
LogSink StandardError();

// "time=2024-03-01T10:00:00.000Z key=value key="two words"": the time, then
// the fields; values with spaces, quotes or control characters are quoted.
using LogFields = std::vector<std::pair<const char*, std::string>>;
std::string FormatLogLine(const LogFields& fields);

}  // namespace jalon::rpc
