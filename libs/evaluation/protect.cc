#include "libs/evaluation/protect.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "libs/evaluation/balance.h"
#include "libs/evaluation/circuit.h"

namespace jalon::evaluation {
namespace {

using Role = ProtectedCell::Role;

constexpr double kUnbounded = std::numeric_limits<double>::infinity();
// The cost of hiding a cell: its count and something for being one more, so
// that few cells are hidden. Counts beyond the largest weigh the same.
constexpr int64_t kCostOfACell = 10;
constexpr int64_t kLargestCost = 100'000;
// The corners of linked tables may be halves and quarters: what is searched
// for is then a change of so many units at a time.
constexpr int64_t kScales[] = {1, 2, 4};
// Cells beyond which the cells to add are looked for circuit by circuit, which
// is quicker than at the least cost.
constexpr size_t kMostCellsAtLeastCost = 150;
// Numbers that the searches at the least cost may compute: a second's work.
constexpr int64_t kMostWork = 100'000'000;

template <typename Entry>
std::vector<std::vector<Entry>> ColumnsOf(
    size_t cells, const std::vector<SumRelation>& relations) {
  std::vector<std::vector<Entry>> columns(cells);
  for (size_t row = 0; row < relations.size(); ++row) {
    const int r = static_cast<int>(row);
    columns[static_cast<size_t>(relations[row].total)].push_back({r, -1});
    for (const int part : relations[row].parts) {
      columns[static_cast<size_t>(part)].push_back({r, 1});
    }
  }
  return columns;
}

class Protector {
 public:
  Protector(const std::vector<ProtectedCell>& cells,
            const std::vector<SumRelation>& relations, int64_t k)
      : cells_(cells),
        relations_(relations),
        k_(k),
        columns_(ColumnsOf<Balance::Entry>(cells.size(), relations)),
        circuits_(relations.size(),
                  ColumnsOf<CircuitSearch::Entry>(cells.size(), relations)),
        balance_(static_cast<int>(relations.size()), columns_, kMostWork),
        low_(cells.size()),
        high_(cells.size()),
        relaxed_(cells.size()),
        maybe_zero_(cells.size()) {
    for (size_t i = 0; i < cells.size(); ++i) {
      low_[i] = high_[i] = cells[i].count;
      if (columns_[i].empty()) high_[i] += ProtectedWidth(k);
      fixed_ |= cells[i].role == Role::kShown && cells[i].count > 0;
    }
  }

  Protection Run() {
    out_.hidden.assign(cells_.size(), false);
    for (size_t i = 0; i < cells_.size(); ++i) {
      out_.hidden[i] =
          cells_[i].role == Role::kFree && (cells_[i].sensitive || IsSmall(i));
    }
    while (!out_.refused) {
      const int next = NextUnsafe();
      if (next < 0) break;
      Secure(static_cast<size_t>(next));
    }
    return std::move(out_);
  }

 private:
  bool IsSmall(size_t i) const {
    return IsFew(static_cast<uint64_t>(cells_[i].count),
                 static_cast<uint64_t>(k_));
  }
  // Unknown to the reader.
  bool Unknown(size_t i) const {
    return out_.hidden[i] || cells_[i].role == Role::kHidden ||
           cells_[i].role == Role::kDerived;
  }
  bool NeedsSafety(size_t i) const {
    return cells_[i].count > 0 &&
           (out_.hidden[i] || cells_[i].role == Role::kHidden ||
            (cells_[i].role == Role::kDerived && IsSmall(i)));
  }
  // The reader sees zeros, but where they had to be hidden.
  int64_t Least(size_t i) const {
    const bool none = cells_[i].role == Role::kDerived ||
                      cells_[i].count == 0 || maybe_zero_[i];
    return none ? 0 : 1;
  }
  bool Safe(size_t i) const {
    return high_[i] - low_[i] >=
           (relaxed_[i] ? kLeastWidth : ProtectedWidth(k_));
  }

  // The smallest cell that is not safe yet; -1: none.
  int NextUnsafe() const {
    int best = -1;
    for (size_t i = 0; i < cells_.size(); ++i) {
      if (!NeedsSafety(i) || Safe(i)) continue;
      if (best < 0 ||
          cells_[i].count < cells_[static_cast<size_t>(best)].count) {
        best = static_cast<int>(i);
      }
    }
    return best;
  }

