#include "libs/evaluation/protect.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace jalon::evaluation {
namespace {

using Role = ProtectedCell::Role;

constexpr int64_t kK = 5;

struct Tables {
  std::vector<ProtectedCell> cells;
  std::vector<SumRelation> relations;

  int Add(int64_t count, Role role = Role::kFree) {
    cells.push_back({count, role});
    return static_cast<int>(cells.size()) - 1;
  }
  int64_t Count(int cell) const {
    return cells[static_cast<size_t>(cell)].count;
  }
  int AddTotal(const std::vector<int>& parts) {
    int64_t sum = 0;
    for (const int part : parts) sum += Count(part);
    const int total = Add(sum);
    relations.push_back({total, parts});
    return total;
  }
};

// A reader of the published tables: he knows the shown cells, the relations,
// and that a hidden cell is 1 at least. Shares nothing with the engine: exact
// elimination, then search over whole numbers.
class Attacker {
 public:
  Attacker(const Tables& tables, const std::vector<bool>& hidden)
      : tables_(tables) {
    for (size_t i = 0; i < hidden.size(); ++i) {
      const bool derived = tables.cells[i].role == Role::kDerived;
      unknown_.push_back(hidden[i] || derived);
      low_.push_back(unknown_[i] ? !derived : tables.cells[i].count);
      high_.push_back(unknown_[i] ? kMost : tables.cells[i].count);
    }
  }

  // Linear algebra: the cells that the equations alone determine, with values.
  std::vector<std::pair<int, int64_t>> Determined() const {
    std::vector<std::vector<Fraction>> rows;
    const size_t n = unknown_.size();
    for (const SumRelation& relation : tables_.relations) {
      std::vector<Fraction> row(n + 1);
      const auto put = [&](int cell, int64_t sign) {
        const auto c = static_cast<size_t>(cell);
        if (unknown_[c])
          row[c] = row[c] + Fraction{sign, 1};
        else
          row[n] = row[n] + Fraction{-sign * tables_.Count(cell), 1};
      };
      put(relation.total, -1);
      for (const int part : relation.parts) put(part, 1);
      rows.push_back(std::move(row));
    }
    Reduce(&rows);
    std::vector<std::pair<int, int64_t>> out;
    for (const auto& row : rows) {
      int only = -1, used = 0;
      for (size_t c = 0; c < n; ++c) {
        if (row[c].top != 0) only = static_cast<int>(c), ++used;
      }
      if (used == 1) out.emplace_back(only, row[n].top / row[n].bottom);
    }
    return out;
  }

  // The least and the greatest value of a cell over every table that fits.
  std::pair<int64_t, int64_t> Range(int cell) const {
    const auto c = static_cast<size_t>(cell);
    int64_t low = low_[c], high = high_[c];
    while (!Fits(c, low)) ++low;
    // Beyond what the engine promises the top does not matter.
    high = std::min(high, low + 2 * kK);
    while (!Fits(c, high)) --high;
    return {low, high};
  }

 private:
  static constexpr int64_t kMost = 200;
  using Bounds = std::vector<int64_t>;
  struct Fraction {
    int64_t top = 0, bottom = 1;
    Fraction Normal() const {
      const int64_t g = std::gcd(top, bottom) * (bottom < 0 ? -1 : 1);
      return {top / g, bottom / g};
    }
    Fraction operator+(const Fraction& o) const {
      return Fraction{top * o.bottom + o.top * bottom, bottom * o.bottom}
          .Normal();
    }
    Fraction operator*(const Fraction& o) const {
      return Fraction{top * o.top, bottom * o.bottom}.Normal();
    }
  };

  static void Reduce(std::vector<std::vector<Fraction>>* rows) {
    size_t rank = 0;
    if (rows->empty()) return;
    for (size_t c = 0; c + 1 < rows->front().size() && rank < rows->size();
         ++c) {
      size_t pivot = rank;
      while (pivot < rows->size() && (*rows)[pivot][c].top == 0) ++pivot;
      if (pivot == rows->size()) continue;
      std::swap((*rows)[pivot], (*rows)[rank]);
      std::vector<Fraction>& head = (*rows)[rank];
      const Fraction inverse = Fraction{head[c].bottom, head[c].top}.Normal();
      for (Fraction& f : head) f = f * inverse;
      for (size_t r = 0; r < rows->size(); ++r) {
        if (r == rank || (*rows)[r][c].top == 0) continue;
        const Fraction factor = (*rows)[r][c] * Fraction{-1, 1};
        for (size_t i = 0; i < head.size(); ++i) {
          (*rows)[r][i] = (*rows)[r][i] + head[i] * factor;
        }
      }
      ++rank;
    }
  }

