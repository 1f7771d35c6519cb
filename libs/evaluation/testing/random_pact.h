#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/testing/random_territory.h"
#include "libs/rules/vocabulary.h"

namespace jalon::evaluation::testing {

// A random territory with every fact that the measures of pacts read, and
// random pacts and questions about it.
class RandomPactTerritory : public RandomTerritory {
 public:
  explicit RandomPactTerritory(unsigned seed) : RandomTerritory(seed) {
    for (int i = 0; i < kPersons; ++i) {
      const std::string person = absl::StrCat("caf:", i);
      if (Below(4) == 0) OpenLongAgo(person);
      for (int k = Below(12); k > 0; --k) AddFact(person, RandomDay());
      for (int k = Below(3); k > 0; --k) AddAction(person, RandomDay());
      for (int k = Below(3); k > 0; --k) AddBarrier(person, RandomDay());
    }
  }

  // Asks of a pact with several indicators of every measure.
  v1::EvaluatePactRequest Ask(const std::vector<std::string>& breakdown) {
    v1::EvaluatePactRequest request;
    const Day from = kFirst - 60 + Below(250);
    request.set_from(Text(from));
    request.set_to(Text(from + Below(300)));
    for (const std::string& dimension : breakdown) {
      request.add_breakdown(dimension);
    }
    v1::Pact* pact = request.mutable_pact();
    pact->set_id("P");
    pact->set_territory("34");
    pact->set_first_day("2024-01-01");
    AddVersion("2024-01-01", pact);
    AddVersion(Text(kFirst + 200 + Below(100)), pact);
    return request;
  }

 private:
  using Words = std::vector<std::string>;

  static std::string Text(Day day) { return base::FormatDay(day); }
  std::string RandomDay() { return Text(kFirst - 60 + Below(520)); }
  std::string Pick(const Words& words) {
    return words[static_cast<size_t>(Below(static_cast<int>(words.size())))];
  }

  void OpenLongAgo(const std::string& person) {
    Add(person, Text(kFirst - Below(2200)),
        absl::StrCat(R"("entitlement_opened": {"subject_to_obligations": )",
                     Pick(Words{"true", "true", "false"}), "}"));
  }

  void AddFact(const std::string& person, const std::string& day) {
    const std::string last = Text(*base::ParseDay(day) + Below(90));
    const auto add = [&](const std::string& fact, const Words& members) {
      Add(person, day,
          absl::StrCat("\"", fact, "\": {", absl::StrJoin(members, ", "), "}"));
    };
    const auto member = [](const std::string& name, const std::string& value) {
      return absl::StrCat("\"", name, "\": \"", value, "\"");
    };
    switch (Below(16)) {
      case 0:
        return add("entitlement_suspended",
                   {member("reason", Pick(Words{"RESOURCES", "SANCTION"}))});
      case 1:
        return add("entitlement_resumed", {});
      case 2:
        return add("absence_justified",
                   {member("reason", "TRAINING"), member("last_day", last)});
      case 3:
        return add("sanction_imposed",
                   {R"("level": 1)", member("last_day", last)});
      case 4:
        return add("referent_released", {});
      case 5:
        return add("orientation_ended", {});
      case 6:
        return Orient(person, day, "SOCIO_PROFESSIONAL", "C");
      case 7:
        return add("appointment",
                   {member("outcome", Pick(Words{"NO_SHOW", "NO_SHOW", "KEPT",
                                                 "EXCUSED", "CANCELLED"}))});
      case 8:
      case 9:
        return add("contract_signed",
                   {member("kind", "CER"), member("last_day", last),
                    member("contract_id", absl::StrCat("c", count()))});
      case 10:
        return add("referent_assigned", {member("organisation", "B")});
      case 11:
        return add("exit_to_employment", {member("contract_type", "CDD"),
                                          member("expected_last_day", last)});
      case 12:
        return add("employment_ended", {});
      case 13:
        return add("employment_attested",
                   {absl::StrCat("\"in_employment\": ",
                                 Pick(Words{"true", "false"}))});
      case 14:
        return State(
            person, day,
            absl::StrCat(
                member("birth_date", absl::StrCat(1955 + Below(52), "-08-15")),
                ", ",
                member("family_situation",
                       Pick(Words{"ALONE", "COUPLE_WITH_CHILD"})),
                ", ",
                member("commune", Pick(Words{"34172", "34032", "34999"}))));
      default:
        return add("entitlement_closed",
                   {member("reason", Pick(Words{"UNKNOWN", "UNKNOWN", "OTHER",
                                                "DEATH"}))});
    }
  }

