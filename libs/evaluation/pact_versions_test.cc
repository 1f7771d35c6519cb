// Which version of a pact a figure reads (spec §7).

#include <map>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <google/protobuf/text_format.h>

#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/testing/small_territory.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// On 1 July action A goes from axis 1 to axis 2 and loses its funding, and
// commune 34172 goes from zone Z1 to zone Z2.
constexpr char kRevised[] = R"pb(
  id: "P"
  territory: "34"
  first_day: "2024-01-01"
  versions {
    valid_from: "2024-01-01"
    axes { id: "1" }
    axes { id: "2" }
    zones { id: "Z1" communes: "34172" }
    zones { id: "Z2" communes: "34032" }
    actions { id: "A" axes: "1" funding: "FSE" }
  }
  versions {
    valid_from: "2024-07-01"
    axes { id: "1" }
    axes { id: "2" }
    zones { id: "Z1" communes: "34057" }
    zones { id: "Z2" communes: "34032" communes: "34172" }
    actions { id: "A" axes: "2" }
    indicators { id: "enrolments" measure: "enrolments" }
    indicators { id: "on-1" measure: "enrolments" axis: "1" }
    indicators { id: "continuity" measure: "continuity" }
    indicators { id: "scoped" measure: "continuity" axis: "1" scope: AXIS }
  }
)pb";

class PactVersionsTest : public ::testing::Test,
                         protected testing::SmallTerritory {
 protected:
  PactVersionsTest() {
    Open("caf:1", "2024-01-10");
    State("caf:1", "2024-01-10", R"("commune": "34172")");
    Enrol("caf:1", "2024-03-01");
  }

  void Enrol(const std::string& person, const std::string& date) {
    Add(person, date,
        absl::StrCat(R"("action_enrolled": {"enrolment_id": ")", date,
                     R"(", "action": "A"})"));
  }
  // The pact as the territory's own, so that filters find its zones.
  void Adopt() {
    Add("", "2024-01-01",
        absl::StrCat(R"("pact_adopted": {"pact": ")", absl::CEscape(kRevised),
                     "\"}"));
  }

  v1::IndicatorFigure Figure(const std::string& id, v1::PactVersions versions,
                             const std::string& dimension = "") {
    v1::EvaluatePactRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        kRevised, request.mutable_pact()));
    request.set_from("2024-01-01");
    request.set_to("2024-12-31");
    request.set_pact_versions(versions);
    if (!dimension.empty()) request.add_breakdown(dimension);
    const auto response = EvaluatePact(At("2024-12-31", nullptr), request);
    EXPECT_TRUE(response.ok()) << response.status();
    for (const v1::IndicatorFigure& figure : response->indicators()) {
      if (figure.id() == id) return figure;
    }
    ADD_FAILURE() << "no indicator " << id;
    return {};
  }

  // Value of the cells of a count that are not zero.
  std::map<std::string, double> Cells(v1::PactVersions versions,
                                      const std::string& dimension) {
    std::map<std::string, double> out;
    const auto figure = Figure("enrolments", versions, dimension);
    for (const v1::IndicatorCell& cell : figure.cells()) {
      if (cell.value().value() != 0) out[cell.key(0)] = cell.value().value();
    }
    return out;
  }
};

TEST_F(PactVersionsTest, AnEnrolmentHasTheAxesOfTheVersionAsked) {
  Enrol("caf:1", "2024-09-01");
  EXPECT_THAT(Cells(v1::ON_AS_OF, "axis"), ElementsAre(Pair("2", 2)));
  EXPECT_THAT(Cells(v1::ON_EVENT_DATE, "axis"),
              ElementsAre(Pair("1", 1), Pair("2", 1)));
  EXPECT_THAT(Cells(v1::ON_AS_OF, "funding"), ElementsAre(Pair("UNKNOWN", 2)));
  EXPECT_THAT(Cells(v1::ON_EVENT_DATE, "funding"),
              ElementsAre(Pair("FSE", 1), Pair("UNKNOWN", 1)));
  EXPECT_EQ(Figure("on-1", v1::ON_AS_OF).value().value(), 0);
  EXPECT_EQ(Figure("on-1", v1::ON_EVENT_DATE).value().value(), 1);
}

TEST_F(PactVersionsTest, ScopeReadsTheVersionOfTheEnrolmentsStart) {
  EXPECT_EQ(Figure("scoped", v1::ON_AS_OF).denominator(), 0u);
  EXPECT_EQ(Figure("scoped", v1::ON_EVENT_DATE).denominator(), 357u);
}

TEST_F(PactVersionsTest, DaysChangeZoneWithTheVersion) {
  const auto days = [&](v1::PactVersions versions) {
    std::map<std::string, uint64_t> out;
    const auto figure = Figure("continuity", versions, "zone");
    for (const v1::IndicatorCell& cell : figure.cells()) {
      out[cell.key(0)] = cell.denominator();
    }
    return out;
  };
  EXPECT_THAT(days(v1::ON_AS_OF), ElementsAre(Pair("Z1", 0), Pair("Z2", 357)));
  EXPECT_THAT(days(v1::ON_EVENT_DATE),
              ElementsAre(Pair("Z1", 173), Pair("Z2", 184)));
}

TEST_F(PactVersionsTest, AZoneFilterReadsTheVersionAsked) {
  Adopt();
  v1::EvaluateBreaksRequest request;
  request.set_from("2024-01-01");
  request.set_to("2024-12-31");
  request.mutable_filter()->add_zones("Z1");
  const auto exposed = [&](v1::PactVersions versions) -> uint64_t {
    request.mutable_filter()->set_pact_versions(versions);
    const auto response = EvaluateBreaks(At("2024-12-31", nullptr), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->figure().exposed_days() : 0;
  };
  EXPECT_EQ(exposed(v1::ON_AS_OF), 0u);
  EXPECT_EQ(exposed(v1::ON_EVENT_DATE), 173u);
}

TEST_F(PactVersionsTest, AnUnknownChoiceIsRefused) {
  v1::EvaluatePactRequest request;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      kRevised, request.mutable_pact()));
  request.set_from("2024-01-01");
  request.set_to("2024-12-31");
  request.set_pact_versions(static_cast<v1::PactVersions>(7));
  const auto response = EvaluatePact(At("2024-12-31", nullptr), request);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(response.status().message()),
              HasSubstr("pact_versions: ON_AS_OF or ON_EVENT_DATE"));
}

}  // namespace
}  // namespace jalon::evaluation
