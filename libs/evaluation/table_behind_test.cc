// What is behind an official table: every cell is the sum of its units, on
// random territories; steps, events and comparisons.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/compare.h"
#include "libs/evaluation/fraction.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/testing/random_outcome_territory.h"
#include "libs/evaluation/testing/table_reader.h"
#include "libs/evaluation/testing/units_behind.h"
#include "libs/evaluation/unit_source.h"
#include "libs/evaluation/values.h"

namespace jalon::evaluation {
namespace {

using testing::Behind;
using testing::FigureOf;
using ::testing::HasSubstr;
using testing::RandomOutcomeTerritory;
using testing::ShippedRules;
using Counts = std::map<std::string, uint64_t>;

constexpr unsigned kSeeds = 7;

// Other choices than the default ones, of the tables that have them.
const std::map<std::string, std::string> kChoices = {
    {"suspended", "INCLUDED"},
    {"seniority_from", "CLAIM"},
    {"contract_kinds", "ALL"},
    {"ft_registration", "CONTRACT"},
    {"delay_from", "OPENING"},
    {"negative_delays", "INCLUDED"},
    {"first_day", "5"},
    {"purposes", "ANY"},
    {"iae_after_iae", "OTHER_EMPLOYER"},
    {"min_days", "20"}};

v1::EvaluateTableRequest Request(const std::string& table) {
  v1::EvaluateTableRequest request;
  request.set_table(table);
  request.set_year(2018);
  return request;
}

std::string AsOf(const std::string& table) {
  return table.rfind("oarsa", 0) == 0 ? "2018-12-31" : "2019-03-31";
}

// The table with its default options, and with others.
std::vector<v1::EvaluateTableRequest> Requests(const Context& context,
                                               const std::string& table) {
  std::vector<v1::EvaluateTableRequest> out = {Request(table), Request(table)};
  const auto shown = EvaluateTable(context, out[0]);
  EXPECT_TRUE(shown.ok()) << shown.status();
  for (const v1::TableOption& option : shown->options()) {
    const auto choice = kChoices.find(option.name());
    if (choice != kChoices.end()) {
      out[1].mutable_options()->insert({choice->first, choice->second});
    }
    if (option.name() == "cohort") {
      (*out[1].mutable_options())["cohort"] =
          option.value() == "ENTRY" ? "ORIENTATION" : "ENTRY";
    }
  }
  return out;
}

uint64_t UnitsOf(const v1::TableCell& cell) {
  if (!cell.has_value()) return 0;
  return cell.persons() > 0 ? cell.persons()
                            : static_cast<uint64_t>(cell.value().value());
}

class Checker {
 public:
  Checker(const Context& context, const v1::EvaluateTableRequest& request)
      : context_(context), request_(request) {}

  // How many cells hold a unit.
  int Run(unsigned turn) {
    const auto table = EvaluateTable(context_, request_);
    EXPECT_TRUE(table.ok()) << table.status();
    if (!table.ok()) return 0;
    const auto behind = Behind(context_, FigureOf(request_));
    const Counts counts = Count(behind);
    EXPECT_EQ(Counts(behind.cells().begin(), behind.cells().end()), counts);
    int filled = 0;
    unsigned nth = turn;
    for (const v1::TableRow& row : table->rows()) {
      for (int c = 0; c < row.cells_size(); ++c) {
        const std::string& column = table->columns(c).id();
        const auto found = counts.find(CellName(row.id(), column));
        const uint64_t count = found == counts.end() ? 0 : found->second;
        EXPECT_EQ(count, UnitsOf(row.cells(c))) << row.id() << "/" << column;
        if (count == 0) continue;
        ++filled;
        if (nth++ % kSeeds == 0) CheckCell(row.id(), column, row.cells(c));
      }
    }
    return filled;
  }