  void AddAction(const std::string& person, const std::string& day) {
    const std::string id = absl::StrCat(R"("enrolment_id": "r)", count(), "\"");
    Add(person, day,
        absl::StrCat(R"("action_enrolled": {"action": ")",
                     Pick(Words{"A1", "A2", "A3", "A12", "X"}), "\", ", id,
                     "}"));
    if (Below(5) == 0) return;
    Add(person, Text(*base::ParseDay(day) + Below(80)),
        absl::StrCat(R"("action_ended": {"outcome": ")",
                     Pick(Words{"COMPLETED", "ABANDONED", "EXCLUDED",
                                "EMPLOYMENT", "OTHER"}),
                     R"(", "justified": )", Pick(Words{"true", "false"}), ", ",
                     id, "}"));
  }

  void AddBarrier(const std::string& person, const std::string& day) {
    const std::string barrier = absl::StrCat(
        R"(": {"barrier": ")", Pick(Words{"HEALTH", "MOBILITY"}), "\"}");
    Add(person, day, absl::StrCat("\"barrier_identified", barrier));
    if (Below(3) == 0) return;
    Add(person, Text(*base::ParseDay(day) + Below(90)),
        absl::StrCat("\"barrier_lifted", barrier));
  }

  void AddVersion(const std::string& valid_from, v1::Pact* pact) {
    v1::PactVersion* version = pact->add_versions();
    version->set_valid_from(valid_from);
    for (const char* axis : {"1", "2", "3"}) version->add_axes()->set_id(axis);
    for (const char* zone : {"Z1", "Z2"}) version->add_zones()->set_id(zone);
    version->mutable_zones(0)->add_communes("34172");
    version->mutable_zones(1)->add_communes("34032");
    for (const char* id : {"A1", "A2", "A3", "A12"}) {
      v1::Action* action = version->add_actions();
      action->set_id(id);
      action->add_axes(Pick(Words{"1", "2"}));
      if (Below(3) == 0) action->add_axes("3");
      if (Below(3) > 0) action->set_capacity(1 + uint32_t(Below(6)));
      if (Below(2) == 0) action->add_funding("FSE");
      if (Below(3) == 0) action->add_funding("FAPI");
      if (Below(3) == 0) action->add_zones(Pick(Words{"Z1", "Z2"}));
    }
    for (const rules::Measure& measure : rules::Measures()) {
      const std::string name = measure.name;
      const int count = name == "delay" ? 7 : name == "breaks" ? 4 : 2;
      for (int i = 0; i < count; ++i) {
        v1::Indicator* indicator = version->add_indicators();
        indicator->set_id(absl::StrCat(name, i));
        indicator->set_measure(name);
        SetParams(name, i, indicator);
      }
    }
  }

  void SetParams(const std::string& measure, int i, v1::Indicator* indicator) {
    if (Below(2) == 0) {
      indicator->set_axis(Pick(Words{"1", "2", "3"}));
      if (Below(2) == 0) indicator->set_scope(v1::Indicator::AXIS);
    }
    v1::IndicatorParams* params = indicator->mutable_params();
    if (measure == "employment_within" || measure == "employed_at" ||
        measure == "barrier_lifted") {
      params->set_days(uint32_t(Below(120)));
    }
    if (measure == "barrier_lifted" && Below(2) == 0) {
      params->add_barriers(Pick(Words{"HEALTH", "MOBILITY"}));
    }
    if (measure == "delay") return SetDelay(i, params);
    if (measure == "breaks") {
      params->set_statistic(rules::BreakStatistics()[static_cast<size_t>(i)]);
      for (const rules::BreakType& type : rules::BreakTypes()) {
        if (i > 0 && Below(4) == 0) params->add_types(type.name);
      }
    }
    if (measure != "oriented_rate" && measure != "orientation_mix" &&
        measure != "contract_rate") {
      return;
    }
    SetPopulation(params);
    if (Below(2) == 0) params->set_include_suspended(true);
    if (measure == "orientation_mix" && i > 0) {
      params->set_track(
          Pick(Words{"SOCIAL", "SOCIO_PROFESSIONAL", "PROFESSIONAL"}));
    }
  }

  void SetPopulation(v1::IndicatorParams* params) {
    if (Below(2) == 0) {
      params->set_population(Pick(Words{"NOT_EXEMPT", "SUBJECT_ONLY", "ALL"}));
    }
  }

  void SetDelay(int i, v1::IndicatorParams* params) {
    params->set_statistic(rules::DelayStatistics()[static_cast<size_t>(i)]);
    params->set_start(Pick(Words{"CLAIM", "OPENING", "OBLIGATION", "RECEIVED",
                                 "ORIENTED", "NOTIFIED"}));
    params->set_stop(
        Pick(Words{"ORIENTED", "FIRST_CONTACT", "REFERENT", "CONTRACT",
                   "ACTION", "EMPLOYMENT", "SPELL_END"}));
    SetPopulation(params);
    if (Below(3) == 0) params->set_spells("LAST_SPELL");
    if (params->statistic() == "share") {
      params->set_at(Below(3) == 0 ? 30 : uint32_t(Below(400)));
    }
    if (params->statistic() == "legal_rate") {
      const bool contract = Below(2) == 0;
      params->set_start(contract ? Pick(Words{"ORIENTED", "NOTIFIED"})
                                 : "RECEIVED");
      params->set_stop(contract ? "CONTRACT" : "ORIENTED");
    }
  }
};

}  // namespace jalon::evaluation::testing
