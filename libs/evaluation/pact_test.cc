#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <google/protobuf/text_format.h>

#include "libs/base/thread_pool.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/pact_source.h"
#include "libs/evaluation/testing/every_measure.h"
#include "libs/facts/testing/fact_world.h"

namespace jalon::evaluation {
namespace {

using ::testing::HasSubstr;

using testing::kPact;

v1::Pact ParsePact(const std::string& text) {
  v1::Pact pact;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &pact));
  return pact;
}

class PactTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto rules = rules::RuleBook::Load(JALON_SOURCE_DIR "/deploy");
    ASSERT_TRUE(rules.ok()) << rules.status();
    rules_ = new rules::RuleBook(*std::move(rules));
  }
  static void TearDownTestSuite() {
    delete rules_;
    rules_ = nullptr;
  }

  void Add(const std::string& person, const std::string& date,
           const std::string& fact) {
    std::vector<std::string> persons;
    if (!person.empty()) persons.push_back(person);
    store_->Apply(facts::testing::MakeEvent(absl::StrCat("dept/e", ++count_),
                                            persons, date, fact),
                  *base::ParseDay(date));
  }
  void Opened(const std::string& person, const std::string& date) {
    Add(person, date, R"("entitlement_opened": {"origin": "NEW"})");
  }
  void Oriented(const std::string& person, const std::string& date,
                const std::string& track) {
    Add(person, date,
        absl::StrCat(R"("oriented": {"track": ")", track,
                     R"(", "organisation": "ORG1"})"));
  }
  void Enrolled(const std::string& person, const std::string& date,
                const std::string& id, const std::string& action) {
    Add(person, date,
        absl::StrCat(R"("action_enrolled": {"enrolment_id": ")", id,
                     R"(", "action": ")", action, "\"}"));
  }
  void Lives(const std::string& person, const std::string& date,
             const std::string& commune) {
    Add(person, date,
        absl::StrCat(R"("profile_stated": {"commune": ")", commune, "\"}"));
  }

  Context At(const std::string& as_of) {
    Context context;
    context.view = store_->HeadView();
    context.territory = "34";
    context.as_of = context.fold.as_of = *base::ParseDay(as_of);
    context.rules = rules_;
    return context;
  }

  static v1::EvaluatePactRequest Request(const v1::Pact& pact,
                                         const std::string& breakdown = "") {
    v1::EvaluatePactRequest request;
    *request.mutable_pact() = pact;
    request.set_from("2024-01-01");
    request.set_to("2024-12-31");
    if (!breakdown.empty()) request.add_breakdown(breakdown);
    return request;
  }

  std::map<std::string, v1::IndicatorFigure> Figures(
      const std::string& as_of, const v1::EvaluatePactRequest& request) {
    std::map<std::string, v1::IndicatorFigure> out;
    const auto response = EvaluatePact(At(as_of), request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return out;
    for (const v1::IndicatorFigure& figure : response->indicators()) {
      out[figure.id()] = figure;
    }
    return out;
  }

  static rules::RuleBook* rules_;
  std::unique_ptr<facts::FactStore> store_ = facts::testing::NewStore();
  int count_ = 0;
};

rules::RuleBook* PactTest::rules_ = nullptr;

