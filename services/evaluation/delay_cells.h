#pragma once

#include <map>
#include <string>
#include <vector>

#include "google/protobuf/map.h"

#include "jalon/v1/evaluation.pb.h"
#include "services/evaluation/cell_table.h"

namespace jalon::evaluation_service {

// The counts of the figure of a delay, by name: those of one figure tie to
// each other, those of one name to the whole of a breakdown.
class DelayCells {
 public:
  // Adds the counts to the table: cohort, units, classes, bins, legal classes.
  DelayCells(const v1::DelayFigure& figure, CellTable* table);
  // After the first Hide(): the numbers reached by the days of the shares,
  // where classes are shown that these are computed on.
  void AddShares(const v1::DelayFigure& figure, CellTable* table);
  // After the second: takes out what is hidden and what depends on it. Whether
  // that was anything.
  bool Clean(const CellTable& table, uint64_t k, v1::DelayFigure* figure) const;

  // The cells of one name in the parts add up to that of the whole, unless a
  // unit may be in several parts: then each leaves a rest. Ties what has been
  // added since the last call.
  static void Tie(const DelayCells& whole, const std::vector<DelayCells>& parts,
                  bool overlaps, CellTable* table);

 private:
  using Counts = google::protobuf::Map<std::string, uint64_t>;

  // Shares, curves and quantiles are computed on the three classes followed.
  bool EstimatesShown(const CellTable& table) const;
  bool Hidden(const CellTable& table, const std::string& name) const;
  void AddClasses(const v1::DelayFigure& figure, CellTable* table);
  void AddLegal(const v1::DelayFigure& figure, CellTable* table);
  void EraseHidden(const CellTable& table, const char* prefix,
                   Counts* counts) const;
  void CleanEstimates(const CellTable& table, uint64_t k,
                      v1::DelayFigure* figure) const;

  std::map<std::string, int> cells_;
  std::map<std::string, int> fresh_;  // Not tied to a whole yet.
};

}  // namespace jalon::evaluation_service
