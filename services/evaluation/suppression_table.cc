// Official tables.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/evaluation/protect.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

using evaluation::IsFew;

// Whether the cell tells of 1 to k - 1 persons: its count; the units behind its
// mean or rate; of a rate also those that are in it, and those that are not.
bool IsSmallCell(uint64_t k, const std::string& unit,
                 const v1::TableCell& cell) {
  if (!cell.has_value()) return false;
  if (cell.persons() == 0) {
    return IsFew(static_cast<uint64_t>(std::llround(cell.value().value())), k);
  }
  if (IsFew(cell.persons(), k)) return true;
  if (unit != "ratio") return false;
  const auto in = static_cast<uint64_t>(
      std::llround(cell.value().value() * static_cast<double>(cell.persons())));
  return IsFew(in, k) ||
         IsFew(cell.persons() - std::min(in, cell.persons()), k);
}

// Columns whose persons are some of those of another, by id: the difference is
// a count that is not shown (OARSA, flow of a year).
constexpr std::pair<const char*, const char*> kWithin[] = {
    {"oriented", "entrants"}, {"elsewhere", "oriented"}, {"cer", "elsewhere"}};

// The rows of one section, by index, and the total that they divide.
struct Section {
  std::vector<int> rows;
};

class TableCleaner {
 public:
  TableCleaner(uint64_t k, v1::EvaluateTableResponse* table)
      : k_(k), table_(*table) {
    for (int i = 0; i < table_.rows_size(); ++i) {
      sections_[table_.rows(i).section()].rows.push_back(i);
    }
    std::map<std::string, int> columns;
    for (int i = 0; i < table_.columns_size(); ++i) {
      columns[table_.columns(i).id()] = i;
    }
    for (const auto& [part, whole] : kWithin) {
      const auto a = columns.find(part), b = columns.find(whole);
      if (a != columns.end() && b != columns.end()) {
        nested_.emplace_back(a->second, b->second);
      }
    }
  }

  // Whether anything was hidden; `withhold` set: all of it has to be.
  bool Clean(bool* withhold) {
    std::set<int> few;
    for (int i = 0; i < table_.rows_size(); ++i) {
      if (TellsOfFew(i)) few.insert(i);
    }
    *withhold = !few.empty() && !AddsUp();
    if (few.empty() || *withhold) return !few.empty();
    for (const auto& [name, section] : sections_) {
      if (name.empty()) continue;
      HideRows(section, few);
    }
    // The total itself is among the few.
    *withhold = few.contains(total_);
    for (const int row : hidden_) {
      for (v1::TableCell& cell : *table_.mutable_rows(row)->mutable_cells()) {
        cell.Clear();
        cell.set_status(v1::SUPPRESSED);
      }
    }
    return true;
  }

 private:
  const std::string& UnitOf(int row, int column) const {
    return table_.rows(row).unit().empty() ? table_.columns(column).unit()
                                           : table_.rows(row).unit();
  }

  bool TellsOfFew(int row) const {
    for (int i = 0; i < table_.rows(row).cells_size(); ++i) {
      if (IsSmallCell(k_, UnitOf(row, i), table_.rows(row).cells(i))) {
        return true;
      }
    }
    return std::any_of(
        nested_.begin(), nested_.end(), [&](const std::pair<int, int>& pair) {
          return IsCount(row, pair.first) && IsCount(row, pair.second) &&
                 IsFew(
                     static_cast<uint64_t>(std::max<int64_t>(
                         Count(row, pair.second) - Count(row, pair.first), 0)),
                     k_);
        });
  }

  // A count; means and rates are none.
  bool IsCount(int row, int column) const {
    return UnitOf(row, column) == "persons" &&
           table_.rows(row).cells(column).has_value();
  }
  int64_t Count(int row, int column) const {
    return IsCount(row, column)
               ? std::llround(table_.rows(row).cells(column).value().value())
               : 0;
  }
  int64_t Sum(const std::vector<int>& rows, int column) const {
    int64_t sum = 0;
    for (const int row : rows) sum += Count(row, column);
    return sum;
  }

  // One total row without a section, which every section divides.
  bool AddsUp() {
    const auto totals = sections_.find("");
    if (totals == sections_.end() || totals->second.rows.size() != 1 ||
        sections_.size() < 2) {
      return false;
    }
    total_ = totals->second.rows[0];
    for (const auto& [name, section] : sections_) {
      for (int column = 0; column < table_.columns_size(); ++column) {
        if (!name.empty() &&
            Sum(section.rows, column) != Count(total_, column)) {
          return false;
        }
      }
    }
    return true;
  }

  // Hides those that tell of few, and others, the smallest first, until what
  // the shown rows leave of the total is of none or of enough persons, in
  // every column, and of more than one row.
  void HideRows(const Section& section, const std::set<int>& few) {
    std::vector<int> hidden, shown;
    for (const int row : section.rows) {
      (few.contains(row) ? hidden : shown).push_back(row);
    }
    if (hidden.empty()) return;
    std::stable_sort(shown.begin(), shown.end(), [this](int a, int b) {
      return Count(a, 0) < Count(b, 0);
    });
    for (const int row : shown) {
      if (hidden.size() > 1 && Enough(hidden)) break;
      // An empty row adds nothing, and a zero is shown.
      if (Count(row, 0) > 0) hidden.push_back(row);
    }
    hidden_.insert(hidden.begin(), hidden.end());
  }

  bool Enough(const std::vector<int>& rows) const {
    for (int column = 0; column < table_.columns_size(); ++column) {
      const int64_t sum = Sum(rows, column);
      // Of k or more beside one that is few: no row has to be the whole of it.
      if (sum > 0 && sum < 2 * static_cast<int64_t>(k_)) return false;
    }
    for (const auto& [part, whole] : nested_) {
      const int64_t rest = Sum(rows, whole) - Sum(rows, part);
      if (rest > 0 && rest < 2 * static_cast<int64_t>(k_)) return false;
    }
    return true;
  }

  const uint64_t k_;
  v1::EvaluateTableResponse& table_;
  std::map<std::string, Section> sections_;
  std::vector<std::pair<int, int>> nested_;  // A column in another.
  std::set<int> hidden_;
  int total_ = -1;
};

}  // namespace

void Suppression::Apply(v1::EvaluateTableResponse* response) const {
  bool withhold = false;
  if (!TableCleaner(k_, response).Clean(&withhold)) return;
  if (withhold) {
    const v1::TableDefinition table = response->table();
    Withhold(response);
    *response->mutable_table() = table;
    return;
  }
  response->mutable_header()->set_status(v1::SUPPRESSED);
}

}  // namespace jalon::evaluation_service