// Persons with every fact that the measures read.
class RandomTerritoryTest : public PactTest {
 protected:
  void Fill(uint32_t seed, int persons) {
    random_.seed(seed);
    for (int i = 0; i < persons; ++i) {
      person_ = absl::StrCat("caf:", i);
      Opened(person_, Date(0, 120));
      if (Below(6) == 0) Closed(Date(200, 200));
      for (int k = 2 + Below(14); k > 0; --k) AddAny();
    }
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % uint32_t(n)); }
  std::string Date(int from, int days) {
    return base::FormatDay(*base::ParseDay("2023-10-01") + from + Below(days));
  }
  std::string Pick(const std::vector<std::string>& list) {
    return list[size_t(Below(int(list.size())))];
  }
  std::string Id() { return absl::StrCat("i", person_, "-", Below(3)); }
  void Closed(const std::string& date) {
    Add(person_, date,
        absl::StrCat(R"("entitlement_closed": {"reason": ")",
                     Pick({"UNKNOWN", "EMPLOYMENT"}), "\"}"));
  }

  void AddAny() {
    const std::string date = Date(0, 450);
    switch (Below(12)) {
      case 0:
      case 1:
        Add(person_, date,
            absl::StrCat(R"("oriented": {"track": ")",
                         Pick({"SOCIAL", "PROFESSIONAL", "SOCIO_PROFESSIONAL"}),
                         R"(", "organisation": ")", Pick({"ORG1", "ORG2"}),
                         "\"}"));
        break;
      case 2:
        Lives(person_, date, Pick({"34172", "34032", "34999"}));
        break;
      case 3:
      case 4:
        Enrolled(person_, date, Id(), Pick({"A1", "A2", "A12", "OTHER"}));
        break;
      case 5:
      case 6:
        Add(person_, date,
            absl::StrCat(R"("action_ended": {"enrolment_id": ")", Id(),
                         R"(", "outcome": ")",
                         Pick({"COMPLETED", "ABANDONED", "OTHER"}), "\"}"));
        break;
      case 7:
        Add(person_, date, R"("referent_assigned": {"organisation": "ORG1"})");
        break;
      case 8:
        Add(person_, date,
            absl::StrCat(R"("contract_signed": {"contract_id": ")", Id(),
                         R"(", "kind": "CER", "last_day": ")", Date(451, 200),
                         "\"}"));
        break;
      case 9:
        Add(person_, date,
            absl::StrCat(R"("exit_to_employment": {"contract_type": "CDD", )",
                         R"("expected_last_day": ")", Date(451, 90), "\"}"));
        break;
      case 10:
        Add(person_, date,
            absl::StrCat("\"", Pick({"barrier_identified", "barrier_lifted"}),
                         R"(": {"barrier": "HEALTH"})"));
        break;
      default:
        Add(person_, date, R"("appointment": {"outcome": "KEPT"})");
    }
  }

  std::mt19937 random_;
  std::string person_;
};

TEST_F(RandomTerritoryTest, CellsOfAPartitionAddUpToTheTotal) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  Fill(seed, 80);
  const v1::Pact pact = ParsePact(kPact);
  for (const char* breakdown :
       {"zone", "track", "organisation", "sex", "age_band", "family_situation",
        "seniority", "cohort", "year"}) {
    for (const auto& [id, figure] :
         Figures("2024-12-31", Request(pact, breakdown))) {
      SCOPED_TRACE(absl::StrCat(breakdown, " ", id));
      uint64_t numerator = 0, denominator = 0, immature = 0;
      double value = 0;
      for (const v1::IndicatorCell& cell : figure.cells()) {
        numerator += cell.numerator();
        denominator += cell.denominator();
        immature += cell.immature();
        value += cell.value().value();
      }
      EXPECT_EQ(numerator, figure.numerator());
      EXPECT_EQ(immature, figure.immature());
      if (id != "occupancy") {
        EXPECT_EQ(denominator, figure.denominator());
      }
      if (id == "enrolments" || id == "open" || id == "breaks") {
        EXPECT_EQ(value, figure.value().value());
      }
    }
  }
}

TEST_F(RandomTerritoryTest, ClassesAddUpToTheDenominator) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  Fill(seed, 80);
  for (auto& [id, figure] : Figures("2024-12-31", Request(ParsePact(kPact)))) {
    if (figure.unit() != "ratio" || id == "occupancy" || id == "continuity" ||
        id == "legal") {
      continue;
    }
    SCOPED_TRACE(id);
    uint64_t sum = 0;
    for (const auto& [name, count] : figure.classes()) {
      if (name != "UNKNOWN") sum += count;
    }
    EXPECT_EQ(sum, figure.denominator());
    EXPECT_GT(sum, 0u);
    EXPECT_EQ(figure.value().value(), static_cast<double>(figure.numerator()) /
                                          static_cast<double>(sum));
  }
}

