#pragma once

#include <cstdint>
#include <memory>

#include "libs/facts/columns.h"
#include "libs/facts/stored_view.h"

namespace jalon::facts {

// The territory as known: spec §3 without as_of.
// Requires: knowledge.position <= columns->size(). Threads: safe beside the
// writer.
std::shared_ptr<const StoredView> BuildView(
    std::shared_ptr<const Columns> columns, const Knowledge& knowledge);

}  // namespace jalon::facts
