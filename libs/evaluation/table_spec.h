#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/period.h"
#include "libs/evaluation/table_grid.h"
#include "libs/evaluation/table_options.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// What a table is asked on. Lifetime: outlives the table.
struct TableQuestion {
  const Context& context;
  const TableOptions& options;
  Period year;  // 1 January to 31 December.
};

// A table being computed. Threads: safe.
class Table {
 public:
  virtual ~Table() = default;
  const TableLayout& layout() const { return layout_; }
  // Appends the person's units, and what the steps left out, in an order that
  // depends on the pathway only.
  virtual void Append(const pathway::Pathway& pathway,
                      std::vector<TableUnit>* out) const = 0;
  // The rules as applied, in French.
  virtual std::vector<std::string> Notes() const = 0;

 protected:
  TableLayout layout_;
};

// A table that can be computed.
struct TableSpec {
  std::string id;
  std::string title;   // French.
  std::string source;  // French.
  uint32_t version = 1;
  // Units are followed up after the year: a later as_of is taken.
  bool follows_up = false;
  std::vector<TableOptionSpec> options;
  // INVALID_ARGUMENT naming an option that cannot be met here.
  absl::StatusOr<std::unique_ptr<Table>> (*make)(const TableQuestion&) =
      nullptr;
};

// Survey OARSA of the DREES, tables 1 to 6.
std::vector<TableSpec> OarsaTables();
// Stratégie pauvreté: A1, A2, B1, B4, B5.
std::vector<TableSpec> PlanPauvreteTables();
// Participants of the European social fund; exits of the insertion by economic
// activity.
TableSpec FseTable();
TableSpec IaeTable();

}  // namespace jalon::evaluation
