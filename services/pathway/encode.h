#pragma once

#include <string>
#include <utility>

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

// The breaks of one person. Lifetime: within its arguments'.
class BreakEncoder {
 public:
  BreakEncoder(std::string person, const pathway::Pathway& pathway,
               const pathway::StringTable& strings,
               const evaluation::Catalogue* catalogue)
      : person_(std::move(person)),
        pathway_(pathway),
        strings_(strings),
        catalogue_(catalogue) {}

  v1::BreakItem Encode(const evaluation::Break& gap) const;

 private:
  const std::string person_;
  const pathway::Pathway& pathway_;
  const pathway::StringTable& strings_;
  const evaluation::Catalogue* const catalogue_;
};

// "PROFESSIONAL"; "" for 0.
std::string TrackName(uint8_t track);

}  // namespace jalon::pathway_service
