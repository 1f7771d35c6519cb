#include "libs/facts/fact_store.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libs/events/date.h"
#include "libs/events/identifiers.h"
#include "libs/facts/view_builder.h"

namespace jalon::facts {
namespace {

using identity::Node;
using pathway::Kind;

bool IsIdentity(Kind kind) {
  return kind == Kind::kPersonLinked || kind == Kind::kPersonsMerged ||
         kind == Kind::kMergeUndone;
}

// The fact that a correction puts in its target's place, as an event.
v1::Event ReplacementOf(const v1::Correction& correction) {
  const v1::Fact& fact = correction.fact().has_correction()
                             ? correction.fact().correction().fact()
                             : correction.fact();
  v1::Event out;
  switch (fact.fact_case()) {
    case v1::Fact::kPersonLinked:
      *out.mutable_person_linked() = fact.person_linked();
      break;
    case v1::Fact::kPersonsMerged:
      *out.mutable_persons_merged() = fact.persons_merged();
      break;
    case v1::Fact::kMergeUndone:
      *out.mutable_merge_undone() = fact.merge_undone();
      break;
    case v1::Fact::kPactAdopted:
      *out.mutable_pact_adopted() = fact.pact_adopted();
      break;
    case v1::Fact::kPactRevised:
      *out.mutable_pact_revised() = fact.pact_revised();
      break;
    default:  // Held by the row.
      break;
  }
  return out;
}

identity::Scheme ToScheme(v1::Identifier::Scheme scheme) {
  return static_cast<identity::Scheme>(scheme);
}

}  // namespace

FactStore::FactStore(FactStoreOptions options)
    : context_{options.time_zone},
      max_views_(std::max<size_t>(options.max_views, 1)),
      max_view_bytes_(options.max_view_bytes),
      columns_(std::make_shared<Columns>(options.pseudonyms)) {}

std::vector<Node> FactStore::InternAll(
    const std::vector<events::KnownBy>& identifiers) {
  std::vector<Node> nodes;
  for (const events::KnownBy& known : identifiers) {
    if (!known.links) continue;
    nodes.push_back(
        columns_->registry.Intern(ToScheme(known.scheme), known.value));
  }
  return nodes;
}

std::vector<Node> FactStore::InternFact(const v1::Event& event) {
  if (event.has_correction()) {
    return InternFact(ReplacementOf(event.correction()));
  }
  if (!IsIdentity(events::KindOf(event))) return {};
  events::IdentityParts parts = events::IdentityOf(event);
  if (parts.other) parts.linked.push_back(*std::move(parts.other));
  return InternAll(parts.linked);
}

FactStore::About FactStore::InternPerson(const v1::Event& event) {
  const events::IdentityParts parts = events::IdentityOf(event);
  About about{0, InternAll(parts.person)};
  const identity::Registry& registry = columns_->registry;
  for (const Node node : about.person) {
    if (about.owner == 0 ||
        std::pair(registry.scheme(node), registry.value(node)) <
            std::pair(registry.scheme(about.owner),
                      registry.value(about.owner))) {
      about.owner = node;
    }
  }
  if (about.owner == 0 && !parts.person.empty()) {
    // Only a nir that is not valid: it names the person without linking.
    const auto only = std::min_element(
        parts.person.begin(), parts.person.end(),
        [](const auto& a, const auto& b) { return a.value < b.value; });
    about.owner =
        columns_->registry.Intern(ToScheme(only->scheme), only->value);
  }
  return about;
}

Node FactStore::Intern(const v1::Event& event) {
  const Node owner = InternPerson(event).owner;
  InternFact(event);
  return owner;
}

void FactStore::SetPayload(const v1::Event& event, pathway::Event* row) {
  if (IsIdentity(row->kind)) {
    row->number = static_cast<uint32_t>(columns_->identifiers.size());
    columns_->identifiers.Append(InternFact(event));
  } else if (events::IsPact(row->kind)) {
    const bool adopted = row->kind == Kind::kPactAdopted;
    const auto& text =
        adopted ? event.pact_adopted().pact() : event.pact_revised().pact();
    const auto& from = adopted ? event.pact_adopted().valid_from()
                               : event.pact_revised().valid_from();
    row->number = static_cast<uint32_t>(columns_->pacts.size());
    columns_->pacts.Append(
        {text,
         events::ReadDay(from, context_.time_zone).value_or(base::kNoDay)});
  }
}

void FactStore::Apply(const v1::Event& event, base::Day received,
                      base::Day recorded) {
  const uint64_t position = head() + 1;
  const size_t days = columns_->recorded_days.size();
  if (days == 0 || columns_->recorded_days[days - 1].day != recorded) {
    columns_->recorded_days.Append({position, recorded});
  }
  const About about = InternPerson(event);
  const Node owner = about.owner;
  InternFact(event);
  pathway::Event row =
      events::ToRow(event, received, context_, &columns_->strings);
  row.position = position;
  SetPayload(event, &row);

  for (const Node node : about.person) {
    if (node != owner) columns_->links.Append({position, {owner, node}});
  }
  const pathway::EventKey key{row.source, row.key};
  positions_.emplace(key, position);
  ReleaseParked(key, position);
  if (events::IsAmendment(event)) ApplyAmendment(event, position, owner);
  columns_->rows.Append(row);
  columns_->owners.Append(owner);
}

void FactStore::ApplyAmendment(const v1::Event& event, uint64_t position,
                               Node owner) {
  RecordedAmendment item;
  item.amendment = events::ToAmendment(event, context_, &columns_->strings);
  item.amendment.position = position;
  item.owner = owner;
  if (item.amendment.has_fact) {
    SetPayload(ReplacementOf(event.correction()), &item.amendment.fact);
  }
  const pathway::EventKey target = item.amendment.target;
  const auto it = positions_.find(target);
  if (it != positions_.end()) item.target_position = it->second;
  const base::MutexLock lock(&columns_->mutex);
  if (item.target_position == 0) {
    parked_[target].push_back(columns_->amendments.size());
  }
  columns_->amendments.push_back(std::move(item));
}

void FactStore::ReleaseParked(const pathway::EventKey& key, uint64_t position) {
  const auto it = parked_.find(key);
  if (it == parked_.end()) return;
  const base::MutexLock lock(&columns_->mutex);
  for (const size_t index : it->second) {
    columns_->amendments[index].target_position = position;
  }
  parked_.erase(it);
}

std::optional<uint64_t> FactStore::FindKey(const pathway::EventKey& key) const {
  const auto it = positions_.find(key);
  if (it == positions_.end()) return std::nullopt;
  return it->second;
}

std::shared_ptr<const StoredView> FactStore::FindView(uint64_t first,
                                                      uint64_t last) {
  const base::MutexLock lock(&views_mutex_);
  for (auto it = views_.begin(); it != views_.end(); ++it) {
    const uint64_t position = (*it)->position();
    if (position < first || position > last) continue;
    views_.splice(views_.begin(), views_, it);
    return views_.front();
  }
  return nullptr;
}

std::shared_ptr<const StoredView> FactStore::KeepView(
    std::shared_ptr<const StoredView> view) {
  const base::MutexLock lock(&views_mutex_);
  views_.push_front(view);
  size_t bytes = 0, count = 0;
  for (auto it = views_.begin(); it != views_.end();) {
    bytes += (*it)->byte_size();
    const bool kept =
        ++count == 1 || (count <= max_views_ && bytes <= max_view_bytes_);
    it = kept ? std::next(it) : views_.erase(it);
  }
  return view;
}

std::shared_ptr<const StoredView> FactStore::ViewAt(uint64_t position) {
  position = std::min(position, head());
  if (auto view = FindView(position, position)) return view;
  const base::MutexLock build(&build_mutex_);
  if (auto view = FindView(position, position)) return view;
  return KeepView(BuildView(columns_, {.position = position}));
}

std::shared_ptr<const StoredView> FactStore::ViewOf(Knowledge knowledge) {
  knowledge.position = std::min(knowledge.position, head());
  if (knowledge.whole()) return ViewAt(knowledge.position);
  const base::MutexLock build(&build_mutex_);
  return BuildView(columns_, knowledge);
}

std::shared_ptr<const StoredView> FactStore::HeadView() {
  const uint64_t asked = head();
  if (auto view = FindView(asked, UINT64_MAX)) return view;
  const base::MutexLock build(&build_mutex_);
  if (auto view = FindView(asked, UINT64_MAX)) return view;
  return KeepView(BuildView(columns_, {.position = head()}));
}

}  // namespace jalon::facts
