#pragma once

#include <array>
#include <optional>
#include <vector>

#include "libs/evaluation/table_person.h"
#include "libs/evaluation/table_spec.h"

namespace jalon::evaluation {

// The months of the "Plan pauvreté" tables, which follow the flows of the
// paying bodies: month m runs from its option `first_day` to the day before
// the next month's.
struct FlowMonth {
  Day first = 0, last = 0;  // Inclusive.
};

// Where a new entrant comes from, in the order of the source (N.a to N.e).
enum class EntryOrigin : uint8_t {
  kFirst,           // Never known before.
  kReturn,          // A closed right, or suspended and not oriented.
  kNewlySubject,    // Not subject to obligations before.
  kHousehold,       // Joined a household.
  kOtherTerritory,  // Came from another département.
};
inline constexpr size_t kEntryOrigins = 5;

// A person subject to obligations in a right that counts on the last day of a
// month, and not on the last day of the month before.
struct Entry {
  int month = 0;  // From January of the year = 0; before it negative.
  EntryOrigin origin = EntryOrigin::kFirst;
  int spell = -1;
  Day start = 0;   // First of the days that make it an entry.
  int event = -1;  // That says `known`.
  // The day on which the département knew of it: the last received date of
  // what made it true; kNoDay = not known.
  Day known = base::kNoDay;
  const pathway::Orientation* orientation = nullptr;  // First of the spell.
  Category category = v1::Organisation::OTHER;        // Of the orientation.

  bool oriented() const { return orientation != nullptr; }
  // Days from known; negative: oriented before. Both days are known.
  int delay() const { return orientation->start - known; }
  bool has_delay() const { return oriented() && known != base::kNoDay; }
};

// Adds a month that the unit left out. Months that run on, left out by the same
// step, are one: from the first one's last day to the last one's.
void LeaveOutMonth(const FlowMonth& month, TableUnit unit,
                   std::vector<TableUnit>* out);

// Finds the entries of persons. Threads: safe.
class EntryFinder {
 public:
  // Entries are looked for two years before January, so that what follows an
  // entry of an earlier year is found.
  static constexpr int kFirstMonth = -24;

  explicit EntryFinder(const TableQuestion& question);

  // Of the months `from` to 11, in order. The other months that are over are
  // left out.
  std::vector<Entry> Find(const pathway::Pathway& pathway, int from,
                          std::vector<TableUnit>* left_out) const;

  // kFirstMonth to 11.
  const FlowMonth& MonthOf(int month) const {
    return months_[static_cast<size_t>(month - kFirstMonth)];
  }
  // nullopt: a day of no month of the year.
  std::optional<int> MonthHolding(Day day) const;
  const Categories& categories() const { return categories_; }
  Rights rights() const { return rights_; }

  // suspended, unknown_organisation, first_day.
  static std::vector<TableOptionSpec> Options();

 private:
  // nullopt: no entry, and `left_out` says why.
  std::optional<Entry> EntryIn(const pathway::Pathway& pathway,
                               const Scope& scope, int month,
                               TableUnit* left_out) const;
  std::optional<EntryOrigin> OriginOf(const pathway::Pathway& pathway,
                                      int spell, Day day_before) const;

  const Categories categories_;
  const Rights rights_;
  std::vector<FlowMonth> months_;  // From kFirstMonth.
};

}  // namespace jalon::evaluation
