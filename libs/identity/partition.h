#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libs/base/day.h"
#include "libs/identity/registry.h"

namespace jalon::identity {

// Two identifiers that one event bears, or that a person_linked names.
struct Link {
  Node a = 0, b = 0;
};

// A persons_merged or a merge_undone about two identifiers.
struct Word {
  Node a = 0, b = 0;
  bool undone = false;
};

// A birth date stated for an identifier.
struct Birth {
  Node node = 0;
  base::Day date = base::kNoDay;
};

// What is visible at one position about who is who.
struct Statements {
  std::vector<Link> links;    // In any order, repeated or not.
  std::vector<Word> words;    // In the order of spec §3.
  std::vector<Birth> births;  // In the order of spec §3.
  // By node, [0] unused: whether a visible event is about it. Its size bounds
  // the nodes above.
  std::vector<uint8_t> known;
};

// A nir that would link persons of different birth dates.
struct NirAnomaly {
  Node nir = 0;
  std::vector<uint32_t> persons;  // In display order.
};

// Who is who at one position: persons numbered from 0 in order of display key
// (the smallest identifier: scheme, then value bytewise).
struct Partition {
  static constexpr uint32_t kNobody = UINT32_MAX;

  std::vector<uint32_t> person_of;  // By node.
  std::vector<Node> nodes;          // By person, each in display order.
  std::vector<uint32_t> offsets;  // Of `nodes`, by person; one more at the end.
  std::vector<NirAnomaly> anomalies;  // By first person, then nir.

  size_t size() const { return offsets.size() - 1; }
  std::span<const Node> NodesOf(size_t person) const {
    return std::span(nodes).subspan(offsets[person],
                                    offsets[person + 1] - offsets[person]);
  }
};

// The persons (spec §1.6), a pure function of the statements:
// 1. links without a nir join identifiers;
// 2. a nir joins those that bear it, unless different birth dates are last
//    stated for the persons of step 1: then it joins nobody;
// 3. for each pair of persons of step 2 the last word holds: merged or not;
// 4. a nir left out in 2 is looked at again with the persons of step 3: an
//    explicit merge decides an anomaly.
// A person exists when a visible event is about one of its identifiers.
Partition MakePartition(const Registry& registry, const Statements& statements);

}  // namespace jalon::identity
