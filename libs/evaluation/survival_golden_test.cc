// The estimators against R: testdata/survival.json is made by
// tests/r/survival_golden.R with R's survival, the log-rank test with delayed
// entry with R's Cochran-Mantel-Haenszel test. Curves to 1e-9, intervals and
// tests to 1e-6.

#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "libs/evaluation/estimate.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/logrank.h"
#include "libs/evaluation/testing/small_territory.h"

namespace jalon::evaluation {
namespace {

using End = Observation::End;
using nlohmann::json;

class SurvivalGolden : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::ifstream in(JALON_SOURCE_DIR
                     "/libs/evaluation/testdata/survival.json");
    golden_ = new json(json::parse(in));
  }
  static void TearDownTestSuite() {
    delete golden_;
    golden_ = nullptr;
  }

  static std::vector<Observation> UnitsOf(const json& sample) {
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

  template <typename Curve>
  void ExpectCurve(const Curve& curve, const json& golden) {
    ASSERT_EQ(static_cast<size_t>(curve.size()), golden["time"].size());
    size_t i = 0;
    for (const v1::CurvePoint& point : curve) {
      const double value = point.value().value();
      EXPECT_EQ(point.day(), golden["time"][i].get<uint32_t>());
      EXPECT_NEAR(value, golden["value"][i], 1e-9);
      // At 0 and 1 the log-log scale has no interval.
      if (golden["lower"][i].is_number() && value > 0 && value < 1) {
        ++intervals_;
        EXPECT_NEAR(point.lower(), golden["lower"][i], 1e-6);
        EXPECT_NEAR(point.upper(), golden["upper"][i], 1e-6);
      }
      if (golden.contains("at_risk")) {
        EXPECT_EQ(point.at_risk(), golden["at_risk"][i].get<uint64_t>());
        EXPECT_EQ(point.events(), golden["events"][i].get<uint64_t>());
      }
      ++i;
    }
  }
  template <typename Int>
  static void ExpectDay(const std::optional<Int>& day, const json& golden) {
    ASSERT_EQ(day.has_value(), !golden.is_null());
    if (day.has_value()) {
      EXPECT_EQ(*day, golden.get<Int>());
    }
  }
  static void ExpectTest(const v1::LogRank& test, const json& golden) {
    EXPECT_EQ(test.df(), golden["df"].get<uint32_t>());
    EXPECT_NEAR(test.chi2(), golden["chi2"], 1e-6);
    EXPECT_NEAR(test.p(), golden["p"], 1e-6);
  }

  static json* golden_;
  int intervals_ = 0;
};

json* SurvivalGolden::golden_ = nullptr;

TEST_F(SurvivalGolden, IncidenceItsIntervalQuantilesAndShares) {
  for (const json& sample : (*golden_)["samples"]) {
    if (!sample.contains("cif")) continue;
    SCOPED_TRACE(sample["name"].get<std::string>());
    const auto days = CountByDay(UnitsOf(sample));
    ExpectCurve(CumulativeIncidence(days), sample["cif"]);
    size_t level = 0;
    for (const int percent : {25, 50, 75, 90}) {
      ExpectDay(IncidenceQuantile(days, percent), sample["quantiles"][level++]);
    }
    const json& shares = sample["shares"];
    for (size_t i = 0; i < shares["day"].size(); ++i) {
      EXPECT_NEAR(IncidenceOn(days, shares["day"][i]).value(),
                  shares["value"][i], 1e-9);
    }
  }
  EXPECT_GT(intervals_, 700);
}

TEST_F(SurvivalGolden, SurvivalItsIntervalAndMedianAlsoWithDelayedEntry) {
  size_t delayed = 0;
  for (const json& sample : (*golden_)["samples"]) {
    SCOPED_TRACE(sample["name"].get<std::string>());
    const auto days = CountByDay(UnitsOf(sample));
    ExpectCurve(KaplanMeier(days), sample["km"]);
    ExpectDay(MedianSurvival(days), sample["median"]);
    delayed += sample.contains("entry") ? 1 : 0;
  }
  EXPECT_GT(delayed, 15u);
  EXPECT_GT(intervals_, 1200);
}

TEST_F(SurvivalGolden, LogRankWithTiesAndDelayedEntry) {
  size_t tests = 0;
  for (const json& sample : (*golden_)["samples"]) {
    if (!sample.contains("logrank")) continue;
    SCOPED_TRACE(sample["name"].get<std::string>());
    std::map<std::string, std::vector<Observation>> groups;
    const std::vector<Observation> units = UnitsOf(sample);
    for (size_t i = 0; i < units.size(); ++i) {
      groups[sample["group"][i]].push_back(units[i]);
    }
    const auto test = LogRankTest({groups.begin(), groups.end()});
    ASSERT_TRUE(test.has_value());
    ExpectTest(*test, sample["logrank"]);
    ++tests;
  }
  EXPECT_GT(tests, 40u);
}

// The figure itself, on spells of one first day.
TEST_F(SurvivalGolden, TimeInTheSchemeByOrientationDelayBand) {
  const Day first = *base::ParseDay("2022-01-01");
  for (const json& sample : (*golden_)["landmarks"]) {
    SCOPED_TRACE(sample["name"].get<std::string>());
    testing::SmallTerritory territory;
    for (size_t i = 0; i < sample["closed"].size(); ++i) {
      const std::string person = absl::StrCat("caf:", i);
      const auto on = [&](const char* member) {
        return base::FormatDay(first + sample[member][i].get<int>());
      };
      territory.Open(person, base::FormatDay(first));
      if (!sample["oriented"][i].is_null()) {
        territory.Orient(person, on("oriented"));
      }
      if (!sample["closed"][i].is_null()) {
        territory.Close(person, on("closed"));
      }
    }
    v1::EvaluateLandmarkRequest request;
    request.set_from(base::FormatDay(first));
    request.set_to(base::FormatDay(first));
    const auto response = EvaluateLandmark(
        territory.At(base::FormatDay(first + sample["followed"].get<int>()),
                     &testing::ShippedRules()),
        request);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->before_landmark(), sample["before"].get<uint64_t>());
    ASSERT_EQ(response->groups_size(), 4);
    for (int band = 0; band < 4; ++band) {
      SCOPED_TRACE(response->groups(band).key());
      const v1::LandmarkGroup& group = response->groups(band);
      const json& golden = sample["bands"][static_cast<size_t>(band)];
      EXPECT_EQ(group.units(), golden["units"].get<uint64_t>());
      EXPECT_EQ(group.ended(), golden["ended"].get<uint64_t>());
      if (!golden.contains("km")) continue;
      ExpectCurve(group.km(), golden["km"]);
      ExpectDay(group.has_median() ? std::optional<uint32_t>(group.median())
                                   : std::nullopt,
                golden["median"]);
    }
    ExpectTest(response->logrank(), sample["logrank"]);
  }
  EXPECT_GT(intervals_, 150);
}

}  // namespace
}  // namespace jalon::evaluation
