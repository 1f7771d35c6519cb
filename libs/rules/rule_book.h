#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "jalon/v1/definition.pb.h"
#include "jalon/v1/pact.pb.h"
#include "libs/base/day.h"

namespace jalon::rules {

using base::Day;

// Tracks by number, as in jalon.v1.Oriented.Track: 1 PROFESSIONAL,
// 2 SOCIO_PROFESSIONAL, 3 SOCIAL.

// The definitions that a service holds: dated legal rules, delays, breaks,
// pacts. Immutable after Load. Threads: safe.
class RuleBook {
 public:
  RuleBook() = default;

  // Reads every *.textproto under <directory>/rules (DefinitionFile) and
  // <directory>/pacts (PactFile), checks them (check.h) and refuses any fault:
  // INVALID_ARGUMENT, one line a fault with file, line and field.
  static absl::StatusOr<RuleBook> Load(const std::string& directory);
  static absl::StatusOr<RuleBook> FromProto(v1::DefinitionFile definitions,
                                            std::vector<v1::Pact> pacts);

  // The last day on which a procedure started on `start` is on time, under
  // the rule in force that day for the territory and the track (0 = any):
  // months clamp to the month's end. nullopt: no rule.
  std::optional<Day> DueDate(v1::LegalRule::Key key, int track,
                             absl::string_view territory, Day start) const;

  const v1::DelayDefinition* FindDelay(absl::string_view id) const;
  const v1::BreakDefinition* FindBreak(absl::string_view type) const;
  const v1::Pact* FindPact(absl::string_view id) const;
  // The pact of a territory that holds the day; nullptr = none.
  const v1::Pact* PactOf(absl::string_view territory, Day day) const;

  const v1::DefinitionFile& definitions() const { return definitions_; }
  const std::vector<v1::Pact>& pacts() const { return pacts_; }

 private:
  struct Rule {
    v1::LegalRule::Key key;
    int track;  // 0 = all
    std::string territory;
    Day from, to;
    int months, days;
  };
  v1::DefinitionFile definitions_;
  std::vector<v1::Pact> pacts_;
  std::vector<Rule> legal_;
};

// The version of a pact valid on a day: the last whose valid_from is not
// after it; before the first, the first. nullptr when there is none.
const v1::PactVersion* VersionOn(const v1::Pact& pact, Day day);

}  // namespace jalon::rules
