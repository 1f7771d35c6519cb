#pragma once

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "libs/evaluation/testing/random_table_territory.h"

namespace jalon::evaluation::testing {

// Persons with actions and jobs around 2018, many on the bounds of what the
// tables of outcomes look at, and a pact whose action FUNDED the FSE pays.
class RandomOutcomes : public SmallTerritory {
 public:
  explicit RandomOutcomes(unsigned seed) : random_(seed) {
    Add("", "2017-01-01",
        absl::StrCat(
            R"("pact_adopted": {"valid_from": "2017-01-01", "pact": ")",
            R"(id: 'p' territory: '34' label: 'P' first_day: '2017-01-01' )",
            R"(source: 's' versions { valid_from: '2017-01-01' )",
            R"(axes { id: '1' label: 'Un' } )",
            R"(actions { id: 'FUNDED' label: 'A' axes: '1' funding: 'FSE' } )",
            R"(actions { id: 'OTHER' label: 'B' axes: '1' } }"})"));
    for (int i = 0; i < 40; ++i) AddPerson(absl::StrCat("caf:", i));
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % uint32_t(n)); }
  template <size_t n>
  std::string One(const char* const (&values)[n]) {
    return values[Below(n)];
  }
  static std::string Text(Day day) { return base::FormatDay(day); }
  Day AnyDay() { return kJanuary - 200 + Below(600); }
  // Close to a day: often on it, or at the bound of four weeks or six months.
  Day Near(Day day) {
    switch (Below(5)) {
      case 0:
        return day;
      case 1:
        return day + 27 + Below(3);
      case 2:
        return base::AddMonths(day, 6) - 1 + Below(3);
      default:
        return day - 30 + Below(260);
    }
  }

  void AddPerson(const std::string& person) {
    Open(person, "2016-01-01");
    if (Below(5) > 0) {
      State(person, "2017-01-01",
            absl::StrFormat(
                R"("birth_date": "%d-%02d-28", "sex": "%s", "education": "%s")",
                1955 + Below(50), 1 + Below(12), One({"F", "M", "M"}),
                One({"VI", "Vbis", "V", "IV", "III", "II", "I", "x"})));
    }
    for (int i = 1 + Below(2); i > 0; --i) {
      const Day end = AddAction(person, AnyDay());
      for (int k = Below(4); k > 0; --k) AddFact(person, Near(end));
    }
    if (Below(2) == 0) {
      const Day end = AddJob(person, AnyDay(), "IAE");
      for (int k = Below(4); k > 0; --k) AddFact(person, Near(end));
    }
    if (Below(15) == 0) {
      Add(person, Text(AnyDay()), R"("entitlement_closed": {"reason":
          "DEATH"})");
    }
  }

  // The day it ends, or could.
  Day AddAction(const std::string& person, Day day) {
    const Day end = day + Below(120);
    const int id = ++ids_;
    Add(person, Text(day),
        absl::StrFormat(
            R"("action_enrolled": {"enrolment_id": "n%d", "action": "%s"})", id,
            One({"FUNDED", "FUNDED", "FUNDED", "OTHER"})));
    for (int k = Below(3); k > 0; --k) {
      AddFact(person, day - Below(3) * 14 - Below(2));
    }
    if (Below(6) == 0) return end;
    Add(person, Text(end),
        absl::StrFormat(
            R"("action_ended": {"enrolment_id": "n%d", "outcome": "%s"})", id,
            One({"COMPLETED", "COMPLETED", "ABANDONED", "EMPLOYMENT"})));
    return end;
  }

  Day AddJob(const std::string& person, Day day, const std::string& type) {
    const Day end =
        Below(4) == 0 ? base::AddMonths(day, 6) : day + 1 + Below(300);
    const std::string last =
        Below(5) == 0
            ? ""
            : absl::StrCat(R"(, "expected_last_day": ")", Text(end - 1), "\"");
    Add(person, Text(day),
        absl::StrCat(R"("exit_to_employment": {"contract_type": ")", type, "\"",
                     last, "}"));
    if (last.empty() || Below(6) == 0) {
      const Day ended = day + Below(120);
      Add(person, Text(ended), R"("employment_ended": {})");
      return ended;
    }
    return end;
  }

  void AddFact(const std::string& person, Day day) {
    switch (Below(6)) {
      case 0:
      case 1:
        AddJob(person, day,
               One({"CDI", "CDD", "CDD", "TEMP", "IAE", "SUBSIDISED",
                    "SELF_EMPLOYED", "PUBLIC_SERVICE"}));
        return;
      case 2:
        return Add(person, Text(day),
                   absl::StrFormat(
                       R"("absence_justified": {"reason": "%s",
                           "last_day": "%s"})",
                       One({"TRAINING", "TRAINING", "ILLNESS"}),
                       Text(day + Below(40))));
      case 3:
        return Add(person, Text(day), R"("employment_ended": {})");
      default:
        return Add(person, Text(day),
                   absl::StrCat(R"("employment_attested": {"in_employment": )",
                                One({"true}", "false}", "false}"})));
    }
  }

  std::mt19937 random_;
  int ids_ = 0;
};

}  // namespace jalon::evaluation::testing
