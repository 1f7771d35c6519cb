// The "Plan pauvreté" tables against a slow model that looks at every day of
// random persons.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/testing/random_table_territory.h"
#include "libs/evaluation/testing/table_reader.h"

namespace jalon::evaluation {
namespace {

using pathway::Kind;
using pathway::Pathway;
using testing::kJanuary;
using testing::RandomTableTerritory;

const Day kAsOf = *base::ParseDay("2019-03-31");

// Row → month → sum and units.
using Sums = std::map<std::string, std::map<int, std::pair<int64_t, int64_t>>>;

class SlowMonths {
 public:
  SlowMonths(const Pathway& pathway, const pathway::StringTable& strings,
             Sums* sums)
      : pathway_(pathway), strings_(strings), sums_(*sums) {}

  void Run() {
    std::vector<int> spells_oriented;  // Counted in B5.
    for (int month = -24; month < 12; ++month) {
      const Day last = base::AddMonths(kJanuary, month + 1) - 1;
      const Day before = base::AddMonths(kJanuary, month) - 1;
      if (month >= 0 && In(last)) Stock(month, before + 1, last);
      if (!In(last) || In(before)) continue;
      const std::string origin = Origin(last, before);
      if (origin.empty()) continue;
      Day start = last;
      while (In(start - 1)) --start;
      const int spell = pathway_.SpellOn(last);
      const pathway::Orientation* first = nullptr;
      for (const auto& orientation : pathway_.orientations) {
        // Of several on the first day the last holds.
        if (orientation.spell == spell &&
            (first == nullptr || orientation.start == first->start)) {
          first = &orientation;
        }
      }
      if (month >= 0) Entry(month, origin, Known(start), first);
      if (first != nullptr && IsElsewhere(*first) &&
          std::count(spells_oriented.begin(), spells_oriented.end(), spell) ==
              0) {
        Contract(spell, *first, Known(start));
      }
      if (first != nullptr) spells_oriented.push_back(spell);
    }
  }

 private:
  void Count(const std::string& row, int month, int64_t sum = 1) {
    for (const int column : {month, 12}) {
      sums_[row][column].first += sum;
      ++sums_[row][column].second;
    }
  }
  template <typename Interval>
  static bool Holds(const Interval& interval, Day day) {
    return interval.start <= day && day < interval.end;
  }
  bool Subject(Day day) const {
    bool subject = false;
    for (const auto& stated : pathway_.obligations) {
      if (Holds(stated, day)) subject = stated.subject;
    }
    return subject;
  }
  bool In(Day day) const {
    for (const auto& off : pathway_.suspensions) {
      if (Holds(off, day)) return false;
    }
    return pathway_.SpellOn(day) >= 0 && Subject(day);
  }
  Day Known(Day start) const {
    Day known = base::kNoDay;
    for (const pathway::Event& event : pathway_.events) {
      if (event.effective == start && event.kind <= Kind::kObligationsChanged &&
          event.kind != Kind::kEntitlementClosed) {
        known = std::max(known, event.received);
      }
    }
    return known;
  }
  std::string Origin(Day last, Day before) const {
    const int spell = pathway_.SpellOn(last);
    if (pathway_.SpellOn(before) == spell) {
      if (!Subject(before)) return "newly_subject";
      return pathway_.OrientationOn(before) == nullptr ? "return" : "";
    }
    switch (pathway_.spells[static_cast<size_t>(spell)].origin) {
      case v1::EntitlementOpened::TRANSFER_IN:
        return "other_territory";
      case v1::EntitlementOpened::JOINED_HOUSEHOLD:
        return "household";
      case v1::EntitlementOpened::RETURN:
        return "return";
      default:
        return spell == 0 ? "first" : "return";
    }
  }
  bool IsElsewhere(const pathway::Orientation& orientation) const {
    return strings_.Get(orientation.organisation) != "FRANCE_TRAVAIL";
  }

