#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace jalon::access {

enum class Role : uint8_t { kPartner, kReferent, kEvaluator, kOperator };

// Who calls (jalon.v1.Principal). Lists: "*" = all.
struct Principal {
  std::string name;  // For logs.
  Role role = Role::kPartner;
  std::vector<std::string> territories;

  std::vector<std::string> sources;      // Partner.
  std::vector<std::string> kinds;        // Partner.
  std::vector<std::string> may_correct;  // Partner.
  std::string organisation;              // Referent.
  std::string referent;                  // Referent.
  bool individual_access = false;        // Evaluator.
  bool may_migrate = false;              // Operator.
};

bool MayActIn(const Principal& principal, absl::string_view territory);

// INVALID_ARGUMENT no territory; PERMISSION_DENIED not the principal's, in
// words that do not tell whether it is served.
absl::Status CheckTerritory(const Principal& principal,
                            absl::string_view territory);

// What the principal may record; all empty and false for those who may not.
struct RecordRights {
  bool any_source = false;
  bool may_give_recorded_at = false;
  std::vector<std::string> sources;
  std::vector<std::string> kinds;
  std::vector<std::string> may_correct;
};
RecordRights RightsToRecord(const Principal& principal);

// Every person of its territories: operators, evaluators with individual
// access. Only they see the rows behind a figure.
bool MayReadEveryone(const Principal& principal);

// Who is in charge of a person on a day.
struct InCharge {
  struct Referent {
    std::string organisation;
    std::string referent;
  };
  std::string orientation;          // Organisation of the orientation.
  std::vector<Referent> referents;  // The main one and stand-ins.
};

// A referent reads a person whose referent is theirs, or, when the policy
// names their organisation only, whose referent's organisation or organisation
// of orientation is.
bool MayReadPerson(const Principal& principal, const InCharge& in_charge);

}  // namespace jalon::access
