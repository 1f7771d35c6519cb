#include "libs/identity/partition.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace jalon::identity {
namespace {

class UnionFind {
 public:
  explicit UnionFind(size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  Node Root(Node node) {
    while (parent_[node] != node) {
      parent_[node] = parent_[parent_[node]];
      node = parent_[node];
    }
    return node;
  }
  void Join(Node a, Node b) {
    a = Root(a);
    b = Root(b);
    // The older node stays the root: the result does not depend on the order.
    if (a != b) parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<Node> parent_;
};

struct Bearer {
  Node nir, node;
  friend auto operator<=>(const Bearer&, const Bearer&) = default;
};

class Partitioner {
 public:
  Partitioner(const Registry& registry, const Statements& statements)
      : registry_(registry),
        in_(statements),
        joined_(statements.known.size()) {}

  Partition Run() {
    JoinLinks();
    std::vector<size_t> undecided;  // Index of the nir's first bearer.
    for (size_t i = 0; i < bearers_.size(); i = EndOfNir(i)) {
      undecided.push_back(i);
    }
    undecided = JoinNirs(undecided);
    JoinMerged();
    undecided = JoinNirs(undecided);
    Number();
    for (const size_t first : undecided) AddAnomaly(first);
    std::sort(out_.anomalies.begin(), out_.anomalies.end(),
              [](const NirAnomaly& a, const NirAnomaly& b) {
                return std::tie(a.persons, a.nir) < std::tie(b.persons, b.nir);
              });
    return std::move(out_);
  }

 private:
  bool IsNir(Node node) const { return registry_.scheme(node) == Scheme::kNir; }

  // Joins what is linked without a nir; collects who bears which nir.
  void JoinLinks() {
    // Nearly every identifier ever bears one nir, told again by each event.
    std::vector<Node> first_nir(in_.known.size());
    absl::flat_hash_set<uint64_t> others;
    for (auto [a, b] : in_.links) {
      if (!IsNir(a) && !IsNir(b)) {
        joined_.Join(a, b);
        continue;
      }
      if (!IsNir(b) || (IsNir(a) && a > b)) std::swap(a, b);
      if (first_nir[a] == b) continue;
      if (first_nir[a] == 0) {
        first_nir[a] = b;
      } else if (!others.insert((uint64_t{a} << 32) | b).second) {
        continue;
      }
      bearers_.push_back({b, a});
    }
    std::sort(bearers_.begin(), bearers_.end());
  }

  size_t EndOfNir(size_t first) const {
    size_t end = first;
    while (end < bearers_.size() && bearers_[end].nir == bearers_[first].nir) {
      ++end;
    }
    return end;
  }

  // Joins each nir whose persons have no two birth dates, all looked at before
  // any is joined; returns the others.
  std::vector<size_t> JoinNirs(const std::vector<size_t>& firsts) {
    std::vector<base::Day> birth(in_.known.size(), base::kNoDay);
    for (const Birth& stated : in_.births) {
      birth[joined_.Root(stated.node)] = stated.date;
    }
    std::vector<size_t> kept, anomalous;
    for (const size_t first : firsts) {
      (HasTwoBirths(first, birth) ? anomalous : kept).push_back(first);
    }
    for (const size_t first : kept) {
      for (size_t i = first; i < EndOfNir(first); ++i) {
        joined_.Join(bearers_[i].nir, bearers_[i].node);
      }
    }
    return anomalous;
  }

  bool HasTwoBirths(size_t first, const std::vector<base::Day>& birth) {
    base::Day found = birth[joined_.Root(bearers_[first].nir)];
    for (size_t i = first; i < EndOfNir(first); ++i) {
      const base::Day other = birth[joined_.Root(bearers_[i].node)];
      if (other == base::kNoDay) continue;
      if (found != base::kNoDay && found != other) return true;
      found = other;
    }
    return false;
  }

  void JoinMerged() {
    absl::flat_hash_map<uint64_t, bool> undone;
    for (const Word& word : in_.words) {
      const auto [low, high] =
          std::minmax({joined_.Root(word.a), joined_.Root(word.b)});
      if (low != high) undone[(uint64_t{low} << 32) | high] = word.undone;
    }
    for (const auto& [pair, is_undone] : undone) {
      if (is_undone) continue;
      joined_.Join(static_cast<Node>(pair >> 32),
                   static_cast<Node>(pair & UINT32_MAX));
    }
  }

  // Nodes in display order.
  std::vector<Node> Sorted() const {
    struct Key {
      uint8_t scheme;
      uint64_t prefix;  // The value's first bytes, as memcmp compares them.
      Node node;
    };
    std::vector<Key> keys(in_.known.size() - 1);
    for (size_t i = 0; i < keys.size(); ++i) {
      const Node node = static_cast<Node>(i + 1);
      const absl::string_view value = registry_.value(node);
      char bytes[8] = {};
      std::memcpy(bytes, value.data(), std::min(value.size(), sizeof(bytes)));
      uint64_t prefix = std::bit_cast<uint64_t>(bytes);
      if constexpr (std::endian::native == std::endian::little) {
        prefix = __builtin_bswap64(prefix);
      }
      keys[i] = {DisplayRank(registry_.scheme(node)), prefix, node};
    }
    std::sort(keys.begin(), keys.end(), [this](const Key& a, const Key& b) {
      if (a.scheme != b.scheme) return a.scheme < b.scheme;
      if (a.prefix != b.prefix) return a.prefix < b.prefix;
      return registry_.value(a.node) < registry_.value(b.node);
    });
    std::vector<Node> nodes(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) nodes[i] = keys[i].node;
    return nodes;
  }

  void Number() {
    const size_t size = in_.known.size();
    std::vector<uint8_t> exists(size);
    for (Node node = 1; node < size; ++node) {
      if (in_.known[node]) exists[joined_.Root(node)] = 1;
    }
    std::vector<uint32_t> number(size, Partition::kNobody);
    std::vector<Node> sorted = Sorted();
    std::erase_if(sorted,
                  [&](Node node) { return !exists[joined_.Root(node)]; });
    out_.person_of.assign(size, Partition::kNobody);
    out_.offsets.push_back(0);
    for (const Node node : sorted) {
      uint32_t& person = number[joined_.Root(node)];
      if (person == Partition::kNobody) {
        person = static_cast<uint32_t>(out_.size());
        out_.offsets.push_back(0);
      }
      out_.person_of[node] = person;
      ++out_.offsets[person + 1];
    }
    std::partial_sum(out_.offsets.begin(), out_.offsets.end(),
                     out_.offsets.begin());
    std::vector<uint32_t> next(out_.offsets.begin(), out_.offsets.end() - 1);
    out_.nodes.resize(sorted.size());
    for (const Node node : sorted) {
      out_.nodes[next[out_.person_of[node]]++] = node;
    }
  }

  void AddAnomaly(size_t first) {
    NirAnomaly anomaly{bearers_[first].nir, {}};
    anomaly.persons.push_back(out_.person_of[anomaly.nir]);
    for (size_t i = first; i < EndOfNir(first); ++i) {
      anomaly.persons.push_back(out_.person_of[bearers_[i].node]);
    }
    std::sort(anomaly.persons.begin(), anomaly.persons.end());
    anomaly.persons.erase(
        std::unique(anomaly.persons.begin(), anomaly.persons.end()),
        anomaly.persons.end());
    std::erase(anomaly.persons, Partition::kNobody);
    out_.anomalies.push_back(std::move(anomaly));
  }

  const Registry& registry_;
  const Statements& in_;
  UnionFind joined_;
  std::vector<Bearer> bearers_;  // By nir.
  Partition out_;
};

}  // namespace

Partition MakePartition(const Registry& registry,
                        const Statements& statements) {
  return Partitioner(registry, statements).Run();
}

}  // namespace jalon::identity