  void Entry(int month, const std::string& origin, Day known,
             const pathway::Orientation* first) {
    Count("a1.entrants", month);
    Count("a1.entrants." + origin, month);
    if (first == nullptr) {
      Count("b1.not_oriented", month);
      return;
    }
    const int days = first->start - known;
    if (days < 31) {
      Count("a1.on_time", month);
      if (IsElsewhere(*first)) Count("b1.on_time.elsewhere", month);
      Appointment(month, *first);
    }
    Count(days < 0     ? "b1.before"
          : days <= 29 ? "b1.0-29"
          : days <= 59 ? "b1.30-59"
          : days <= 89 ? "b1.60-89"
                       : "b1.90-",
          month);
    if (days >= 0) Count("b1.mean", month, days);
  }

  void Appointment(int month, const pathway::Orientation& first) {
    Count("b4.oriented", month);
    const auto& spell = pathway_.spells[static_cast<size_t>(first.spell)];
    for (Day day = first.start; day <= std::min(spell.end, kAsOf); ++day) {
      for (const pathway::Appointment& one : pathway_.appointments) {
        if (one.day != day || one.spell != first.spell ||
            one.purpose != v1::Appointment::FOLLOW_UP ||
            one.outcome == v1::Appointment::CANCELLED) {
          continue;
        }
        if (one.booked_on - first.start >= 15) return;
        Count("b4.set", month);
        if (one.outcome == v1::Appointment::KEPT) Count("b4.kept", month);
        if (one.outcome == v1::Appointment::NO_SHOW) Count("b4.no_show", month);
        Count("b4.mean", month, day - first.start);
        return;
      }
    }
  }

  // In the month of the orientation.
  void Contract(int spell, const pathway::Orientation& first, Day known) {
    int month = -24;
    while (month < 12 && base::AddMonths(kJanuary, month + 1) <= first.start) {
      ++month;
    }
    if (month < 0 || month >= 12 || first.start < kJanuary) return;
    Count("b5.oriented", month);
    const auto& held = pathway_.spells[static_cast<size_t>(spell)];
    Day signed_on = base::kNoDay;
    for (Day day = held.start; day < std::min(held.end, kAsOf + 1); ++day) {
      for (const pathway::Contract& one : pathway_.contracts) {
        if (signed_on == base::kNoDay && one.start == day &&
            (one.kind == v1::ContractSigned::CER ||
             one.kind == v1::ContractSigned::ENGAGEMENT)) {
          signed_on = day;
        }
      }
    }
    if (signed_on == base::kNoDay) return;
    if (signed_on <= base::AddMonths(first.start, 2)) {
      Count("b5.signed", month);
    }
    if (signed_on >= first.start) {
      Count("b5.mean", month, signed_on - first.start);
    }
    if (signed_on <= base::AddMonths(known, 2)) Count("b5.known", month);
  }

  void Stock(int month, Day from, Day day) {
    Count("a2.subject", month);
    for (const pathway::Appointment& one : pathway_.appointments) {
      if (one.outcome == v1::Appointment::KEPT && from <= one.day &&
          one.day <= day) {
        Count("a2.appointments", month);
      }
    }
    const auto* orientation = pathway_.OrientationOn(day);
    if (orientation == nullptr) return;
    Count("a2.oriented", month);
    bool active = false;
    for (const pathway::Contract& one : pathway_.contracts) {
      active |=
          Holds(one, day) &&
          (one.kind == v1::ContractSigned::ENGAGEMENT ||
           one.kind == (IsElsewhere(*orientation) ? v1::ContractSigned::CER
                                                  : v1::ContractSigned::PPAE));
    }
    if (active) Count("a2.contract", month);
  }

