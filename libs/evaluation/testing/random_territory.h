#pragma once

#include <random>
#include <string>

#include "absl/strings/str_cat.h"

#include "libs/evaluation/testing/small_territory.h"

namespace jalon::evaluation::testing {

// Random persons with every kind of fact that figures read, from a seed.
class RandomTerritory : public SmallTerritory {
 public:
  static constexpr Day kFirst = 19900;  // June 2024: the rules change midway.
  static constexpr Day kAsOf = kFirst + 400;
  static constexpr int kPersons = 60;

  explicit RandomTerritory(unsigned seed) : random_(seed) {
    for (int i = 0; i < kPersons; ++i) AddPerson(Name(i));
  }

  int Below(int n) { return static_cast<int>(random_() % uint32_t(n)); }

  // What comes later: facts, corrections and retractions of what is there, and
  // merges.
  void AddLater(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string person = Name(Below(kPersons));
      const std::string day = Text(kFirst + Below(300));
      switch (Below(5)) {
        case 0:
          Add("", day,
              absl::StrCat(R"("correction": {"target": )", Target(),
                           R"(, "effective_date": ")",
                           Text(kFirst + Below(300)), "\"}"));
          break;
        case 1:
          Add("", day,
              absl::StrCat(R"("retraction": {"reason": "error", "target": )",
                           Target(), "}"));
          break;
        case 2:
          Add(person, day,
              absl::StrCat(
                  R"("persons_merged": {"other": {"scheme": "caf", "value": ")",
                  Below(kPersons), "\"}}"));
          break;
        default:
          AddFact(person, day);
      }
    }
  }

 private:
  static std::string Text(Day day) { return base::FormatDay(day); }
  static std::string Name(int i) { return absl::StrCat("caf:", i); }
  std::string Target() {
    return absl::StrCat(R"({"source": "dept", "source_event_id": "e)",
                        1 + Below(count()), "\"}");
  }

  void AddPerson(const std::string& person) {
    Day day = kFirst + Below(200);
    for (int spell = Below(3); spell >= 0; --spell) {
      std::string claim;
      if (Below(2) == 0) {
        claim =
            absl::StrCat(R"(, "claim_date": ")", Text(day - Below(40)), "\"");
      }
      Add(person, Text(day),
          absl::StrCat(R"("entitlement_opened": {"origin": "NEW")", claim, "}"),
          Text(day + Below(40) - 5));
      day += 10 + Below(120);
      if (Below(3) == 0) break;
      Close(person, Text(day));
      day += 1 + Below(60);
    }
    for (int i = Below(14); i > 0; --i) {
      AddFact(person, Text(kFirst - 60 + Below(520)));
    }
  }

  void AddFact(const std::string& person, const std::string& day) {
    const std::string id = absl::StrCat("i", ++ids_);
    switch (Below(13)) {
      case 0:
      case 1:
        return Orient(person, day, Below(2) == 0 ? "SOCIAL" : "PROFESSIONAL",
                      Below(2) == 0 ? "A" : "B");
      case 2:
        return Add(person, day,
                   absl::StrCat(R"("oriented": {"track": "SOCIAL",
                       "organisation": "A", "by_default": true,
                       "notified_on": ")",
                                day, "\"}"));
      case 3:
        return Add(person, day,
                   absl::StrCat(R"("obligations_changed": {"subject": )",
                                Below(2) == 0 ? "true}" : "false}"));
      case 4:
        return Add(person, day,
                   absl::StrCat(R"("appointment": {"purpose": "OTHER",
                       "organisation": "A", "outcome": ")",
                                Below(2) == 0 ? "KEPT" : "NO_SHOW", "\"}"));
      case 5:
        return Add(person, day,
                   absl::StrCat(R"("contract_signed": {"kind": "CER",
                       "organisation": "A", "last_day": "2026-01-01",
                       "contract_id": ")",
                                id, "\"}"));
      case 6:
      case 7:
        return AddAction(person, day, id);
      case 8:
        return Add(person, day, R"("exit_to_employment":
                                    {"contract_type": "CDI"})");
      case 9:
        return Add(person, day,
                   absl::StrCat(R"("employment_attested": {"in_employment": )",
                                Below(2) == 0 ? "true}" : "false}"));
      case 10:
        return Add(person, day,
                   absl::StrCat(R"("barrier_)",
                                Below(2) == 0 ? "identified" : "lifted",
                                R"(": {"barrier": "HEALTH"})"));
      case 11:
        return State(person, day,
                     absl::StrCat(R"("sex": ")", Below(2) == 0 ? "F" : "M",
                                  R"(", "commune": ")",
                                  Below(2) == 0 ? "34172" : "34032", "\""));
      default:
        return Add(person, day,
                   R"("referent_assigned": {"organisation": "A"})");
    }
  }

  void AddAction(const std::string& person, const std::string& day,
                 const std::string& id) {
    static constexpr const char* kActions[] = {"A1", "A2", "A12", "X"};
    static constexpr const char* kOutcomes[] = {"COMPLETED", "ABANDONED",
                                                "EMPLOYMENT"};
    Add(person, day,
        absl::StrCat(R"("action_enrolled": {"action": ")", kActions[Below(4)],
                     R"(", "enrolment_id": ")", id, "\"}"));
    if (Below(2) == 0) return;
    Add(person, Text(*base::ParseDay(day) + Below(60)),
        absl::StrCat(R"("action_ended": {"outcome": ")", kOutcomes[Below(3)],
                     R"(", "enrolment_id": ")", id, "\"}"));
  }

  std::mt19937 random_;
  int ids_ = 0;
};

}  // namespace jalon::evaluation::testing