  void Secure(size_t i) {
    if (Walk(i, /*more_cells=*/false)) return;
    if (cells_.size() > kMostCellsAtLeastCost && Walk(i, /*more_cells=*/true)) {
      return;
    }
    if (Stretch(i, /*more_cells=*/false)) return;
    if (Stretch(i, /*more_cells=*/true)) return;
    if (fixed_ && high_[i] - low_[i] >= kLeastWidth) {
      relaxed_[i] = true;
      return;
    }
    if (fixed_ && HideZerosBeside(i)) return;
    if (HideNear(i) || HideRest(/*zeros=*/false)) return;
    out_.refused = true;
    HideRest(/*zeros=*/true);
  }

  // Looks for two tables far enough apart in the cell; hides the cells that
  // they differ in. Whether the cell is safe now. Here circuit by circuit.
  bool Walk(size_t i, bool more_cells) {
    for (const int direction : {1, -1}) {
      if (Safe(i)) return true;
      int64_t left =
          direction > 0
              ? ProtectedWidth(k_) - (cells_[i].count - low_[i])
              : std::min(ProtectedWidth(k_) - (high_[i] - cells_[i].count),
                         cells_[i].count - Least(i));
      std::vector<int64_t> change(cells_.size());
      for (int64_t step = left; step > 0; step = std::min(step, left)) {
        const auto circuit = circuits_.Find(
            static_cast<int>(i), direction, [&](int cell, int way) {
              return CostOf(static_cast<size_t>(cell), way * step, more_cells,
                            change);
            });
        if (circuit.empty()) {
          step /= 2;
          continue;
        }
        for (const auto& [cell, way] : circuit) {
          change[static_cast<size_t>(cell)] += way * step;
        }
        left -= step;
      }
      Accept(change);
    }
    return Safe(i);
  }

  // Of changing a cell once more; -1: it cannot.
  int64_t CostOf(size_t j, int64_t by, bool more_cells,
                 const std::vector<int64_t>& change) const {
    const bool unknown = Unknown(j);
    if (!unknown && !MayHide(j, more_cells)) return -1;
    if (cells_[j].count + change[j] + by < Least(j)) return -1;
    return unknown || change[j] != 0 ? 0 : CostOfHiding(j);
  }
  bool MayHide(size_t j, bool more_cells) const {
    return more_cells && cells_[j].role == Role::kFree && cells_[j].count > 0;
  }
  int64_t CostOfHiding(size_t j) const {
    return kCostOfACell + std::min(cells_[j].count, kLargestCost);
  }

  // The same at the least cost.
  bool Stretch(size_t i, bool more_cells) {
    for (const int64_t scale : kScales) {
      for (const int direction : {1, -1}) {
        if (Safe(i)) return true;
        if (balance_.exhausted()) return false;
        const int64_t reached = direction > 0 ? cells_[i].count - low_[i]
                                              : high_[i] - cells_[i].count;
        Try(i, direction * scale, ProtectedWidth(k_) - reached, more_cells);
      }
    }
    return Safe(i);
  }

  void Try(size_t i, int64_t step, int64_t distance, bool more_cells) {
    const int64_t scale = std::abs(step);
    std::vector<Balance::Bounds> bounds(cells_.size());
    for (size_t j = 0; j < cells_.size(); ++j) {
      if (!Unknown(j) && !MayHide(j, more_cells)) continue;
      bounds[j].up = kUnbounded;
      const int64_t down = (cells_[j].count - Least(j)) / scale;
      bounds[j].down = static_cast<double>(down);
      if (!Unknown(j)) {
        bounds[j].cost = static_cast<double>(CostOfHiding(j));
      }
    }
    const int64_t steps = (distance + scale - 1) / scale;
    const auto move = [&] {
      const std::vector<double> change =
          balance_.Move(static_cast<int>(i), step > 0 ? 1 : -1,
                        static_cast<double>(steps), bounds);
      std::vector<int64_t> whole(cells_.size());
      for (size_t j = 0; j < whole.size(); ++j) {
        if (std::abs(change[j]) > 1e12) return false;
        whole[j] = std::llround(change[j] * static_cast<double>(scale));
      }
      return Accept(whole);
    };
    if (move() || balance_.exhausted()) return;
    balance_.Reset();
    move();
  }

