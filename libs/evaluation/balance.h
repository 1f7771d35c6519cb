#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace jalon::evaluation {

// A bounded primal simplex on "changes that keep every sum": how far one cell
// can move while the others make up for it, at the least cost.
//
// A change d satisfies A d = 0, one row a relation. It always starts at d = 0,
// which any basis makes feasible, so the basis of one question serves the
// next. Floating point: callers round and check in integers.
// Threads: compatible.
class Balance {
 public:
  struct Entry {
    int row;
    double sign;
  };
  // What a cell may do.
  struct Bounds {
    double down = 0, up = 0;  // How far it may fall and rise.
    double cost = 0;          // Of a unit of change, either way.
  };

  // The columns of A, one a cell. `most_work`: numbers that all the moves may
  // compute, about.
  Balance(int rows, std::vector<std::vector<Entry>> columns, int64_t most_work);

  // Forgets the basis, and the errors that its steps have added up.
  void Reset();

  // Moves `cell` by up to `distance` > 0 in `direction` (1 or -1), as far as
  // possible first and at the least cost second. The change of every cell.
  std::vector<double> Move(int cell, int direction, double distance,
                           const std::vector<Bounds>& bounds);

  // The work is done: nothing moves any more.
  bool exhausted() const { return work_left_ <= 0; }

 private:
  // Variables: 2 j rises, 2 j + 1 falls; after them one artificial a row,
  // fixed at 0.
  bool Step();
  double Price(int variable) const;
  void Prepare(int cell, int direction, double distance,
               const std::vector<Bounds>& bounds);
  int Entering(bool* from_upper) const;
  bool Prefer(size_t row, size_t other,
              const std::vector<double>& column) const;
  void Pivot(size_t row, int entering, const std::vector<double>& column);
  std::vector<double> Column(int variable) const;
  void ComputePrices();

  const size_t rows_;
  const std::vector<std::vector<Entry>> columns_;
  std::vector<double> inverse_;  // Of the basis, by row.
  std::vector<int> basis_;       // Variable of each row.
  std::vector<int> row_of_;      // Of a basic variable; -1.
  std::vector<double> value_;    // Of each variable.
  std::vector<double> upper_, gain_;
  std::vector<double> prices_;
  int64_t work_left_;
  int idle_ = 0;  // Steps without a move: beyond a few, the first index wins.
};

}  // namespace jalon::evaluation
