#include "libs/evaluation/balance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace jalon::evaluation {
namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();
// Worth of a unit of the move: beyond the cost of any cells that make it.
constexpr double kWorth = 1e9;
constexpr double kGainTolerance = 1e-3;  // Costs are whole numbers.
constexpr double kPivotTolerance = 1e-7;
constexpr int kPatience = 400;
constexpr double kNoMove = 1e-9;
constexpr size_t kStepsPerRow = 6;

}  // namespace

Balance::Balance(int rows, std::vector<std::vector<Entry>> columns,
                 int64_t most_work)
    : rows_(static_cast<size_t>(rows)),
      columns_(std::move(columns)),
      work_left_(most_work) {
  upper_.assign(2 * columns_.size() + rows_, 0);
  gain_ = upper_;
  Reset();
}

void Balance::Reset() {
  const size_t structural = 2 * columns_.size();
  inverse_.assign(rows_ * rows_, 0);
  row_of_.assign(structural + rows_, -1);
  basis_.assign(rows_, 0);
  for (size_t row = 0; row < rows_; ++row) {
    inverse_[row * rows_ + row] = 1;
    basis_[row] = static_cast<int>(structural + row);
    row_of_[structural + row] = static_cast<int>(row);
  }
}

void Balance::Prepare(int cell, int direction, double distance,
                      const std::vector<Bounds>& bounds) {
  for (size_t j = 0; j < columns_.size(); ++j) {
    upper_[2 * j] = bounds[j].up;
    upper_[2 * j + 1] = bounds[j].down;
    gain_[2 * j] = gain_[2 * j + 1] = -bounds[j].cost;
  }
  const size_t moved = 2 * static_cast<size_t>(cell) + (direction < 0);
  const size_t other = 2 * static_cast<size_t>(cell) + (direction > 0);
  upper_[moved] = std::min(upper_[moved], distance);
  upper_[other] = 0;
  gain_[moved] += kWorth;
  value_.assign(upper_.size(), 0);
  idle_ = 0;
}

std::vector<double> Balance::Column(int variable) const {
  std::vector<double> out(rows_, 0);
  const auto v = static_cast<size_t>(variable);
  const double sign = v % 2 == 0 ? 1 : -1;
  for (const Entry& entry : columns_[v / 2]) {
    for (size_t row = 0; row < rows_; ++row) {
      out[row] += sign * entry.sign *
                  inverse_[row * rows_ + static_cast<size_t>(entry.row)];
    }
  }
  return out;
}

void Balance::ComputePrices() {
  prices_.assign(rows_, 0);
  for (size_t row = 0; row < rows_; ++row) {
    const double gain = gain_[static_cast<size_t>(basis_[row])];
    if (gain == 0) continue;
    for (size_t i = 0; i < rows_; ++i) {
      prices_[i] += gain * inverse_[row * rows_ + i];
    }
  }
}

double Balance::Price(int variable) const {
  const auto v = static_cast<size_t>(variable);
  double price = 0;
  for (const Entry& entry : columns_[v / 2]) {
    price += entry.sign * prices_[static_cast<size_t>(entry.row)];
  }
  return gain_[v] - (v % 2 == 0 ? price : -price);
}

int Balance::Entering(bool* from_upper) const {
  int best = -1;
  double best_gain = kGainTolerance;
  for (size_t v = 0; v < 2 * columns_.size(); ++v) {
    if (row_of_[v] >= 0 || upper_[v] <= 0) continue;
    const bool at_upper = value_[v] > 0;
    const double price = Price(static_cast<int>(v));
    const double gain = at_upper ? -price : price;
    if (gain <= best_gain) continue;
    best = static_cast<int>(v);
    *from_upper = at_upper;
    if (idle_ > kPatience) break;
    best_gain = gain;
  }
  return best;
}

void Balance::Pivot(size_t row, int entering,
                    const std::vector<double>& column) {
  double* const pivot = &inverse_[row * rows_];
  for (size_t i = 0; i < rows_; ++i) pivot[i] /= column[row];
  for (size_t other = 0; other < rows_; ++other) {
    if (other == row || column[other] == 0) continue;
    double* const to = &inverse_[other * rows_];
    for (size_t i = 0; i < rows_; ++i) to[i] -= column[other] * pivot[i];
  }
  row_of_[static_cast<size_t>(basis_[row])] = -1;
  row_of_[static_cast<size_t>(entering)] = static_cast<int>(row);
  basis_[row] = entering;
}

// Of two rows that block alike: the surer pivot; after a while the first
// index, which ends every cycle (Bland 1977).
bool Balance::Prefer(size_t row, size_t other,
                     const std::vector<double>& column) const {
  if (idle_ > kPatience) return basis_[row] < basis_[other];
  return std::abs(column[row]) > std::abs(column[other]);
}

bool Balance::Step() {
  ComputePrices();
  bool from_upper = false;
  const int entering = Entering(&from_upper);
  if (entering < 0) return false;
  std::vector<double> column = Column(entering);
  const auto in = static_cast<size_t>(entering);
  const double way = from_upper ? -1 : 1;
  double step = upper_[in];
  size_t leaving = rows_;
  bool to_upper = false;
  for (size_t row = 0; row < rows_; ++row) {
    if (std::abs(column[row]) < kPivotTolerance) {
      column[row] = 0;
      continue;
    }
    const auto basic = static_cast<size_t>(basis_[row]);
    const double slope = -way * column[row];
    const double room =
        slope < 0 ? value_[basic] : upper_[basic] - value_[basic];
    const double limit = room < kNoMove ? 0 : room / std::abs(slope);
    if (limit < step ||
        (limit == step && leaving < rows_ && Prefer(row, leaving, column))) {
      step = limit;
      leaving = row;
      to_upper = slope > 0;
    }
  }
  if (step == kUnbounded) return false;
  for (size_t row = 0; row < rows_; ++row) {
    value_[static_cast<size_t>(basis_[row])] -= way * step * column[row];
  }
  value_[in] += way * step;
  idle_ = step > kNoMove ? 0 : idle_ + 1;
  if (leaving == rows_) {
    value_[in] = from_upper ? 0 : upper_[in];
    return true;
  }
  const auto out = static_cast<size_t>(basis_[leaving]);
  value_[out] = to_upper ? upper_[out] : 0;
  Pivot(leaving, entering, column);
  return true;
}

std::vector<double> Balance::Move(int cell, int direction, double distance,
                                  const std::vector<Bounds>& bounds) {
  Prepare(cell, direction, distance, bounds);
  const size_t limit = kStepsPerRow * (rows_ + 10);
  for (size_t step = 0; step < limit && !exhausted() && Step(); ++step) {
    work_left_ -= static_cast<int64_t>(rows_ * rows_ + 4 * columns_.size());
  }
  std::vector<double> change(columns_.size());
  for (size_t j = 0; j < change.size(); ++j) {
    change[j] = value_[2 * j] - value_[2 * j + 1];
  }
  return change;
}

}  // namespace jalon::evaluation