TEST_F(RandomTerritoryTest, ThreadsChangeNoByte) {
  Fill(1, 100);
  base::ThreadPool pool(3, 100);
  for (const char* breakdown : {"", "zone", "axis"}) {
    const auto request = Request(ParsePact(kPact), breakdown);
    Context context = At("2024-12-31");
    const auto alone = EvaluatePact(context, request);
    context.pool = &pool;
    const auto together = EvaluatePact(context, request);
    ASSERT_TRUE(alone.ok() && together.ok());
    EXPECT_EQ(alone->DebugString(), together->DebugString());
  }
}

TEST_F(PactTest, ZoneIsThatOfTheDayConcerned) {
  Opened("caf:1", "2024-01-01");
  Lives("caf:1", "2024-01-01", "34172");
  Enrolled("caf:1", "2024-02-01", "E1", "A1");
  Lives("caf:1", "2024-06-01", "34032");
  const auto figures = Figures("2024-12-31", Request(ParsePact(kPact), "zone"));
  const auto cells = [&](const std::string& id) {
    std::map<std::string, double> out;
    for (const v1::IndicatorCell& cell : figures.at(id).cells()) {
      out[cell.key(0)] = cell.value().value();
    }
    return out;
  };
  using Values = std::map<std::string, double>;
  EXPECT_EQ(cells("enrolments"), (Values{{"Z1", 1}, {"Z2", 0}}));
  EXPECT_EQ(cells("open"), (Values{{"Z1", 0}, {"Z2", 1}}));
}

TEST_F(PactTest, CapacityIsThatOfTheActionsOfTheCell) {
  Opened("caf:1", "2024-01-01");
  Lives("caf:1", "2024-01-01", "34032");
  Enrolled("caf:1", "2024-02-01", "E1", "A2");
  for (const auto& [breakdown, expected] :
       std::map<std::string, std::map<std::string, std::string>>{
           {"axis", {{"1", "0/4"}, {"2", "1/2"}}},
           {"zone", {{"Z1", "0/4"}, {"Z2", "1/6"}}},
           {"funding", {{"FSE", "1/2"}}}}) {
    std::map<std::string, std::string> found;
    const auto figures =
        Figures("2024-12-31", Request(ParsePact(kPact), breakdown));
    for (const v1::IndicatorCell& cell : figures.at("occupancy").cells()) {
      found[cell.key(0)] =
          absl::StrCat(cell.numerator(), "/", cell.denominator());
    }
    EXPECT_EQ(found, expected) << breakdown;
  }
}

TEST_F(PactTest, ABreakIsOfNoUnknownAxisBesideAKnownOne) {
  Opened("caf:1", "2024-01-01");
  Enrolled("caf:1", "2024-01-05", "E1", "A1");
  Enrolled("caf:1", "2024-01-05", "E2", "NOT_IN_THE_CATALOGUE");
  Oriented("caf:1", "2024-02-01", "SOCIAL");
  const auto figures = Figures("2024-12-31", Request(ParsePact(kPact), "axis"));
  const v1::IndicatorFigure& breaks = figures.at("breaks");
  ASSERT_EQ(breaks.cells_size(), 2);
  EXPECT_EQ(breaks.cells(0).key(0), "1");
  EXPECT_EQ(breaks.cells(0).value().fraction(), breaks.value().fraction());
  EXPECT_EQ(breaks.cells(1).value().fraction(), "0");
}

