#include "libs/evaluation/estimate.h"

#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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
  EXPECT_EQ(IncidenceQuantile({}, 50), std::nullopt);
}

TEST(Estimate, NobodyIsAtRiskBeforeTheirEntry) {
  const std::vector<Observation> units = {
      {30, 40, End::kEvent}, {30, 100, End::kEvent}, {60, 200, End::kEvent}};
  const auto days = CountByDay(units);
  EXPECT_EQ(days[0].at_risk, 2);
  EXPECT_EQ(days[1].at_risk, 2);
  EXPECT_EQ(days[2].at_risk, 1);
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

// testdata/survival.json is made by tests/r/survival_golden.R with R's
// survival: curves to 1e-9, intervals and tests to 1e-6.
class Golden : public ::testing::Test {
 protected:
  static std::vector<Observation> UnitsOf(const nlohmann::json& sample) {
    std::vector<Observation> out;
    for (size_t i = 0; i < sample["time"].size(); ++i) {
      const int end = sample["end"][i];
      const int32_t entry = sample.contains("entry")
                                ? sample["entry"][i].get<int32_t>()
                                : INT32_MIN;
      out.push_back({entry, sample["time"][i],
                     end == 1   ? End::kEvent
                     : end == 2 ? End::kCompeting
                                : End::kCensored});
    }
    return out;
  }
  static void ExpectCurve(const std::vector<v1::CurvePoint>& curve,
                          const nlohmann::json& golden) {
    ASSERT_EQ(curve.size(), golden["time"].size());
    for (size_t i = 0; i < curve.size(); ++i) {
      EXPECT_EQ(curve[i].day(), golden["time"][i].get<uint32_t>());
      EXPECT_NEAR(curve[i].value().value(), golden["value"][i], 1e-9);
      if (golden["lower"][i].is_number() && curve[i].value().value() > 0 &&
          curve[i].value().value() < 1) {
        EXPECT_NEAR(curve[i].lower(), golden["lower"][i], 1e-6);
        EXPECT_NEAR(curve[i].upper(), golden["upper"][i], 1e-6);
      }
    }
  }
};

TEST_F(Golden, AgreesWithSurvival) {
  std::ifstream in(JALON_SOURCE_DIR "/libs/evaluation/testdata/survival.json");
  const nlohmann::json samples = nlohmann::json::parse(in);
  ASSERT_GE(samples.size(), 20u);
  for (const auto& sample : samples) {
    SCOPED_TRACE(sample["name"].get<std::string>());
    const std::vector<Observation> units = UnitsOf(sample);
    const auto days = CountByDay(units);
    if (sample.contains("cif")) {
      ExpectCurve(CumulativeIncidence(days), sample["cif"]);
    }
    ExpectCurve(KaplanMeier(days), sample["km"]);
    if (!sample.contains("logrank")) continue;
    std::map<std::string, std::vector<Observation>> groups;
    for (size_t i = 0; i < units.size(); ++i) {
      groups[sample["group"][i]].push_back(units[i]);
    }
    const auto test = LogRankTest({groups.begin(), groups.end()});
    ASSERT_TRUE(test.has_value());
    EXPECT_EQ(test->df(), sample["logrank"]["df"].get<uint32_t>());
    EXPECT_NEAR(test->chi2(), sample["logrank"]["chi2"], 1e-6);
    EXPECT_NEAR(test->p(), sample["logrank"]["p"], 1e-6);
  }
}

}  // namespace
}  // namespace jalon::evaluation
