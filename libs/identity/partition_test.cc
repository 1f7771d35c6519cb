#include "libs/identity/partition.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jalon::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Persons = std::vector<std::vector<std::string>>;

class PartitionTest : public ::testing::Test {
 protected:
  // "caf:1"
  Node Id(const std::string& name) {
    const size_t colon = name.find(':');
    const Node node = registry_.Intern(FindScheme(name.substr(0, colon)),
                                       name.substr(colon + 1));
    if (in_.known.size() <= node) in_.known.resize(node + 1);
    return node;
  }
  // An event about a person known by these.
  void Event(const std::vector<std::string>& names) {
    const Node owner = Id(names.front());
    in_.known[owner] = 1;
    for (const std::string& name : names) {
      const Node node = Id(name);
      if (node != owner) in_.links.push_back({owner, node});
    }
  }
  void Merge(const std::string& a, const std::string& b) {
    in_.words.push_back({Id(a), Id(b), false});
  }
  void Undo(const std::string& a, const std::string& b) {
    in_.words.push_back({Id(a), Id(b), true});
  }
  void Born(const std::string& name, base::Day date) {
    const Node node = Id(name);
    in_.known[node] = 1;
    in_.births.push_back({node, date});
  }

  Persons Names() {
    const Partition partition = MakePartition(registry_, in_);
    Persons out;
    for (size_t i = 0; i < partition.size(); ++i) {
      out.emplace_back();
      for (const Node node : partition.NodesOf(i)) {
        EXPECT_EQ(partition.person_of[node], i);
        out.back().push_back(registry_.Name(node));
      }
    }
    return out;
  }
  // Display keys of the persons of each anomaly.
  Persons Anomalies() {
    const Partition partition = MakePartition(registry_, in_);
    Persons out;
    for (const NirAnomaly& anomaly : partition.anomalies) {
      out.emplace_back();
      for (const uint32_t person : anomaly.persons) {
        out.back().push_back(registry_.Name(partition.NodesOf(person).front()));
      }
    }
    return out;
  }

  pathway::StringTable strings_;
  Registry registry_{&strings_};
  Statements in_{.links = {}, .words = {}, .births = {}, .known = {0}};
};

TEST_F(PartitionTest, NobodyIsKnownAtFirst) { EXPECT_THAT(Names(), IsEmpty()); }

TEST_F(PartitionTest, IdentifiersOfOneEventAreOnePersonNamedByTheSmallest) {
  Event({"dept:1", "ft:3"});
  Event({"ft:3", "caf:9"});
  Event({"ft:2"});
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:9", "dept:1", "ft:3"),
                                   ElementsAre("ft:2")));
}

TEST_F(PartitionTest, DisplayOrderIsBytewiseWithinAScheme) {
  for (const char* name : {"caf:10", "caf:9", "caf:123456789", "caf:12345678",
                           "caf:1234567890", "caf:\xC3\xA9"}) {
    Event({name});
  }
  EXPECT_THAT(
      Names(),
      ElementsAre(ElementsAre("caf:10"), ElementsAre("caf:12345678"),
                  ElementsAre("caf:123456789"), ElementsAre("caf:1234567890"),
                  ElementsAre("caf:9"), ElementsAre("caf:\xC3\xA9")));
}

TEST_F(PartitionTest, AnIdentifierThatNoEventIsAboutIsNobody) {
  Event({"caf:1"});
  Merge("caf:1", "ft:9");
  Undo("caf:1", "ft:9");
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1")));
}

// Edge case 128.
TEST_F(PartitionTest, NirLinksThoseThatBearItUnlessBirthDatesDiffer) {
  Event({"caf:1", "nir:A"});
  Event({"ft:2", "nir:A"});
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1", "ft:2", "nir:A")));
  Born("caf:1", 100);
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1", "ft:2", "nir:A")));
  Born("ft:2", 101);
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1"), ElementsAre("ft:2")));
  EXPECT_THAT(Anomalies(), ElementsAre(ElementsAre("caf:1", "ft:2")));
  Born("ft:2", 100);  // The last statement of a person counts.
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1", "ft:2", "nir:A")));
  EXPECT_THAT(Anomalies(), IsEmpty());
}

