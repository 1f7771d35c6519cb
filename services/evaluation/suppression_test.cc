#include "services/evaluation/suppression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jalon::evaluation_service {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const Suppression kRule(5);

v1::DelayFigure Figure(uint64_t reached, uint64_t waiting) {
  v1::DelayFigure figure;
  figure.set_status(v1::OK);
  figure.set_cohort(reached + waiting);
  figure.set_persons(reached + waiting);
  figure.set_units(reached + waiting);
  (*figure.mutable_classes())["REACHED"] = reached;
  (*figure.mutable_classes())["WAITING"] = waiting;
  (*figure.mutable_classes())["EXITED_FIRST"] = 0;
  figure.mutable_mean_reached()->mutable_days()->set_value(3.5);
  figure.mutable_mean_reached()->mutable_days()->set_fraction("7/2");
  figure.add_quantiles()->set_percent(50);
  v1::Share* share = figure.add_shares();
  share->set_day(30);
  share->mutable_value()->set_value(static_cast<double>(reached) /
                                    static_cast<double>(reached + waiting));
  share->mutable_value()->set_fraction("1/2");
  for (uint32_t day = 1; day <= 6; ++day) {
    v1::CurvePoint* point = figure.add_cif();
    point->set_day(day);
    point->set_events(2);
    point->set_at_risk(20 - day);
    point->mutable_value()->set_value(day * 0.1);
    point->mutable_value()->set_fraction("x");
  }
  v1::Bin* bin = figure.add_bins();
  bin->set_count(3);
  figure.add_bins()->set_count(0);
  return figure;
}

TEST(Suppression, RowsAboutPersonsGo) {
  v1::EvaluateDelayResponse delay;
  delay.add_units_explained()->set_person("caf:1");
  delay.add_excluded()->set_person("caf:2");
  delay.add_no_spell("caf:3");
  delay.set_no_spell_count(7);
  delay.mutable_header()->set_status(v1::OK);
  kRule.Apply(&delay);
  EXPECT_THAT(delay.DebugString(), ::testing::Not(::testing::HasSubstr("caf")));
  EXPECT_EQ(delay.no_spell_count(), 7u);
  EXPECT_EQ(delay.header().status(), v1::OK);

  v1::EvaluateBreaksResponse breaks;
  breaks.add_breaks()->set_person("caf:1");
  breaks.add_at_risk()->set_person("caf:1");
  breaks.set_persons(9);
  breaks.mutable_duration()->add_closed(12);
  breaks.mutable_duration()->add_open(12);
  breaks.mutable_duration()->set_median(12);
  kRule.Apply(&breaks);
  EXPECT_EQ(breaks.breaks_size() + breaks.at_risk_size(), 0);
  EXPECT_EQ(breaks.duration().closed_size() + breaks.duration().open_size(), 0);
  EXPECT_EQ(breaks.duration().median(), 12u);
}

