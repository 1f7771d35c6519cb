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

struct LoadOptions {
  // Also <directory>/pacts/demo: pacts with a fictitious catalogue. They come
  // before the others, so PactOf prefers them.
  bool demo_pacts = false;
};

// The definitions that a service holds: dated legal rules, delays, breaks,
// organisations, pacts. Immutable after Load. Threads: safe.
class RuleBook {
 public:
  RuleBook() = default;

  // Reads every *.textproto of <directory>/rules (DefinitionFile) and
  // <directory>/pacts (PactFile), not of their subfolders, checks them
  // (check.h) and refuses any fault: INVALID_ARGUMENT, one line a fault with
  // file, line and field; NOT_FOUND a folder or file cannot be read.
  static absl::StatusOr<RuleBook> Load(const std::string& directory,
                                       const LoadOptions& options = {});
  // Takes the fold's defaults of the specification when none are given.
  // INVALID_ARGUMENT as above, without file and line.
  static absl::StatusOr<RuleBook> FromProto(v1::DefinitionFile definitions,
                                            std::vector<v1::Pact> pacts);

  // The last day on which a procedure started on `start` is on time, under
  // the rule in force that day: months clamp to the month's end. A rule for
  // the territory goes before one for all, then one for the track (a track of
  // 0 finds only the rules for all). nullopt: no rule.
  std::optional<Day> DueDate(v1::LegalRule::Key key, int track,
                             absl::string_view territory, Day start) const;

  // The latest version; nullptr = none.
  const v1::DelayDefinition* FindDelay(absl::string_view id) const;
  const v1::BreakDefinition* FindBreak(absl::string_view type) const;
  const v1::Pact* FindPact(absl::string_view id) const;
  // The first pact of the territory that holds the day; nullptr = none.
  const v1::Pact* PactOf(absl::string_view territory, Day day) const;

  // Of an organisation as events write it: the territory's entries go before
  // those for all; in each the exact id before the longest prefix. nullptr =
  // in no list.
  const v1::Organisation* FindOrganisation(absl::string_view territory,
                                           absl::string_view id) const;

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
