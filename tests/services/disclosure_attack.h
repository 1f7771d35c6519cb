#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace jalon::testing {

constexpr uint64_t kSuppressionThreshold = 5;  // k of deploy/rules.

// What an answer shows of one figure: by name of the count.
using Shown = std::map<std::string, uint64_t>;
// Values of the two dimensions; "": all.
using Cell = std::pair<std::string, std::string>;

// Linear algebra on all that somebody has read of one figure: the unknowns are
// the counts of the cells of two dimensions and of their margins.
class DisclosureAttack {
 public:
  // The counts of the units that are in one of the cells. Names that start with
  // "persons" count persons, who may stand in several: what the cells count
  // beyond their union is an unknown of its own.
  void Read(const std::vector<Cell>& cells, const Shown& shown);
  // What the definition says of the figure of a cell.
  void KnowSum(const Cell& cell, const std::string& total,
               const std::vector<std::string>& parts);
  // The cells add up to their margins, the margins to the whole.
  void KnowMargins(const std::set<std::string>& first,
                   const std::set<std::string>& second,
                   const std::set<std::string>& names);

  // Counts of 1 to k - 1 that come out: how many, and the first of them.
  int Recovered(std::string* example) const;

 private:
  using Unknown = std::tuple<std::string, std::string, std::string>;
  using Terms = std::map<Unknown, double>;

  void Add(const std::string& name, const Cell& total,
           const std::vector<Cell>& parts);

  std::map<Terms, double> equations_;
};

}  // namespace jalon::testing
