#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace jalon::evaluation {

// Statistical disclosure control of counts (spec §8, suppression): which cells
// of linked tables to hide so that no count of 1 to k - 1 persons comes back
// from what is shown. Pure; knows no figure.

// 1 to k - 1: what must not be told.
constexpr bool IsFew(uint64_t count, uint64_t k) {
  return count > 0 && count < k;
}

// A count of a table.
struct ProtectedCell {
  enum class Role : uint8_t {
    kFree,     // Published, unless hidden here.
    kShown,    // Already published by a sibling table: cannot be hidden.
    kHidden,   // Already hidden by a sibling table.
    kDerived,  // Never published, but a reader may compute it by subtraction:
               // protected when it is small, never hidden (it is not there).
  };
  int64_t count = 0;
  Role role = Role::kFree;
  bool sensitive = false;  // Hide whatever its count: few persons are behind.
};

// The total is the sum of the parts, and every reader knows it. Indices of
// cells; the counts add up.
struct SumRelation {
  int total = 0;
  std::vector<int> parts;
};

// A hidden cell is safe when the reader who knows every shown cell, every
// relation, k and that zeros are shown (a hidden cell holds at least 1) is
// left with values at least so far apart. As that range starts at 1 or above
// it then reaches k: he cannot even tell that the count is small.
inline constexpr int64_t ProtectedWidth(int64_t k) { return k - 1; }

// What is accepted where cells that a sibling table has shown leave no more:
// two values at least, so that none is certain. Where they leave none, the
// zeros of the sums that hold the cell are hidden too: a hidden cell of these
// may then be 0. After that the table is refused whole.
inline constexpr int64_t kLeastWidth = 1;

// A larger set of tables is refused: the search would take too long.
inline constexpr size_t kMostProtectedCells = 6000;

struct Protection {
  std::vector<bool> hidden;  // By cell; false for kDerived.
  // Sibling tables have shown so much that all this is not enough, or there
  // are too many cells: every free cell is hidden, zeros too.
  bool refused = false;
};

// Hides the free cells of 1 to k - 1 and the sensitive ones, then others until
// every hidden cell, and every small derived one, is safe. In small tables the
// cells added are those with the least sum of counts that make room for one
// more cell to move; in large ones those of the first circuit found, which
// prefers small counts (circuit.h). A zero is hidden only as said above.
// Deterministic: order of the cells decides ties.
//
// Every "safe" rests on two tables of whole numbers that agree with all that
// is shown, checked in integers: what the searches miss, or get wrong in
// floating point, hides more, never less. Where they fail the cells beside are
// hidden, in the end all that are not zero, which is always safe when nothing
// is fixed by a sibling: any multiple of the table fits.
//
// Not covered: a reader who runs this rule backwards over every table that
// could have been (that a cell was added tells that it was cheap). He narrows
// the range, possibly to the count: the width promised is over the tables that
// agree with what is shown, not over those that this rule would treat alike.
//
// Threads: safe. Cost: grows with the cells that are hidden and with how far
// apart the sums tie them; the searches are bounded, and a call of 2 000 cells
// and 1 000 relations takes tens of milliseconds where circuits are found.
Protection Protect(const std::vector<ProtectedCell>& cells,
                   const std::vector<SumRelation>& relations, int64_t k);

}  // namespace jalon::evaluation
