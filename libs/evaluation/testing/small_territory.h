#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "libs/evaluation/evaluation.h"
#include "libs/facts/testing/fact_world.h"

namespace jalon::evaluation::testing {

// A few events of territory 34, and the context of a figure on them.
class SmallTerritory {
 public:
  // The fact as a JSON member; received on its day unless `received` is given.
  // A pact's event has an empty person.
  void Add(const std::string& person, const std::string& date,
           const std::string& fact, const std::string& received = "") {
    std::vector<std::string> persons;
    if (!person.empty()) persons.push_back(person);
    store_->Apply(facts::testing::MakeEvent(absl::StrCat("dept/e", ++count_),
                                            persons, date, fact),
                  *base::ParseDay(received.empty() ? date : received));
  }
  void Open(const std::string& person, const std::string& date,
            const std::string& received = "") {
    Add(person, date, R"("entitlement_opened": {"origin": "NEW"})", received);
  }
  void Close(const std::string& person, const std::string& date) {
    Add(person, date, R"("entitlement_closed": {"reason": "OTHER"})");
  }
  void Orient(const std::string& person, const std::string& date,
              const std::string& track = "SOCIAL",
              const std::string& organisation = "A") {
    Add(person, date,
        absl::StrCat(R"("oriented": {"track": ")", track,
                     R"(", "organisation": ")", organisation, "\"}"));
  }
  void State(const std::string& person, const std::string& date,
             const std::string& members) {
    Add(person, date, absl::StrCat(R"("profile_stated": {)", members, "}"));
  }

  // `rules` outlives the context; position 0 = the head.
  Context At(const std::string& as_of, const rules::RuleBook* rules,
             uint64_t position = 0) const {
    Context context;
    context.view =
        position == 0 ? store_->HeadView() : store_->ViewAt(position);
    context.territory = "34";
    context.as_of = context.fold.as_of = *base::ParseDay(as_of);
    context.rules = rules;
    return context;
  }

  facts::FactStore& store() { return *store_; }
  // Events so far; the nth is "dept/e<n>".
  int count() const { return count_; }

 private:
  std::unique_ptr<facts::FactStore> store_ = facts::testing::NewStore();
  int count_ = 0;
};

// The definitions that the project ships.
inline const rules::RuleBook& ShippedRules() {
  static const rules::RuleBook* const rules = new rules::RuleBook(
      rules::RuleBook::Load(JALON_SOURCE_DIR "/deploy", {.demo_pacts = true})
          .value());
  return *rules;
}

}  // namespace jalon::evaluation::testing