  bool Fits(size_t cell, int64_t value) const {
    Bounds low = low_, high = high_;
    low[cell] = high[cell] = value;
    return Search(std::move(low), std::move(high));
  }

  // Bounds that the sums imply; false: nothing fits.
  bool Tighten(Bounds* low, Bounds* high) const {
    for (bool changed = true; changed;) {
      changed = false;
      for (const SumRelation& relation : tables_.relations) {
        const auto t = static_cast<size_t>(relation.total);
        int64_t least = 0, most = 0;
        for (const int part : relation.parts) {
          least += (*low)[static_cast<size_t>(part)];
          most += (*high)[static_cast<size_t>(part)];
        }
        const auto cut = [&](size_t c, int64_t from, int64_t to) {
          if (from > (*low)[c]) (*low)[c] = from, changed = true;
          if (to < (*high)[c]) (*high)[c] = to, changed = true;
          return (*low)[c] <= (*high)[c];
        };
        if (!cut(t, least, most)) return false;
        for (const int part : relation.parts) {
          const auto p = static_cast<size_t>(part);
          const int64_t l = (*low)[p], h = (*high)[p];
          if (!cut(p, (*low)[t] - (most - h), (*high)[t] - (least - l))) {
            return false;
          }
          if (changed) break;
        }
        if (changed) break;
      }
    }
    return true;
  }

  bool Search(Bounds low, Bounds high) const {
    if (!Tighten(&low, &high)) return false;
    size_t open = low.size();
    for (size_t c = 0; c < low.size(); ++c) {
      if (low[c] < high[c] &&
          (open == low.size() || high[c] - low[c] < high[open] - low[open])) {
        open = c;
      }
    }
    if (open == low.size()) return true;
    for (int64_t value = low[open]; value <= high[open]; ++value) {
      Bounds l = low, h = high;
      l[open] = h[open] = value;
      if (Search(std::move(l), std::move(h))) return true;
    }
    return false;
  }

