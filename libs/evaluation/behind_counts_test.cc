// What is behind time in the scheme and behind indicators that only count adds
// up to them, in every cell, on random territories and periods.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include <gtest/gtest.h>

#include "libs/evaluation/testing/random_requests.h"
#include "libs/evaluation/testing/units_behind.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

using testing::Behind;
using testing::Counts;
using testing::FigureOf;
using testing::Over;
using testing::RandomTerritory;
using testing::ToCounts;

class CountsBehindTest : public ::testing::TestWithParam<unsigned> {
 protected:
  CountsBehindTest() : territory_(GetParam()) { territory_.AddLater(60); }
  Context At() {
    return territory_.At(base::FormatDay(RandomTerritory::kAsOf),
                         &testing::ShippedRules());
  }

  RandomTerritory territory_;
};

// "cell: band: class" → stays; a cell is empty for the whole.
template <typename Bands>
void CountBands(const std::string& cell, const Bands& bands, Counts* counts) {
  const std::string prefix = absl::StrCat(cell, ": ");
  (*counts)[prefix + "BEFORE_LANDMARK"] = bands.before_landmark();
  for (const v1::LandmarkGroup& group : bands.groups()) {
    (*counts)[absl::StrCat(prefix, group.key(), ": ENDED")] = group.ended();
    (*counts)[absl::StrCat(prefix, group.key(), ": STILL_IN")] =
        group.units() - group.ended();
  }
}

TEST_P(CountsBehindTest, TimeInTheSchemeIsThatOfItsUnitsInEveryCell) {
  for (int i = 0; i < 6; ++i) {
    auto request = Over<v1::EvaluateLandmarkRequest>(&territory_);
    if (territory_.Below(2) == 0) request.add_strata("sex");
    if (territory_.Below(2) == 0) request.add_strata("track");
    SCOPED_TRACE(request.ShortDebugString());
    const auto figure = EvaluateLandmark(At(), request);
    ASSERT_TRUE(figure.ok()) << figure.status();
    Counts found, expected;
    const auto behind = Behind(At(), FigureOf(request));
    for (const v1::ExplainedUnit& unit : behind.units()) {
      if (unit.class_() == kLeftOut) continue;
      const std::string of_band =
          unit.class_() == "BEFORE_LANDMARK"
              ? unit.class_()
              : absl::StrCat(unit.group(), ": ", unit.class_());
      ++found[absl::StrCat(": ", of_band)];
      for (const std::string& cell : unit.cells()) {
        ++found[absl::StrCat(cell, ": ", of_band)];
      }
    }
    CountBands("", *figure, &expected);
    uint64_t cohort = 0;
    for (const v1::LandmarkStratum& stratum : figure->strata()) {
      cohort += stratum.cohort();
      CountBands(absl::StrJoin(stratum.key(), " / "), stratum, &expected);
    }
    EXPECT_EQ(found, ToCounts(expected));
    if (request.strata_size() > 0) {
      EXPECT_EQ(cohort, figure->cohort());
    }
  }
}

// Plain counts, which have no numerator of their own.
TEST_P(CountsBehindTest, AnIndicatorThatCountsIsTheNumberOfItsUnits) {
  for (int i = 0; i < 6; ++i) {
    const auto request = testing::RandomPact(&territory_);
    SCOPED_TRACE(request.ShortDebugString());
    const auto card = EvaluatePact(At(), request);
    ASSERT_TRUE(card.ok()) << card.status();
    std::set<size_t> enrolments;
    for (const v1::IndicatorFigure& figure : card->indicators()) {
      const std::string& id = figure.id();
      if (id != "enrolments" && id != "persons" && id != "open" &&
          id != "occupancy" && id != "breaks") {
        continue;
      }
      SCOPED_TRACE(id);
      std::map<std::string, std::vector<std::string>> persons;
      size_t listed = 0;
      const auto behind = Behind(At(), FigureOf(request, id));
      for (const v1::ExplainedUnit& unit : behind.units()) {
        ++listed;
        if (unit.class_() == kLeftOut) continue;
        persons[""].push_back(unit.person());
        for (const std::string& cell : unit.cells()) {
          persons[cell].push_back(unit.person());
        }
      }
      if (id != "breaks") enrolments.insert(listed);
      const auto expect = [&](const auto& one, const std::string& cell) {
        const std::vector<std::string>& all = persons[cell];
        const std::set<std::string> distinct(all.begin(), all.end());
        EXPECT_EQ(id == "occupancy" ? absl::StrCat(one.numerator())
                                    : one.value().fraction(),
                  absl::StrCat(id == "persons" ? distinct.size() : all.size()))
            << cell;
      };
      expect(figure, "");
      for (const v1::IndicatorCell& cell : figure.cells()) {
        expect(cell, absl::StrJoin(cell.key(), " / "));
      }
    }
    // Each enrolment is a unit, or left out by a step.
    EXPECT_EQ(enrolments.size(), 1u);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, CountsBehindTest, ::testing::Range(1u, 7u));

}  // namespace
}  // namespace jalon::evaluation
