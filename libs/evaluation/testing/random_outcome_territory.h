#pragma once

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "libs/evaluation/testing/random_table_territory.h"

namespace jalon::evaluation::testing {

// The same persons, and what the tables of outcomes read: a pact with a funded
// action, participations, jobs, attestations, training, a few deaths.
class RandomOutcomeTerritory : public RandomTableTerritory {
 public:
  explicit RandomOutcomeTerritory(unsigned seed)
      : RandomTableTerritory(seed), random_(seed) {
    Add("", "2017-01-01",
        R"("pact_adopted": {"valid_from": "2017-01-01", "pact": "id: 'p')"
        R"( territory: '34' label: 'P' first_day: '2017-01-01')"
        R"( last_day: '2020-12-31' source: 's' versions {)"
        R"( valid_from: '2017-01-01' axes { id: '1' label: 'Un' })"
        R"( actions { id: 'FUNDED' label: 'A' axes: '1' funding: 'FSE' })"
        R"( actions { id: 'OTHER' label: 'B' axes: '1' } }"})");
    for (int i = 0; i < 40; ++i) {
      const std::string person = absl::StrCat("caf:", i);
      for (int fact = Below(6); fact > 0; --fact) AddOutcome(person);
      if (Below(25) == 0) {
        Add(person, Day(120), R"("entitlement_closed": {"reason": "DEATH"})");
      }
    }
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % uint32_t(n)); }
  std::string Day(int from) {
    return base::FormatDay(kJanuary + from + Below(300));
  }

  void AddOutcome(const std::string& person) {
    switch (Below(5)) {
      case 0:
        return Add(person, Day(-100),
                   Below(3) == 0
                       ? R"("employment_attested": {"in_employment": false})"
                       : R"("employment_attested": {"in_employment": true})");
      case 1:
        return Add(person, Day(-50),
                   R"("absence_justified": {"reason": "TRAINING",
                      "last_day": "2019-01-31"})");
      case 2:
        return Enrol(person);
      default:
        return Work(person);
    }
  }
  void Enrol(const std::string& person) {
    const base::Day start = kJanuary - 100 + Below(400);
    const std::string id = absl::StrCat("n", ++ids_);
    Add(person, base::FormatDay(start),
        absl::StrFormat(
            R"("action_enrolled": {"enrolment_id": "%s", "action": "%s"})", id,
            Below(5) == 0 ? "OTHER" : "FUNDED"));
    if (Below(4) == 0) return;
    Add(person, base::FormatDay(start + Below(200)),
        absl::StrFormat(
            R"("action_ended": {"enrolment_id": "%s", "outcome": "%s"})", id,
            Below(3) == 0 ? "EMPLOYMENT" : "COMPLETED"));
  }
  void Work(const std::string& person) {
    static constexpr const char* kTypes[] = {
        "IAE", "IAE", "IAE", "CDI", "CDD", "SUBSIDISED", "SELF_EMPLOYED"};
    const base::Day start = kJanuary - 200 + Below(500);
    Add(person, base::FormatDay(start),
        absl::StrFormat(R"("exit_to_employment": {"contract_type": "%s",
            "expected_last_day": "%s"})",
                        kTypes[Below(7)],
                        base::FormatDay(start + 20 + Below(300))));
  }

  std::mt19937 random_;
  int ids_ = 0;
};

}  // namespace jalon::evaluation::testing
