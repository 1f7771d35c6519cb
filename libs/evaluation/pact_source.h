#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "jalon/v1/pact.pb.h"
#include "libs/evaluation/evaluation.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// The pacts adopted in the ledger, as known by the view: an adoption and its
// revisions become one pact with a version each, valid from the day that the
// event gives; later ones replace the rest of the pact (label, parties …).
std::vector<v1::Pact> LedgerPacts(const facts::View& view);

// The pact of a request: inline, by id (the ledger's before the shipped), or
// the territory's on as_of. INVALID_ARGUMENT: faults of an inline pact,
// or no such pact.
absl::StatusOr<v1::Pact> PactOf(const Context& context,
                                const v1::EvaluatePactRequest& request);
// By id, or the territory's on as_of when the id is empty. INVALID_ARGUMENT
// naming `field`: none such.
absl::StatusOr<v1::Pact> PactOf(const Context& context, const std::string& id,
                                const std::string& field);

// The actions and zones of a pact by the ids of the territory's texts: of one
// version, or on each day those of the version in force (before the first one:
// the first). Lifetime: keeps pointers to the versions.
class Catalogue {
 public:
  Catalogue(const v1::PactVersion& version,
            const pathway::StringTable& strings);
  // `on_as_of`: the version of `pact` in force on as_of.
  Catalogue(const v1::Pact& pact, const v1::PactVersion& on_as_of,
            v1::PactVersions versions, const pathway::StringTable& strings);

  // nullptr: not in the catalogue on that day.
  const v1::Action* Find(pathway::StringId action, Day day) const;
  bool OnAxis(pathway::StringId action, const std::string& axis, Day day) const;
  // The zone that holds the commune on that day; nullptr: none.
  const v1::Zone* ZoneOf(pathway::StringId commune, Day day) const;
  // Of the versions that are read.
  std::set<std::string> ZoneIds() const;
  // Days from which another version is read, growing.
  std::vector<Day> Changes() const;
  // In force on as_of.
  const v1::PactVersion& version() const { return version_; }

 private:
  struct InForce {
    Day from;
    const v1::PactVersion* version;
    absl::flat_hash_map<pathway::StringId, const v1::Action*> actions;
    absl::flat_hash_map<pathway::StringId, const v1::Zone*> zones;
  };
  void Add(Day from, const v1::PactVersion& version,
           const pathway::StringTable& strings);
  const InForce& On(Day day) const;

  const v1::PactVersion& version_;
  std::vector<InForce> in_force_;  // By day; at least one.
};

// INVALID_ARGUMENT naming `field`: a value that is none.
absl::Status CheckPactVersions(v1::PactVersions versions,
                               const std::string& field);

// Whether the action is on the axis.
bool OnAxis(const v1::Action& action, const std::string& axis);

}  // namespace jalon::evaluation
