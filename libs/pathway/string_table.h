#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace jalon::pathway {

// A text of events as a small number. 0 is the empty text.
using StringId = uint32_t;

// The texts of a territory's events: sources, keys, organisations, numbers.
// Append-only; ids are given in order of arrival, so nothing that is computed
// may depend on their order: compare the texts.
//
// Threads: compatible. One writer; readers need that the ids they hold were
// published to them (libs/facts does so under its lock).
// Lifetime: views returned live as long as the table.
class StringTable {
 public:
  StringTable();

  StringId Intern(absl::string_view text);
  // The id of a text already interned; 0 if it never was (or is empty).
  StringId Find(absl::string_view text) const;
  absl::string_view Get(StringId id) const { return texts_[id]; }
  size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // A deque: elements never move.
  absl::flat_hash_map<absl::string_view, StringId> ids_;
};

}  // namespace jalon::pathway
