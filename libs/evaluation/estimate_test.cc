#include "libs/evaluation/estimate.h"

#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "libs/evaluation/logrank.h"

namespace jalon::evaluation {
namespace {

using End = Observation::End;

std::vector<Observation> Units(
    std::initializer_list<std::pair<int, End>> list) {
  std::vector<Observation> out;
  for (const auto& [time, end] : list) out.push_back({INT32_MIN, time, end});
  return out;
}

TEST(Estimate, IncidenceCountsExitsAsFinalAndSurvivalAsCensored) {
  const auto days = CountByDay(Units({{10, End::kEvent},
                                      {10, End::kCensored},
                                      {20, End::kCompeting},
                                      {30, End::kEvent}}));
  ASSERT_EQ(days.size(), 3u);
  EXPECT_EQ(days[0].at_risk, 4);
  EXPECT_EQ(days[1].at_risk, 2);
  const auto incidence = CumulativeIncidence(days);
  EXPECT_EQ(incidence[0].value().fraction(), "1/4");
  EXPECT_DOUBLE_EQ(incidence[1].value().value(), 0.25);
  EXPECT_DOUBLE_EQ(incidence[2].value().value(), 0.25 + 0.75 * 0.5);
  const auto survival = KaplanMeier(days);
  EXPECT_DOUBLE_EQ(survival[0].value().value(), 0.75);
  EXPECT_DOUBLE_EQ(survival[1].value().value(), 0.75);
  EXPECT_DOUBLE_EQ(survival[2].value().value(), 0);
}

// Edge case 61.
TEST(Estimate, AQuantileIsTheFirstDayEvenOnAnExactTie) {
  std::vector<Observation> units;
  for (int i = 1; i <= 10; ++i) units.push_back({INT32_MIN, i, End::kEvent});
  const auto days = CountByDay(units);
  EXPECT_EQ(IncidenceQuantile(days, 50), 5);
  EXPECT_EQ(IncidenceQuantile(days, 90), 9);
  EXPECT_EQ(MedianSurvival(days), 5);
  // 1/3 + 2/3 · 1/4 = 1/2 in fractions only.
  const auto tie = CountByDay(Units({{1, End::kEvent},
                                     {1, End::kEvent},
                                     {2, End::kCensored},
                                     {2, End::kCensored},
                                     {3, End::kEvent},
                                     {4, End::kCensored}}));
  EXPECT_EQ(IncidenceQuantile(tie, 50), 3);
  EXPECT_EQ(IncidenceQuantile(tie, 75), std::nullopt);
}

TEST(Estimate, NobodyIsAtRiskBeforeTheirEntry) {
  const std::vector<Observation> units = {
      {30, 40, End::kEvent}, {30, 100, End::kEvent}, {60, 200, End::kEvent}};
  const auto days = CountByDay(units);
  EXPECT_EQ(days[0].at_risk, 2);
  EXPECT_EQ(days[1].at_risk, 2);
  EXPECT_EQ(days[2].at_risk, 1);
}

TEST(Estimate, OfNobodyThereIsNothing) {
  EXPECT_TRUE(CountByDay({}).empty());
  EXPECT_TRUE(CumulativeIncidence({}).empty());
  EXPECT_TRUE(KaplanMeier({}).empty());
  EXPECT_EQ(IncidenceQuantile({}, 25), std::nullopt);
  EXPECT_EQ(MedianSurvival({}), std::nullopt);
  EXPECT_EQ(IncidenceOn({}, 30).value(), 0);
  EXPECT_FALSE(LogRankTest({}).has_value());
  EXPECT_FALSE(LogRankTest({{"a", {}}, {"b", {}}}).has_value());
}

TEST(LogRank, LeavesOutDimensionsWithoutVariance) {
  const auto same = Units({{5, End::kEvent}, {9, End::kEvent}});
  EXPECT_FALSE(LogRankTest({{"a", same}, {"b", {}}}).has_value());
  const auto test = LogRankTest({{"a", same}, {"b", same}});
  ASSERT_TRUE(test.has_value());
  EXPECT_EQ(test->df(), 1u);
  EXPECT_NEAR(test->chi2(), 0, 1e-12);
  EXPECT_NEAR(test->p(), 1, 1e-12);
}

}  // namespace
}  // namespace jalon::evaluation
