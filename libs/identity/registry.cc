#include "libs/identity/registry.h"

#include <algorithm>
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

Registry::ShortName::ShortName(Scheme scheme, absl::string_view value) {
  bytes[0] = static_cast<char>(scheme);
  bytes[1] = static_cast<char>(value.size());
  std::copy(value.begin(), value.end(), bytes.begin() + 2);
}

std::optional<Node> Registry::Names::Find(Scheme scheme,
                                          absl::string_view value) const {
  if (value.size() <= ShortName::kMost) {
    const auto found = by_short.find(ShortName(scheme, value));
    if (found == by_short.end()) return std::nullopt;
    return found->second;
  }
  const auto found = by_long.find({scheme, std::string(value)});
  if (found == by_long.end()) return std::nullopt;
  return found->second;
}

Registry::Registry(pathway::StringTable* strings) : strings_(*strings) {}

Node Registry::Intern(Scheme scheme, absl::string_view value) {
  if (const auto known = NamesOfWriter().Find(scheme, value)) return *known;
  nodes_.Append({scheme, strings_.Append(value)});
  const Node node = static_cast<Node>(nodes_.size());
  const base::MutexLock lock(&mutex_);
  if (value.size() <= ShortName::kMost) {
    names_.by_short.emplace(ShortName(scheme, value), node);
  } else {
    names_.by_long.emplace(std::pair(scheme, std::string(value)), node);
  }
  return node;
}

std::optional<Node> Registry::Find(Scheme scheme,
                                   absl::string_view value) const {
  const base::MutexLock lock(&mutex_);
  return names_.Find(scheme, value);
}

void Registry::Prefetch(Scheme scheme, absl::string_view value) const {
  if (value.size() > ShortName::kMost) return;
  NamesOfWriter().by_short.prefetch(ShortName(scheme, value));
}

std::string Registry::Name(Node node) const {
  return absl::StrCat(SchemeName(scheme(node)), ":", value(node));
}

}  // namespace jalon::identity
