// EvaluatePact against a slow model that reads the pathways of random persons
// day by day and event by event, for every measure, parameter, scope and
// breakdown, at random dates and knowledge.

#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include <gtest/gtest.h>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/testing/random_pact.h"
#include "libs/evaluation/testing/slow_indicator.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;
using testing::RandomPactTerritory;
using testing::SlowBreaks;
using testing::SlowFigure;
using testing::SlowIndicator;
using Lines = std::map<std::string, std::string>;

constexpr const char* kDimensions[] = {
    "zone",    "axis",      "track",  "organisation", "age_band",        "sex",
    "funding", "seniority", "cohort", "year",         "family_situation"};
constexpr int kDimensionCount = static_cast<int>(std::size(kDimensions));
constexpr unsigned kSeeds = 6;

// The tolerances of spec §6.
std::optional<int> Tolerance(BreakType type, int track, Day g0) {
  switch (type) {
    case BreakType::kNotOriented:
      return testing::OrientationDue(g0) - g0;
    case BreakType::kNoContract:
      return testing::ContractDue(g0, track) - g0;
    case BreakType::kNoContact:
    case BreakType::kNoReferent:
    case BreakType::kContractLapsed:
      return 30;
    case BreakType::kNoAction:
      return track == v1::Oriented::SOCIAL ? 180 : 90;
    case BreakType::kSilence:
      return 180;
    case BreakType::kSocialStuck:
      return 182;
    default:
      return 0;
  }
}

std::vector<SlowIndicator> Model(const Context& context,
                                 const v1::EvaluatePactRequest& request) {
  const v1::PactVersion* version = nullptr;
  for (const v1::PactVersion& one : request.pact().versions()) {
    if (*base::ParseDay(one.valid_from()) <= context.as_of) version = &one;
  }
  std::vector<SlowIndicator> model;
  for (const v1::Indicator& indicator : version->indicators()) {
    model.emplace_back(
        indicator, *version,
        std::vector<std::string>(request.breakdown().begin(),
                                 request.breakdown().end()),
        Period{*base::ParseDay(request.from()), *base::ParseDay(request.to())},
        context.view->strings());
  }
  EachPathway(context, 1, [&](size_t, size_t person, const Pathway& pathway) {
    const SlowBreaks breaks(pathway, &Tolerance);
    for (SlowIndicator& one : model) one.Add(person, pathway, breaks);
  });
  return model;
}

// An indicator, or a cell of it.
template <typename Figure>
std::string LineOf(bool is_share, const Figure& figure) {
  SlowFigure line;
  line.status = figure.status();
  if (figure.has_value()) {
    line.value = is_share ? testing::NineDecimals(figure.value().value())
                          : figure.value().fraction();
  }
  if (figure.has_numerator()) {
    line.numerator = static_cast<int64_t>(figure.numerator());
  }
  if (figure.has_denominator()) {
    line.denominator = static_cast<int64_t>(figure.denominator());
  }
  line.immature = static_cast<int64_t>(figure.immature());
  return line.Line();
}

std::map<std::string, int64_t> ToCounts(
    const google::protobuf::Map<std::string, uint64_t>& classes) {
  std::map<std::string, int64_t> out;
  for (const auto& [name, count] : classes) {
    if (count > 0) out[name] = static_cast<int64_t>(count);
  }
  return out;
}

// What the models of all seeds met, so that no branch goes unseen.
using Seen = std::map<std::string, int64_t>;

// "delay.median", "enrolments".
std::string NameOf(const v1::Indicator& indicator) {
  const std::string& statistic = indicator.params().statistic();
  return statistic.empty() ? indicator.measure()
                           : absl::StrCat(indicator.measure(), ".", statistic);
}

void ExpectFigure(const v1::IndicatorFigure& figure, const SlowIndicator& model,
                  Seen* seen) {
  const v1::Indicator& indicator = model.indicator();
  const std::string name = NameOf(indicator);
  const bool is_share = indicator.params().statistic() == "share";
  Lines found, expected;
  found[""] = LineOf(is_share, figure);
  for (const v1::IndicatorCell& cell : figure.cells()) {
    found[absl::StrJoin(cell.key(), " / ")] = LineOf(is_share, cell);
  }
  for (const auto& [key, cell] : model.cells()) {
    const SlowFigure slow = model.FigureOf(key);
    expected[key] = slow.Line();
    (*seen)[name] += slow.value != "-" && slow.value != "0";
    ++(*seen)[absl::StrCat(name, " ", v1::FigureStatus_Name(slow.status))];
    (*seen)[absl::StrCat(name, " immature")] += slow.immature;
  }
  EXPECT_EQ(found, expected);
  auto classes = model.Classes();
  for (const auto& [one, count] : classes) {
    (*seen)[absl::StrCat(name, " ", one)] += count;
  }
  classes.erase("COUNTED");  // A plain count has no classes.
  EXPECT_EQ(ToCounts(figure.classes()), classes);
  for (const auto& [one, count] : classes) {
    if (indicator.measure() == "orientation_mix") {
      EXPECT_EQ(figure.shares().at(one).fraction(),
                Ratio(count, *model.FigureOf("").denominator).fraction());
    }
  }
}

