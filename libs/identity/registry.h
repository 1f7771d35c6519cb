#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
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
  using Named = std::pair<Scheme, absl::string_view>;

  // Nodes hashed and compared as what they name.
  struct Hash {
    using is_transparent = void;
    const Registry* registry;
    size_t operator()(const Named& named) const {
      return absl::HashOf(named.first, named.second);
    }
    size_t operator()(Node node) const {
      return (*this)(Named(registry->scheme(node), registry->value(node)));
    }
  };
  struct Equal {
    using is_transparent = void;
    const Registry* registry;
    bool operator()(Node a, Node b) const { return a == b; }
    bool operator()(Node node, const Named& named) const {
      return registry->scheme(node) == named.first &&
             registry->value(node) == named.second;
    }
    bool operator()(const Named& named, Node node) const {
      return (*this)(node, named);
    }
  };
  using Nodes = absl::flat_hash_set<Node, Hash, Equal>;
  const Nodes& NodesOfWriter() const NO_THREAD_SAFETY_ANALYSIS {
    return by_name_;  // Nobody else changes them.
  }

  pathway::StringTable& strings_;
  AppendLog<Identifier> nodes_;
  mutable base::Mutex mutex_;
  Nodes by_name_ GUARDED_BY(mutex_);
};

}  // namespace jalon::identity
