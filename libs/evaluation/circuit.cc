#include "libs/evaluation/circuit.h"

#include <algorithm>
#include <queue>
#include <tuple>

namespace jalon::evaluation {
namespace {

constexpr size_t kMostTries = 500;
constexpr size_t kMostNodes = 10'000;
// What is expected to be spent on a row that is off.
constexpr int64_t kCostOfARow = 60;

}  // namespace

CircuitSearch::CircuitSearch(size_t rows,
                             std::vector<std::vector<Entry>> columns)
    : columns_(std::move(columns)), rows_(rows) {
  for (size_t cell = 0; cell < columns_.size(); ++cell) {
    for (const Entry& entry : columns_[cell]) {
      rows_[static_cast<size_t>(entry.other)].push_back(
          {static_cast<int>(cell), entry.sign});
    }
  }
}

CircuitSearch::Node CircuitSearch::Moved(const Node* parent, int index,
                                         int cell, int direction,
                                         int64_t cost) const {
  Node node{index, cell, direction, cost + 1, {}};
  if (parent != nullptr) {
    node.spent += parent->spent;
    node.open = parent->open;
  }
  for (const Entry& entry : columns_[static_cast<size_t>(cell)]) {
    const auto row =
        std::find_if(node.open.begin(), node.open.end(),
                     [&](const auto& off) { return off.first == entry.other; });
    if (row == node.open.end()) {
      node.open.emplace_back(entry.other, entry.sign * direction);
    } else if ((row->second += entry.sign * direction) == 0) {
      node.open.erase(row);
    }
  }
  return node;
}

// That with the fewest cells.
int CircuitSearch::RowToMend(const Node& node) const {
  size_t best = 0;
  for (size_t i = 1; i < node.open.size(); ++i) {
    const auto size = [&](size_t at) {
      return rows_[static_cast<size_t>(node.open[at].first)].size();
    };
    if (size(i) < size(best)) best = i;
  }
  return static_cast<int>(best);
}

bool CircuitSearch::IsIn(const std::vector<Node>& nodes, int node, int cell) {
  for (; node >= 0; node = nodes[static_cast<size_t>(node)].parent) {
    if (nodes[static_cast<size_t>(node)].cell == cell) return true;
  }
  return false;
}

std::vector<std::pair<int, int>> CircuitSearch::Find(int cell, int direction,
                                                     const Cost& cost) const {
  // By what is spent and expected, then the oldest.
  using Ranked = std::pair<int64_t, int>;
  std::priority_queue<Ranked, std::vector<Ranked>, std::greater<>> queue;
  std::vector<Node> nodes;
  const auto push = [&](Node node) {
    const int64_t rank =
        node.spent + kCostOfARow * static_cast<int64_t>(node.open.size());
    nodes.push_back(std::move(node));
    queue.emplace(rank, static_cast<int>(nodes.size()) - 1);
  };
  push(Moved(nullptr, -1, cell, direction, 0));
  for (size_t tries = 0; !queue.empty() && tries < kMostTries; ++tries) {
    const int index = queue.top().second;
    queue.pop();
    const Node node = nodes[static_cast<size_t>(index)];
    if (node.open.empty()) {
      std::vector<std::pair<int, int>> out;
      for (int at = index; at >= 0;
           at = nodes[static_cast<size_t>(at)].parent) {
        out.emplace_back(nodes[static_cast<size_t>(at)].cell,
                         nodes[static_cast<size_t>(at)].direction);
      }
      std::reverse(out.begin(), out.end());
      return out;
    }
    const auto [row, off] = node.open[static_cast<size_t>(RowToMend(node))];
    for (const Entry& entry : rows_[static_cast<size_t>(row)]) {
      const int way = (off > 0 ? -1 : 1) * entry.sign;
      const int64_t price = cost(entry.other, way);
      if (price < 0 || nodes.size() >= kMostNodes ||
          IsIn(nodes, index, entry.other)) {
        continue;
      }
      push(Moved(&node, index, entry.other, way, price));
    }
  }
  return {};
}

}  // namespace jalon::evaluation
