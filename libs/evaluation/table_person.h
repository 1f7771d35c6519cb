#pragma once

#include <string>
#include <vector>

#include "jalon/v1/definition.pb.h"
#include "libs/evaluation/continuity.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/table_grid.h"
#include "libs/evaluation/table_options.h"
#include "libs/evaluation/table_units.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// What the official tables read of a person in the same way.

using Category = v1::Organisation::Category;

// Whether the category is in the public employment service (OARSA notes 7-13).
bool IsSpe(Category category);

// The category of organisations of the territory's events; one in no list has
// that of the option `unknown_organisation`.
// Threads: safe. Lifetime: keeps the context.
class Categories {
 public:
  Categories(const Context& context, const TableOptions& options);
  Category Of(pathway::StringId organisation) const;

  static TableOptionSpec Option();

 private:
  const Context& context_;
  Category unknown_ = v1::Organisation::OTHER;
};

// Which rights count, by the option `suspended`.
enum class Rights { kNotSuspended, kAll, kSuspended };
TableOptionSpec RightsOption();
Rights RightsOf(const TableOptions& options);

// The days on which a person is in the scope of the tables: subject to
// obligations ("SDD") in a right that counts, whatever the reason of a
// suspension: stated so; unknown is out of scope (OARSA note 4).
// Lifetime: within the pathway's.
class Scope {
 public:
  Scope(const pathway::Pathway& pathway, Rights rights);

  // The run of days in scope that holds the day; nullptr = out of scope.
  const pathway::Interval* Holding(Day day) const;
  bool Holds(Day day) const { return Holding(day) != nullptr; }

  // The opening, the obligation and, where the suspended alone are in scope,
  // the suspension that put a day in scope.
  std::vector<int> EventsOn(Day day) const;
  // The step that leaves out a day that is not in scope, and its event.
  TableUnit LeftOutOn(Day day) const;

 private:
  const pathway::Pathway& pathway_;
  const Rights rights_;
  DaySet days_;
};

// The contracts that count as CER, by the option `contract_kinds`.
TableOptionSpec ContractKindsOption();
bool IsCer(const pathway::Contract& contract, const TableOptions& options);
// A PPAE, or the ENGAGEMENT contract that replaces it.
bool IsRegistration(const pathway::Contract& contract);

// The rows of OARSA notes 1 to 3: seniority, age, family situation, education,
// sex and the total. A person is in one row of each section.
class BandRows {
 public:
  // `seniority_from` of the options: OPENING or CLAIM.
  explicit BandRows(const TableOptions& options);
  static TableOptionSpec SeniorityOption();

  const std::vector<TableLine>& lines() const { return lines_; }
  // On `day`, in the spell.
  std::vector<size_t> Of(const pathway::Pathway& pathway,
                         const pathway::StringTable& strings, int spell,
                         Day day) const;

 private:
  void AddSection(const std::string& id, const std::string& title,
                  const std::vector<std::pair<std::string, std::string>>& rows);
  size_t Row(const std::string& id) const;

  std::vector<TableLine> lines_;
  bool from_claim_;
};

// Columns of sexes: women, men, unknown; then the total.
std::vector<TableLine> SexColumns();
// Index of the person's column.
size_t SexColumn(const pathway::Pathway& pathway);
inline constexpr size_t kTotalSexColumn = 3;

// ISCED group of an OARSA level of education: 0 unknown, 1 VI and Vbis, 2 V,
// 3 IV, 4 III, II and I.
int EducationGroup(absl::string_view education);

}  // namespace jalon::evaluation
