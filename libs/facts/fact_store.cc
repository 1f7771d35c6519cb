#include "libs/facts/fact_store.h"

#include <algorithm>
#include <iterator>
#include <tuple>
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
      columns_(std::make_shared<Columns>(options.pseudonyms)),
      keys_(columns_.get()) {}

std::optional<Node> FactStore::Intern(const events::KnownBy& known) {
  if (!known.links) return std::nullopt;
  return columns_->registry.Intern(ToScheme(known.scheme), known.value);
}

void FactStore::StagePerson(const std::vector<events::KnownBy>& person,
                            Staged* staged) {
  const events::KnownBy* least = nullptr;
  for (const events::KnownBy& known : person) {
    const auto node = Intern(known);
    if (!node) continue;
    staged->person.push_back(*node);
    if (least == nullptr || std::tie(known.scheme, known.value) <
                                std::tie(least->scheme, least->value)) {
      least = &known;
      staged->owner = *node;
    }
  }
  if (least != nullptr || person.empty()) return;
  // Only a nir that is not valid: it names the person without linking.
  const auto only = std::min_element(
      person.begin(), person.end(),
      [](const auto& a, const auto& b) { return a.value < b.value; });
  staged->owner =
      columns_->registry.Intern(ToScheme(only->scheme), only->value);
}

void FactStore::StagePayload(const v1::Event& event,
                             const events::IdentityParts& identity,
                             Staged* staged) {
  const Kind kind = events::KindOf(event);
  if (IsIdentity(kind)) {
    for (const events::KnownBy& known : identity.linked) {
      if (const auto node = Intern(known)) staged->identities.push_back(*node);
    }
    if (!identity.other) return;
    if (const auto node = Intern(*identity.other)) {
      staged->identities.push_back(*node);
    }
  } else if (events::IsPact(kind)) {
    const bool adopted = kind == Kind::kPactAdopted;
    const auto& text =
        adopted ? event.pact_adopted().pact() : event.pact_revised().pact();
    const auto& from = adopted ? event.pact_adopted().valid_from()
                               : event.pact_revised().valid_from();
    staged->pact = {
        text, events::ReadDay(from, context_.time_zone).value_or(base::kNoDay)};
  }
}

void FactStore::Prefetch(const TextKey& key,
                         const events::IdentityParts& identity) const {
  keys_.Prefetch(key);
  for (const events::KnownBy& known : identity.person) {
    columns_->registry.Prefetch(ToScheme(known.scheme), known.value);
  }
}

Staged FactStore::Stage(const v1::Event& event, const TextKey& key,
                        const events::IdentityParts& identity,
                        base::Day received) {
  Staged staged;
  StagePerson(identity.person, &staged);
  staged.row = events::ToRow(event, received, context_, &columns_->strings);
  if (events::IsAmendment(event)) {
    staged.amendment = events::ToAmendment(event, context_, &columns_->strings);
    const v1::EventKey& target = events::TargetOf(event);
    const TextKey target_key(target.source(), target.source_event_id());
    staged.target_position = keys_.Find(target_key).value_or(0);
    staged.amendment->target = keys_.Name(target_key);
    if (event.has_correction()) {
      const v1::Event replacement = ReplacementOf(event.correction());
      StagePayload(replacement, events::IdentityOf(replacement), &staged);
    }
  } else {
    StagePayload(event, identity, &staged);
  }
  const pathway::EventKey ids = keys_.Add(key);
  staged.row.source = ids.source;
  staged.row.key = ids.key;
  if (staged.amendment) staged.amendment->self = ids;
  return staged;
}

void FactStore::KeepPayload(Staged* staged, pathway::Event* row) {
  if (IsIdentity(row->kind)) {
    row->number = static_cast<uint32_t>(columns_->identifiers.size());
    columns_->identifiers.Append(std::move(staged->identities));
  } else if (events::IsPact(row->kind)) {
    row->number = static_cast<uint32_t>(columns_->pacts.size());
    columns_->pacts.Append(*std::move(staged->pact));
  }
}

void FactStore::Apply(Staged staged, base::Day recorded) {
  const uint64_t position = head() + 1;
  const size_t days = columns_->recorded_days.size();
  if (days == 0 || columns_->recorded_days[days - 1].day != recorded) {
    columns_->recorded_days.Append({position, recorded});
  }
  staged.row.position = position;
  if (staged.amendment) {
    ApplyAmendment(&staged, position);
  } else {
    KeepPayload(&staged, &staged.row);
  }
  for (const Node node : staged.person) {
    if (node != staged.owner) {
      columns_->links.Append({position, {staged.owner, node}});
    }
  }
  ReleaseParked({staged.row.source, staged.row.key}, position);
  columns_->rows.Append(staged.row);
  columns_->owners.Append(staged.owner);
  keys_.Applied();
}

void FactStore::ApplyAmendment(Staged* staged, uint64_t position) {
  RecordedAmendment item;
  item.amendment = *staged->amendment;
  item.amendment.position = position;
  item.owner = staged->owner;
  if (item.amendment.has_fact) KeepPayload(staged, &item.amendment.fact);
  const pathway::EventKey target = item.amendment.target;
  item.target_position = staged->target_position;
  const base::MutexLock lock(&columns_->mutex);
  if (item.target_position == 0) {
    parked_[target].push_back(columns_->amendments.size());
  }
  columns_->amendments.push_back(item);
}

void FactStore::ReleaseParked(const pathway::EventKey& key, uint64_t position) {
  if (parked_.empty()) return;
  const auto it = parked_.find(key);
  if (it == parked_.end()) return;
  const base::MutexLock lock(&columns_->mutex);
  for (const size_t index : it->second) {
    columns_->amendments[index].target_position = position;
  }
  parked_.erase(it);
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
