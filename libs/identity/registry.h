#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

#include "libs/base/mutex.h"
#include "libs/identity/append_log.h"
#include "libs/pathway/string_table.h"

namespace jalon::identity {

// The numbers of jalon.v1.Identifier.Scheme.
enum class Scheme : uint8_t {
  kNone = 0,
  kCaf = 1,
  kMsa = 2,
  kFt = 3,
  kImilo = 4,
  kDept = 5,
  kNir = 6,
  kJalon = 7,
};

absl::string_view SchemeName(Scheme scheme);
// Place in the display order: that of the names, caf, dept, ft, imilo, msa,
// nir. A person is shown by the first of their identifiers.
uint8_t DisplayRank(Scheme scheme);
// kNone for a name that is no scheme.
Scheme FindScheme(absl::string_view name);

// The number of an identifier, from 1 in order of arrival; 0 = none.
using Node = uint32_t;

// The identifiers of a territory. Append-only: a node never changes and never
// moves to another person; who is who is computed at query time (partition.h).
//
// Threads: one writer (Intern); readers safe. Lifetime: `strings` outlives it.
class Registry {
 public:
  explicit Registry(pathway::StringTable* strings);

  // The node of an identifier, made when it is new. `value` is normalised by
  // the caller (libs/events/identifiers.h).
  Node Intern(Scheme scheme, absl::string_view value);
  std::optional<Node> Find(Scheme scheme, absl::string_view value) const;

  // Nodes are 1 … size().
  size_t size() const { return nodes_.size(); }
  Scheme scheme(Node node) const { return nodes_[node - 1].scheme; }
  absl::string_view value(Node node) const {
    return strings_.Get(nodes_[node - 1].value);
  }
  // "caf:1"
  std::string Name(Node node) const;

 private:
  struct Identifier {
    Scheme scheme;
    pathway::StringId value;
  };
  static uint64_t Key(Scheme scheme, pathway::StringId value) {
    return (uint64_t{static_cast<uint8_t>(scheme)} << 32) | value;
  }

  pathway::StringTable& strings_;
  AppendLog<Identifier> nodes_;
  mutable base::Mutex mutex_;
  absl::flat_hash_map<uint64_t, Node> by_key_ GUARDED_BY(mutex_);
};

}  // namespace jalon::identity
