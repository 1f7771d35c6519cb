// Indicators of a pact: numerators, denominators, classes and the cells of the
// breakdown.

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/evaluation/cell_table.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

using Counts = std::map<std::string, uint64_t>;

// The class that is the numerator of a rate (spec §7).
const std::map<std::string, std::string>& NumeratorClasses() {
  static const auto* const classes = new std::map<std::string, std::string>{
      {"completion_rate", "COMPLETED"},  {"abandonment_rate", "ABANDONED"},
      {"employment_within", "YES"},      {"employed_at", "YES"},
      {"barrier_lifted", "LIFTED"},      {"oriented_rate", "ORIENTED"},
      {"contract_rate", "WITH_CONTRACT"}};
  return *classes;
}

// What the numbers of an indicator count.
struct Meaning {
  explicit Meaning(const v1::IndicatorFigure& figure)
      : delay(figure.measure() == "delay"),
        days(figure.measure() == "continuity" || figure.unit() == "days"),
        // Places and exposed days are no persons.
        open_base(figure.measure() == "occupancy" ||
                  figure.measure() == "breaks"),
        distinct(figure.unit() == "persons") {}
  bool delay, days, open_base;
  bool distinct;  // Somebody may be in several cells, once in the whole.
};

// The counts of an indicator, or of one of its cells.
class IndicatorCells {
 public:
  template <typename Figure>
  IndicatorCells(const Meaning& meaning, const Figure& figure,
                 CellTable* table) {
    immature_ = table->Add(figure.immature());
    if (meaning.days && !meaning.delay) return;
    if (figure.has_denominator() && !meaning.open_base) {
      base_ = table->Add(figure.denominator());
    }
    if (figure.has_numerator()) {
      top_ = table->Add(figure.numerator());
    } else if (figure.has_value() && !meaning.days) {
      // A count that is its own value; the persons that a share tells.
      const double factor =
          meaning.delay ? static_cast<double>(figure.denominator()) : 1;
      top_ = table->Add(static_cast<uint64_t>(
          std::llround(std::max(figure.value().value() * factor, 0.0))));
    }
    if (base_ >= 0 && top_ >= 0) table->Rest(base_, top_);
  }

  void AddClasses(const v1::IndicatorFigure& figure, CellTable* table);
  static void Tie(const IndicatorCells& whole,
                  const std::vector<IndicatorCells>& parts, bool overlaps,
                  CellTable* table);
  // The same counts in two indicators.
  void TieSibling(const IndicatorCells& other, CellTable* table) const;

  // Whether anything was hidden.
  template <typename Figure>
  bool Clean(const CellTable& table, Figure* figure) const {
    if (!Hides(table, top_) && !Hides(table, base_) &&
        !Hides(table, immature_)) {
      return false;
    }
    figure->clear_numerator();
    figure->clear_denominator();
    figure->clear_value();
    if (Hides(table, immature_)) figure->clear_immature();
    figure->set_status(v1::SUPPRESSED);
    return true;
  }
  bool CleanClasses(const CellTable& table, v1::IndicatorFigure* figure) const;

  int top() const { return top_; }
  int base() const { return base_; }

 private:
  static bool Hides(const CellTable& table, int cell) {
    return cell >= 0 && table.hidden(cell);
  }

  int immature_ = -1, top_ = -1, base_ = -1;
  std::map<std::string, int> classes_;
};

void IndicatorCells::AddClasses(const v1::IndicatorFigure& figure,
                                CellTable* table) {
  uint64_t sum = 0, followed = 0;
  std::vector<int> all, three;
  for (const auto& [name, count] :
       Counts(figure.classes().begin(), figure.classes().end())) {
    const int cell = classes_[name] = table->Add(count);
    if (name != "UNKNOWN" || figure.measure() != "employed_at") {
      all.push_back(cell);
      sum += count;
    }
    if (name == "REACHED" || name == "EXITED_FIRST" || name == "WAITING" ||
        name == "ON_TIME" || name == "LATE") {
      three.push_back(cell);
      followed += count;
    }
    const auto of_rate = NumeratorClasses().find(figure.measure());
    const bool numerator =
        name == "ON_TIME" ||
        (of_rate != NumeratorClasses().end() && of_rate->second == name) ||
        (figure.measure() == "orientation_mix" && top_ >= 0 &&
         table->count(top_) == count);
    if (numerator && top_ >= 0) table->Same(top_, cell);
    if (name == "NOT_DUE_YET") table->Same(immature_, cell);
  }
  if (base_ >= 0 && !all.empty() && sum == table->count(base_)) {
    table->Sum(base_, all);
  } else if (base_ >= 0 && !three.empty() && followed == table->count(base_)) {
    table->Sum(base_, three);
  } else if (base_ < 0 && top_ >= 0 && !all.empty() &&
             sum == table->count(top_)) {
    table->Sum(top_, all);  // Breaks by type.
  }
}

