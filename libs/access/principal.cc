#include "libs/access/principal.h"

#include <algorithm>

namespace jalon::access {
namespace {

bool Holds(const std::vector<std::string>& list, absl::string_view text) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& item) {
    return item == "*" || item == text;
  });
}

}  // namespace

bool MayActIn(const Principal& principal, absl::string_view territory) {
  return !territory.empty() && Holds(principal.territories, territory);
}

absl::Status CheckTerritory(const Principal& principal,
                            absl::string_view territory) {
  if (territory.empty()) {
    return absl::InvalidArgumentError("territory: give its INSEE code");
  }
  if (MayActIn(principal, territory)) return absl::OkStatus();
  return absl::PermissionDeniedError("not allowed in this territory");
}

RecordRights RightsToRecord(const Principal& principal) {
  RecordRights rights;
  if (principal.role == Role::kPartner) {
    rights.sources = principal.sources;
    rights.kinds = principal.kinds;
    rights.may_correct = principal.may_correct;
  } else if (principal.role == Role::kOperator) {
    rights.any_source = principal.may_migrate;
    rights.may_give_recorded_at = principal.may_migrate;
  }
  return rights;
}

bool MayReadEveryone(const Principal& principal) {
  return principal.role == Role::kOperator ||
         (principal.role == Role::kEvaluator && principal.individual_access);
}

bool MayReadPerson(const Principal& principal, const InCharge& in_charge) {
  if (MayReadEveryone(principal)) return true;
  if (principal.role != Role::kReferent) return false;
  const std::string& organisation = principal.organisation;
  if (principal.referent.empty()) {
    if (organisation.empty()) return false;
    if (in_charge.orientation == organisation) return true;
  }
  return std::any_of(
      in_charge.referents.begin(), in_charge.referents.end(),
      [&](const InCharge::Referent& one) {
        return (organisation.empty() || one.organisation == organisation) &&
               (principal.referent.empty() ||
                one.referent == principal.referent);
      });
}

}  // namespace jalon::access
