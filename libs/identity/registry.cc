#include "libs/identity/registry.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace jalon::identity {
namespace {

constexpr std::array<absl::string_view, 8> kSchemeNames = {
    "", "caf", "msa", "ft", "imilo", "dept", "nir", "jalon"};

}  // namespace

absl::string_view SchemeName(Scheme scheme) {
  return kSchemeNames[static_cast<uint8_t>(scheme)];
}

uint8_t DisplayRank(Scheme scheme) {
  static constexpr std::array<uint8_t, 8> kRanks = {0, 1, 5, 3, 4, 2, 6, 7};
  return kRanks[static_cast<uint8_t>(scheme)];
}

Scheme FindScheme(absl::string_view name) {
  for (size_t i = 1; i < kSchemeNames.size(); ++i) {
    if (kSchemeNames[i] == name) return static_cast<Scheme>(i);
  }
  return Scheme::kNone;
}

Registry::Registry(pathway::StringTable* strings)
    : strings_(*strings), by_name_(0, Hash{this}, Equal{this}) {}

Node Registry::Intern(Scheme scheme, absl::string_view value) {
  const Nodes& known = NodesOfWriter();
  const auto found = known.find(Named(scheme, value));
  if (found != known.end()) return *found;
  nodes_.Append({scheme, strings_.Append(value)});
  const Node node = static_cast<Node>(nodes_.size());
  const base::MutexLock lock(&mutex_);
  by_name_.insert(node);
  return node;
}

std::optional<Node> Registry::Find(Scheme scheme,
                                   absl::string_view value) const {
  const base::MutexLock lock(&mutex_);
  const auto it = by_name_.find(Named(scheme, value));
  if (it == by_name_.end()) return std::nullopt;
  return *it;
}

std::string Registry::Name(Node node) const {
  return absl::StrCat(SchemeName(scheme(node)), ":", value(node));
}

}  // namespace jalon::identity
