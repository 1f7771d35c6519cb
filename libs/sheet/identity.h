#pragma once

#include <string>
#include <utility>
#include <vector>

#include "jalon/v1/table.pb.h"

namespace jalon::sheet {

// What makes a table found and done again (its figure's identity), its options
// and its notes, as lines of two texts in French; a title has no second text.
std::vector<std::pair<std::string, std::string>> IdentityLines(
    const v1::EvaluateTableResponse& table);

}  // namespace jalon::sheet