  // Takes the change for a second table that fits. Whether it is one.
  bool Accept(const std::vector<int64_t>& change) {
    std::vector<int64_t> other(cells_.size());
    for (size_t j = 0; j < cells_.size(); ++j) {
      other[j] = cells_[j].count + change[j];
      if (other[j] != cells_[j].count && other[j] < Least(j)) return false;
    }
    for (const SumRelation& relation : relations_) {
      int64_t sum = 0;
      for (const int part : relation.parts) {
        sum += other[static_cast<size_t>(part)];
      }
      if (sum != other[static_cast<size_t>(relation.total)]) return false;
    }
    for (size_t j = 0; j < cells_.size(); ++j) {
      if (other[j] == cells_[j].count) continue;
      if (!Unknown(j)) out_.hidden[j] = true;
      low_[j] = std::min(low_[j], other[j]);
      high_[j] = std::max(high_[j], other[j]);
    }
    return true;
  }

  // In the sums that hold the cell: without zeros to see, a hidden cell may be
  // one. Whether that hid any more.
  bool HideZerosBeside(size_t i) {
    bool any = false;
    for (const Balance::Entry& entry : columns_[i]) {
      const SumRelation& relation = relations_[static_cast<size_t>(entry.row)];
      for (const int part : relation.parts) {
        const auto p = static_cast<size_t>(part);
        if (cells_[p].role != Role::kFree) continue;
        maybe_zero_[p] = true;
        if (cells_[p].count > 0 || out_.hidden[p]) continue;
        out_.hidden[p] = any = true;
      }
    }
    return any;
  }

  // The free cells of the sums that hold the cell; whether that hid any more.
  bool HideNear(size_t i) {
    bool any = false;
    for (const Balance::Entry& entry : columns_[i]) {
      const SumRelation& relation = relations_[static_cast<size_t>(entry.row)];
      std::vector<int> near = relation.parts;
      near.push_back(relation.total);
      for (const int cell : near) {
        const auto c = static_cast<size_t>(cell);
        if (cells_[c].role != Role::kFree || cells_[c].count == 0 ||
            out_.hidden[c]) {
          continue;
        }
        out_.hidden[c] = any = true;
      }
    }
    return any;
  }

  // Every free cell; whether that hid any more.
  bool HideRest(bool zeros) {
    bool any = false;
    for (size_t i = 0; i < cells_.size(); ++i) {
      if (cells_[i].role != Role::kFree || out_.hidden[i] ||
          (cells_[i].count == 0 && !zeros)) {
        continue;
      }
      out_.hidden[i] = any = true;
    }
    if (!fixed_) Multiply();
    return any || !fixed_;
  }

  // Nothing that is not zero is shown: any multiple of the table fits.
  void Multiply() {
    for (size_t i = 0; i < cells_.size(); ++i) {
      high_[i] = std::max(high_[i], cells_[i].count * k_);
    }
  }

  const std::vector<ProtectedCell>& cells_;
  const std::vector<SumRelation>& relations_;
  const int64_t k_;
  const std::vector<std::vector<Balance::Entry>> columns_;
  const CircuitSearch circuits_;
  Balance balance_;
  Protection out_;
  // Over the tables that fit, as far as they have been found.
  std::vector<int64_t> low_, high_;
  std::vector<bool> relaxed_;  // kLeastWidth is enough: siblings leave no more.
  std::vector<bool> maybe_zero_;  // Hidden beside hidden zeros.
  bool fixed_ = false;            // A sibling shows a count.
};

// Every cell that could be hidden is.
Protection Refusal(const std::vector<ProtectedCell>& cells) {
  Protection out;
  out.refused = true;
  for (const ProtectedCell& cell : cells) {
    out.hidden.push_back(cell.role == Role::kFree);
  }
  return out;
}

}  // namespace

Protection Protect(const std::vector<ProtectedCell>& cells,
                   const std::vector<SumRelation>& relations, int64_t k) {
  if (cells.size() > kMostProtectedCells) return Refusal(cells);
  return Protector(cells, relations, k).Run();
}

}  // namespace jalon::evaluation
