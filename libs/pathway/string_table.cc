#include "libs/pathway/string_table.h"

#include <algorithm>
#include <cstring>

#include "absl/hash/hash.h"

namespace jalon::pathway {
namespace {

constexpr size_t kBlockSize = 1 << 16;

}  // namespace

size_t StringTable::Hash::operator()(absl::string_view text) const {
  return absl::Hash<absl::string_view>()(text);
}

StringTable::StringTable() : ids_(0, Hash{this}, Equal{this}) {
  chunks_[0] = std::make_unique<absl::string_view[]>(kFirst);
  size_.store(1, std::memory_order_release);  // 0: the empty text.
}

StringTable::~StringTable() = default;

StringId StringTable::Intern(absl::string_view text) {
  if (text.empty()) return 0;
  const auto found = IdsOfWriter().find(text);
  if (found != IdsOfWriter().end()) return *found;
  const StringId id = Append(text);
  const base::MutexLock lock(&mutex_);
  ids_.insert(id);
  return id;
}

StringId StringTable::Append(absl::string_view text) {
  if (text.empty()) return 0;
  const size_t id = size_.load(std::memory_order_relaxed);
  const Place place = PlaceOf(id);
  if (chunks_[place.chunk] == nullptr) {
    chunks_[place.chunk] =
        std::make_unique<absl::string_view[]>(kFirst << place.chunk);
  }
  chunks_[place.chunk][place.index] = Keep(text);
  size_.store(id + 1, std::memory_order_release);
  return static_cast<StringId>(id);
}

StringId StringTable::Find(absl::string_view text) const {
  const base::MutexLock lock(&mutex_);
  const auto found = ids_.find(text);
  return found == ids_.end() ? 0 : *found;
}

// Copies a text to where it stays.
absl::string_view StringTable::Keep(absl::string_view text) {
  if (block_left_ < text.size()) {
    block_left_ = std::max(kBlockSize, text.size());
    blocks_.push_back(std::make_unique<char[]>(block_left_));
    block_next_ = blocks_.back().get();
  }
  std::memcpy(block_next_, text.data(), text.size());
  const absl::string_view kept(block_next_, text.size());
  block_next_ += text.size();
  block_left_ -= text.size();
  return kept;
}

}  // namespace jalon::pathway
