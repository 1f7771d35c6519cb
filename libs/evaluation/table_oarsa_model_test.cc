// The OARSA tables against a slow model that reads the rules D1-D17 day by day
// over random persons, and the sums that every table must hold.

#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "jalon/v1/event.pb.h"
#include "libs/base/thread_pool.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/testing/random_table_territory.h"
#include "libs/evaluation/testing/table_reader.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;
using testing::kDecember;
using testing::kJanuary;
using testing::kOrganisations;
using testing::RandomTableTerritory;

// One person, by the rules, day by day.
class SlowPerson {
 public:
  SlowPerson(const Pathway& pathway, const pathway::StringTable& strings)
      : pathway_(pathway), strings_(strings) {}

  // Column → what it adds, for tables 1 to 6 together; empty: out of scope.
  // Means are pairs.
  using Adds = std::map<std::string, std::pair<int64_t, int64_t>>;
  Adds Of() const {
    Adds out;
    if (!Subject(kDecember)) return out;
    const auto count = [&out](const std::string& column) {
      out[column] = {1, 1};
    };
    count("t1.sdd");
    const std::string organisation = Organisation(kDecember);
    const pathway::Contract* cer = Cer(kDecember);
    const Day entry = Entry();
    const bool entrant = entry >= kJanuary;
    if (entrant) count("t5.entrants");
    if (organisation.empty()) {
      count("t1.not_oriented");
      return out;
    }
    count("t1.oriented");
    const std::string column = kOrganisations.at(organisation).first;
    const bool elsewhere = organisation != "FRANCE_TRAVAIL";
    count("t1." + column);
    if (elsewhere) count("t1.elsewhere");
    if (elsewhere && cer != nullptr) {
      count("t2.cer");
      count("t2." + column);
      count("t3.cer");
      count("t3." + Length(*cer));
      count("t4.cer");
      if ((cer->actions >> v1::ContractAction::HEALTH & 1) != 0) {
        count("t4.health");
      }
    }
    const char* turn = Turn();
    if (turn != nullptr) {
      count("t6.any");
      count(absl::StrCat("t6.", turn));
    }
    if (!entrant || !FirstOrientation(entry)) return out;
    count("t5.oriented");
    const Day oriented = pathway_.OrientationOn(kDecember)->start;
    const Day claim = Spell().claim_date;
    if (claim != base::kNoDay && oriented >= claim) {
      out["t5.entry_to_orientation"] = {oriented - claim, 1};
    }
    if (!elsewhere) return out;
    count("t5.elsewhere");
    if (cer == nullptr || !FirstCer(entry, *cer)) return out;
    count("t5.cer");
    if (cer->start >= oriented) {
      out["t5.orientation_to_cer"] = {cer->start - oriented, 1};
    }
    return out;
  }

  // One row a section.
  std::vector<std::string> Rows() const {
    std::vector<std::string> out = {"total"};
    int months = 0;
    while (base::AddMonths(Entry(), months + 1) <= kDecember) ++months;
    out.push_back(absl::StrCat("seniority.", months < 6    ? "0-6m"
                                             : months < 12 ? "6-12m"
                                             : months < 24 ? "1-2y"
                                             : months < 60 ? "2-5y"
                                                           : "5y-"));
    Day birth = base::kNoDay;
    std::string sex = "unknown", education = "unknown", family = "unknown";
    for (const pathway::ProfileValues& values : pathway_.profile) {
      birth = values.birth_date;
      sex = values.sex == v1::ProfileStated::F ? "f" : "m";
      family = values.family == v1::ProfileStated::ALONE ? "alone"
               : values.family == v1::ProfileStated::COUPLE
                   ? "couple"
                   : "couple_with_child";
      const absl::string_view level = strings_.Get(values.education);
      education = level == "VI" || level == "Vbis" ? "vi"
                  : level == "V"                   ? "v"
                  : level == "IV"                  ? "iv"
                  : level == "II"                  ? "iii"
                                                   : "unknown";
    }
    if (birth == base::kNoDay) {
      out.push_back("age.unknown");
    } else {  // Born on 31 December.
      const int age = 2018 - std::stoi(base::FormatDay(birth).substr(0, 4));
      out.push_back(absl::StrCat("age.", age < 25   ? "-25"
                                         : age < 30 ? "25-29"
                                         : age < 40 ? "30-39"
                                         : age < 50 ? "40-49"
                                         : age < 60 ? "50-59"
                                                    : "60-"));
    }
    out.push_back("sex." + sex);
    out.push_back("education." + education);
    out.push_back("family." + family);
    return out;
  }

