#include "libs/events/utf8.h"

#include <algorithm>
#include <cstdint>

namespace jalon::events {
namespace {

bool IsAscii(char c) { return static_cast<uint8_t>(c) < 0x80; }

// Bytes of the character at the front; 0 when it is not well formed.
size_t CharacterSize(absl::string_view text) {
  const auto lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) return 1;
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  uint32_t code = lead & (0xFFu >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    const auto next = static_cast<uint8_t>(text[i]);
    if ((next & 0xC0) != 0x80) return 0;
    code = code << 6 | (next & 0x3F);
  }
  const bool overlong = (size == 3 && code < 0x800) ||
                        (size == 4 && (code < 0x10000 || code > 0x10FFFF));
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return overlong || surrogate ? 0 : size;
}

}  // namespace

std::optional<size_t> CountCharacters(absl::string_view text) {
  if (std::all_of(text.begin(), text.end(), IsAscii)) return text.size();
  size_t count = 0;
  while (!text.empty()) {
    const size_t size = CharacterSize(text);
    if (size == 0) return std::nullopt;
    text.remove_prefix(size);
    ++count;
  }
  return count;
}

}  // namespace jalon::events