void IndicatorCells::Tie(const IndicatorCells& whole,
                         const std::vector<IndicatorCells>& parts,
                         bool overlaps, CellTable* table) {
  for (int IndicatorCells::*member :
       {&IndicatorCells::top_, &IndicatorCells::base_,
        &IndicatorCells::immature_}) {
    if (whole.*member < 0) continue;
    std::vector<int> cells;
    uint64_t sum = 0;
    for (const IndicatorCells& part : parts) {
      if (part.*member < 0) continue;
      cells.push_back(part.*member);
      sum += table->count(part.*member);
    }
    const bool adds = !overlaps && sum == table->count(whole.*member);
    if (adds) {
      table->Sum(whole.*member, cells);
    } else {
      for (const int cell : cells) table->Rest(whole.*member, cell);
    }
  }
}

void IndicatorCells::TieSibling(const IndicatorCells& other,
                                CellTable* table) const {
  if (classes_.empty() || classes_.size() != other.classes_.size()) return;
  for (const auto& [name, cell] : classes_) {
    const auto same = other.classes_.find(name);
    if (same == other.classes_.end() ||
        table->count(same->second) != table->count(cell)) {
      return;
    }
  }
  for (const auto& [name, cell] : classes_) {
    table->Same(cell, other.classes_.at(name));
  }
}

bool IndicatorCells::CleanClasses(const CellTable& table,
                                  v1::IndicatorFigure* figure) const {
  bool hidden = false;
  for (const auto& [name, cell] : classes_) {
    if (!table.hidden(cell)) continue;
    figure->mutable_classes()->erase(name);
    hidden = true;
  }
  if (hidden) figure->clear_shares();
  return hidden;
}

struct Indicator {
  Meaning meaning;
  IndicatorCells whole;
  std::vector<IndicatorCells> cells;
};

// The number of persons oriented, where the indicator gives it.
int OrientedOf(const std::string& measure, const IndicatorCells& cells) {
  if (measure == "oriented_rate") return cells.top();
  if (measure == "contract_rate" || measure == "orientation_mix") {
    return cells.base();
  }
  return -1;
}

void TieOriented(
    const std::vector<std::pair<std::string, const IndicatorCells*>>& all,
    CellTable* table) {
  int first = -1;
  for (const auto& [measure, cells] : all) {
    const int cell = OrientedOf(measure, *cells);
    if (cell < 0) continue;
    if (first >= 0 && table->count(first) == table->count(cell)) {
      table->Same(first, cell);
    }
    if (first < 0) first = cell;
  }
}

}  // namespace

void Suppression::Apply(v1::EvaluatePactResponse* response,
                        bool overlaps) const {
  CellTable table(k_);
  std::vector<Indicator> all;
  std::vector<std::pair<std::string, const IndicatorCells*>> wholes;
  for (const v1::IndicatorFigure& figure : response->indicators()) {
    const Meaning meaning(figure);
    all.push_back({meaning, IndicatorCells(meaning, figure, &table), {}});
    all.back().whole.AddClasses(figure, &table);
    for (size_t i = 0; i + 1 < all.size(); ++i) {
      all.back().whole.TieSibling(all[i].whole, &table);
    }
  }
  for (size_t i = 0; i < all.size(); ++i) {
    wholes.emplace_back(response->indicators(static_cast<int>(i)).measure(),
                        &all[i].whole);
  }
  TieOriented(wholes, &table);
  table.Hide();
  for (size_t i = 0; i < all.size(); ++i) {
    const v1::IndicatorFigure& figure =
        response->indicators(static_cast<int>(i));
    for (const v1::IndicatorCell& cell : figure.cells()) {
      all[i].cells.emplace_back(all[i].meaning, cell, &table);
    }
    IndicatorCells::Tie(all[i].whole, all[i].cells,
                        overlaps || all[i].meaning.distinct, &table);
  }
  table.Hide();

  bool any = false;
  for (size_t i = 0; i < all.size(); ++i) {
    v1::IndicatorFigure& figure =
        *response->mutable_indicators(static_cast<int>(i));
    any |= all[i].whole.Clean(table, &figure);
    const bool class_hidden = all[i].whole.CleanClasses(table, &figure);
    if (class_hidden && all[i].meaning.delay) {
      // Computed on the classes.
      figure.clear_value();
      figure.set_status(v1::SUPPRESSED);
    }
    any |= class_hidden;
    for (int c = 0; c < figure.cells_size(); ++c) {
      any |= all[i].cells[static_cast<size_t>(c)].Clean(
          table, figure.mutable_cells(c));
    }
    if (figure.has_value()) continue;
    figure.clear_shares();
    if (figure.has_target()) figure.mutable_target()->clear_met();
  }
  if (any) response->mutable_header()->set_status(v1::SUPPRESSED);
}

}  // namespace jalon::evaluation_service
