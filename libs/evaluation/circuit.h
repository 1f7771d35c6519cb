#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace jalon::evaluation {

// Looks for circuits of linked tables: a few cells of which some rise and the
// others fall by one and the same number while every sum stays. Best first,
// over a bounded number of tries: quick where a circuit is short, and no proof
// where none is found. Deterministic.
// Threads: compatible.
class CircuitSearch {
 public:
  struct Entry {
    int other;  // The row of a column's entry, the column of a row's.
    int sign;
  };
  // What it costs to move a cell in a direction (1 or -1); negative: it cannot.
  using Cost = std::function<int64_t(int cell, int direction)>;

  // By column, that is by cell: its rows, which are sums that stay 0.
  CircuitSearch(size_t rows, std::vector<std::vector<Entry>> columns);

  // Cells and directions, the first the one asked for; none: not found.
  std::vector<std::pair<int, int>> Find(int cell, int direction,
                                        const Cost& cost) const;

 private:
  // One more cell moved than in the parent.
  struct Node {
    int parent, cell, direction;
    int64_t spent;
    std::vector<std::pair<int, int>> open;  // Rows and how far they are off.
  };

  Node Moved(const Node* parent, int index, int cell, int direction,
             int64_t cost) const;
  int RowToMend(const Node& node) const;
  static bool IsIn(const std::vector<Node>& nodes, int node, int cell);

  const std::vector<std::vector<Entry>> columns_;
  std::vector<std::vector<Entry>> rows_;
};

}  // namespace jalon::evaluation
