#include "tests/services/disclosure_attack.h"

#include <cmath>
#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace jalon::testing {
namespace {

using Rows = std::vector<std::vector<double>>;

// Gauss and Jordan: a row with one unknown left is its value.
Rows Reduce(Rows rows) {
  size_t rank = 0;
  for (size_t c = 0; !rows.empty() && c + 1 < rows[0].size(); ++c) {
    size_t pivot = rank;
    for (size_t r = rank; r < rows.size(); ++r) {
      if (std::abs(rows[r][c]) > std::abs(rows[pivot][c])) pivot = r;
    }
    if (pivot >= rows.size() || std::abs(rows[pivot][c]) < 1e-9) continue;
    std::swap(rows[pivot], rows[rank]);
    const double head = rows[rank][c];
    for (double& x : rows[rank]) x /= head;
    for (size_t r = 0; r < rows.size(); ++r) {
      const double factor = rows[r][c];
      if (r == rank || std::abs(factor) < 1e-12) continue;
      for (size_t i = c; i < rows[r].size(); ++i) {
        rows[r][i] -= factor * rows[rank][i];
      }
    }
    ++rank;
  }
  rows.resize(rank);
  return rows;
}

bool IsPersons(const std::string& name) {
  return absl::StartsWith(name, "persons");
}

}  // namespace

void DisclosureAttack::Read(const std::vector<Cell>& cells,
                            const Shown& shown) {
  for (const auto& [name, count] : shown) {
    Terms terms;
    std::string union_of;
    for (const Cell& cell : cells) {
      terms[{cell.first, cell.second, name}] += 1;
      absl::StrAppend(&union_of, " ", cell.first, "/", cell.second);
    }
    if (cells.size() > 1 && IsPersons(name)) {
      terms[{union_of, "", "beyond " + name}] = -1;
    }
    equations_[terms] = static_cast<double>(count);
  }
}

void DisclosureAttack::KnowSum(const Cell& cell, const std::string& total,
                               const std::vector<std::string>& parts) {
  Terms terms;
  terms[{cell.first, cell.second, total}] = -1;
  for (const std::string& part : parts) {
    terms[{cell.first, cell.second, part}] = 1;
  }
  equations_[terms] = 0;
}

void DisclosureAttack::Add(const std::string& name, const Cell& total,
                           const std::vector<Cell>& parts) {
  Terms terms;
  terms[{total.first, total.second, name}] = -1;
  for (const Cell& part : parts) terms[{part.first, part.second, name}] = 1;
  if (IsPersons(name)) {
    const bool by_first = parts[0].first != total.first;
    terms[{total.first, total.second,
           absl::StrCat("beyond by ", by_first ? "first " : "second ", name)}] =
        -1;
  }
  equations_[terms] = 0;
}

void DisclosureAttack::KnowMargins(const std::set<std::string>& first,
                                   const std::set<std::string>& second,
                                   const std::set<std::string>& names) {
  for (const std::string& name : names) {
    std::vector<Cell> by_first, by_second;
    for (const std::string& a : first) {
      std::vector<Cell> row;
      row.reserve(second.size());
      for (const std::string& b : second) row.emplace_back(a, b);
      Add(name, {a, ""}, row);
      by_first.emplace_back(a, "");
    }
    for (const std::string& b : second) {
      std::vector<Cell> column;
      column.reserve(first.size());
      for (const std::string& a : first) column.emplace_back(a, b);
      Add(name, {"", b}, column);
      by_second.emplace_back("", b);
    }
    Add(name, {"", ""}, by_first);
    Add(name, {"", ""}, by_second);
  }
}

int DisclosureAttack::Recovered(std::string* example) const {
  std::map<Unknown, size_t> index;
  std::vector<Unknown> unknowns;
  for (const auto& [terms, sum] : equations_) {
    for (const auto& [unknown, factor] : terms) {
      if (index.emplace(unknown, unknowns.size()).second) {
        unknowns.push_back(unknown);
      }
    }
  }
  Rows rows;
  for (const auto& [terms, sum] : equations_) {
    std::vector<double> row(unknowns.size() + 1);
    for (const auto& [unknown, factor] : terms) row[index[unknown]] = factor;
    row.back() = sum;
    rows.push_back(std::move(row));
  }
  int recovered = 0;
  for (const auto& row : Reduce(std::move(rows))) {
    size_t used = 0, only = 0;
    for (size_t c = 0; c + 1 < row.size(); ++c) {
      if (std::abs(row[c]) > 1e-6) ++used, only = c;
    }
    const double value = std::round(row.back());
    if (used != 1 || value < 1 || value >= kSuppressionThreshold) continue;
    const auto& [first, second, name] = unknowns[only];
    if (recovered++ == 0) {
      *example = absl::StrCat(first, " / ", second, ": ", name, " = ", value);
    }
  }
  return recovered;
}

}  // namespace jalon::testing
