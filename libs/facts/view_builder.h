#pragma once

#include <cstdint>
#include <memory>

#include "libs/facts/columns.h"
#include "libs/facts/stored_view.h"

namespace jalon::facts {

// The territory as known at a position: spec §3 without as_of.
// Requires: position <= columns->size(). Threads: safe beside the writer.
std::shared_ptr<const StoredView> BuildView(
    std::shared_ptr<const Columns> columns, uint64_t position);

}  // namespace jalon::facts
