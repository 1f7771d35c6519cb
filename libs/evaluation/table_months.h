#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libs/evaluation/table_entries.h"
#include "libs/evaluation/table_rows.h"

namespace jalon::evaluation {

// A table of the "Plan pauvreté": rows of rules; columns of months and their
// sum.
class MonthTable : public RowTable {
 public:
  explicit MonthTable(const TableQuestion& question);
  std::vector<std::string> Notes() const final;

 protected:
  // What the table says besides; empty: nothing.
  virtual std::string OwnNote() const { return ""; }
  // Three rows, by track; the first one's index.
  size_t TrackRows(const std::string& section, const std::string& id);
  static size_t OfTrack(const pathway::Orientation& orientation);
  // Three rows: France Travail, département, others.
  size_t OrganisationRows(const std::string& section, const std::string& id);
  static size_t OfCategory(Category category);

  // In the month and in the sum.
  static void Count(size_t row, int month, TableUnit* unit);
  static void Days(size_t row, int month, int days, TableUnit* unit);

  // Adds a unit of the entry, which counts nowhere yet.
  static TableUnit* AddUnit(const pathway::Pathway& pathway, const Entry& entry,
                            std::vector<TableUnit>* out);

  // Oriented within the option `orientation_days` of the entry's known day. An
  // orientation before it is on time (as in the legal rate) and has no delay.
  bool OnTime(const Entry& entry) const;
  // The entries by the month of the option `cohort`; a spell has one first
  // orientation, counted once. The others are left out.
  std::vector<Entry> Cohort(const pathway::Pathway& pathway,
                            std::vector<TableUnit>* left_out) const;

  const EntryFinder finder_;
  const TableOptions& options_;
};

TableOptionSpec OrientationDaysOption();

template <typename T>
absl::StatusOr<std::unique_ptr<Table>> MakeTable(
    const TableQuestion& question) {
  return std::make_unique<T>(question);
}
// "a1" and what its source calls it; `more` options than those of entries.
template <typename T>
TableSpec MonthSpec(const std::string& code, const std::string& title,
                    const std::vector<TableOptionSpec>& more) {
  TableSpec spec;
  spec.id = "plan-pauvrete-" + code;
  spec.title = "Plan pauvreté " + title;
  spec.source =
      "Stratégie nationale de prévention et de lutte contre la pauvreté "
      "(2019-2023), conventions d'appui ; règles de comptage de WebRSA, module "
      "Plan pauvreté";
  spec.follows_up = true;
  spec.options = EntryFinder::Options();
  spec.options.insert(spec.options.end(), more.begin(), more.end());
  spec.make = &MakeTable<T>;
  return spec;
}

// A1, A2 and B1: entries, their first orientation, the stock.
std::vector<TableSpec> OrientationMonthTables();
// B4 and B5: the first appointment and the contract after it.
std::vector<TableSpec> FollowUpMonthTables();

}  // namespace jalon::evaluation