TEST_F(PactTest, ScopeKeepsThePersonsOfTheAxis) {
  for (const std::string person : {"caf:1", "caf:2"}) {
    Opened(person, "2024-01-01");
    Oriented(person, person == "caf:1" ? "2024-01-11" : "2024-02-20", "SOCIAL");
  }
  Enrolled("caf:1", "2024-03-01", "E1", "A1");
  v1::Pact pact = ParsePact(kPact);
  auto* version = pact.mutable_versions(0);
  version->clear_indicators();
  for (const auto scope : {v1::Indicator::TERRITORY, v1::Indicator::AXIS}) {
    for (const char* measure : {"delay", "oriented_rate"}) {
      v1::Indicator* indicator = version->add_indicators();
      indicator->set_id(absl::StrCat(measure, scope));
      indicator->set_axis("1");
      indicator->set_measure(measure);
      indicator->set_scope(scope);
      if (std::string(measure) != "delay") continue;
      indicator->mutable_params()->set_start("OPENING");
      indicator->mutable_params()->set_stop("ORIENTED");
      indicator->mutable_params()->set_statistic("quartile3");
    }
  }
  const auto figures = Figures("2024-12-31", Request(pact));
  EXPECT_EQ(figures.at("delay0").value().fraction(), "50");
  EXPECT_EQ(figures.at("delay1").value().fraction(), "10");
  EXPECT_EQ(figures.at("oriented_rate0").denominator(), 2u);
  EXPECT_EQ(figures.at("oriented_rate1").denominator(), 1u);
}

TEST_F(PactTest, TargetsAreExactAndDated) {
  Opened("caf:1", "2024-01-01");
  Opened("caf:2", "2024-01-01");
  Opened("caf:3", "2024-01-01");
  Oriented("caf:1", "2024-01-11", "SOCIAL");
  v1::Pact pact = ParsePact(kPact);
  v1::PactVersion* version = pact.mutable_versions(0);
  version->clear_indicators();
  v1::Indicator* indicator = version->add_indicators();
  indicator->set_id("o");
  indicator->set_measure("oriented_rate");
  v1::Target* early = indicator->add_targets();
  early->set_value("1/3");
  early->set_direction(v1::Target::AT_LEAST);
  early->set_to("2024-06-30");
  v1::Target* late = indicator->add_targets();
  late->set_value("0.34");
  late->set_direction(v1::Target::AT_LEAST);
  late->set_from("2024-07-01");
  EXPECT_TRUE(Figures("2024-06-30", Request(pact)).at("o").target().met());
  const v1::TargetResult unmet =
      Figures("2024-12-31", Request(pact)).at("o").target();
  EXPECT_EQ(unmet.value(), "0.34");
  EXPECT_FALSE(unmet.met());
}

TEST_F(PactTest, AFigureWithoutValueIsNotJudged) {
  Opened("caf:1", "2024-01-01");
  v1::Pact pact = ParsePact(kPact);
  for (v1::Indicator& one : *pact.mutable_versions(0)->mutable_indicators()) {
    v1::Target* target = one.add_targets();
    target->set_value("1");
    target->set_direction(v1::Target::AT_LEAST);
  }
  const auto figures = Figures("2024-03-31", Request(pact));
  EXPECT_EQ(figures.at("completion").status(), v1::NOT_APPLICABLE);
  EXPECT_FALSE(figures.at("completion").has_value());
  EXPECT_FALSE(figures.at("completion").target().has_met());
  EXPECT_EQ(figures.at("median").status(), v1::IMMATURE);
  EXPECT_EQ(figures.at("oriented").value().fraction(), "0");
}