TEST_F(PartitionTest, TwoBirthDatesOfOnePersonAreNoAnomaly) {
  Event({"caf:1", "ft:2", "nir:A"});
  Born("caf:1", 100);
  Born("ft:2", 101);
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1", "ft:2", "nir:A")));
  EXPECT_THAT(Anomalies(), IsEmpty());
}

TEST_F(PartitionTest, AnExplicitMergeDecidesAnAnomaly) {
  Event({"caf:1", "nir:A"});
  Event({"ft:2", "nir:A"});
  Born("caf:1", 100);
  Born("ft:2", 101);
  Merge("caf:1", "ft:2");
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1", "ft:2", "nir:A")));
  EXPECT_THAT(Anomalies(), IsEmpty());
  Undo("ft:2", "caf:1");
  EXPECT_THAT(Anomalies(), ElementsAre(ElementsAre("caf:1", "ft:2")));
}

TEST_F(PartitionTest, AnEventKnownByAnAnomalousNirOnlyIsOfAPersonApart) {
  Event({"caf:1", "nir:A"});
  Event({"ft:2", "nir:A"});
  Event({"nir:A"});
  Born("caf:1", 100);
  Born("ft:2", 101);
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1"), ElementsAre("ft:2"),
                                   ElementsAre("nir:A")));
  EXPECT_THAT(Anomalies(), ElementsAre(ElementsAre("caf:1", "ft:2", "nir:A")));
}

// Edge case 135: through a third.
TEST_F(PartitionTest, TheLastWordOfAPairHolds) {
  Event({"caf:1"});
  Event({"ft:2"});
  Event({"imilo:3"});
  Merge("caf:1", "ft:2");
  Merge("ft:2", "imilo:3");
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1", "ft:2", "imilo:3")));
  Undo("ft:2", "caf:1");
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1"),
                                   ElementsAre("ft:2", "imilo:3")));
  Merge("ft:2", "caf:1");
  EXPECT_THAT(Names(), ElementsAre(ElementsAre("caf:1", "ft:2", "imilo:3")));
}

TEST_F(PartitionTest, AnUndoByAnotherIdentifierOfThePersonsCounts) {
  Event({"caf:1", "dept:1"});
  Event({"ft:2", "imilo:2", "nir:B"});
  Merge("caf:1", "ft:2");
  EXPECT_EQ(Names().size(), 1u);
  Undo("nir:B", "dept:1");
  EXPECT_EQ(Names().size(), 2u);
}

// The definition of partition.h, step by step, on a matrix of who is joined.
class SlowModel {
 public:
  SlowModel(const Registry& registry, const Statements& in)
      : registry_(registry), in_(in), size_(in.known.size()) {
    for (size_t i = 0; i < size_; ++i) {
      same_.emplace_back(size_);
      same_[i][i] = true;
    }
  }

  Persons Run() {
    std::map<Node, std::set<Node>> bearers;
    for (const Link& link : in_.links) {
      if (IsNir(link.b)) {
        bearers[link.b].insert(link.a);
        bearers[link.b].insert(link.b);
      } else {
        Join({{link.a, link.b}});
      }
    }
    JoinNirs(&bearers);
    std::vector<std::pair<Node, Node>> merged;
    for (size_t i = 0; i < in_.words.size(); ++i) {
      if (!in_.words[i].undone && IsLastOfPair(i)) {
        merged.push_back({in_.words[i].a, in_.words[i].b});
      }
    }
    Join(merged);
    JoinNirs(&bearers);
    return Classes();
  }

 private:
  bool IsNir(Node node) const { return registry_.scheme(node) == Scheme::kNir; }

  void Join(const std::vector<std::pair<Node, Node>>& pairs) {
    for (const auto& [a, b] : pairs) same_[a][b] = same_[b][a] = true;
    for (size_t k = 0; k < size_; ++k)
      for (size_t i = 0; i < size_; ++i)
        for (size_t j = 0; j < size_; ++j)
          if (same_[i][k] && same_[k][j]) same_[i][j] = true;
  }

