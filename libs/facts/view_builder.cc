#include "libs/facts/view_builder.h"

#include <algorithm>
#include <numeric>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include "libs/identity/partition.h"

namespace jalon::facts {
namespace {

using identity::Node;
using identity::Partition;
using pathway::Event;
using pathway::Kind;

// Below this a second thread costs more than it saves.
constexpr size_t kParallelEvents = 50'000;

class ViewBuilder {
 public:
  ViewBuilder(std::shared_ptr<const Columns> columns,
              const Knowledge& knowledge)
      : columns_(*columns),
        position_(knowledge.position),
        state_(knowledge.position + 1, kAsRecorded) {
    out_.columns = std::move(columns);
    out_.position = position_;
    if (!knowledge.whole()) HideUnknown(knowledge);
  }

  std::shared_ptr<const StoredView> Build() {
    ResolveAmendments();
    ReadRows();
    ReadLinks();
    SortStatements();
    out_.persons = identity::MakePartition(columns_.registry, statements_);
    PlaceEvents();
    SortEvents();
    FillAmendments();
    FillAnomalies();
    return std::make_shared<StoredView>(std::move(out_));
  }

 private:
  enum State : uint8_t {
    kAsRecorded,
    kChanged,
    kHidden,   // Retracted.
    kUnknown,  // Not of this knowledge.
  };

  struct Statement {
    Event event;
    Node owner;
  };

  static Knowledge::Kinds KindsOf(Kind kind) {
    switch (kind) {
      case Kind::kCorrection:
        return Knowledge::kCorrections;
      case Kind::kRetraction:
        return Knowledge::kRetractions;
      case Kind::kPersonLinked:
      case Kind::kPersonsMerged:
      case Kind::kMergeUndone:
        return Knowledge::kIdentity;
      default:
        return Knowledge::kFacts;
    }
  }

  void HideUnknown(const Knowledge& knowledge) {
    for (uint64_t p = knowledge.base + 1; p <= position_; ++p) {
      const Knowledge::Kinds kinds = KindsOf(columns_.row(p).kind);
      if ((knowledge.after_base & kinds) == 0) state_[p] = kUnknown;
    }
  }

  bool HasCome(const RecordedAmendment& item) const {
    return item.target_position != 0 && item.target_position <= position_ &&
           state_[item.target_position] != kUnknown;
  }

  void CopyAmendments() {
    const base::MutexLock lock(&columns_.mutex);
    const auto end = std::partition_point(
        columns_.amendments.begin(), columns_.amendments.end(),
        [this](const RecordedAmendment& item) {
          return item.amendment.position <= position_;
        });
    for (auto item = columns_.amendments.begin(); item != end; ++item) {
      if (state_[item->amendment.position] != kUnknown) {
        amendments_.push_back(*item);
      }
    }
  }

  void ResolveAmendments() {
    CopyAmendments();
    std::vector<pathway::Amendment> plain;
    plain.reserve(amendments_.size());
    for (const auto& item : amendments_) plain.push_back(item.amendment);
    effects_ = pathway::Resolve(plain, position_);
    for (const RecordedAmendment& item : amendments_) {
      if (!HasCome(item)) continue;
      const uint64_t target = item.target_position;
      if (effects_.hidden.contains(item.amendment.target)) {
        state_[target] = kHidden;
        continue;
      }
      const auto change = effects_.changed.find(item.amendment.target);
      if (change == effects_.changed.end()) continue;
      state_[target] = kChanged;
      change_of_[target] = &change->second;
    }
  }

  // The event as it stands at the position.
  Event Standing(uint64_t position) const {
    const Event& row = columns_.row(position);
    if (state_[position] != kChanged) return row;
    return pathway::Apply(row, *change_of_.at(position));
  }

  // Facts of the pathway: the order of Kind puts identity, amendments and
  // pacts last.
  static bool IsPathwayFact(Kind kind) { return kind < Kind::kPersonLinked; }

  void ReadRows() {
    const size_t nodes = columns_.registry.size() + 1;
    statements_.known.assign(nodes, 0);
    count_.assign(nodes, 0);
    for (uint64_t p = 1; p <= position_; ++p) {
      if (state_[p] >= kHidden) continue;
      const Node owner = columns_.owner(p);
      statements_.known[owner] = 1;
      if (state_[p] == kAsRecorded) {
        ReadRow(columns_.row(p), owner);
      } else {
        ReadRow(Standing(p), owner);
      }
    }
    statements_.known[0] = 0;
  }

  void ReadRow(const Event& event, Node owner) {
    switch (event.kind) {
      case Kind::kPersonLinked:
        for (const Node node : columns_.identifiers[event.number]) {
          statements_.links.push_back({owner, node});
        }
        return;
      case Kind::kPersonsMerged:
      case Kind::kMergeUndone:
        words_.push_back({event, owner});
        return;
      case Kind::kPactAdopted:
      case Kind::kPactRevised:
        pacts_.push_back({event, owner});
        return;
      case Kind::kCorrection:
      case Kind::kRetraction:
        return;
      default:
        ++count_[owner];
        if (event.kind == Kind::kProfileStated && event.day2 != base::kNoDay) {
          births_.push_back({event, owner});
        }
    }
  }

