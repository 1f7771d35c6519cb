#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

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
  // Of the writer: Intern of it comes soon.
  void Prefetch(Scheme scheme, absl::string_view value) const;

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
  // Nearly every identifier is this short: found without following its text.
  struct ShortName {
    static constexpr size_t kMost = 14;
    ShortName(Scheme scheme, absl::string_view value);

    std::array<char, kMost + 2> bytes{};  // Scheme, length, text, zeros.
    friend bool operator==(const ShortName&, const ShortName&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const ShortName& name) {
      return H::combine_contiguous(std::move(h), name.bytes.data(),
                                   name.bytes.size());
    }
  };
  struct Names {
    absl::flat_hash_map<ShortName, Node> by_short;
    absl::flat_hash_map<std::pair<Scheme, std::string>, Node> by_long;

    std::optional<Node> Find(Scheme scheme, absl::string_view value) const;
  };
  const Names& NamesOfWriter() const NO_THREAD_SAFETY_ANALYSIS {
    return names_;  // Nobody else changes them.
  }

  pathway::StringTable& strings_;
  AppendLog<Identifier> nodes_;
  mutable base::Mutex mutex_;
  Names names_ GUARDED_BY(mutex_);
};

}  // namespace jalon::identity
