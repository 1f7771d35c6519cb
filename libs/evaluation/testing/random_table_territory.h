#pragma once

#include <iterator>
#include <map>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "libs/evaluation/testing/small_territory.h"

namespace jalon::evaluation::testing {

inline const Day kJanuary = *base::ParseDay("2018-01-01");
inline const Day kDecember = *base::ParseDay("2018-12-31");

// The columns of table 1 by organisation, and whether it is in the SPE.
inline const std::map<std::string, std::pair<std::string, bool>>
    kOrganisations = {{"FRANCE_TRAVAIL", {"france_travail", true}},
                      {"MISSION_LOCALE", {"mission_locale", true}},
                      {"PLIE", {"employment_house", true}},
                      {"DEPARTEMENT", {"departement", false}},
                      {"CCAS", {"ccas", false}},
                      {"NOBODY_KNOWS", {"other", false}}};

// Persons with a few rights, orientations, contracts and appointments around
// 2018, many of them on the bounds of the year; the same seed gives the same.
class RandomTableTerritory : public SmallTerritory {
 public:
  explicit RandomTableTerritory(unsigned seed) : random_(seed) {
    for (int i = 0; i < 40; ++i) AddPerson(absl::StrCat("caf:", i));
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % uint32_t(n)); }
  std::string Near() {  // Mostly in 2018, some days on the bounds.
    const int kind = Below(8);
    if (kind == 0) return "2018-12-31";
    if (kind == 1) return "2018-01-01";
    return base::FormatDay(kJanuary - 200 + Below(600));
  }
  template <size_t n>
  std::string One(const char* const (&values)[n]) {
    return values[Below(n)];
  }

  void AddPerson(const std::string& person) {
    Day day = kJanuary - 1000 + Below(1300);
    for (int spell = Below(3); spell >= 0; --spell) {
      const std::string claim =
          Below(3) == 0 ? ""
                        : absl::StrCat(R"(, "claim_date": ")",
                                       base::FormatDay(day - Below(40)), "\"");
      Add(person, base::FormatDay(day),
          absl::StrCat(
              R"("entitlement_opened": {"subject_to_obligations": )",
              Below(8) == 0 ? "false" : "true", R"(, "origin": ")",
              One({"NEW", "RETURN", "JOINED_HOUSEHOLD", "TRANSFER_IN"}), "\"",
              claim, "}"),
          base::FormatDay(day + Below(50) - 5));
      day += 10 + Below(400);
      if (Below(2) == 0) break;
      Close(person, base::FormatDay(day));
      day += Below(60);
    }
    if (Below(4) > 0) {
      State(person, Near(),
            absl::StrFormat(R"("birth_date": "%d-12-31", "sex": "%s",
                "education": "%s", "family_situation": "%s")",
                            1950 + Below(50), One({"F", "M"}),
                            One({"VI", "Vbis", "V", "IV", "II", "x"}),
                            One({"ALONE", "COUPLE", "COUPLE_WITH_CHILD"})));
    }
    for (int i = Below(11); i > 0; --i) AddFact(person, Near());
  }

  void AddFact(const std::string& person, const std::string& day) {
    const std::string known = base::FormatDay(*base::ParseDay(day) + Below(50));
    switch (Below(9)) {
      case 0:
        return Add(person, day,
                   R"("entitlement_suspended": {"reason": "RESOURCES"})");
      case 1:
        return Add(person, day, R"("entitlement_resumed": {})", known);
      case 2:
        return Add(person, day,
                   absl::StrCat(R"("obligations_changed": {"subject": )",
                                Below(4) == 0 ? "false}" : "true}"),
                   known);
      case 3:
        return Add(person, day, R"("orientation_ended": {})");
      case 4:
      case 5: {
        const Day last = *base::ParseDay(day) + 30 + Below(500);
        return Add(
            person, day,
            absl::StrFormat(
                R"("contract_signed": {"contract_id": "k%d", "kind": "%s",
                "organisation": "CAF", "last_day": "%s", "actions": ["%s"]})",
                ++ids_, One({"CER", "CER", "PPAE", "ENGAGEMENT"}),
                base::FormatDay(last), One({"HEALTH", "HOUSING", "OTHER"})));
      }
      case 6:
        return Meet(person, *base::ParseDay(day));
      default: {
        auto it = kOrganisations.begin();
        std::advance(it, Below(static_cast<int>(kOrganisations.size())));
        Orient(person, day,
               One({"SOCIAL", "SOCIO_PROFESSIONAL", "PROFESSIONAL"}),
               it->first);
        if (Below(2) == 0) Meet(person, *base::ParseDay(day) + Below(40));
      }
    }
  }

  void Meet(const std::string& person, Day day) {
    Add(person, base::FormatDay(day),
        absl::StrFormat(
            R"("appointment": {"organisation": "CCAS", "purpose": "%s",
            "outcome": "%s", "booked_on": "%s"})",
            One({"FOLLOW_UP", "FOLLOW_UP", "ORIENTATION"}),
            One({"KEPT", "KEPT", "NO_SHOW", "EXCUSED", "CANCELLED"}),
            base::FormatDay(day - Below(20))));
  }

  std::mt19937 random_;
  int ids_ = 0;
};

}  // namespace jalon::evaluation::testing