  const Tables& tables_;
  std::vector<bool> unknown_;
  Bounds low_, high_;
};

using Random = std::mt19937;

int64_t SparseCount(Random& random) {
  switch (random() % 4) {
    case 0:
      return 0;
    case 1:
      return 1 + static_cast<int64_t>(random() % 4);
    default:
      return static_cast<int64_t>(random() % 14);
  }
}

Tables List(Random& random) {
  Tables out;
  std::vector<int> parts;
  for (size_t i = 0; i < 2 + random() % 6; ++i) {
    parts.push_back(out.Add(SparseCount(random)));
  }
  out.AddTotal(parts);
  return out;
}

Tables Crossed(Random& random) {
  Tables out;
  const size_t columns = 2 + random() % 3;
  std::vector<std::vector<int>> by_column(columns);
  std::vector<int> totals;
  for (size_t r = 0; r < 2 + random() % 2; ++r) {
    std::vector<int> row;
    for (size_t c = 0; c < columns; ++c) {
      row.push_back(out.Add(SparseCount(random)));
      by_column[c].push_back(row.back());
    }
    totals.push_back(out.AddTotal(row));
  }
  std::vector<int> bottom;
  bottom.reserve(by_column.size());
  for (const auto& column : by_column) bottom.push_back(out.AddTotal(column));
  const int all = out.AddTotal(totals);
  out.relations.push_back({all, bottom});
  return out;
}

// A whole of parts, themselves divided, and the whole divided another way; and
// what is left of the whole without the first part, that nobody publishes.
Tables Hierarchy(Random& random) {
  Tables out;
  std::vector<int> middle;
  for (size_t i = 0; i < 2 + random() % 2; ++i) {
    std::vector<int> leaves;
    for (size_t j = 0; j < 1 + random() % 3; ++j) {
      leaves.push_back(out.Add(SparseCount(random)));
    }
    middle.push_back(out.AddTotal(leaves));
  }
  const int all = out.AddTotal(middle);
  const int64_t cut = static_cast<int64_t>(
      random() % static_cast<uint32_t>(out.Count(all) + 1));
  const int left = out.Add(cut), right = out.Add(out.Count(all) - cut);
  out.relations.push_back({all, {left, right}});
  const int rest =
      out.Add(out.Count(all) - out.Count(middle[0]), Role::kDerived);
  out.relations.push_back({all, {middle[0], rest}});
  return out;
}

std::vector<bool> SmallOnes(const Tables& tables) {
  std::vector<bool> hidden;
  for (const ProtectedCell& cell : tables.cells) {
    hidden.push_back(cell.role == Role::kFree && cell.count > 0 &&
                     cell.count < kK);
  }
  return hidden;
}

bool IsSmall(const ProtectedCell& cell) {
  return cell.count > 0 && cell.count < kK;
}

class ProtectTest : public ::testing::TestWithParam<Tables (*)(Random&)> {};

TEST_P(ProtectTest, AnAttackRecoversNothing) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  int broken_without = 0;
  constexpr int kRounds = 1500;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const Tables tables = GetParam()(random);
    const Protection protection = Protect(tables.cells, tables.relations, kK);
    EXPECT_FALSE(protection.refused);
    const Attacker attacker(tables, protection.hidden);
    for (const auto& [cell, value] : attacker.Determined()) {
      EXPECT_FALSE(value > 0 && value < kK) << "cell " << cell;
    }
    for (size_t i = 0; i < tables.cells.size(); ++i) {
      const ProtectedCell& cell = tables.cells[i];
      if (IsSmall(cell) && cell.role == Role::kFree) {
        EXPECT_TRUE(protection.hidden[i]);
      }
      EXPECT_FALSE(protection.hidden[i] && cell.count == 0);
      if (!protection.hidden[i] && !IsSmall(cell)) continue;
      const auto [low, high] = attacker.Range(static_cast<int>(i));
      EXPECT_GE(high - low, ProtectedWidth(kK)) << "cell " << i;
    }
    // The same attack on the tables with the small cells hidden only.
    const Attacker on_small(tables, SmallOnes(tables));
    for (const auto& [cell, value] : on_small.Determined()) {
      if (value > 0 && value < kK) {
        ++broken_without;
        break;
      }
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(broken_without, kRounds / 10);
}

INSTANTIATE_TEST_SUITE_P(Shapes, ProtectTest,
                         ::testing::Values(&List, &Crossed, &Hierarchy));

// A crossed table after its margins, each decided knowing the total alone, as
// they are when they are published before it.
TEST(Protect, ATableAfterItsMarginsTellsNothingOfThem) {
  const uint32_t seed = 20261127;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  int refused = 0, broken_without = 0;
  constexpr int kRounds = 600;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Tables tables = Crossed(random);
    const auto decide = [&](const std::vector<int>& cells, size_t relation) {
      Tables one;
      for (const int cell : cells) {
        one.cells.push_back(tables.cells[static_cast<size_t>(cell)]);
      }
      if (relation < tables.relations.size()) {
        std::vector<int> parts(cells.size() - 1);
        std::iota(parts.begin(), parts.end(), 0);
        one.relations.push_back({static_cast<int>(parts.size()), parts});
      }
      const Protection alone = Protect(one.cells, one.relations, kK);
      for (size_t i = 0; i < cells.size(); ++i) {
        ProtectedCell& cell = tables.cells[static_cast<size_t>(cells[i])];
        if (cell.role != Role::kFree) continue;
        cell.role = alone.hidden[i] ? Role::kHidden : Role::kShown;
      }
    };
    // The last two relations of Crossed() are the margins.
    const size_t last = tables.relations.size() - 1;
    decide({tables.relations[last].total}, last + 1);
    for (const size_t margin : {last - 1, last}) {
      std::vector<int> cells = tables.relations[margin].parts;
      cells.push_back(tables.relations[margin].total);
      decide(cells, margin);
    }
    const Protection protection = Protect(tables.cells, tables.relations, kK);
    refused += protection.refused;
    if (protection.refused) continue;
    std::vector<bool> hidden = protection.hidden, blind = hidden;
    for (size_t i = 0; i < hidden.size(); ++i) {
      if (tables.cells[i].role == Role::kHidden) hidden[i] = blind[i] = true;
      if (tables.cells[i].role != Role::kFree) continue;
      blind[i] = IsSmall(tables.cells[i]);
    }
    const Attacker attacker(tables, hidden);
    for (const auto& [cell, value] : attacker.Determined()) {
      EXPECT_FALSE(value > 0 && value < kK) << "cell " << cell;
    }
    // Beside hidden zeros a hidden cell may be one: the reader knows less.
    bool zero_hidden = false;
    for (size_t i = 0; i < hidden.size(); ++i) {
      zero_hidden |= hidden[i] && tables.cells[i].count == 0;
    }
    for (size_t i = 0; i < hidden.size() && !zero_hidden; ++i) {
      if (!hidden[i]) continue;
      const auto [low, high] = attacker.Range(static_cast<int>(i));
      EXPECT_GE(high - low, kLeastWidth) << "cell " << i;
    }
    for (const auto& [cell, value] : Attacker(tables, blind).Determined()) {
      if (value > 0 && value < kK) {
        ++broken_without;
        break;
      }
    }
    if (HasFailure()) return;
  }
  EXPECT_LT(refused, kRounds / 4);
  EXPECT_GT(broken_without, kRounds / 10);
}

