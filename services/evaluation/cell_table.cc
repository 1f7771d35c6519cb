#include "services/evaluation/cell_table.h"

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
  if (count(part) > count(whole)) return;
  Sum(whole, {part, Derive(count(whole) - count(part))});
}

void CellTable::Hide() {
  const evaluation::Protection protection =
      evaluation::Protect(cells_, sums_, k_);
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].role != Role::kFree) continue;
    hidden_[i] = protection.hidden[i];
    cells_[i].role = hidden_[i] ? Role::kHidden : Role::kShown;
  }
}

}  // namespace jalon::evaluation_service
