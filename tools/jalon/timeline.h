#pragma once

#include <string>

#include "jalon/v1/pathway.pb.h"

namespace jalon::cli {

// Draws a pathway over time: one line a concept, then what is in force, breaks
// and gaps at risk. `width` is the number of columns of the time axis.
std::string DrawTimeline(const v1::Pathway& pathway, int width = 72);

}  // namespace jalon::cli
