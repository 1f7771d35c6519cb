#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

#include "libs/facts/columns.h"
#include "libs/pathway/visible.h"

namespace jalon::facts {

// The key of an event as texts, hashed once, by whoever has the time.
// Lifetime: keeps the texts.
struct TextKey {
  TextKey(absl::string_view key_source, absl::string_view key_id);

  absl::string_view source, id;
  uint32_t hash;

  friend bool operator==(const TextKey& a, const TextKey& b) {
    return a.source == b.source && a.id == b.id;
  }
  template <typename H>
  friend H AbslHashValue(H h, const TextKey& key) {
    return H::combine(std::move(h), key.hash);
  }
};

// Where each key of a territory is, and its ids: the same key has the same
// ids. Keys are looked up and come once each, so their texts are not among
// those that the string table finds, and an entry is a few bytes.
//
// Threads: one writer. Lifetime: `columns` outlives it.
class KeyIndex {
 public:
  explicit KeyIndex(Columns* columns);

  // The position of an event that has come.
  std::optional<uint64_t> Find(const TextKey& key) const;
  // Find of it comes soon.
  void Prefetch(const TextKey& key) const { positions_.prefetch(key); }
  // The ids of an event that has come, or may come.
  pathway::EventKey Name(const TextKey& key);
  // The key is that of the next position. Requires: Find does not find it.
  pathway::EventKey Add(const TextKey& key);
  // The next position, in order, is in the columns.
  void Applied() { added_.pop_front(); }

 private:
  struct Slot {
    uint32_t hash;
    uint32_t position;
  };
  struct Hash {
    using is_transparent = void;
    // A set takes the hash as well mixed.
    static size_t Mixed(uint32_t hash) {
      return size_t{hash} * 0x9E3779B97F4A7C15u;
    }
    size_t operator()(const Slot& slot) const { return Mixed(slot.hash); }
    size_t operator()(const TextKey& key) const { return Mixed(key.hash); }
  };
  struct Equal {
    using is_transparent = void;
    const KeyIndex* index;
    bool operator()(const Slot& a, const Slot& b) const {
      return a.position == b.position;
    }
    bool operator()(const Slot& slot, const TextKey& key) const {
      return slot.hash == key.hash && index->Holds(slot.position, key);
    }
    bool operator()(const TextKey& key, const Slot& slot) const {
      return (*this)(slot, key);
    }
  };

  pathway::EventKey At(uint64_t position) const;
  bool Holds(uint64_t position, const TextKey& key) const;
  pathway::EventKey Make(const TextKey& key);

  Columns& columns_;
  absl::flat_hash_set<Slot, Hash, Equal> positions_;
  std::deque<pathway::EventKey> added_;  // Not yet in the columns.
  // Of those that may come.
  absl::flat_hash_map<std::pair<std::string, std::string>, pathway::EventKey>
      named_;
  std::string last_source_;  // Events of a source come one after the other.
  pathway::StringId last_source_id_ = 0;
};

}  // namespace jalon::facts
