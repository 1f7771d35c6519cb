#pragma once

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
// By id, or the territory's on as_of when the id is empty.
absl::StatusOr<v1::Pact> PactOf(const Context& context, const std::string& id);

// The catalogue of one version, by the ids of the territory's texts.
// Lifetime: keeps pointers to the version.
class Catalogue {
 public:
  Catalogue(const v1::PactVersion& version,
            const pathway::StringTable& strings);

  // nullptr: not in the catalogue.
  const v1::Action* Find(pathway::StringId action) const;
  bool OnAxis(pathway::StringId action, const std::string& axis) const;
  // The zone that holds the commune; nullptr: none.
  const v1::Zone* ZoneOf(pathway::StringId commune) const;
  const v1::PactVersion& version() const { return version_; }

 private:
  const v1::PactVersion& version_;
  absl::flat_hash_map<pathway::StringId, const v1::Action*> actions_;
  absl::flat_hash_map<pathway::StringId, const v1::Zone*> zones_;
};

// Whether the action is on the axis.
bool OnAxis(const v1::Action& action, const std::string& axis);

}  // namespace jalon::evaluation