// One question of a territory, at a date and a knowledge.
void ExpectCard(const Context& context, const v1::EvaluatePactRequest& request,
                Seen* seen) {
  SCOPED_TRACE(absl::StrCat("as of ", base::FormatDay(context.as_of),
                            ", position ", context.view->position(), ", ",
                            request.from(), " to ", request.to(), ", by ",
                            absl::StrJoin(request.breakdown(), " and ")));
  const auto card = EvaluatePact(context, request);
  ASSERT_TRUE(card.ok()) << card.status();
  const std::vector<SlowIndicator> model = Model(context, request);
  ASSERT_EQ(static_cast<size_t>(card->indicators_size()), model.size());
  for (size_t i = 0; i < model.size(); ++i) {
    SCOPED_TRACE(model[i].indicator().ShortDebugString());
    ExpectFigure(card->indicators(static_cast<int>(i)), model[i], seen);
  }
  if (request.breakdown_size() != 1) return;
  for (const auto& [key, cell] : model[0].cells()) {
    const int64_t units = cell.persons.empty() ? 0 : 1;
    if (key == "UNKNOWN") {
      (*seen)[absl::StrCat("unknown ", request.breakdown(0))] += units;
    } else if (!key.empty()) {
      (*seen)[absl::StrCat("known ", request.breakdown(0))] += units;
    }
  }
}

void ExpectSeen(const Seen& seen, const std::string& name,
                const std::vector<const char*>& what) {
  for (const char* one : what) {
    const auto found = seen.find(absl::StrCat(name, *one == 0 ? "" : " ", one));
    EXPECT_GT(found == seen.end() ? 0 : found->second, 0)
        << name << " " << one << " never happened";
  }
}

// Every class, status and value of each measure.
void ExpectAllSeen(const Seen& seen) {
  for (const char* measure : {"enrolments", "persons", "open", "breaks.count",
                              "breaks.persons", "breaks.days_in_break"}) {
    ExpectSeen(seen, measure, {"", "OK"});
  }
  for (const char* measure :
       {"occupancy", "breaks.per_100_person_years", "continuity"}) {
    ExpectSeen(seen, measure, {"", "OK", "NOT_APPLICABLE"});
  }
  for (const char* measure : {"completion_rate", "abandonment_rate"}) {
    ExpectSeen(seen, measure,
               {"", "NOT_APPLICABLE", "COMPLETED", "ABANDONED", "EXCLUDED",
                "EMPLOYMENT", "OTHER"});
  }
  ExpectSeen(seen, "employment_within",
             {"", "NOT_APPLICABLE", "IMMATURE", "immature", "YES", "NO"});
  ExpectSeen(
      seen, "employed_at",
      {"", "NOT_APPLICABLE", "IMMATURE", "immature", "YES", "NO", "UNKNOWN"});
  ExpectSeen(
      seen, "barrier_lifted",
      {"", "NOT_APPLICABLE", "IMMATURE", "immature", "LIFTED", "NOT_LIFTED"});
  ExpectSeen(seen, "oriented_rate", {"", "ORIENTED", "NOT_ORIENTED"});
  ExpectSeen(seen, "contract_rate", {"", "WITH_CONTRACT", "WITHOUT_CONTRACT"});
  ExpectSeen(seen, "orientation_mix",
             {"", "SOCIAL", "SOCIO_PROFESSIONAL", "PROFESSIONAL"});
  for (const char* statistic : rules::DelayStatistics()) {
    const std::string name = absl::StrCat("delay.", statistic);
    ExpectSeen(seen, name, {"", "OK", "NOT_APPLICABLE", "UNKNOWN_START"});
    if (name == "delay.mean_reached" || name == "delay.legal_rate") continue;
    ExpectSeen(
        seen, name,
        {"IMMATURE", "BEFORE_START", "REACHED", "EXITED_FIRST", "WAITING"});
  }
  ExpectSeen(seen, "delay.legal_rate",
             {"immature", "ON_TIME", "LATE", "NOT_DUE_YET", "EXITED"});
  for (const rules::BreakType& type : rules::BreakTypes()) {
    ExpectSeen(seen, "breaks.count", {type.name});
  }
  for (const char* dimension : kDimensions) {
    ExpectSeen(seen, absl::StrCat("known ", dimension), {""});
  }
  for (const char* dimension :
       {"zone", "axis", "track", "organisation", "age_band", "sex", "funding",
        "seniority", "cohort", "family_situation"}) {
    ExpectSeen(seen, absl::StrCat("unknown ", dimension), {""});
  }
}

TEST(PactModel, EveryFigureAndCellIsThatOfTheSlowModel) {
  Seen seen;
  for (unsigned seed = 1; seed <= kSeeds && !::testing::Test::HasFailure();
       ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    RandomPactTerritory territory(seed);
    const int before = territory.count();
    territory.AddLater(60);
    // The whole, by each dimension, then by it and another.
    for (int i = 0; i <= 2 * kDimensionCount; ++i) {
      std::vector<std::string> breakdown;
      if (i > 0) breakdown.emplace_back(kDimensions[i % kDimensionCount]);
      if (i > kDimensionCount) {
        const int apart = 1 + territory.Below(kDimensionCount - 1);
        breakdown.emplace_back(kDimensions[(i + apart) % kDimensionCount]);
      }
      const Day as_of =
          RandomPactTerritory::kFirst + 100 + territory.Below(400);
      const auto position = static_cast<uint64_t>(before) +
                            static_cast<uint64_t>(territory.Below(61));
      ExpectCard(territory.At(base::FormatDay(as_of), &testing::ShippedRules(),
                              position),
                 territory.Ask(breakdown), &seen);
    }
  }
  ExpectAllSeen(seen);
}

}  // namespace
}  // namespace jalon::evaluation
