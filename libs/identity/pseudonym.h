#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "libs/identity/registry.h"

namespace jalon::identity {

// The pseudonyms of a territory's persons (scheme `jalon`): the number of a
// node, which says only in which order identifiers came, encrypted by a random
// key of the ledger (AES-128, one block; 32 hexadecimal digits). Nothing about
// an identifier can be read from it, and without the key not even its order.
//
// Threads: safe. Values: copies share nothing.
class Pseudonyms {
 public:
  using Key = std::array<uint8_t, 16>;

  explicit Pseudonyms(const Key& key) : key_(key) {}

  // The key in the file, made at random (mode 0600, on stable storage) when
  // there is none. DATA_LOSS: the file is no key; UNAVAILABLE: the disk
  // refuses.
  static absl::StatusOr<Pseudonyms> Open(const std::string& path);

  std::string Of(Node node) const;
  // The node of a pseudonym that Of gave; nullopt for any other text.
  std::optional<Node> Find(absl::string_view pseudonym) const;

 private:
  Key key_;
};

}  // namespace jalon::identity
