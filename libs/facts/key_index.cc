#include "libs/facts/key_index.h"

#include <cstdlib>
#include <limits>

#include "absl/hash/hash.h"

namespace jalon::facts {

TextKey::TextKey(absl::string_view key_source, absl::string_view key_id)
    : source(key_source),
      id(key_id),
      hash(static_cast<uint32_t>(absl::HashOf(key_source, key_id))) {}

KeyIndex::KeyIndex(Columns* columns)
    : columns_(*columns), positions_(0, Hash{}, Equal{this}) {}

pathway::EventKey KeyIndex::At(uint64_t position) const {
  const uint64_t applied = columns_.size();
  if (position > applied) return added_[position - applied - 1];
  const pathway::Event& row = columns_.row(position);
  return {row.source, row.key};
}

bool KeyIndex::Holds(uint64_t position, const TextKey& key) const {
  const pathway::EventKey ids = At(position);
  return columns_.strings.Get(ids.key) == key.id &&
         columns_.strings.Get(ids.source) == key.source;
}

std::optional<uint64_t> KeyIndex::Find(const TextKey& key) const {
  const auto found = positions_.find(key);
  if (found == positions_.end()) return std::nullopt;
  return found->position;
}

pathway::EventKey KeyIndex::Make(const TextKey& key) {
  if (key.source != last_source_ || last_source_id_ == 0) {
    last_source_.assign(key.source.data(), key.source.size());
    last_source_id_ = columns_.strings.Intern(key.source);
  }
  return {last_source_id_, columns_.strings.Append(key.id)};
}

pathway::EventKey KeyIndex::Name(const TextKey& key) {
  if (const auto position = Find(key)) return At(*position);
  pathway::EventKey& ids =
      named_[{std::string(key.source), std::string(key.id)}];
  if (ids == pathway::EventKey()) ids = Make(key);
  return ids;
}

pathway::EventKey KeyIndex::Add(const TextKey& key) {
  const uint64_t position = columns_.size() + added_.size() + 1;
  if (position > std::numeric_limits<uint32_t>::max()) std::abort();
  pathway::EventKey ids;
  const auto named =
      named_.empty()
          ? named_.end()
          : named_.find({std::string(key.source), std::string(key.id)});
  if (named != named_.end()) {
    ids = named->second;
    named_.erase(named);
  } else {
    ids = Make(key);
  }
  added_.push_back(ids);
  positions_.insert(Slot{key.hash, static_cast<uint32_t>(position)});
  return ids;
}

}  // namespace jalon::facts