  void ReadLinks() {
    const size_t size = columns_.links.size();
    for (size_t i = 0; i < size; ++i) {
      const RecordedLink& item = columns_.links[i];
      if (item.position > position_) break;
      if (state_[item.position] >= kHidden) continue;
      statements_.links.push_back(item.link);
    }
  }

  void SortByOrder(std::vector<Statement>* statements) const {
    std::sort(statements->begin(), statements->end(),
              [this](const Statement& a, const Statement& b) {
                return pathway::Before(a.event, b.event, columns_.strings);
              });
  }

  void SortStatements() {
    SortByOrder(&words_);
    for (const Statement& word : words_) {
      for (const Node other : columns_.identifiers[word.event.number]) {
        statements_.words.push_back(
            {word.owner, other, word.event.kind == Kind::kMergeUndone});
      }
    }
    SortByOrder(&births_);
    for (const Statement& birth : births_) {
      statements_.births.push_back({birth.owner, birth.event.day2});
    }
    SortByOrder(&pacts_);
    for (const Statement& pact : pacts_) {
      out_.pacts.push_back(columns_.pacts[pact.event.number]);
    }
    std::stable_sort(out_.pacts.begin(), out_.pacts.end(),
                     [](const View::PactText& a, const View::PactText& b) {
                       return a.valid_from < b.valid_from;
                     });
  }

  void PlaceEvents() {
    const Partition& persons = out_.persons;
    std::vector<uint64_t>& offsets = out_.offsets;
    offsets.assign(persons.size() + 1, 0);
    for (size_t person = 0; person < persons.size(); ++person) {
      uint64_t count = 0;
      for (const Node node : persons.NodesOf(person)) count += count_[node];
      offsets[person + 1] = offsets[person] + count;
    }
    out_.events.resize(offsets.back());
    std::vector<uint64_t> next(offsets.begin(), offsets.end() - 1);
    for (uint64_t p = 1; p <= position_; ++p) {
      if (state_[p] >= kHidden) continue;
      const Node owner = columns_.owner(p);
      if (owner == 0) continue;
      if (state_[p] == kAsRecorded) {
        const Event& row = columns_.row(p);
        if (!IsPathwayFact(row.kind)) continue;
        out_.events[next[persons.person_of[owner]]++] = row;
      } else {
        const Event event = Standing(p);
        if (!IsPathwayFact(event.kind)) continue;
        out_.events[next[persons.person_of[owner]]++] = event;
      }
    }
  }

  void SortPersons(size_t begin, size_t end) {
    const auto first = out_.events.begin();
    for (size_t person = begin; person < end; ++person) {
      std::sort(first + static_cast<ptrdiff_t>(out_.offsets[person]),
                first + static_cast<ptrdiff_t>(out_.offsets[person + 1]),
                [this](const Event& a, const Event& b) {
                  return pathway::Before(a, b, columns_.strings);
                });
    }
  }

  void SortEvents() {
    const size_t size = out_.persons.size();
    if (out_.events.size() < kParallelEvents) return SortPersons(0, size);
    std::jthread other([this, size] { SortPersons(0, size / 2); });
    SortPersons(size / 2, size);
  }

  void FillAmendments() {
    for (const RecordedAmendment& item : amendments_) {
      const pathway::EventKey& self = item.amendment.self;
      if (effects_.hidden.contains(self)) continue;
      const uint32_t person = item.owner == 0
                                  ? SentAmendment::kNobody
                                  : out_.persons.person_of[item.owner];
      out_.amendments.push_back({.position = item.amendment.position,
                                 .source = self.source,
                                 .key = self.key,
                                 .person = person,
                                 .is_retraction = item.amendment.is_retraction,
                                 .is_parked = !HasCome(item)});
      if (HasCome(item) || item.owner == 0) continue;
      out_.parked.emplace_back(
          person, absl::StrCat(columns_.strings.Get(self.source), "/",
                               columns_.strings.Get(self.key)));
    }
    std::sort(out_.parked.begin(), out_.parked.end());
  }

  void FillAnomalies() {
    for (const identity::NirAnomaly& found : out_.persons.anomalies) {
      Anomaly anomaly{"NIR_BIRTH_DATE", {}};
      for (const uint32_t person : found.persons) {
        anomaly.persons.push_back(
            columns_.registry.Name(out_.persons.NodesOf(person).front()));
      }
      out_.anomalies.push_back(std::move(anomaly));
    }
  }

  const Columns& columns_;
  const uint64_t position_;
  std::vector<uint8_t> state_;  // By position: State.
  std::vector<RecordedAmendment> amendments_;
  pathway::Effects effects_;
  absl::flat_hash_map<uint64_t, const pathway::Amendment*> change_of_;
  identity::Statements statements_;
  std::vector<Statement> words_, births_, pacts_;
  std::vector<uint32_t> count_;  // Events, by node.
  ViewParts out_;
};

}  // namespace

std::shared_ptr<const StoredView> BuildView(
    std::shared_ptr<const Columns> columns, const Knowledge& knowledge) {
  return ViewBuilder(std::move(columns), knowledge).Build();
}

}  // namespace jalon::facts
