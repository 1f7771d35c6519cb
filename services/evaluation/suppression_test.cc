#include "services/evaluation/suppression.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jalon::evaluation_service {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const Suppression kRule(5);

// Two reach the milestone on each of the first days, one if they are odd.
v1::DelayFigure Figure(uint64_t reached, uint64_t exited, uint64_t waiting) {
  const uint64_t units = reached + exited + waiting;
  v1::DelayFigure figure;
  figure.set_status(v1::OK);
  figure.set_cohort(units);
  figure.set_persons(units);
  figure.set_households(units);
  figure.set_units(units);
  (*figure.mutable_classes())["REACHED"] = reached;
  (*figure.mutable_classes())["WAITING"] = waiting;
  (*figure.mutable_classes())["EXITED_FIRST"] = exited;
  (*figure.mutable_classes())["BEFORE_START"] = 0;
  figure.mutable_mean_reached()->mutable_days()->set_value(3.54);
  figure.mutable_mean_reached()->mutable_days()->set_fraction("7/2");
  figure.add_quantiles()->set_percent(50);
  v1::Share* share = figure.add_shares();
  share->set_day(30);
  share->mutable_value()->set_value(static_cast<double>(reached) /
                                    static_cast<double>(units));
  share->mutable_value()->set_fraction("1/2");
  uint64_t held = 0;
  for (uint32_t day = 1; held < reached; ++day) {
    v1::CurvePoint* point = figure.add_cif();
    point->set_day(day);
    point->set_events(std::min<uint64_t>(2, reached - held));
    held += point->events();
    point->set_at_risk(units - held);
    point->mutable_value()->set_value(static_cast<double>(held) /
                                      static_cast<double>(units));
    point->mutable_value()->set_fraction("x");
  }
  v1::Bin* bin = figure.add_bins();
  bin->set_to(30);
  bin->set_count(reached);
  bin = figure.add_bins();
  bin->set_from(30);
  bin->set_count(0);
  return figure;
}

TEST(Suppression, DurationsOfSinglePersonsGo) {
  v1::EvaluateBreaksResponse response;
  v1::BreaksFigure& breaks = *response.mutable_figure();
  breaks.set_persons(9);
  breaks.set_count(9);
  for (int i = 0; i < 5; ++i) {
    breaks.mutable_duration()->add_closed(12);
    v1::HandOver* move = breaks.add_hand_over();
    move->set_after(absl::StrCat("ORG", i));
    move->set_count(1);
  }
  breaks.mutable_duration()->add_open(12);
  breaks.mutable_duration()->set_median(12);
  kRule.Apply(&response);
  EXPECT_EQ(breaks.duration().closed_size() + breaks.duration().open_size(), 0);
  EXPECT_EQ(breaks.duration().median(), 12u);
}

