#include "services/evaluation/figure_cells.h"

namespace jalon::evaluation_service {
namespace {

template <typename TieAll>
void Decide(const std::vector<FigureCells*>& figures, const TieAll& tie,
            CellTable* table) {
  for (FigureCells* figure : figures) figure->Add(table);
  tie(table);
  table->Hide();
  bool more = false;
  for (FigureCells* figure : figures) more |= figure->AddComputed(table);
  if (!more) return;
  tie(table);
  table->Hide();
}

std::vector<FigureCells*> CellsOf(const Parts& parts) {
  std::vector<FigureCells*> out;
  for (const auto& [key, part] : parts) out.push_back(part.get());
  return out;
}

void DecideParts(const FigureCells& whole, const Parts& parts, bool overlaps,
                 CellTable* table) {
  const std::vector<FigureCells*> cells = CellsOf(parts);
  Decide(
      cells,
      [&](CellTable* to) {
        FigureCells::Tie(whole, {cells.begin(), cells.end()}, overlaps, to);
      },
      table);
}

// The crossed cells of each value of a dimension are parts of its figure.
void TieMargin(const Parts& margin, size_t dimension, const Parts& crossed,
               CellTable* table) {
  std::map<std::string, std::vector<const FigureCells*>> by_value;
  for (const auto& [key, part] : crossed) {
    by_value[key[dimension]].push_back(part.get());
  }
  for (const auto& [key, whole] : margin) {
    const auto parts = by_value.find(key[0]);
    if (parts == by_value.end()) continue;
    FigureCells::Tie(*whole, parts->second, /*overlaps=*/false, table);
  }
}

}  // namespace

bool CleanAll(const Parts& parts, const CellTable& table) {
  bool any = false;
  for (const auto& [key, part] : parts) any |= part->Clean(table);
  return any;
}

bool FigureCells::Add(CellTable* table) {
  fresh_.clear();
  Count(table);
  cells_ = fresh_;
  return !fresh_.empty();
}

bool FigureCells::AddComputed(CellTable* table) {
  fresh_.clear();
  Compute(table);
  cells_.insert(fresh_.begin(), fresh_.end());
  return !fresh_.empty();
}

void FigureCells::Tie(const FigureCells& whole,
                      const std::vector<const FigureCells*>& parts,
                      bool overlaps, CellTable* table) {
  for (const auto& [name, total] : whole.cells_) {
    std::vector<int> cells;
    uint64_t sum = 0;
    for (const FigureCells* part : parts) {
      const auto cell = part->fresh_.find(name);
      if (cell == part->fresh_.end()) continue;
      cells.push_back(cell->second);
      sum += table->count(cell->second);
    }
    if (cells.empty()) continue;
    const uint64_t of_whole = table->count(total);
    if (overlaps || !whole.AddsUp(name, sum == of_whole)) {
      table->Overlap(total, cells);
      continue;
    }
    // What the parts that have no such count would add.
    if (cells.size() < parts.size() && sum < of_whole) {
      cells.push_back(table->Derive(of_whole - sum));
    }
    table->Sum(total, cells);
  }
}

void FigureCells::TieRests(const FigureCells& whole,
                           const std::vector<const FigureCells*>& parts,
                           CellTable* table) {
  for (const auto& [name, total] : whole.cells_) {
    if (whole.AddsUp(name, /*agree=*/true)) continue;
    for (const FigureCells* part : parts) {
      const auto cell = part->fresh_.find(name);
      if (cell != part->fresh_.end()) table->Rest(total, cell->second);
    }
  }
}

void FigureCells::Move(int first, int by) {
  for (Names* names : {&cells_, &fresh_}) {
    for (auto& [name, cell] : *names) {
      if (cell >= first) cell += by;
    }
  }
}

bool FigureCells::Hidden(const CellTable& table,
                         const std::string& name) const {
  const auto cell = cells_.find(name);
  return cell != cells_.end() && table.hidden(cell->second);
}

bool FigureCells::AnyHidden(const CellTable& table) const {
  for (const auto& [name, cell] : cells_) {
    if (table.hidden(cell)) return true;
  }
  return false;
}

FigureTables::FigureTables(uint64_t k, FigureCells* whole)
    : table_(k), whole_(whole) {
  Decide(
      {whole}, [](CellTable*) {}, &table_);
}

void FigureTables::Divide(const Parts& parts, bool overlaps) {
  if (!parts.empty()) DecideParts(*whole_, parts, overlaps, &table_);
}

bool FigureTables::Cross(const Parts& first, const Parts& second,
                         const Parts& crossed) {
  const CellTable of_whole = table_;
  CellTable of_second = of_whole;
  DecideParts(*whole_, first, /*overlaps=*/false, &table_);
  DecideParts(*whole_, second, /*overlaps=*/false, &of_second);
  const bool refused = table_.refused() || of_second.refused();
  const int by = table_.Join(of_whole, of_second);
  for (const auto& [key, part] : second) part->Move(of_whole.size(), by);
  if (refused) return false;
  for (const auto& [key, part] : crossed) part->HideDistinct();
  const std::vector<FigureCells*> cells = CellsOf(crossed);
  Decide(
      cells,
      [&](CellTable* table) {
        TieMargin(first, 0, crossed, table);
        TieMargin(second, 1, crossed, table);
        FigureCells::TieRests(*whole_, {cells.begin(), cells.end()}, table);
      },
      &table_);
  return !table_.refused();
}

}  // namespace jalon::evaluation_service