// As large as a breakdown by two dimensions gets.
TEST(Protect, ALargeTableIsNotRefused) {
  Random random(3);
  Tables tables;
  constexpr size_t kSide = 40;
  std::vector<std::vector<int>> columns(kSide);
  std::vector<int> right, bottom;
  for (size_t r = 0; r < kSide; ++r) {
    std::vector<int> row;
    for (size_t c = 0; c < kSide; ++c) {
      row.push_back(tables.Add(static_cast<int64_t>(random() % 60)));
      columns[c].push_back(row.back());
    }
    right.push_back(tables.AddTotal(row));
  }
  for (const auto& column : columns) bottom.push_back(tables.AddTotal(column));
  const int all = tables.AddTotal(right);
  tables.relations.push_back({all, bottom});
  const Protection protection = Protect(tables.cells, tables.relations, kK);
  EXPECT_FALSE(protection.refused);
  const auto hidden = static_cast<size_t>(
      std::count(protection.hidden.begin(), protection.hidden.end(), true));
  const auto few = static_cast<size_t>(
      std::count_if(tables.cells.begin(), tables.cells.end(),
                    [](const ProtectedCell& cell) { return IsSmall(cell); }));
  EXPECT_GT(hidden, few);
  EXPECT_LT(hidden, 3 * few);
}

TEST(Protect, HidesTheSmallestCellThatIsEnough) {
  Tables tables;
  const int small = tables.Add(2), zero = tables.Add(0), six = tables.Add(6),
            many = tables.Add(900);
  const int total = tables.AddTotal({small, zero, six, many});
  const Protection protection = Protect(tables.cells, tables.relations, kK);
  std::vector<bool> expected(tables.cells.size(), false);
  expected[static_cast<size_t>(small)] = true;
  expected[static_cast<size_t>(six)] = true;
  EXPECT_EQ(protection.hidden, expected) << total;
}

TEST(Protect, NothingSmallHidesNothing) {
  Tables tables;
  const int a = tables.Add(5), b = tables.Add(0);
  tables.AddTotal({a, b});
  EXPECT_EQ(Protect(tables.cells, tables.relations, kK).hidden,
            std::vector<bool>(3, false));
}

// Edge case 167.
TEST(Protect, WhatASiblingShowedStays) {
  Tables tables;
  std::vector<int> parts;
  parts.reserve(6);
  for (int i = 0; i < 5; ++i) parts.push_back(tables.Add(1));
  parts.push_back(tables.Add(0));
  const int total = tables.AddTotal(parts);
  tables.cells[static_cast<size_t>(total)].role = Role::kShown;
  // 5 = 1 + 1 + 1 + 1 + 1 whoever knows that each is there: zeros go too.
  const Protection beside = Protect(tables.cells, tables.relations, kK);
  EXPECT_FALSE(beside.refused);
  EXPECT_TRUE(beside.hidden[5]);
  EXPECT_FALSE(beside.hidden[static_cast<size_t>(total)]);

  Tables pair;
  const int shown = pair.AddTotal({pair.Add(2), pair.Add(3)});
  pair.cells[static_cast<size_t>(shown)].role = Role::kShown;
  const Protection kept = Protect(pair.cells, pair.relations, kK);
  EXPECT_FALSE(kept.refused);
  EXPECT_EQ(kept.hidden, (std::vector<bool>{true, true, false}));
}

TEST(Protect, SensitiveCellsAreHiddenWhateverTheirCount) {
  Tables tables;
  const int a = tables.Add(40), b = tables.Add(7), c = tables.Add(30);
  tables.AddTotal({a, b, c});
  tables.cells[static_cast<size_t>(a)].sensitive = true;
  EXPECT_EQ(Protect(tables.cells, tables.relations, kK).hidden,
            (std::vector<bool>{true, true, false, false}));
}

}  // namespace
}  // namespace jalon::evaluation
