#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "tools/simulate/territory_story.h"

namespace jalon::simulate {

enum class FileFormat {
  kJson,    // One event a line.
  kBinary,  // jalon.v1.Event, each after its length as a varint.
};

struct WrittenFiles {
  std::vector<std::string> paths;  // One a partner.
  size_t events = 0;
};

// Simulates and writes <directory>/{caf,ft,dept,operateurs}.{jsonl,pb}, each in
// order of arrival. The directory is created. Errors: UNAVAILABLE a file that
// cannot be written.
absl::StatusOr<WrittenFiles> WriteFiles(const TerritoryPlan& plan,
                                        const Catalogue& catalogue,
                                        const std::string& directory,
                                        FileFormat format);

}  // namespace jalon::simulate