TEST(Suppression, AFigureOfFewPersonsIsHiddenWhole) {
  v1::EvaluateDelayResponse response;
  *response.mutable_figure() = Figure(2, 2);
  kRule.Apply(&response);
  v1::DelayFigure hidden;
  hidden.set_status(v1::SUPPRESSED);
  EXPECT_EQ(response.figure().DebugString(), hidden.DebugString());
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

TEST(Suppression, SmallClassesAndWhatIsComputedOnThem) {
  v1::EvaluateDelayResponse response;
  *response.mutable_figure() = Figure(4, 16);
  kRule.Apply(&response);
  const v1::DelayFigure& figure = response.figure();
  EXPECT_THAT(figure.classes(), UnorderedElementsAre(Pair("WAITING", 16),
                                                     Pair("EXITED_FIRST", 0)));
  EXPECT_FALSE(figure.has_mean_reached());
  EXPECT_EQ(figure.quantiles_size(), 0);
  EXPECT_FALSE(figure.shares(0).has_value());
  ASSERT_EQ(figure.bins_size(), 1);  // Zero is shown.
  EXPECT_EQ(figure.bins(0).count(), 0u);
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

TEST(Suppression, StepsOfCurvesHoldKPersons) {
  v1::EvaluateDelayResponse response;
  *response.mutable_figure() = Figure(10, 10);
  kRule.Apply(&response);
  const v1::DelayFigure& figure = response.figure();
  EXPECT_EQ(figure.classes().at("REACHED"), 10u);
  EXPECT_TRUE(figure.shares(0).has_value());
  EXPECT_TRUE(figure.shares(0).value().fraction().empty());
  EXPECT_TRUE(figure.mean_reached().days().fraction().empty());
  ASSERT_EQ(figure.cif_size(), 2);  // Days 3 and 6: six persons each.
  EXPECT_EQ(figure.cif(0).day(), 3u);
  EXPECT_EQ(figure.cif(0).events() + figure.cif(0).at_risk(), 0u);
  EXPECT_DOUBLE_EQ(figure.cif(1).value().value(), 0.6);
  EXPECT_TRUE(figure.cif(1).value().fraction().empty());
}

TEST(Suppression, LegalRatesOverHiddenClasses) {
  v1::EvaluateDelayResponse response;
  *response.mutable_figure() = Figure(10, 10);
  v1::LegalFigure* legal = response.mutable_figure()->mutable_legal();
  (*legal->mutable_classes())["ON_TIME"] = 18;
  (*legal->mutable_classes())["LATE"] = 2;
  legal->mutable_rate()->set_value(0.9);
  kRule.Apply(&response);
  EXPECT_THAT(response.figure().legal().classes(),
              ElementsAre(Pair("ON_TIME", 18)));
  EXPECT_FALSE(response.figure().legal().has_rate());
}

TEST(Suppression, Breaks) {
  v1::EvaluateBreaksResponse response;
  response.set_persons(20);
  response.set_count(31);
  response.set_at_risk_count(1);
  (*response.mutable_by_type())["NO_CONTACT"] = 25;
  (*response.mutable_by_type())["SANCTION"] = 6;
  (*response.mutable_persons_by_type())["NO_CONTACT"] = 19;
  (*response.mutable_persons_by_type())["SANCTION"] = 2;
  response.add_hand_over()->set_count(4);
  response.add_hand_over()->set_count(5);
  kRule.Apply(&response);
  EXPECT_THAT(response.by_type(), ElementsAre(Pair("NO_CONTACT", 25)));
  EXPECT_THAT(response.persons_by_type(), ElementsAre(Pair("NO_CONTACT", 19)));
  EXPECT_EQ(response.at_risk_count(), 0u);
  EXPECT_EQ(response.hand_over_size(), 1);
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);

  v1::EvaluateBreaksResponse few;
  few.set_persons(4);
  few.set_count(9);
  few.set_exposed_days(100);
  few.mutable_header()->set_territory("34");
  kRule.Apply(&few);
  EXPECT_EQ(few.count() + few.persons() + few.exposed_days(), 0u);
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
  (*mix->mutable_classes())["SOCIAL"] = 3;
  (*mix->mutable_classes())["PROFESSIONAL"] = 20;
  (*mix->mutable_shares())["SOCIAL"].set_value(0.075);
  v1::IndicatorCell* cell = mix->add_cells();
  cell->set_key("Z1");
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
       {std::pair<uint64_t, uint64_t>(4, 0), {20, 18}, {16, 8}}) {
    v1::LandmarkGroup* group = response.add_groups();
    group->set_units(units);
    group->set_ended(ended);
  }
  kRule.Apply(&response);
  ASSERT_EQ(response.groups_size(), 1);
  EXPECT_EQ(response.groups(0).units(), 16u);
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

// A row of counts, a mean and a rate, with the units behind the last two.
v1::EvaluateTableResponse OneRow(double count, double mean, uint64_t mean_of,
                                 double rate, uint64_t rate_of) {
  v1::EvaluateTableResponse out;
  out.mutable_header()->set_status(v1::OK);
  v1::TableRow* row = out.add_rows();
  const auto add = [&](const char* unit, double value, uint64_t persons) {
    out.add_columns()->set_unit(unit);
    v1::TableCell* cell = row->add_cells();
    cell->set_status(v1::OK);
    cell->mutable_value()->set_value(value);
    cell->set_persons(persons);
  };
  add("persons", count, 0);
  add("days", mean, mean_of);
  add("ratio", rate, rate_of);
  return out;
}

TEST(SuppressTable, HidesSmallCountsAndWhatIsOverThem) {
  const struct {
    v1::EvaluateTableResponse table;
    std::vector<int> hidden;
  } kRows[] = {
      {OneRow(5, 3, 5, 0.5, 10), {}},  {OneRow(0, 3, 9, 0, 10), {}},
      {OneRow(4, 3, 5, 0.5, 10), {0}}, {OneRow(1, 3, 4, 0.5, 10), {0, 1}},
      {OneRow(9, 3, 9, 0.4, 10), {2}},  // 4 in it.
      {OneRow(9, 3, 9, 0.9, 10), {2}},  // 1 not in it.
      {OneRow(9, 3, 9, 1, 4), {2}},
  };
  for (const auto& row : kRows) {
    v1::EvaluateTableResponse table = row.table;
    kRule.Apply(&table);
    std::vector<int> hidden;
    for (int i = 0; i < table.rows(0).cells_size(); ++i) {
      const v1::TableCell& cell = table.rows(0).cells(i);
      if (cell.status() == v1::SUPPRESSED) hidden.push_back(i);
      EXPECT_EQ(cell.has_value(), cell.status() == v1::OK);
    }
    EXPECT_EQ(hidden, row.hidden) << row.table.ShortDebugString();
    EXPECT_EQ(table.header().status(),
              hidden.empty() ? v1::OK : v1::SUPPRESSED);
  }
}

}  // namespace
}  // namespace jalon::evaluation_service