TEST(Suppression, CellsOfBreaksAddUpToTheWhole) {
  v1::EvaluateBreaksResponse response;
  const auto fill = [](uint64_t count, v1::BreaksFigure* figure) {
    figure->set_status(v1::OK);
    figure->set_count(count);
    figure->set_persons(count);
    (*figure->mutable_by_type())["SILENCE"] = count;
    (*figure->mutable_persons_by_type())["SILENCE"] = count;
  };
  fill(62, response.mutable_figure());
  for (const uint64_t count : {2, 20, 40}) {
    v1::BreaksCell* cell = response.add_cells();
    cell->add_key(absl::StrCat("Z", count));
    fill(count, cell->mutable_figure());
  }
  kRule.Apply(&response);
  EXPECT_EQ(response.figure().count(), 62u);
  int shown = 0;
  for (const v1::BreaksCell& cell : response.cells()) {
    shown += cell.figure().status() == v1::OK;
  }
  EXPECT_LE(shown, 1);  // Else a subtraction gives the 2.
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

TEST(Suppression, AComparisonThatTellsOfFewIsWithheld) {
  for (const uint64_t persons : {0, 3, 12}) {
    v1::CompareResponse response;
    response.add_units()->mutable_after()->set_person("caf:1");
    response.add_causes()->set_persons(persons);
    v1::ComparedValue* value = response.add_values();
    value->mutable_before()->set_value(40);
    value->mutable_after()->set_value(60);
    kRule.Apply(&response);
    EXPECT_EQ(response.units_size(), 0);
    EXPECT_EQ(response.values_size(), persons == 3 ? 0 : 1);
    EXPECT_EQ(response.causes(0).persons(), persons == 3 ? 0 : persons);
  }
}

// Edge case 169: the mean goes with its count.
TEST(Suppression, AFigureOfFewPersonsIsHiddenWhole) {
  v1::EvaluateDelayResponse response;
  *response.mutable_figure() = Figure(2, 0, 2);
  kRule.Apply(&response);
  v1::DelayFigure hidden;
  hidden.set_status(v1::SUPPRESSED);
  EXPECT_EQ(response.figure().DebugString(), hidden.DebugString());
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

TEST(Suppression, SmallClassesHideAnotherAndWhatIsComputedOnThem) {
  v1::EvaluateDelayResponse response;
  *response.mutable_figure() = Figure(20, 4, 60);
  kRule.Apply(&response);
  const v1::DelayFigure& figure = response.figure();
  EXPECT_THAT(figure.classes(), UnorderedElementsAre(Pair("WAITING", 60),
                                                     Pair("BEFORE_START", 0)));
  EXPECT_EQ(figure.cohort(), 84u);
  EXPECT_FALSE(figure.has_mean_reached());
  EXPECT_EQ(figure.quantiles_size() + figure.cif_size(), 0);
  EXPECT_FALSE(figure.shares(0).has_value());
  ASSERT_EQ(figure.bins_size(), 1);  // Zero is shown.
  EXPECT_EQ(figure.bins(0).count(), 0u);
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

TEST(Suppression, StepsOfCurvesHoldKPersons) {
  v1::EvaluateDelayResponse response;
  *response.mutable_figure() = Figure(12, 0, 16);
  kRule.Apply(&response);
  const v1::DelayFigure& figure = response.figure();
  EXPECT_EQ(figure.classes().at("REACHED"), 12u);
  EXPECT_NE(response.header().status(), v1::SUPPRESSED);
  EXPECT_EQ(figure.quantiles_size(), 1);
  EXPECT_DOUBLE_EQ(figure.shares(0).value().value(), 0.429);
  EXPECT_TRUE(figure.shares(0).value().fraction().empty());
  EXPECT_TRUE(figure.mean_reached().days().fraction().empty());
  EXPECT_DOUBLE_EQ(figure.mean_reached().days().value(), 3.5);
  ASSERT_EQ(figure.cif_size(), 2);  // Days 3 and 6: six persons each.
  EXPECT_EQ(figure.cif(0).day(), 3u);
  EXPECT_EQ(figure.cif(0).events() + figure.cif(0).at_risk(), 0u);
  EXPECT_DOUBLE_EQ(figure.cif(1).value().value(), 0.429);
  EXPECT_TRUE(figure.cif(1).value().fraction().empty());
}

TEST(Suppression, SharesThatTellFewPersons) {
  v1::EvaluateDelayResponse response;
  v1::DelayFigure* figure = response.mutable_figure();
  *figure = Figure(12, 0, 16);
  // Two have reached by day 1: told beside the share of day 30.
  v1::Share* early = figure->add_shares();
  early->set_day(1);
  early->mutable_value()->set_value(2.0 / 28);
  kRule.Apply(&response);
  EXPECT_FALSE(figure->shares(1).has_value());
  EXPECT_EQ(figure->classes().at("REACHED"), 12u);
}

TEST(Suppression, GroupsAddUpToTheWhole) {
  v1::EvaluateDelayResponse response;
  *response.mutable_figure() = Figure(41, 0, 40);
  for (const uint64_t reached : {2, 8, 31}) {
    v1::DelayGroup* group = response.add_groups();
    group->add_key(absl::StrCat("Z", reached));
    *group->mutable_figure() = Figure(reached, 0, reached == 31 ? 20 : 10);
  }
  response.mutable_logrank()->set_chi2(1);
  kRule.Apply(&response);
  EXPECT_EQ(response.figure().classes().at("REACHED"), 41u);
  EXPECT_EQ(response.groups(0).figure().classes().count("REACHED"), 0u);
  EXPECT_EQ(response.groups(1).figure().classes().count("REACHED"), 0u);
  EXPECT_EQ(response.groups(2).figure().classes().at("REACHED"), 31u);
  EXPECT_FALSE(response.has_logrank());
}

TEST(Suppression, LegalRatesOverHiddenClasses) {
  v1::EvaluateDelayResponse response;
  *response.mutable_figure() = Figure(40, 0, 40);
  v1::LegalFigure* legal = response.mutable_figure()->mutable_legal();
  (*legal->mutable_classes())["ON_TIME"] = 28;
  (*legal->mutable_classes())["LATE"] = 2;
  (*legal->mutable_classes())["NOT_DUE_YET"] = 30;
  (*legal->mutable_classes())["NO_RULE"] = 20;
  legal->mutable_rate()->set_value(0.9);
  kRule.Apply(&response);
  EXPECT_THAT(
      response.figure().legal().classes(),
      UnorderedElementsAre(Pair("ON_TIME", 28), Pair("NOT_DUE_YET", 30)));
  EXPECT_FALSE(response.figure().legal().has_rate());
}

TEST(Suppression, Breaks) {
  v1::EvaluateBreaksResponse response;
  v1::BreaksFigure& figure = *response.mutable_figure();
  figure.set_persons(40);
  figure.set_count(71);
  figure.set_at_risk(1);
  for (const auto& [type, count, persons] :
       {std::tuple("NO_CONTACT", 45, 35), std::tuple("SANCTION", 6, 2),
        std::tuple("SILENCE", 20, 18)}) {
    (*figure.mutable_by_type())[type] = static_cast<uint64_t>(count);
    (*figure.mutable_persons_by_type())[type] = static_cast<uint64_t>(persons);
  }
  for (const uint64_t count : {4, 5, 6}) {
    v1::HandOver* move = figure.add_hand_over();
    move->set_after(absl::StrCat("ORG", count));
    move->set_count(count);
    for (uint64_t i = 0; i < count; ++i) {
      figure.mutable_duration()->add_closed(9);
    }
  }
  kRule.Apply(&response);
  EXPECT_THAT(figure.by_type(), ElementsAre(Pair("NO_CONTACT", 45)));
  EXPECT_THAT(figure.persons_by_type(), ElementsAre(Pair("NO_CONTACT", 35)));
  EXPECT_EQ(figure.at_risk(), 0u);
  EXPECT_EQ(figure.hand_over_size(), 2);
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);

  v1::EvaluateBreaksResponse few;
  few.mutable_figure()->set_persons(4);
  few.mutable_figure()->set_count(9);
  few.mutable_figure()->set_exposed_days(100);
  few.mutable_header()->set_territory("34");
  kRule.Apply(&few);
  EXPECT_EQ(few.figure().count() + few.figure().exposed_days(), 0u);
  EXPECT_EQ(few.header().territory(), "34");
  EXPECT_EQ(few.header().status(), v1::SUPPRESSED);
}

v1::IndicatorFigure Indicator(uint64_t numerator, uint64_t denominator) {
  v1::IndicatorFigure figure;
  figure.set_status(v1::OK);
  figure.set_numerator(numerator);
  figure.set_denominator(denominator);
  figure.mutable_value()->set_value(0.5);
  figure.mutable_target()->set_met(true);
  return figure;
}

TEST(Suppression, Indicators) {
  struct Row {
    uint64_t numerator, denominator;
    bool hidden;
  };
  for (const Row& row :
       {Row{4, 100, true}, Row{96, 100, true}, Row{5, 10, false},
        Row{0, 10, false}, Row{10, 10, false}, Row{0, 3, true}}) {
    SCOPED_TRACE(row.numerator);
    v1::EvaluatePactResponse response;
    *response.add_indicators() = Indicator(row.numerator, row.denominator);
    kRule.Apply(&response);
    const v1::IndicatorFigure& figure = response.indicators(0);
    EXPECT_EQ(figure.status() == v1::SUPPRESSED, row.hidden);
    EXPECT_EQ(!figure.has_value(), row.hidden);
    EXPECT_EQ(!figure.has_numerator(), row.hidden);
    EXPECT_EQ(!figure.target().has_met(), row.hidden);
    EXPECT_EQ(response.header().status() == v1::SUPPRESSED, row.hidden);
  }
}

TEST(Suppression, CellsAndSharesOfIndicators) {
  v1::EvaluatePactResponse response;
  v1::IndicatorFigure* mix = response.add_indicators();
  *mix = Indicator(20, 40);
  mix->set_measure("orientation_mix");
  mix->set_unit("ratio");
  (*mix->mutable_classes())["SOCIAL"] = 3;
  (*mix->mutable_classes())["SOCIO_PROFESSIONAL"] = 17;
  (*mix->mutable_classes())["PROFESSIONAL"] = 20;
  (*mix->mutable_shares())["SOCIAL"].set_value(0.075);
  v1::IndicatorCell* cell = mix->add_cells();
  cell->add_key("Z1");
  cell->mutable_value()->set_value(3);
  cell->set_status(v1::OK);
  kRule.Apply(&response);
  EXPECT_THAT(mix->classes(), ElementsAre(Pair("PROFESSIONAL", 20)));
  EXPECT_TRUE(mix->shares().empty());
  EXPECT_EQ(mix->status(), v1::OK);
  EXPECT_EQ(mix->cells(0).status(), v1::SUPPRESSED);
  EXPECT_FALSE(mix->cells(0).has_value());
}

TEST(Suppression, Landmark) {
  v1::EvaluateLandmarkResponse response;
  response.set_cohort(40);
  for (const auto& [units, ended] :
       {std::pair<uint64_t, uint64_t>(4, 0), {14, 8}, {22, 10}}) {
    v1::LandmarkGroup* group = response.add_groups();
    group->set_key(absl::StrCat("band ", units));
    group->set_units(units);
    group->set_ended(ended);
  }
  kRule.Apply(&response);
  ASSERT_EQ(response.groups_size(), 1);
  EXPECT_EQ(response.groups(0).units(), 22u);
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

// Rows of a section with their counts in two columns; a total.
v1::EvaluateTableResponse Table(
    const std::vector<std::pair<int, int>>& counts) {
  v1::EvaluateTableResponse table;
  for (const char* id : {"all", "oriented"}) {
    table.add_columns()->set_id(id);
    table.mutable_columns(table.columns_size() - 1)->set_unit("persons");
  }
  std::pair<int, int> total;
  const auto add = [&](const char* section, std::pair<int, int> row) {
    v1::TableRow* out = table.add_rows();
    out->set_section(section);
    for (const int count : {row.first, row.second}) {
      v1::TableCell* cell = out->add_cells();
      cell->set_status(v1::OK);
      cell->mutable_value()->set_value(count);
    }
  };
  for (const auto& row : counts) {
    add("Âge", row);
    total.first += row.first;
    total.second += row.second;
  }
  add("", total);
  return table;
}

std::vector<int> HiddenRows(const v1::EvaluateTableResponse& table) {
  std::vector<int> out;
  for (int i = 0; i < table.rows_size(); ++i) {
    if (table.rows(i).cells(0).status() == v1::SUPPRESSED) out.push_back(i);
  }
  return out;
}

// Edge case 166.
TEST(SuppressTable, RowsOfASectionGoTogetherSoThatTheTotalGivesNoneBack) {
  v1::EvaluateTableResponse table =
      Table({{40, 3}, {30, 20}, {80, 60}, {0, 0}});
  kRule.Apply(&table);
  EXPECT_THAT(HiddenRows(table), ElementsAre(0, 1));
  EXPECT_EQ(table.rows(4).cells(0).value().value(), 150);  // The total stays.
  EXPECT_EQ(table.rows(3).cells(0).status(), v1::OK);      // So does a zero.
  EXPECT_EQ(table.header().status(), v1::SUPPRESSED);

  table = Table({{40, 33}, {30, 20}});
  kRule.Apply(&table);
  EXPECT_THAT(HiddenRows(table), ElementsAre());
  EXPECT_NE(table.header().status(), v1::SUPPRESSED);
}

TEST(SuppressTable, WhatDoesNotAddUpIsWithheldWhenItTellsOfFew) {
  v1::EvaluateTableResponse table = Table({{40, 3}, {30, 20}});
  table.mutable_table()->set_id("fse");
  table.mutable_rows()->RemoveLast();
  kRule.Apply(&table);
  EXPECT_EQ(table.rows_size(), 0);
  EXPECT_EQ(table.table().id(), "fse");
  EXPECT_EQ(table.header().status(), v1::SUPPRESSED);
}

}  // namespace
}  // namespace jalon::evaluation_service
