#pragma once

#include <string>
#include <vector>

namespace jalon::testing {

// The lines of a gzip file; none when it cannot be read.
std::vector<std::string> ReadGzipLines(const std::string& path);

}  // namespace jalon::testing
