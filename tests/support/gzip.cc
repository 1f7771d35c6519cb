#include "tests/support/gzip.h"

#include <memory>

#include <zlib.h>

namespace jalon::testing {

std::vector<std::string> ReadGzipLines(const std::string& path) {
  std::vector<std::string> lines;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(
      gzopen(path.c_str(), "rb"), &gzclose);
  if (file == nullptr) return lines;
  std::string line;
  char buffer[1 << 16];
  for (int n = 0; (n = gzread(file.get(), buffer, sizeof(buffer))) > 0;) {
    for (int i = 0; i < n; ++i) {
      if (buffer[i] != '\n') {
        line += buffer[i];
      } else {
        lines.push_back(std::move(line));
        line.clear();
      }
    }
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace jalon::testing
