#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

#include "libs/base/mutex.h"

namespace jalon::pathway {

// A text of events as a small number. 0 is the empty text.
using StringId = uint32_t;

// The texts of a territory's events: sources, keys, organisations, numbers.
// Append-only; ids are given in order of arrival, so nothing that is computed
// may depend on their order: compare the texts.
//
// Threads: one writer (Intern, Append); readers safe. Get takes no lock: the id
// must have been published to the reader (libs/facts publishes positions), as
// any id that Find gave was. Lifetime: views returned live as long as the
// table.
class StringTable {
 public:
  StringTable();
  ~StringTable();
  StringTable(const StringTable&) = delete;
  StringTable& operator=(const StringTable&) = delete;

  // The id of a text, given when it is new.
  StringId Intern(absl::string_view text);
  // A new id, whether or not the text has one; Find does not give it. For
  // texts that come once.
  StringId Append(absl::string_view text);
  // The id of a text already interned; 0 if it never was (or is empty).
  StringId Find(absl::string_view text) const;
  absl::string_view Get(StringId id) const {
    const Place place = PlaceOf(id);
    return chunks_[place.chunk][place.index];
  }
  size_t size() const { return size_.load(std::memory_order_acquire); }

 private:
  // Texts by id, in chunks that never move: chunk c holds kFirst * 2^c.
  struct Place {
    size_t chunk, index;
  };
  static constexpr size_t kFirst = 64;
  static constexpr size_t kChunks = 32;
  static Place PlaceOf(size_t id) {
    const size_t chunk =
        static_cast<size_t>(std::bit_width(id / kFirst + 1)) - 1;
    return {chunk, id - ((size_t{1} << chunk) - 1) * kFirst};
  }

  // Ids hashed and compared as their texts.
  struct Hash {
    using is_transparent = void;
    const StringTable* table;
    size_t operator()(absl::string_view text) const;
    size_t operator()(StringId id) const { return (*this)(table->Get(id)); }
  };
  struct Equal {
    using is_transparent = void;
    const StringTable* table;
    bool operator()(StringId a, StringId b) const { return a == b; }
    bool operator()(StringId a, absl::string_view b) const {
      return table->Get(a) == b;
    }
    bool operator()(absl::string_view a, StringId b) const {
      return a == table->Get(b);
    }
  };

  const absl::flat_hash_set<StringId, Hash, Equal>& IdsOfWriter() const
      NO_THREAD_SAFETY_ANALYSIS {
    return ids_;  // Nobody else changes them.
  }
  absl::string_view Keep(absl::string_view text);

  std::array<std::unique_ptr<absl::string_view[]>, kChunks> chunks_;
  std::atomic<size_t> size_{0};
  mutable base::Mutex mutex_;
  absl::flat_hash_set<StringId, Hash, Equal> ids_ GUARDED_BY(mutex_);
  // Of the writer.
  std::vector<std::unique_ptr<char[]>> blocks_;
  size_t block_left_ = 0;
  char* block_next_ = nullptr;
};

}  // namespace jalon::pathway
