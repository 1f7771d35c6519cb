#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/evaluation/table_person.h"
#include "libs/evaluation/table_spec.h"

namespace jalon::evaluation {

enum class Reorientation : uint8_t { kNone, kSpeToOther, kOtherToSpe };

// What the six tables of OARSA say of a person in their scope (DREES
// questionnaire, notes 4 to 23).
struct OarsaPerson {
  int spell = -1;
  const pathway::Orientation* orientation = nullptr;  // In force; null = none.
  Category category = v1::Organisation::OTHER;        // Of the orientation.
  const pathway::Contract* cer = nullptr;             // Valid on the day.
  // What stands for a registration at France Travail (table 2).
  const pathway::Contract* registration = nullptr;
  bool entrant = false;                     // Entered in the year (note 17).
  bool first_orientation = false;           // Since the last entry (note 18).
  bool first_cer = false;                   // The same (note 20).
  std::optional<int> entry_to_orientation;  // Days (note 21).
  std::optional<int> orientation_to_cer;    // Days (note 22).
  Reorientation reorientation = Reorientation::kNone;  // The last (note 23).
  // The orientations that it left and took.
  const pathway::Orientation *left = nullptr, *taken = nullptr;

  bool oriented() const { return orientation != nullptr; }
  bool oriented_elsewhere() const {
    return oriented() && category != v1::Organisation::FRANCE_TRAVAIL;
  }
};

// Reads persons on 31 December of the year. Threads: safe.
class OarsaReader {
 public:
  explicit OarsaReader(const TableQuestion& question);
  // nullopt: out of scope (no right that counts, or not known to be subject to
  // obligations). `unit` gets the step, or what put the person in scope.
  std::optional<OarsaPerson> Read(const pathway::Pathway& pathway,
                                  TableUnit* unit) const;

 private:
  const pathway::Contract* CerOn(const pathway::Pathway& pathway,
                                 Day day) const;
  bool IsFirstCer(const pathway::Pathway& pathway,
                  const OarsaPerson& person) const;
  void SetDelays(const pathway::Pathway& pathway, OarsaPerson* person) const;
  void SetReorientation(const pathway::Pathway& pathway,
                        OarsaPerson* person) const;

  const TableOptions& options_;
  const Period year_;
  const Categories categories_;
  const Rights rights_;
};

// What a person adds to the columns, in every row of the person.
class OarsaColumns {
 public:
  OarsaColumns(const std::vector<size_t>& rows, TableUnit* unit)
      : rows_(rows), unit_(*unit) {}
  void Count(size_t column, bool holds = true) {
    if (!holds) return;
    for (const size_t row : rows_) unit_.Count(row, column);
  }
  void Days(size_t column, const std::optional<int>& days) {
    if (!days.has_value()) return;
    for (const size_t row : rows_) unit_.Days(row, column, *days);
  }
  void DecidedBy(int event) { unit_.events.push_back(event); }

 private:
  const std::vector<size_t>& rows_;
  TableUnit& unit_;
};

// A table over the persons in scope, by band.
class OarsaTable : public Table {
 public:
  explicit OarsaTable(const TableQuestion& question);
  void Append(const pathway::Pathway& pathway,
              std::vector<TableUnit>* out) const final;
  std::vector<std::string> Notes() const final;

 protected:
  // The step that leaves out a person in scope; nullptr: counted in a column.
  virtual const char* AddPerson(const pathway::Pathway& pathway,
                                const OarsaPerson& person,
                                OarsaColumns* columns) const = 0;
  // What the table says besides.
  virtual std::vector<std::string> OwnNotes() const { return {}; }

 private:
  const OarsaReader reader_;
  const BandRows bands_;
  const pathway::StringTable& strings_;
  const Day day_;
};

template <typename T>
absl::StatusOr<std::unique_ptr<Table>> MakeOarsa(
    const TableQuestion& question) {
  return std::make_unique<T>(question);
}
// Table `number`; `more` options than those of every one.
TableSpec OarsaSpec(int number, const std::string& title,
                    const std::vector<TableOptionSpec>& more,
                    decltype(TableSpec::make) make);

// 1 to 4: the stock on 31 December.
std::vector<TableSpec> OarsaStockTables();
// 5 and 6: the entries and the changes of the year.
std::vector<TableSpec> OarsaFlowTables();

}  // namespace jalon::evaluation
