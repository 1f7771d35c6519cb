#pragma once

#include <cstdint>
#include <string>

#include "google/protobuf/map.h"

#include "jalon/v1/evaluation.pb.h"
#include "services/evaluation/figure_cells.h"

namespace jalon::evaluation_service {

// The counts of the figure of a delay: cohort, units, classes, bins, legal
// classes; then the numbers reached by the days of the shares, where classes
// are shown that these are computed on.
class DelayCells : public FigureCells {
 public:
  DelayCells(uint64_t k, v1::DelayFigure* figure) : k_(k), figure_(*figure) {}

  bool Clean(const CellTable& table) override;

 protected:
  void Count(CellTable* table) override;
  void Compute(CellTable* table) override;
  bool AddsUp(const std::string& name, bool agree) const override;

 private:
  using Counts = google::protobuf::Map<std::string, uint64_t>;

  // Shares, curves and quantiles are computed on the three classes followed.
  bool EstimatesShown(const CellTable& table) const;
  void CountClasses(CellTable* table);
  void CountLegal(CellTable* table);
  void EraseHidden(const CellTable& table, const char* prefix,
                   Counts* counts) const;
  void CleanEstimates(const CellTable& table);

  const uint64_t k_;
  v1::DelayFigure& figure_;
};

}  // namespace jalon::evaluation_service
