#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace jalon::bench {

// Writes the events of the files to standard output as PostgreSQL's COPY reads
// them: source, source_event_id, stream (first identifier), effective date,
// received date, content as JSON. What a table of events is filled with, to
// compare on the same events.
absl::Status WriteRows(const std::vector<std::string>& files);

}  // namespace jalon::bench
