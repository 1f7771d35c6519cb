#include "services/evaluation/cell_table.h"

#include <utility>

namespace jalon::evaluation_service {

using Role = evaluation::ProtectedCell::Role;

int CellTable::Add(uint64_t count, bool sensitive) {
  cells_.push_back({static_cast<int64_t>(count), Role::kFree, sensitive});
  hidden_.push_back(false);
  return static_cast<int>(cells_.size()) - 1;
}

int CellTable::Derive(uint64_t count) {
  const int cell = Add(count);
  cells_.back().role = Role::kDerived;
  return cell;
}

int CellTable::AddShown(uint64_t count) {
  const int cell = Add(count);
  cells_.back().role = Role::kShown;
  return cell;
}

void CellTable::Sum(int total, const std::vector<int>& parts) {
  uint64_t sum = 0;
  for (const int part : parts) sum += count(part);
  if (sum == count(total)) {
    sums_.push_back({total, parts});
    return;
  }
  cells_[static_cast<size_t>(total)].sensitive = true;
  for (const int part : parts)
    cells_[static_cast<size_t>(part)].sensitive = true;
}

void CellTable::Rest(int whole, int part) {
  if (count(part) == 0 || count(part) > count(whole)) return;
  Sum(whole, {part, Derive(count(whole) - count(part))});
}

void CellTable::Overlap(int whole, const std::vector<int>& parts) {
  uint64_t sum = 0;
  for (const int part : parts) {
    Rest(whole, part);
    sum += count(part);
  }
  if (sum == count(whole)) {
    Sum(whole, parts);
  } else if (sum > count(whole)) {
    const int all = Derive(sum);
    Sum(all, parts);
    Rest(all, whole);
  }
}

void CellTable::Hide() {
  const evaluation::Protection protection =
      evaluation::Protect(cells_, sums_, k_);
  refused_ |= protection.refused;
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].role != Role::kFree) continue;
    hidden_[i] = protection.hidden[i];
    cells_[i].role = hidden_[i] ? Role::kHidden : Role::kShown;
  }
}

int CellTable::Join(const CellTable& common, const CellTable& other) {
  const int first = common.size(), by = size() - first;
  const auto moved = [&](int cell) { return cell < first ? cell : cell + by; };
  cells_.insert(cells_.end(), other.cells_.begin() + first, other.cells_.end());
  hidden_.insert(hidden_.end(), other.hidden_.begin() + first,
                 other.hidden_.end());
  for (size_t i = common.sums_.size(); i < other.sums_.size(); ++i) {
    evaluation::SumRelation sum = other.sums_[i];
    sum.total = moved(sum.total);
    for (int& part : sum.parts) part = moved(part);
    sums_.push_back(std::move(sum));
  }
  refused_ |= other.refused_;
  return by;
}

}  // namespace jalon::evaluation_service
