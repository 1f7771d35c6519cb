#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libs/evaluation/protect.h"

namespace jalon::evaluation_service {

// The counts of an answer and the sums that tie them: what a reader of it, and
// of the answers that come before it, can compute. A collector adds the cells
// of a message, asks for the decision, then takes the hidden ones out.
//
// Decided in stages: cells of an earlier Hide() stand as they are, as those of
// a table that everybody has already. So the whole comes first and its
// breakdowns after it, and the whole reads the same beside any of them.
class CellTable {
 public:
  explicit CellTable(uint64_t k) : k_(static_cast<int64_t>(k)) {}

  // A count that the answer shows. Sensitive: hidden whatever it is.
  int Add(uint64_t count, bool sensitive = false);
  // A count that it does not show, but that subtraction gives.
  int Derive(uint64_t count);
  // A count that is told elsewhere: it cannot be hidden.
  int AddShown(uint64_t count);
  // The parts add up to the total. Should the counts not agree, nothing is
  // known of what they tell: all of them become sensitive.
  void Sum(int total, const std::vector<int>& parts);
  // One count shown in two places.
  void Same(int cell, int other) { Sum(cell, {other}); }
  // What the part leaves of the whole; nothing where it is no part of it, or
  // none of it.
  void Rest(int whole, int part);

  // Parts in which somebody may stand several times: what each leaves of the
  // whole, and what all of them count beyond it.
  void Overlap(int whole, const std::vector<int>& parts);

  void Hide();
  // Some Hide() had to hide every cell that was not decided before.
  bool refused() const { return refused_; }
  // Two tables went on from a common one: adds what the other has added, whose
  // cells move by what is returned.
  int Join(const CellTable& common, const CellTable& other);

  bool IsSmall(uint64_t n) const {
    return evaluation::IsFew(n, static_cast<uint64_t>(k_));
  }
  uint64_t k() const { return static_cast<uint64_t>(k_); }
  int size() const { return static_cast<int>(cells_.size()); }
  bool hidden(int cell) const { return hidden_[static_cast<size_t>(cell)]; }
  uint64_t count(int cell) const {
    return static_cast<uint64_t>(cells_[static_cast<size_t>(cell)].count);
  }

 private:
  int64_t k_;
  std::vector<evaluation::ProtectedCell> cells_;
  std::vector<evaluation::SumRelation> sums_;
  std::vector<bool> hidden_;
  bool refused_ = false;
};

}  // namespace jalon::evaluation_service