  base::Day BirthOf(Node node) const {
    base::Day birth = base::kNoDay;
    for (const Birth& stated : in_.births) {
      if (same_[stated.node][node]) birth = stated.date;
    }
    return birth;
  }

  void JoinNirs(std::map<Node, std::set<Node>>* bearers) {
    std::vector<std::pair<Node, Node>> pairs;
    for (auto it = bearers->begin(); it != bearers->end();) {
      std::set<base::Day> births;
      for (const Node node : it->second) births.insert(BirthOf(node));
      births.erase(base::kNoDay);
      if (births.size() > 1) {
        ++it;
        continue;
      }
      for (const Node node : it->second) pairs.push_back({it->first, node});
      it = bearers->erase(it);
    }
    Join(pairs);
  }

  bool IsLastOfPair(size_t index) const {
    const Word& word = in_.words[index];
    if (same_[word.a][word.b]) return false;
    for (size_t i = index + 1; i < in_.words.size(); ++i) {
      const Word& later = in_.words[i];
      if ((same_[word.a][later.a] && same_[word.b][later.b]) ||
          (same_[word.a][later.b] && same_[word.b][later.a])) {
        return false;
      }
    }
    return true;
  }

  Persons Classes() const {
    std::map<std::pair<absl::string_view, std::string>,
             std::vector<std::string>>
        persons;
    std::vector<Node> order;
    for (Node node = 1; node < size_; ++node) order.push_back(node);
    const auto key = [this](Node node) {
      return std::pair(SchemeName(registry_.scheme(node)),
                       std::string(registry_.value(node)));
    };
    std::sort(order.begin(), order.end(),
              [&](Node a, Node b) { return key(a) < key(b); });
    std::set<Node> done;
    for (const Node first : order) {
      if (done.contains(first)) continue;
      bool known = false;
      std::vector<std::string> names;
      for (const Node node : order) {
        if (!same_[first][node]) continue;
        done.insert(node);
        known |= in_.known[node] != 0;
        names.push_back(registry_.Name(node));
      }
      if (known) persons[key(first)] = names;
    }
    Persons out;
    for (auto& [unused, names] : persons) out.push_back(names);
    return out;
  }

  const Registry& registry_;
  const Statements& in_;
  const size_t size_;
  std::vector<std::vector<bool>> same_;
};

class PartitionPropertyTest : public PartitionTest {
 protected:
  void MakeStatements(unsigned seed) {
    std::mt19937 random(seed);
    const auto below = [&](size_t n) { return random() % n; };
    const std::vector<std::string> schemes = {"caf", "ft", "dept"};
    const auto any = [&] {
      return schemes[below(3)] + ":" + std::to_string(below(5));
    };
    const auto nir = [&] { return "nir:" + std::to_string(below(4)); };
    in_ = {.links = {}, .words = {}, .births = {}, .known = {}};
    in_.known.resize(registry_.size() + 1);
    for (size_t i = 0; i < 24; ++i) {
      const size_t what = below(8);
      if (what == 0) Event({any(), any()});
      if (what == 1 || what == 2) Event({any(), nir()});
      if (what == 3) Event({below(4) == 0 ? nir() : any()});
      if (what == 4 || what == 5) {
        Born(below(9) == 0 ? nir() : any(), static_cast<base::Day>(below(3)));
      }
      if (what == 6) Merge(any(), below(6) == 0 ? nir() : any());
      if (what == 7) Undo(any(), any());
    }
  }
};

TEST_F(PartitionPropertyTest, EqualsTheDefinition) {
  size_t with_anomaly = 0, with_merge = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(seed);
    MakeStatements(seed);
    ASSERT_EQ(Names(), SlowModel(registry_, in_).Run());
    with_anomaly += Anomalies().empty() ? 0 : 1;
    with_merge += in_.words.empty() ? 0 : 1;
  }
  EXPECT_GT(with_anomaly, 50u);
  EXPECT_GT(with_merge, 50u);
}

}  // namespace
}  // namespace jalon::identity
