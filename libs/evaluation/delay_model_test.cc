// EvaluateDelay against a slow model that walks every day of every spell of
// random persons, for every clock, milestone and population.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "jalon/v1/event.pb.h"
#include "libs/base/thread_pool.h"
#include "libs/evaluation/testing/random_territory.h"
#include "libs/evaluation/testing/units_behind.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

using Definition = v1::DelayDefinition;
using pathway::Kind;
using pathway::Pathway;

using testing::RandomTerritory;
constexpr Day kFirst = RandomTerritory::kFirst;
constexpr Day kAsOf = RandomTerritory::kAsOf;

class SlowModel {
 public:
  SlowModel(const Pathway& pathway, const Definition& definition, Day from,
            Day to)
      : pathway_(pathway), definition_(definition), from_(from), to_(to) {}

  // "class days legal" of the spell; empty: left out.
  std::string Of(int spell) const {
    const std::optional<Day> clock = Clock(spell);
    const Day cohort_day = clock.value_or(Spell(spell).start);
    if (cohort_day > kAsOf || cohort_day < from_ || cohort_day > to_) return "";
    if (!InPopulation(spell, cohort_day)) return "";
    if (!clock.has_value()) return "UNKNOWN_START";
    const Day last = Spell(spell).end;
    for (Day day = kFirst - 200; day <= kAsOf; ++day) {
      if (!Milestone(spell, day)) continue;
      return absl::StrCat(day < *clock ? "BEFORE_START " : "REACHED ",
                          day - *clock, Legal(spell, *clock, day));
    }
    if (last <= kAsOf) {
      return absl::StrCat("EXITED_FIRST ", std::max(0, last - *clock),
                          ExitLegal(spell, *clock, last));
    }
    return absl::StrCat("WAITING ", kAsOf - *clock, WaitLegal(spell, *clock));
  }

 private:
  const pathway::Spell& Spell(int spell) const {
    return pathway_.spells[static_cast<size_t>(spell)];
  }

  bool OrientedOn(int spell, Day day, bool* notified, Day* notified_on) const {
    for (const pathway::Orientation& o : pathway_.orientations) {
      if (o.spell != spell || o.start != day) continue;
      if (o.by_default && definition_.exclude_default_orientation()) continue;
      *notified = o.notified_on != base::kNoDay;
      *notified_on = o.notified_on;
      return true;
    }
    return false;
  }

  std::optional<Day> Clock(int spell) const {
    const pathway::Spell& s = Spell(spell);
    bool notified = false;
    Day notified_on = 0;
    switch (definition_.start()) {
      case Definition::CLAIM:
        if (s.claim_date == base::kNoDay) return std::nullopt;
        return s.claim_date;
      case Definition::OPENING:
        return s.start;
      case Definition::RECEIVED:
        return s.received;
      case Definition::OBLIGATION:
        for (Day day = s.start; day < s.end && day <= kAsOf; ++day) {
          if (Subject(spell, day) == 1) return day;
        }
        return std::nullopt;
      default:
        for (Day day = kFirst - 200; day <= kAsOf; ++day) {
          if (!OrientedOn(spell, day, &notified, &notified_on)) continue;
          if (definition_.start() == Definition::ORIENTED) return day;
          return notified ? std::optional(notified_on) : std::nullopt;
        }
        return std::nullopt;
    }
  }

  // 1 subject, 0 not, -1 unknown.
  int Subject(int spell, Day day) const {
    for (const pathway::Obligation& o : pathway_.obligations) {
      if (o.spell == spell && o.start <= day && day < o.end) return o.subject;
    }
    return -1;
  }

  bool InPopulation(int spell, Day start) const {
    const pathway::Spell& s = Spell(spell);
    Day day = std::max(start, s.start);
    while (day > s.start && day >= s.end) --day;
    switch (definition_.population()) {
      case Definition::SUBJECT_ONLY:
        return Subject(spell, day) == 1;
      case Definition::NOT_EXEMPT:
        return Subject(spell, day) != 0;
      default:
        return true;
    }
  }

  bool Event(int spell, Day day, Kind kind, uint8_t code2 = 0) const {
    if (day < Spell(spell).start || day > Spell(spell).end) return false;
    for (const pathway::Event& event : pathway_.events) {
      if (event.kind == kind && event.effective == day &&
          (code2 == 0 || event.code2 == code2)) {
        return true;
      }
    }
    return false;
  }

  bool Milestone(int spell, Day day) const {
    bool notified = false;
    Day unused = 0;
    switch (definition_.stop()) {
      case Definition::Stop::ORIENTED:
        return OrientedOn(spell, day, &notified, &unused);
      case Definition::Stop::FIRST_CONTACT:
        return Event(spell, day, Kind::kAppointment, v1::Appointment::KEPT);
      case Definition::Stop::CONTRACT:
        return Event(spell, day, Kind::kContractSigned);
      case Definition::Stop::ACTION:
        return Event(spell, day, Kind::kActionEnrolled);
      case Definition::Stop::EMPLOYMENT:
        return Event(spell, day, Kind::kExitToEmployment);
      case Definition::Stop::REFERENT:
        for (const pathway::Referent& referent : pathway_.referents) {
          if (referent.spell == spell && referent.start == day) return true;
        }
        return false;
      default:
        return Spell(spell).end == day;
    }
  }

  // 0 no rule, 1 the orientation's, 2 the contract's.
  int Rule() const {
    const bool oriented = definition_.start() == Definition::ORIENTED ||
                          definition_.start() == Definition::NOTIFIED;
    if (oriented && definition_.stop() == Definition::Stop::CONTRACT) return 2;
    return definition_.start() == Definition::RECEIVED &&
           definition_.stop() == Definition::Stop::ORIENTED;
  }
  uint8_t FirstTrack(int spell) const {
    for (const pathway::Orientation& o : pathway_.orientations) {
      if (o.spell != spell) continue;
      if (o.by_default && definition_.exclude_default_orientation()) continue;
      return o.track;
    }
    return 0;
  }
  Day Due(int spell, Day clock) const {
    const bool before = clock < *base::ParseDay("2025-01-01");
    if (Rule() == 1) return before ? base::AddMonths(clock, 2) : clock + 42;
    const bool two = before && FirstTrack(spell) != v1::Oriented::PROFESSIONAL;
    return base::AddMonths(clock, two ? 2 : 1);
  }
  std::string Legal(int spell, Day clock, Day day) const {
    if (Rule() == 0) return "";
    return day <= Due(spell, clock) ? " ON_TIME" : " LATE";
  }
  std::string ExitLegal(int spell, Day clock, Day end) const {
    if (Rule() == 0) return "";
    return end <= Due(spell, clock) ? " EXITED" : " LATE";
  }
  std::string WaitLegal(int spell, Day clock) const {
    if (Rule() == 0) return "";
    return kAsOf < Due(spell, clock) ? " NOT_DUE_YET" : " LATE";
  }

  const Pathway& pathway_;
  const Definition& definition_;
  const Day from_, to_;
};

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
  std::vector<pathway::Event> events;
  Pathway pathway;
  for (size_t person = 0; person < context.view->size(); ++person) {
    context.view->Events(person, &events);
    Fold(events, context.view->strings(), context.fold, &pathway);
    const SlowModel model(pathway, definition, kFirst + 20, kFirst + 360);
    for (size_t spell = 0; spell < pathway.spells.size(); ++spell) {
      const std::string line = model.Of(static_cast<int>(spell));
      if (line.empty()) continue;
      out[absl::StrCat(context.view->Name(person), " ",
                       base::FormatDay(pathway.spells[spell].start))] = line;
    }
  }
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
