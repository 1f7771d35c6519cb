#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/evaluation/cell_table.h"

namespace jalon::evaluation_service {

// The counts of one figure by name, as cells of a table: those of one figure
// tie to each other, those of one name to the figure that it divides.
class FigureCells {
 public:
  virtual ~FigureCells() = default;

  // Adds the counts that stand for themselves; once those are decided, what is
  // shown only beside some of them. Whether that was anything.
  bool Add(CellTable* table);
  bool AddComputed(CellTable* table);

  // The cells of one name in the parts add up to that of the whole; where a
  // unit may be in several of them, each leaves a rest. Ties what the parts
  // have added last.
  static void Tie(const FigureCells& whole,
                  const std::vector<const FigureCells*>& parts, bool overlaps,
                  CellTable* table);
  // Parts of parts: what the counts that never add up leave of the whole.
  static void TieRests(const FigureCells& whole,
                       const std::vector<const FigureCells*>& parts,
                       CellTable* table);
  // Distinct persons are not counted, and their counts hidden: in crossed
  // tables, where they would leave too little room for the rest.
  void HideDistinct() { distinct_ = false; }
  // The cells from `first` on have moved by so much.
  void Move(int first, int by);

  // Takes out of the figure what is hidden and what depends on it. Whether
  // that was anything.
  virtual bool Clean(const CellTable& table) = 0;

 protected:
  using Names = std::map<std::string, int>;

  // Fills fresh_, which is empty.
  virtual void Count(CellTable* table) = 0;
  virtual void Compute(CellTable*) {}
  // Whether the counts of that name add up; `agree`: these do.
  virtual bool AddsUp(const std::string&, bool /*agree*/) const { return true; }

  bool distinct() const { return distinct_; }
  bool Hidden(const CellTable& table, const std::string& name) const;
  // Of a count of distinct persons.
  bool HidesDistinct(const CellTable& table, const std::string& name) const {
    return !distinct_ || Hidden(table, name);
  }
  bool AnyHidden(const CellTable& table) const;

  Names cells_;
  Names fresh_;  // Added last.

 private:
  bool distinct_ = true;
};

using Key = std::vector<std::string>;  // One value a dimension.
using Parts = std::map<Key, std::unique_ptr<FigureCells>>;

// Whether anything was taken out of any.
bool CleanAll(const Parts& parts, const CellTable& table);

// The tables of one figure, decided one after the other: what is decided later
// never changes how an earlier one reads, alone or beside others. First the
// whole; then its breakdown by a dimension, knowing the whole. Crossed: the
// breakdown by a second dimension, knowing the whole and not the first; then
// the table of both, knowing all three.
//
// Lifetime: the cells outlive it.
class FigureTables {
 public:
  FigureTables(uint64_t k, FigureCells* whole);

  void Divide(const Parts& parts, bool overlaps);
  // By two dimensions of which no unit has several values. False: nothing of
  // the crossed table may be shown.
  bool Cross(const Parts& first, const Parts& second, const Parts& crossed);

  const CellTable& table() const { return table_; }

 private:
  CellTable table_;
  FigureCells* const whole_;
};

}  // namespace jalon::evaluation_service
