#include "libs/access/policy.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/access/check.h"

namespace jalon::access {
namespace {

Principal FromProto(const v1::Principal& given) {
  Principal out;
  out.name = given.name();
  out.territories = {given.territories().begin(), given.territories().end()};
  switch (given.role_case()) {
    case v1::Principal::kPartner: {
      const v1::Partner& partner = given.partner();
      out.role = Role::kPartner;
      out.sources = {partner.sources().begin(), partner.sources().end()};
      out.kinds = {partner.kinds().begin(), partner.kinds().end()};
      out.may_correct = {partner.may_correct().begin(),
                         partner.may_correct().end()};
      break;
    }
    case v1::Principal::kReferent:
      out.role = Role::kReferent;
      out.organisation = given.referent().organisation();
      out.referent = given.referent().referent();
      break;
    case v1::Principal::kEvaluator:
      out.role = Role::kEvaluator;
      out.individual_access = given.evaluator().individual_access();
      break;
    case v1::Principal::kOperator:
      out.role = Role::kOperator;
      out.may_migrate = given.operator_().may_migrate();
      break;
    case v1::Principal::ROLE_NOT_SET:
      break;
  }
  return out;
}

}  // namespace

absl::StatusOr<Policy> Policy::Load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  return Parse(text.str(), path);
}

absl::StatusOr<Policy> Policy::Parse(absl::string_view text,
                                     absl::string_view file) {
  v1::AccessPolicy parsed;
  const std::vector<PolicyFault> faults = ParsePolicy(text, &parsed);
  if (!faults.empty()) {
    std::string message;
    for (const PolicyFault& fault : faults) {
      absl::StrAppend(&message, message.empty() ? "" : "\n", file, ":",
                      fault.line, ": ", fault.field,
                      fault.field.empty() ? "" : ": ", fault.message);
    }
    return absl::InvalidArgumentError(message);
  }
  Policy policy;
  for (const v1::Principal& given : parsed.principals()) {
    for (const std::string& name : given.certificate_names()) {
      policy.by_certificate_[name] = policy.principals_.size();
    }
    policy.principals_.push_back(FromProto(given));
  }
  return policy;
}

Policy Policy::Demo() {
  Policy policy;
  policy.demo_ = true;
  Principal principal;
  principal.name = "demo";
  principal.role = Role::kOperator;
  principal.territories = {"*"};
  principal.may_migrate = true;
  policy.principals_.push_back(std::move(principal));
  return policy;
}

absl::StatusOr<const Principal*> Policy::Authenticate(
    absl::Span<const std::string> certificate_names) const {
  if (demo_) return &principals_.front();
  const Principal* found = nullptr;
  for (const std::string& name : certificate_names) {
    const auto it = by_certificate_.find(name);
    if (it == by_certificate_.end()) continue;
    const Principal* principal = &principals_[it->second];
    if (found != nullptr && found != principal) {
      return absl::UnauthenticatedError(
          "the certificate bears the names of two principals");
    }
    found = principal;
  }
  if (found == nullptr) {
    return absl::UnauthenticatedError(
        "no principal of the policy has this certificate");
  }
  return found;
}

absl::Status Policy::CheckCall(const Principal& principal, Method method) {
  if (MayCall(principal, method)) return absl::OkStatus();
  return absl::PermissionDeniedError("not allowed to this principal");
}

}  // namespace jalon::access
