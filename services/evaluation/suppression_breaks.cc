// Continuity breaks: the whole, then the cells of the breakdown.

#include <map>
#include <string>
#include <vector>

#include "google/protobuf/map.h"

#include "services/evaluation/cell_table.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

using Counts = google::protobuf::Map<std::string, uint64_t>;

// Cells of a map, in order of name.
std::map<std::string, int> AddAll(const Counts& counts, CellTable* table) {
  std::map<std::string, int> cells;
  for (const auto& [name, count] :
       std::map<std::string, uint64_t>(counts.begin(), counts.end())) {
    cells[name] = table->Add(count);
  }
  return cells;
}

std::vector<int> CellsOf(const std::map<std::string, int>& cells) {
  std::vector<int> out;
  for (const auto& [name, cell] : cells) out.push_back(cell);
  return out;
}

// The counts of one figure of breaks.
class BreakCells {
 public:
  BreakCells(const v1::BreaksFigure& figure, CellTable* table) {
    persons_ = table->Add(figure.persons());
    count_ = table->Add(figure.count(), table->IsSmall(figure.persons()));
    at_risk_ = table->Add(figure.at_risk());
    persons_by_type_ = AddAll(figure.persons_by_type(), table);
    for (const auto& [type, breaks] : std::map<std::string, uint64_t>(
             figure.by_type().begin(), figure.by_type().end())) {
      const auto found = persons_by_type_.find(type);
      by_type_[type] =
          table->Add(breaks, found != persons_by_type_.end() &&
                                 table->IsSmall(table->count(found->second)));
    }
    if (!by_type_.empty()) table->Sum(count_, CellsOf(by_type_));
    for (const auto& [type, cell] : persons_by_type_) {
      table->Rest(persons_, cell);
    }
    for (const v1::HandOver& cell : figure.hand_over()) {
      moves_.push_back(table->Add(cell.count()));
    }
    closed_ = static_cast<uint64_t>(figure.duration().closed_size());
    if (closed_ > 0) table->Sum(table->Derive(closed_), moves_);
  }

  // Counts of breaks of the cells add up to the whole's; where a break may be
  // in several cells, each leaves a rest. Persons may be in several always.
  static void Tie(const BreakCells& whole, const std::vector<BreakCells>& parts,
                  bool overlaps, CellTable* table) {
    const auto tie = [&](int total, const auto& of_part, bool adds) {
      std::vector<int> cells;
      for (const BreakCells& part : parts) {
        cells.push_back(of_part(part));
        if (!adds) table->Rest(total, cells.back());
      }
      if (adds) table->Sum(total, cells);
    };
    tie(
        whole.count_, [](const BreakCells& part) { return part.count_; },
        !overlaps);
    tie(
        whole.at_risk_, [](const BreakCells& part) { return part.at_risk_; },
        !overlaps);
    tie(
        whole.persons_, [](const BreakCells& part) { return part.persons_; },
        false);
    for (const auto& [type, cell] : whole.by_type_) {
      tie(
          cell,
          [&type = type](const BreakCells& part) {
            return part.by_type_.at(type);
          },
          !overlaps);
      tie(
          whole.persons_by_type_.at(type),
          [&type = type](const BreakCells& part) {
            return part.persons_by_type_.at(type);
          },
          false);
    }
  }

  // Takes out what is hidden and what depends on it; whether that was
  // anything.
  bool Clean(const CellTable& table, v1::BreaksFigure* figure) const {
    figure->mutable_duration()->clear_closed();
    figure->mutable_duration()->clear_open();
    if (table.hidden(persons_) || table.hidden(count_)) {
      figure->Clear();
      figure->set_status(v1::SUPPRESSED);
      return true;
    }
    if (table.IsSmall(closed_)) figure->mutable_duration()->clear_median();
    bool any = table.hidden(at_risk_);
    if (any) figure->clear_at_risk();
    for (const auto& [type, cell] : by_type_) {
      const auto persons = persons_by_type_.find(type);
      if (!table.hidden(cell) && (persons == persons_by_type_.end() ||
                                  !table.hidden(persons->second))) {
        continue;
      }
      figure->mutable_by_type()->erase(type);
      figure->mutable_persons_by_type()->erase(type);
      any = true;
    }
    for (int i = figure->hand_over_size() - 1; i >= 0; --i) {
      if (!table.hidden(moves_[static_cast<size_t>(i)])) continue;
      figure->mutable_hand_over()->DeleteSubrange(i, 1);
      any = true;
    }
    return any;
  }

 private:
  int persons_ = -1, count_ = -1, at_risk_ = -1;
  std::map<std::string, int> by_type_, persons_by_type_;
  std::vector<int> moves_;
  uint64_t closed_ = 0;
};

}  // namespace

void Suppression::Apply(v1::EvaluateBreaksResponse* response,
                        bool overlaps) const {
  CellTable table(k_);
  const BreakCells whole(response->figure(), &table);
  table.Hide();
  std::vector<BreakCells> cells;
  for (const v1::BreaksCell& cell : response->cells()) {
    cells.emplace_back(cell.figure(), &table);
  }
  if (!cells.empty()) {
    BreakCells::Tie(whole, cells, overlaps, &table);
    table.Hide();
  }
  bool hidden = whole.Clean(table, response->mutable_figure());
  if (response->figure().status() == v1::SUPPRESSED) {
    Withhold(response);
    return;
  }
  for (int i = 0; i < response->cells_size(); ++i) {
    hidden |= cells[static_cast<size_t>(i)].Clean(
        table, response->mutable_cells(i)->mutable_figure());
  }
  if (hidden) response->mutable_header()->set_status(v1::SUPPRESSED);
}

}  // namespace jalon::evaluation_service