TEST_F(PactTest, PactsOfTheLedgerGoBeforeTheShipped) {
  Opened("caf:1", "2024-01-01");
  Enrolled("caf:1", "2024-02-01", "E1", "A1");
  const auto pact = [&](const std::string& axis) {
    return absl::StrCat(
        R"(id: "L" territory: "34" first_day: "2024-01-01" versions {)",
        R"( valid_from: "2024-01-01" axes { id: "1" } axes { id: "2" })",
        R"( actions { id: "A1" axes: ")", axis,
        R"(" } indicators { id: "e" axis: "1" measure: "enrolments" } })");
  };
  const auto event = [&](const std::string& kind, const std::string& text,
                         const std::string& from) {
    Add("", from,
        absl::StrCat("\"", kind, R"(": {"pact": ")", absl::CEscape(text),
                     R"(", "valid_from": ")", from, "\"}"));
  };
  event("pact_adopted", pact("1"), "2024-01-01");
  event("pact_revised", pact("2"), "2024-07-01");
  v1::EvaluatePactRequest request = Request({});
  request.set_pact_id("L");
  const auto before = EvaluatePact(At("2024-06-30"), request);
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(before->version(), "2024-01-01");
  EXPECT_EQ(before->indicators(0).value().fraction(), "1");
  const auto after = EvaluatePact(At("2024-12-31"), request);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->version(), "2024-07-01");
  EXPECT_EQ(after->indicators(0).value().fraction(), "0");
  request.clear_pact_id();
  EXPECT_EQ(EvaluatePact(At("2024-12-31"), request)->pact(), "L");
}

TEST_F(PactTest, WrongRequestsNameTheField) {
  Opened("caf:1", "2024-01-01");
  const auto message = [&](const v1::EvaluatePactRequest& request) {
    return std::string(
        EvaluatePact(At("2024-12-31"), request).status().message());
  };
  v1::EvaluatePactRequest request = Request(ParsePact(kPact), "colour");
  EXPECT_THAT(message(request), HasSubstr("breakdown"));
  request = Request(ParsePact(kPact));
  request.set_to("2023-12-31");
  EXPECT_THAT(message(request), HasSubstr("to"));
  request = Request(ParsePact(kPact));
  request.mutable_pact()
      ->mutable_versions(0)
      ->mutable_indicators(0)
      ->set_measure("magic");
  EXPECT_THAT(message(request), HasSubstr("magic"));
  request.set_pact_id("none");
  EXPECT_THAT(message(request), HasSubstr("none"));
}

// Edge case 171.
TEST_F(PactTest, NothingRecordedIsNoZero) {
  const auto figures = Figures("2024-12-31", Request(ParsePact(kPact)));
  EXPECT_EQ(figures.at("enrolments").status(), v1::NO_DATA);
  EXPECT_FALSE(figures.at("enrolments").has_value());
}

// Edge case 109.
TEST_F(PactTest, AFollowUpIsMatureOnItsLastDay) {
  Opened("caf:1", "2024-01-01");
  Enrolled("caf:1", "2024-02-01", "E1", "A1");
  Add("caf:1", "2024-03-01",
      R"("action_ended": {"enrolment_id": "E1", "outcome": "COMPLETED"})");
  const auto request = Request(ParsePact(kPact));  // 90 days: 30 May.
  const auto early = Figures("2024-05-29", request).at("within");
  EXPECT_EQ(early.immature(), 1u);
  EXPECT_EQ(early.status(), v1::IMMATURE);
  const auto due = Figures("2024-05-30", request).at("within");
  EXPECT_EQ(due.immature(), 0u);
  EXPECT_EQ(due.classes().at("NO"), 1u);
}

TEST_F(PactTest, EmploymentStatedEndedIsANo) {
  Opened("caf:1", "2024-01-01");
  Enrolled("caf:1", "2024-02-01", "E1", "A1");
  Add("caf:1", "2024-03-01",
      R"("action_ended": {"enrolment_id": "E1", "outcome": "COMPLETED"})");
  Add("caf:1", "2024-03-10", R"("exit_to_employment": {})");
  Add("caf:1", "2024-04-10", R"("employment_ended": {})");
  const auto figures = Figures("2024-12-31", Request(ParsePact(kPact)));
  EXPECT_EQ(figures.at("at").classes().at("NO"), 1u);
  EXPECT_EQ(figures.at("within").classes().at("YES"), 1u);
}

}  // namespace
}  // namespace jalon::evaluation
