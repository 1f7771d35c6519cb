#include "libs/facts/stored_view.h"

#include <algorithm>

#include "jalon/v1/event.pb.h"
#include "libs/events/identifiers.h"

namespace jalon::facts {

std::string StoredView::Name(size_t person) const {
  return parts_.columns->registry.Name(Nodes(person).front());
}

std::string StoredView::Pseudonym(size_t person) const {
  const std::span<const identity::Node> nodes = Nodes(person);
  return parts_.columns->pseudonyms.Of(
      *std::min_element(nodes.begin(), nodes.end()));
}

std::vector<std::string> StoredView::Identifiers(size_t person) const {
  std::vector<std::string> out;
  for (const identity::Node node : Nodes(person)) {
    out.push_back(parts_.columns->registry.Name(node));
  }
  return out;
}

std::optional<size_t> StoredView::Find(absl::string_view scheme,
                                       absl::string_view value) const {
  const identity::Scheme found = identity::FindScheme(scheme);
  std::optional<identity::Node> node;
  if (found == identity::Scheme::kJalon) {
    node = parts_.columns->pseudonyms.Find(value);
  } else if (found != identity::Scheme::kNone) {
    v1::Identifier identifier;
    identifier.set_scheme(static_cast<v1::Identifier::Scheme>(found));
    identifier.set_value(std::string(value));
    node = parts_.columns->registry.Find(found,
                                         events::Normalise(identifier).value);
  }
  // A node may be younger than the view.
  if (!node || *node >= parts_.persons.person_of.size()) return std::nullopt;
  const uint32_t person = parts_.persons.person_of[*node];
  if (person == identity::Partition::kNobody) return std::nullopt;
  return person;
}

void StoredView::Events(size_t person, std::vector<pathway::Event>* out) const {
  const pathway::Event* events = parts_.events.data();
  out->assign(events + parts_.offsets[person],
              events + parts_.offsets[person + 1]);
}

std::vector<std::string> StoredView::Parked(size_t person) const {
  std::vector<std::string> out;
  auto it = std::lower_bound(
      parts_.parked.begin(), parts_.parked.end(), person,
      [](const auto& item, size_t wanted) { return item.first < wanted; });
  for (; it != parts_.parked.end() && it->first == person; ++it) {
    out.push_back(it->second);
  }
  return out;
}

size_t StoredView::byte_size() const {
  const identity::Partition& persons = parts_.persons;
  return parts_.events.size() * sizeof(pathway::Event) +
         parts_.offsets.size() * sizeof(uint64_t) +
         parts_.amendments.size() * sizeof(SentAmendment) +
         (persons.person_of.size() + persons.nodes.size() +
          persons.offsets.size()) *
             sizeof(uint32_t);
}

}  // namespace jalon::facts