 private:
  // The cells of the units, each once in a unit.
  static Counts Count(const v1::ExplainResponse& behind) {
    Counts counts;
    for (const v1::ExplainedUnit& unit : behind.units()) {
      const bool left_out = unit.class_() == kLeftOut;
      EXPECT_EQ(left_out, unit.cells().empty()) << unit.DebugString();
      EXPECT_EQ(left_out, !unit.step().empty()) << unit.DebugString();
      if (!left_out) {
        EXPECT_GT(unit.events_size(), 0) << unit.DebugString();
      }
      std::vector<std::string> cells(unit.cells().begin(), unit.cells().end());
      std::sort(cells.begin(), cells.end());
      EXPECT_EQ(std::unique(cells.begin(), cells.end()), cells.end())
          << unit.DebugString();
      for (const std::string& cell : cells) ++counts[cell];
    }
    return counts;
  }

  // What the units of one cell add up to.
  void CheckCell(const std::string& row, const std::string& column,
                 const v1::TableCell& cell) {
    SCOPED_TRACE(CellName(row, column));
    v1::ExplainRequest request;
    *request.mutable_figure() = FigureOf(request_);
    request.add_cell(row);
    request.add_cell(column);
    const auto behind = Explain(context_, request, 0, 1'000'000);
    ASSERT_TRUE(behind.ok()) << behind.status();
    EXPECT_EQ(behind->listed(), UnitsOf(cell));
    EXPECT_EQ(static_cast<uint64_t>(behind->units_size()), UnitsOf(cell));
    int64_t numerator = 0, denominator = 0;
    for (const v1::ExplainedUnit& unit : behind->units()) {
      numerator += unit.numerator();
      denominator += unit.denominator();
    }
    EXPECT_EQ(denominator > 0, cell.persons() > 0);
    EXPECT_EQ(ToFraction(Ratio(numerator, std::max<int64_t>(denominator, 1))),
              ToFraction(cell.value()));
  }

  const Context& context_;
  const v1::EvaluateTableRequest request_;
};

TEST(TableBehind, EveryCellOfEveryTableIsTheSumOfItsUnits) {
  std::map<std::string, int> filled;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const RandomOutcomeTerritory territory(seed);
    for (const v1::TableDefinition& one : TableDefinitions()) {
      const Context context = territory.At(AsOf(one.id()), &ShippedRules());
      for (const auto& request : Requests(context, one.id())) {
        SCOPED_TRACE(request.ShortDebugString());
        filled[one.id()] += Checker(context, request).Run(seed);
      }
    }
  }
  EXPECT_EQ(filled.size(), 13u);
  // Not vacuous: cells that hold a unit, over seeds and options.
  for (const auto& [table, cells] : filled) EXPECT_GT(cells, 100) << table;
}

TEST(TableBehind, EverybodyIsCountedOrLeftOutOnce) {
  const RandomOutcomeTerritory territory(3);
  const Context context = territory.At("2018-12-31", &ShippedRules());
  for (int number = 1; number <= 6; ++number) {
    const std::string table = absl::StrCat("oarsa-t", number);
    SCOPED_TRACE(table);
    const auto behind = Behind(context, FigureOf(Request(table)));
    uint64_t units = 0;
    for (const auto& [name, count] : behind.classes()) units += count;
    for (const auto& [step, count] : behind.left_out()) units += count;
    EXPECT_EQ(units, 40u);
    EXPECT_GT(behind.left_out().size(), 2u);
  }
}

TEST(TableBehind, PagesAreTheWholeListCut) {
  const RandomOutcomeTerritory territory(5);
  const Context context =
      territory.At(AsOf("plan-pauvrete-a2"), &ShippedRules());
  v1::ExplainRequest request;
  *request.mutable_figure() = FigureOf(Request("plan-pauvrete-a2"));
  const auto whole = Explain(context, request, 0, 1'000'000);
  ASSERT_TRUE(whole.ok()) << whole.status();
  ASSERT_GT(whole->units_size(), 100);
  int at = 0;
  while (at < whole->units_size()) {
    const auto page = Explain(context, request, static_cast<size_t>(at), 31);
    ASSERT_TRUE(page.ok() && page->units_size() > 0);
    for (const v1::ExplainedUnit& unit : page->units()) {
      EXPECT_EQ(unit.DebugString(), whole->units(at++).DebugString());
    }
  }
}

TEST(TableBehind, NamesACellThatTheTableDoesNotHave) {
  const RandomOutcomeTerritory territory(1);
  v1::ExplainRequest request;
  *request.mutable_figure() = FigureOf(Request("oarsa-t1"));
  request.add_cell("total");
  request.add_cell("m1");
  const auto behind =
      Explain(territory.At("2018-12-31", &ShippedRules()), request, 0, 1);
  EXPECT_EQ(behind.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(behind.status().message()),
              HasSubstr("cell: 'total / m1' is none of oarsa-t1"));
}

// Two readings of a table: what was told since, and another year.
class TableCompare : public ::testing::Test {
 protected:
  void Check(const v1::CompareRequest& request) {
    comparison_.view = [this](const facts::Knowledge& knowledge) {
      return territory_.store().ViewOf(knowledge);
    };
    const auto compared = Compare(comparison_, request, 0, 1000);
    ASSERT_TRUE(compared.ok()) << compared.status();
    const auto before = EvaluateValues(comparison_.before, request.before());
    const auto after = EvaluateValues(comparison_.after, request.after());
    ASSERT_TRUE(before.ok() && after.ok());
    for (const v1::ComparedValue& value : compared->values()) {
      SCOPED_TRACE(value.name());
      if (!value.has_difference()) continue;
      const Fraction difference = *ToFraction(value.difference());
      EXPECT_EQ(difference,
                *Minus(*after->at(value.name()), *before->at(value.name())));
      changed_ += difference.numerator != 0;
      Fraction left = difference;
      for (const v1::Number& part : value.parts()) {
        left = *Minus(left, *ToFraction(part));
      }
      if (value.parts_size() > 0) {
        EXPECT_EQ(left, Fraction());
      }
    }
    for (const v1::CompareCause& cause : compared->causes()) {
      if (cause.units() > 0) causes_.push_back(cause.cause());
    }
  }

