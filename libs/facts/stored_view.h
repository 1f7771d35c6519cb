#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/facts/columns.h"
#include "libs/facts/view.h"
#include "libs/identity/partition.h"

namespace jalon::facts {

// The parts of a view, filled by BuildView.
struct ViewParts {
  std::shared_ptr<const Columns> columns;
  uint64_t position = 0;
  identity::Partition persons;
  std::vector<pathway::Event> events;  // By person, each in order of spec §3.
  std::vector<uint64_t> offsets;       // Of `events`, by person.
  std::vector<std::pair<uint32_t, std::string>> parked;  // Sorted.
  std::vector<SentAmendment> amendments;                 // By position.
  std::vector<Anomaly> anomalies;
  std::vector<View::PactText> pacts;
};

// A view made of columns: what it holds of its own is the partition of the
// identifiers and one copy of the visible events, by person.
class StoredView final : public View {
 public:
  explicit StoredView(ViewParts parts) : parts_(std::move(parts)) {}

  uint64_t position() const override { return parts_.position; }
  size_t size() const override { return parts_.persons.size(); }
  const pathway::StringTable& strings() const override {
    return parts_.columns->strings;
  }
  std::string Name(size_t person) const override;
  std::string Pseudonym(size_t person) const override;
  std::vector<std::string> Identifiers(size_t person) const override;
  // Scheme jalon: any pseudonym that the person or one merged with it had.
  std::optional<size_t> Find(absl::string_view scheme,
                             absl::string_view value) const override;
  void Events(size_t person, std::vector<pathway::Event>* out) const override;
  std::vector<std::string> Parked(size_t person) const override;
  const std::vector<SentAmendment>& amendments() const override {
    return parts_.amendments;
  }
  base::Day RecordedOn(uint64_t position) const override {
    return parts_.columns->RecordedOn(position);
  }
  const std::vector<Anomaly>& anomalies() const override {
    return parts_.anomalies;
  }
  const std::vector<PactText>& pacts() const override { return parts_.pacts; }

  // The identifiers' numbers, in display order.
  std::span<const identity::Node> Nodes(size_t person) const {
    return parts_.persons.NodesOf(person);
  }
  size_t byte_size() const;

 private:
  ViewParts parts_;
};

}  // namespace jalon::facts