 private:
  template <typename Interval>
  static bool Holds(const Interval& interval, Day day) {
    return interval.start <= day && day < interval.end;
  }
  const pathway::Spell& Spell() const {
    for (const pathway::Spell& spell : pathway_.spells) {
      if (Holds(spell, kDecember)) return spell;
    }
    return pathway_.spells.front();
  }
  Day Entry() const { return Spell().start; }
  bool Subject(Day day) const {
    bool open = false, subject = false;
    for (const auto& spell : pathway_.spells) open |= Holds(spell, day);
    for (const auto& stated : pathway_.obligations) {
      if (Holds(stated, day)) subject = stated.subject;
    }
    for (const auto& off : pathway_.suspensions) {
      if (Holds(off, day)) return false;
    }
    return open && subject;
  }
  std::string Organisation(Day day) const {
    for (const auto& orientation : pathway_.orientations) {
      if (Holds(orientation, day)) {
        return std::string(strings_.Get(orientation.organisation));
      }
    }
    return "";
  }
  const pathway::Contract* Cer(Day day) const {
    for (const auto& contract : pathway_.contracts) {
      if (Holds(contract, day) &&
          (contract.kind == v1::ContractSigned::CER ||
           contract.kind == v1::ContractSigned::ENGAGEMENT)) {
        return &contract;
      }
    }
    return nullptr;
  }
  std::string Length(const pathway::Contract& cer) const {
    const Day end = pathway_.events[static_cast<size_t>(cer.event)].day2;
    if (base::AddMonths(cer.start, 12) <= end) return "12m-";
    return base::AddMonths(cer.start, 6) <= end ? "6-12m" : "0-6m";
  }
  // On no day since the entry was there another one.
  bool FirstOrientation(Day entry) const {
    for (Day day = entry; day <= kDecember; ++day) {
      const auto* held = pathway_.OrientationOn(day);
      if (held != nullptr && held != pathway_.OrientationOn(kDecember)) {
        return false;
      }
    }
    return true;
  }
  bool FirstCer(Day entry, const pathway::Contract& cer) const {
    for (Day day = entry; day <= kDecember; ++day) {
      const pathway::Contract* held = Cer(day);
      if (held != nullptr && held != &cer && held->start >= entry) return false;
    }
    return cer.start >= entry;
  }
  // Days of the year on which the side is not the one before, in one spell.
  const char* Turn() const {
    const char* last = nullptr;
    std::string before;
    int spell_before = -1;
    for (Day day = kJanuary - 1500; day <= kDecember; ++day) {
      const std::string now = Organisation(day);
      if (now.empty()) continue;
      const int spell = pathway_.OrientationOn(day)->spell;
      if (!before.empty() && spell == spell_before && day >= kJanuary) {
        const bool was = kOrganisations.at(before).second;
        if (was != kOrganisations.at(now).second) {
          last = was ? "to_other" : "to_spe";
        }
      }
      before = now;
      spell_before = spell;
    }
    return last;
  }

  const Pathway& pathway_;
  const pathway::StringTable& strings_;
};

v1::EvaluateTableResponse Table(const Context& context, int number) {
  v1::EvaluateTableRequest request;
  request.set_table(absl::StrCat("oarsa-t", number));
  request.set_year(2018);
  return EvaluateTable(context, request).value();
}

using Sums = std::map<std::string, std::pair<int64_t, int64_t>>;