  RandomOutcomeTerritory territory_{2};
  Comparison comparison_;
  int changed_ = 0;  // Values that differ.
  std::vector<std::string> causes_;
};

TEST_F(TableCompare, WhatWasToldSinceIsTheOnlyCause) {
  const auto head = static_cast<uint64_t>(territory_.count());
  for (int i = 0; i < 40; ++i) {
    territory_.Orient(absl::StrCat("caf:", i), "2018-10-01");
  }
  v1::CompareRequest request;
  *request.mutable_before() = FigureOf(Request("oarsa-t1"));
  *request.mutable_after() = request.before();
  comparison_.before = territory_.At("2018-12-31", &ShippedRules(), head);
  comparison_.after = territory_.At("2018-12-31", &ShippedRules());
  Check(request);
  EXPECT_GT(changed_, 10);
  EXPECT_THAT(causes_, ::testing::ElementsAre("LATE_EVENTS"));
}

TEST_F(TableCompare, OptionsAreTheDefinitionAndTheYearTheDates) {
  v1::CompareRequest request;
  *request.mutable_before() = FigureOf(Request("oarsa-t5"));
  request.mutable_before()->mutable_table()->set_year(2017);
  *request.mutable_after() = FigureOf(Request("oarsa-t5"));
  (*request.mutable_after()->mutable_table()->mutable_options())["delay_from"] =
      "OPENING";
  comparison_.before = territory_.At("2017-12-31", &ShippedRules());
  comparison_.after = territory_.At("2018-12-31", &ShippedRules());
  Check(request);
  EXPECT_GT(changed_, 10);
  EXPECT_THAT(causes_, ::testing::IsSubsetOf({"DEFINITION", "DATES"}));
  request.mutable_after()->mutable_table()->set_table("oarsa-t1");
  const auto other = Compare(comparison_, request, 0, 1);
  EXPECT_THAT(std::string(other.status().message()),
              HasSubstr("after.table.table: another than"));
}

}  // namespace
}  // namespace jalon::evaluation
