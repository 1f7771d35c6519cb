#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "libs/evaluation/evaluation.h"
#include "libs/facts/testing/fact_world.h"

namespace jalon::evaluation::testing {

// A few events of territory 34 from several sources, recorded on given days.
class RecordedTerritory {
 public:
  // The day on which what follows is recorded; not before the former.
  RecordedTerritory& On(const std::string& day) {
    recorded_ = *base::ParseDay(day);
    return *this;
  }
  // The fact as a JSON member, received on its recording unless `received` is
  // given; "" = no person. Returns its key, "caf/e1".
  std::string Add(const std::string& source, const std::string& person,
                  const std::string& date, const std::string& fact,
                  const std::string& received = "") {
    std::string key = absl::StrCat(source, "/e", ++count_);
    std::vector<std::string> persons;
    if (!person.empty()) persons.push_back(person);
    store_->Apply(facts::testing::MakeEvent(key, persons, date, fact),
                  received.empty() ? recorded_ : *base::ParseDay(received),
                  recorded_);
    return key;
  }
  std::string Open(const std::string& source, const std::string& person,
                   const std::string& date, const std::string& received = "") {
    return Add(source, person, date,
               R"("entitlement_opened": {"origin": "NEW"})", received);
  }
  std::string Enrol(const std::string& person, const std::string& date,
                    const std::string& id, const std::string& action) {
    return Add("dept", person, date,
               absl::StrCat(R"("action_enrolled": {"enrolment_id": ")", id,
                            R"(", "action": ")", action, "\"}"));
  }
  std::string End(const std::string& person, const std::string& date,
                  const std::string& id) {
    return Add("dept", person, date,
               absl::StrCat(R"("action_ended": {"enrolment_id": ")", id,
                            R"(", "outcome": "COMPLETED"})"));
  }

  facts::FactStore& store() { return *store_; }
  // At the head, or at a position. `rules` outlives the context.
  Context At(const std::string& as_of, const rules::RuleBook* rules = nullptr,
             uint64_t position = UINT64_MAX) {
    Context context;
    context.view = store_->ViewAt(position);
    context.territory = "34";
    context.as_of = context.fold.as_of = *base::ParseDay(as_of);
    context.rules = rules;
    return context;
  }

 private:
  std::unique_ptr<facts::FactStore> store_ = facts::testing::NewStore();
  base::Day recorded_ = 0;
  int count_ = 0;
};

}  // namespace jalon::evaluation::testing