Sums Model(const Context& context) {
  Sums sums;
  EachPathway(context, 1, [&](size_t, size_t, const Pathway& pathway) {
    const SlowPerson slow(pathway, context.view->strings());
    const auto adds = slow.Of();
    if (adds.empty()) return;
    for (const std::string& row : slow.Rows()) {
      for (const auto& [column, add] : adds) {
        auto& [sum, units] = sums[absl::StrCat(column, "/", row)];
        sum += add.first;
        units += add.second;
      }
    }
  });
  return sums;
}

std::string Expected(const v1::TableColumn& column, const Sums& sums,
                     const std::string& key) {
  const auto it = sums.find(key);
  const auto [sum, units] =
      it == sums.end() ? std::pair<int64_t, int64_t>() : it->second;
  if (column.unit() != "days") return absl::StrCat(sum);
  if (units == 0) return "NOT_APPLICABLE";
  const int64_t common = std::gcd(sum, units);
  return units == common ? absl::StrCat(sum / units)
                         : absl::StrCat(sum / common, "/", units / common);
}

TEST(OarsaModel, EveryCellOfRandomTerritoriesIsThatOfTheSlowModel) {
  base::ThreadPool pool(2, 64);
  int64_t persons = 0;
  std::set<std::string> seen;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const RandomTableTerritory territory(seed);
    Context context = territory.At("2018-12-31", &testing::ShippedRules());
    if (seed % 2 == 0) context.pool = &pool;
    const Sums sums = Model(context);
    for (int number = 1; number <= 6; ++number) {
      const v1::EvaluateTableResponse table = Table(context, number);
      for (const v1::TableColumn& column : table.columns()) {
        const std::string name = absl::StrCat("t", number, ".", column.id());
        if (number == 2 && column.id() == "registered") continue;
        if (number == 4 && column.id() != "cer" && column.id() != "health") {
          continue;
        }
        for (const v1::TableRow& row : table.rows()) {
          const std::string key = absl::StrCat(name, "/", row.id());
          EXPECT_EQ(testing::Cell(table, row.id(), column.id()),
                    Expected(column, sums, key))
              << key;
        }
      }
    }
    for (const auto& [key, sum] : sums) seen.insert(key);
    persons += sums.at("t1.sdd/total").first;
  }
  EXPECT_GT(persons, 200);  // The territories are not empty of it.
  for (const char* key :
       {"t1.other/total", "t2.ccas/total", "t3.12m-/total", "t4.health/total",
        "t5.entry_to_orientation/total", "t5.orientation_to_cer/total",
        "t6.to_spe/total", "t6.to_other/sex.f"}) {
    EXPECT_GT(seen.count(key), 0u) << key << " never happened";
  }
}

// Each section splits the total; categories split the oriented.
TEST(OarsaModel, SectionsAndCategoriesAddUp) {
  for (unsigned seed = 101; seed <= 110; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const RandomTableTerritory territory(seed);
    const Context context =
        territory.At("2018-12-31", &testing::ShippedRules());
    for (int number = 1; number <= 6; ++number) {
      const v1::EvaluateTableResponse table = Table(context, number);
      for (int c = 0; c < table.columns_size(); ++c) {
        if (table.columns(c).unit() != "persons") continue;
        std::map<std::string, double> by_section;
        for (const v1::TableRow& row : table.rows()) {
          by_section[row.section()] += row.cells(c).value().value();
        }
        EXPECT_EQ(by_section.size(), 6u);
        for (const auto& [section, sum] : by_section) {
          EXPECT_EQ(sum, by_section.at("")) << section;
        }
      }
    }
    const v1::EvaluateTableResponse table = Table(context, 1);
    for (const v1::TableRow& row : table.rows()) {
      const auto value = [&](int c) { return row.cells(c).value().value(); };
      EXPECT_EQ(value(0), value(1) + value(2));
      EXPECT_EQ(value(2), value(3) + value(4));
      double spe = value(3), outside = 0;
      for (int c = 5; c < 10; ++c) spe += value(c);
      for (int c = 10; c < 15; ++c) outside += value(c);
      EXPECT_EQ(value(2), spe + outside);
    }
  }
}

}  // namespace
}  // namespace jalon::evaluation
