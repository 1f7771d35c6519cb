#pragma once

#include <string>

#include "jalon/v1/pathway.pb.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/pact_source.h"
#include "libs/facts/view.h"
#include "libs/pathway/pathway.h"

namespace jalon::pathway_service {

// A folded pathway as the contract shows it: days as dates, codes as the names
// of jalon.v1, texts instead of ids.
// `catalogue` gives breaks their axes and zone; it may be nullptr.
v1::Pathway EncodePathway(const facts::View& view, size_t person,
                          const pathway::Pathway& pathway,
                          const evaluation::BreakList& breaks,
                          const evaluation::Catalogue* catalogue);

// "PROFESSIONAL"; "" for 0.
std::string TrackName(uint8_t track);

}  // namespace jalon::pathway_service