  const Pathway& pathway_;
  const pathway::StringTable& strings_;
  Sums& sums_;
};

Sums Model(const Context& context) {
  Sums sums;
  EachPathway(context, 1, [&](size_t, size_t, const Pathway& pathway) {
    SlowMonths(pathway, context.view->strings(), &sums).Run();
  });
  return sums;
}

constexpr const char* kRows[] = {"a1.entrants",
                                 "a1.entrants.first",
                                 "a1.entrants.return",
                                 "a1.entrants.newly_subject",
                                 "a1.entrants.household",
                                 "a1.entrants.other_territory",
                                 "a1.on_time",
                                 "a2.subject",
                                 "a2.oriented",
                                 "a2.contract",
                                 "a2.appointments",
                                 "b1.not_oriented",
                                 "b1.on_time.elsewhere",
                                 "b1.before",
                                 "b1.0-29",
                                 "b1.30-59",
                                 "b1.60-89",
                                 "b1.90-",
                                 "b1.mean",
                                 "b4.oriented",
                                 "b4.set",
                                 "b4.kept",
                                 "b4.no_show",
                                 "b4.mean",
                                 "b5.oriented",
                                 "b5.signed",
                                 "b5.mean",
                                 "b5.known"};

TEST(MonthsModel, EveryCellOfRandomTerritoriesIsThatOfTheSlowModel) {
  std::map<std::string, int64_t> seen;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const RandomTableTerritory territory(seed);
    const Context context =
        territory.At("2019-03-31", &testing::ShippedRules());
    Sums sums = Model(context);
    std::map<std::string, v1::EvaluateTableResponse> tables;
    for (const char* code : {"a1", "a2", "b1", "b4", "b5"}) {
      v1::EvaluateTableRequest request;
      request.set_table(absl::StrCat("plan-pauvrete-", code));
      request.set_year(2018);
      tables[code] = EvaluateTable(context, request).value();
    }
    for (const std::string row : kRows) {
      const v1::EvaluateTableResponse& table = tables.at(row.substr(0, 2));
      const bool is_mean = row.substr(3) == "mean";
      for (int month = 0; month <= 12; ++month) {
        const std::string column =
            month == 12 ? "sum" : absl::StrCat("m", month + 1);
        const std::string cell = testing::Cell(table, row.substr(3), column);
        const auto [sum, units] = sums[row][month];
        seen[row] += units;
        if (month == 12 && row.substr(0, 2) == "a2" &&
            row != "a2.appointments") {
          EXPECT_EQ(cell, "NOT_APPLICABLE");
          continue;
        }
        EXPECT_EQ(cell, !is_mean     ? absl::StrCat(sum)
                        : units == 0 ? "NOT_APPLICABLE"
                                     : Ratio(sum, units).fraction())
            << row << " " << column;
      }
    }
  }
  for (const auto& [row, units] : seen) EXPECT_GT(units, 0) << row;
}

// Entrants are split by origin, and by what became of their orientation.
TEST(MonthsModel, OriginsAndBandsAddUpToTheEntrants) {
  for (unsigned seed = 101; seed <= 110; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const RandomTableTerritory territory(seed);
    const Context context =
        territory.At("2018-12-31", &testing::ShippedRules());
    const auto sum = [&](const char* code,
                         const std::vector<const char*>& rows) {
      v1::EvaluateTableRequest request;
      request.set_table(absl::StrCat("plan-pauvrete-", code));
      request.set_year(2018);
      const auto table = EvaluateTable(context, request).value();
      int out = 0;
      for (const char* row : rows) {
        out += std::stoi(testing::Cell(table, row, "sum"));
      }
      return out;
    };
    const int entrants = sum("a1", {"entrants"});
    EXPECT_EQ(entrants,
              sum("a1", {"entrants.first", "entrants.return",
                         "entrants.newly_subject", "entrants.household",
                         "entrants.other_territory"}));
    EXPECT_EQ(entrants, sum("b1", {"not_oriented", "oriented"}));
    EXPECT_EQ(entrants, sum("b1", {"not_oriented", "before", "0-29", "30-59",
                                   "60-89", "90-", "unknown"}));
    EXPECT_EQ(sum("a1", {"on_time"}),
              sum("a1", {"on_time.professional", "on_time.socio_professional",
                         "on_time.social"}));
    EXPECT_EQ(sum("a1", {"on_time"}),
              sum("a1", {"on_time.france_travail", "on_time.departement",
                         "on_time.other"}));
  }
}

}  // namespace
}  // namespace jalon::evaluation
