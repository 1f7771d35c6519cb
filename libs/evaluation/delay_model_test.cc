// EvaluateDelay against a slow model that walks every day of every spell of
// random persons, for every clock, milestone and population.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/thread_pool.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/testing/random_territory.h"
#include "libs/evaluation/testing/slow_delay.h"
#include "libs/evaluation/testing/units_behind.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

using Definition = v1::DelayDefinition;
using pathway::Pathway;

using testing::RandomTerritory;
constexpr Day kFirst = RandomTerritory::kFirst;
constexpr Day kAsOf = RandomTerritory::kAsOf;

using Lines = std::map<std::string, std::string>;

std::vector<Definition> EveryDefinition() {
  std::vector<Definition> out;
  for (int start = Definition::CLAIM; start <= Definition::NOTIFIED; ++start) {
    for (int stop = Definition::Stop::ORIENTED;
         stop <= Definition::Stop::SPELL_END; ++stop) {
      for (int population = 0; population < 3; ++population) {
        Definition definition;
        definition.set_start(static_cast<Definition::Start>(start));
        definition.set_stop(static_cast<Definition::Stop::Milestone>(stop));
        definition.set_population(
            static_cast<Definition::Population>(population));
        definition.set_exclude_default_orientation((start + stop) % 2 == 0);
        out.push_back(definition);
      }
    }
  }
  return out;
}

v1::EvaluateDelayRequest RequestOf(const Definition& definition) {
  v1::EvaluateDelayRequest request;
  *request.mutable_definition() = definition;
  request.set_from(base::FormatDay(kFirst + 20));
  request.set_to(base::FormatDay(kFirst + 360));
  return request;
}

Lines Expected(const Context& context, const Definition& definition) {
  Lines out;
  const Period period = {kFirst + 20, kFirst + 360};
  EachPathway(context, 1, [&](size_t, size_t person, const Pathway& pathway) {
    const testing::SlowDelay model(pathway, definition, period);
    for (size_t spell = 0; spell < pathway.spells.size(); ++spell) {
      const auto unit = model.Of(static_cast<int>(spell));
      if (!unit.has_value()) continue;
      out[absl::StrCat(context.view->Name(person), " ",
                       base::FormatDay(pathway.spells[spell].start))] =
          unit->Line();
    }
  });
  return out;
}

Lines LinesOf(const Context& context, const v1::EvaluateDelayRequest& request) {
  Lines out;
  const auto behind = testing::Behind(context, testing::FigureOf(request));
  for (const v1::ExplainedUnit& unit : behind.units()) {
    if (unit.class_() == kLeftOut) continue;
    std::string line = unit.class_();
    if (unit.has_days()) {
      absl::StrAppend(&line, " ", unit.days());
      if (!unit.legal().empty()) absl::StrAppend(&line, " ", unit.legal());
    }
    out[absl::StrCat(unit.person(), " ", unit.spell_start())] = line;
  }
  return out;
}

TEST(DelayModel, EveryUnitIsInTheClassOfTheSlowModel) {
  std::map<std::string, uint64_t> seen;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const RandomTerritory territory(seed);
    const Context context =
        territory.At(base::FormatDay(kAsOf), &testing::ShippedRules());
    for (const Definition& definition : EveryDefinition()) {
      SCOPED_TRACE(
          absl::StrCat("seed ", seed, " ", definition.ShortDebugString()));
      const auto response = EvaluateDelay(context, RequestOf(definition));
      ASSERT_TRUE(response.ok()) << response.status();
      ASSERT_EQ(LinesOf(context, RequestOf(definition)),
                Expected(context, definition));
      for (const auto& [name, count] : response->figure().classes()) {
        seen[name] += count;
      }
    }
  }
  for (const char* name : {"UNKNOWN_START", "BEFORE_START", "REACHED",
                           "EXITED_FIRST", "WAITING"}) {
    EXPECT_GT(seen[name], 100u) << name;
  }
}

TEST(DelayModel, UnitsAndSpellsLeftOutAreAllTheSpells) {
  const RandomTerritory territory(5);
  const Context context =
      territory.At(base::FormatDay(kAsOf), &testing::ShippedRules());
  std::optional<uint64_t> spells;
  for (Definition definition : EveryDefinition()) {
    for (const auto which : {Definition::EVERY_SPELL, Definition::LAST_SPELL}) {
      definition.set_spells(which);
      const auto response = EvaluateDelay(context, RequestOf(definition));
      ASSERT_TRUE(response.ok()) << response.status();
      const v1::DelayFigure& figure = response->figure();
      uint64_t classes = 0;
      for (const auto& [name, count] : figure.classes()) classes += count;
      EXPECT_EQ(classes, figure.cohort());
      const uint64_t all = figure.cohort() + response->excluded_count();
      EXPECT_EQ(all, spells.value_or(all));
      spells = all;
      if (which == Definition::LAST_SPELL) {
        EXPECT_EQ(figure.persons(), figure.cohort());
      }
    }
  }
}

TEST(DelayModel, ThreadsChangeNoByte) {
  const RandomTerritory territory(6);
  Context context =
      territory.At(base::FormatDay(kAsOf), &testing::ShippedRules());
  base::ThreadPool pool(3, 100);
  v1::EvaluateDelayRequest request = RequestOf(EveryDefinition()[0]);
  v1::EvaluateLandmarkRequest landmark;
  landmark.set_from(request.from());
  landmark.set_to(request.to());
  for (const char* strata : {"", "track", "axis"}) {
    request.clear_strata();
    if (*strata != 0) request.add_strata(strata);
    context.pool = nullptr;
    const auto alone = EvaluateDelay(context, request);
    const auto bands_alone = EvaluateLandmark(context, landmark);
    context.pool = &pool;
    const auto together = EvaluateDelay(context, request);
    const auto bands_together = EvaluateLandmark(context, landmark);
    ASSERT_TRUE(alone.ok() && together.ok());
    ASSERT_TRUE(bands_alone.ok() && bands_together.ok());
    EXPECT_EQ(alone->DebugString(), together->DebugString());
    EXPECT_EQ(bands_alone->DebugString(), bands_together->DebugString());
  }
}

}  // namespace
}  // namespace jalon::evaluation
