// What is behind a figure adds up to it, and the parts of a comparison to the
// difference, on random territories, definitions and dates.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include <gtest/gtest.h>

#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/compare.h"
#include "libs/evaluation/fraction.h"
#include "libs/evaluation/testing/random_requests.h"
#include "libs/evaluation/testing/units_behind.h"
#include "libs/evaluation/unit_source.h"
#include "libs/evaluation/values.h"

namespace jalon::evaluation {
namespace {

using testing::Behind;
using testing::Counts;
using testing::FigureOf;
using testing::RandomBreaks;
using testing::RandomDelay;
using testing::RandomPact;
using testing::RandomTerritory;
using testing::ShippedRules;
using testing::ToCounts;

constexpr unsigned kSeeds = 6;

// A figure's own classes beside those of the units behind it.
class BehindTest : public ::testing::TestWithParam<unsigned> {
 protected:
  BehindTest() : territory_(GetParam()) {
    SCOPED_TRACE(GetParam());
    base_ = static_cast<uint64_t>(territory_.count());
    territory_.AddLater(60);
  }
  Context At(Day as_of = RandomTerritory::kAsOf, uint64_t position = 0) {
    return territory_.At(base::FormatDay(as_of), &ShippedRules(), position);
  }

  RandomTerritory territory_;
  uint64_t base_;  // Events before what came later.
};

TEST_P(BehindTest, ClassesOfADelayAreThoseOfItsUnitsInEveryCell) {
  for (int i = 0; i < 12; ++i) {
    const auto request = RandomDelay(&territory_);
    SCOPED_TRACE(request.ShortDebugString());
    const auto figure = EvaluateDelay(At(), request);
    ASSERT_TRUE(figure.ok()) << figure.status();
    const auto behind = Behind(At(), FigureOf(request));
    EXPECT_EQ(ToCounts(behind.classes()), ToCounts(figure->figure().classes()));
    std::map<std::string, Counts> cells, expected;
    for (const v1::ExplainedUnit& unit : behind.units()) {
      for (const std::string& cell : unit.cells()) {
        if (unit.class_() != kLeftOut) ++cells[cell][unit.class_()];
      }
    }
    uint64_t cohort = 0;
    for (const v1::DelayGroup& group : figure->groups()) {
      cohort += group.figure().cohort();
      expected[absl::StrJoin(group.key(), " / ")] =
          ToCounts(group.figure().classes());
    }
    EXPECT_EQ(cells, expected);
    if (request.strata_size() > 0) {
      EXPECT_EQ(cohort, figure->figure().cohort());
    }
    uint64_t left_out = 0;
    for (const auto& [step, count] : behind.left_out()) left_out += count;
    EXPECT_EQ(left_out, figure->excluded_count() + figure->no_spell_count());
  }
}

TEST_P(BehindTest, BreaksAreThoseOfTheirUnitsInEveryCell) {
  for (int i = 0; i < 12; ++i) {
    const auto request = RandomBreaks(&territory_);
    SCOPED_TRACE(request.ShortDebugString());
    const auto figure = EvaluateBreaks(At(), request);
    ASSERT_TRUE(figure.ok()) << figure.status();
    Counts by_type = ToCounts(figure->figure().by_type());
    if (figure->figure().at_risk() > 0) {
      by_type["AT_RISK"] = figure->figure().at_risk();
    }
    const auto behind = Behind(At(), FigureOf(request));
    EXPECT_EQ(ToCounts(behind.classes()), by_type);
    Counts cells, expected;
    for (const v1::ExplainedUnit& unit : behind.units()) {
      if (unit.class_() == kLeftOut || unit.class_() == "AT_RISK") continue;
      for (const std::string& cell : unit.cells()) ++cells[cell];
    }
    uint64_t exposed = 0, count = 0;
    for (const v1::BreaksCell& cell : figure->cells()) {
      count += cell.figure().count();
      exposed += cell.figure().exposed_days();
      if (cell.figure().count() > 0) {
        expected[absl::StrJoin(cell.key(), " / ")] = cell.figure().count();
      }
    }
    EXPECT_EQ(cells, expected);
    if (figure->cells_size() == 0) continue;
    EXPECT_EQ(count, figure->figure().count());
    EXPECT_EQ(exposed, figure->figure().exposed_days());
  }
}

TEST_P(BehindTest, AnIndicatorIsTheSumOfItsUnits) {
  for (int i = 0; i < 3; ++i) {
    const auto request = RandomPact(&territory_);
    const auto card = EvaluatePact(At(), request);
    ASSERT_TRUE(card.ok()) << card.status();
    for (const v1::IndicatorFigure& figure : card->indicators()) {
      SCOPED_TRACE(figure.id());
      const auto behind = Behind(At(), FigureOf(request, figure.id()));
      int64_t numerator = 0, denominator = 0;
      uint64_t immature = 0;
      std::map<std::string, std::pair<int64_t, int64_t>> cells;
      for (const v1::ExplainedUnit& unit : behind.units()) {
        if (unit.class_() == kLeftOut) continue;
        immature += unit.class_() == "IMMATURE";
        // The days of a cell are a row of their own.
        const bool of_cell =
            unit.class_() == "EXPOSED_DAYS" && unit.cells_size() > 0;
        if (!of_cell) {
          numerator += unit.numerator();
          denominator += unit.denominator();
        }
        for (const std::string& cell : unit.cells()) {
          cells[cell].first += unit.numerator();
          cells[cell].second += unit.denominator();
        }
      }
      if (figure.measure() == "delay") {
        if (figure.classes().contains("WAITING")) {
          EXPECT_EQ(ToCounts(behind.classes()), ToCounts(figure.classes()));
        }
        continue;
      }
      EXPECT_EQ(immature, figure.immature());
      if (!figure.classes().empty()) {
        Counts classes = ToCounts(behind.classes());
        classes.erase("IMMATURE");
        classes.erase("EXPOSED_DAYS");
        EXPECT_EQ(classes, ToCounts(figure.classes()));
      }
      // Days by cell are not in the total's rows when there is a breakdown.
      if (figure.has_numerator() && figure.cells_size() == 0 &&
          figure.measure() != "occupancy") {
        EXPECT_EQ(static_cast<uint64_t>(numerator), figure.numerator());
        EXPECT_EQ(static_cast<uint64_t>(denominator), figure.denominator());
      }
      for (const v1::IndicatorCell& cell : figure.cells()) {
        if (!cell.has_numerator() || figure.measure() == "occupancy") continue;
        const auto& sums = cells[absl::StrJoin(cell.key(), " / ")];
        EXPECT_EQ(static_cast<uint64_t>(sums.first), cell.numerator());
        EXPECT_EQ(static_cast<uint64_t>(sums.second), cell.denominator());
      }
    }
  }
}

TEST_P(BehindTest, PagesAreTheWholeListCut) {
  v1::ExplainRequest request;
  *request.mutable_figure() = FigureOf(RandomDelay(&territory_));
  const auto whole = Explain(At(), request, 0, 1'000'000);
  ASSERT_TRUE(whole.ok());
  std::vector<std::string> pieces, all;
  for (const auto& unit : whole->units()) all.push_back(unit.DebugString());
  for (size_t offset = 0; offset < whole->listed(); offset += 7) {
    const auto page = Explain(At(), request, offset, 7);
    ASSERT_TRUE(page.ok());
    EXPECT_EQ(page->listed(), whole->listed());
    for (const auto& unit : page->units()) pieces.push_back(unit.DebugString());
  }
  EXPECT_EQ(pieces, all);
  EXPECT_EQ(all.size(), whole->listed());
}

// What a comparison must say of two runs.
void CheckComparison(const Comparison& comparison,
                     const v1::CompareRequest& request) {
  const auto compared = Compare(comparison, request, 0, 1'000'000);
  ASSERT_TRUE(compared.ok()) << compared.status();
  const auto before = EvaluateValues(comparison.before, request.before());
  const auto after = EvaluateValues(comparison.after, request.after());
  ASSERT_TRUE(before.ok() && after.ok());
  ASSERT_EQ(compared->causes_size(), 6);
  std::map<std::string, uint64_t> changed;
  for (const v1::ComparedUnit& unit : compared->units()) {
    ++changed[unit.cause()];
  }
  for (const v1::CompareCause& cause : compared->causes()) {
    EXPECT_EQ(changed[cause.cause()], cause.units());
    EXPECT_EQ(cause.units() == 0, cause.persons() == 0) << cause.cause();
  }
  for (const v1::ComparedValue& value : compared->values()) {
    SCOPED_TRACE(value.name());
    const auto then = before->find(value.name()),
               now = after->find(value.name());
    if (then != before->end() && then->second.has_value()) {
      EXPECT_EQ(ToFraction(value.before()), then->second);
    }
    if (now != after->end() && now->second.has_value()) {
      EXPECT_EQ(ToFraction(value.after()), now->second);
    }
    if (value.parts_size() == 0) continue;
    ASSERT_EQ(value.parts_size(), 6);
    Fraction left = *ToFraction(value.difference());
    for (const v1::Number& part : value.parts()) {
      left = *Minus(left, *ToFraction(part));
    }
    EXPECT_EQ(left, Fraction());
    // A count moves only by a cause that changed somebody.
    for (int i = 0; i < 6; ++i) {
      if (compared->causes(i).units() == 0 &&
          value.name().rfind("classes.", 0) == 0) {
        EXPECT_EQ(value.parts(i).value(), 0);
      }
    }
  }
}

TEST_P(BehindTest, PartsOfAComparisonAddUpToTheDifference) {
  for (int i = 0; i < 10; ++i) {
    v1::CompareRequest request;
    const auto figure = [&] {
      const std::string indicators[] = {"enrolments", "completion", "at",
                                        "legal",      "continuity", "oriented"};
      switch (i % 3) {
        case 0:
          return FigureOf(RandomDelay(&territory_));
        case 1:
          return FigureOf(RandomBreaks(&territory_));
        default:
          return FigureOf(RandomPact(&territory_), indicators[i % 6]);
      }
    };
    *request.mutable_before() = figure();
    *request.mutable_after() =
        territory_.Below(2) == 0 ? request.before() : figure();
    SCOPED_TRACE(request.ShortDebugString());
    const auto position = [&] {
      return base_ + static_cast<uint64_t>(territory_.Below(61));
    };
    Comparison comparison;
    comparison.before =
        At(RandomTerritory::kAsOf - territory_.Below(2) * 100, position());
    comparison.after = At(RandomTerritory::kAsOf, position());
    comparison.view = [this](const facts::Knowledge& knowledge) {
      return territory_.store().ViewOf(knowledge);
    };
    CheckComparison(comparison, request);
  }
}

// The parts of every value but those of one cause.
void ExpectOnly(const v1::CompareResponse& compared, int cause) {
  for (const v1::ComparedValue& value : compared.values()) {
    for (int i = 0; i < value.parts_size(); ++i) {
      if (i != cause) {
        EXPECT_EQ(value.parts(i).value(), 0)
            << value.name() << " " << compared.causes(i).cause();
      }
    }
  }
  for (int i = 0; i < compared.causes_size(); ++i) {
    EXPECT_EQ(compared.causes(i).units() > 0, i == cause)
        << compared.causes(i).cause();
  }
}

TEST_P(BehindTest, WhatAloneDiffersIsTheOnlyCause) {
  v1::EvaluateDelayRequest request;
  request.mutable_definition()->set_start(v1::DelayDefinition::OPENING);
  request.mutable_definition()->set_stop(v1::DelayDefinition::Stop::ORIENTED);
  request.set_from(base::FormatDay(RandomTerritory::kFirst));
  request.set_to(base::FormatDay(RandomTerritory::kAsOf));
  v1::CompareRequest compare;
  *compare.mutable_before() = FigureOf(request);
  *compare.mutable_after() = FigureOf(request);
  Comparison comparison;
  comparison.before = At(RandomTerritory::kAsOf - 150);
  comparison.after = At();
  const auto dates = Compare(comparison, compare, 0, 0);
  ASSERT_TRUE(dates.ok()) << dates.status();
  ExpectOnly(*dates, 5);

  comparison.before = At();
  compare.mutable_after()->mutable_delay()->mutable_definition()->set_stop(
      v1::DelayDefinition::Stop::SPELL_END);
  const auto definition = Compare(comparison, compare, 0, 0);
  ASSERT_TRUE(definition.ok()) << definition.status();
  ExpectOnly(*definition, 4);

  // Late facts alone, told forwards and backwards.
  const auto head = static_cast<uint64_t>(territory_.count());
  for (int i = 0; i < RandomTerritory::kPersons; ++i) {
    territory_.Orient(absl::StrCat("caf:", i),
                      base::FormatDay(RandomTerritory::kFirst + 100));
  }
  *compare.mutable_after() = FigureOf(request);
  comparison.view = [this](const facts::Knowledge& knowledge) {
    return territory_.store().ViewOf(knowledge);
  };
  comparison.before = At(RandomTerritory::kAsOf, head);
  comparison.after = At();
  for (int direction = 0; direction < 2; ++direction) {
    const auto late = Compare(comparison, compare, 0, 0);
    ASSERT_TRUE(late.ok()) << late.status();
    ExpectOnly(*late, 0);
    std::swap(comparison.before, comparison.after);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, BehindTest, ::testing::Range(1u, 1u + kSeeds));

TEST(Fractions, MinusIsExactAndRefusesWhatDoesNotFit) {
  EXPECT_EQ(Minus({1, 3}, {1, 2}), (Fraction{-1, 6}));
  EXPECT_EQ(Minus({7, 6}, {1, 6}), (Fraction{1, 1}));
  EXPECT_EQ(Minus({INT64_MAX, 1}, {-1, 1}), std::nullopt);
}

}  // namespace
}  // namespace jalon::evaluation
