#include "libs/access/check.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/day.h"

namespace jalon::access {
namespace {

using google::protobuf::TextFormat;

class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber,
                const std::string& message) override {
    if (faults.empty()) faults.push_back({line + 1, "", message});
  }
  std::vector<PolicyFault> faults;
};

bool IsKind(const std::string& name) {
  const auto* fact = v1::Event::descriptor()->FindOneofByName("fact");
  for (int i = 0; i < fact->field_count(); ++i) {
    if (fact->field(i)->name() == name) return true;
  }
  return false;
}

class Checker {
 public:
  Checker(const v1::AccessPolicy& policy, const TextFormat::ParseInfoTree& tree)
      : policy_(policy), tree_(tree) {}

  std::vector<PolicyFault> Run() {
    if (policy_.principals().empty()) {
      faults_.push_back(
          {0, "principals", "nobody could call: add a principal"});
    }
    for (int i = 0; i < policy_.principals_size(); ++i) CheckPrincipal(i);
    return std::move(faults_);
  }

 private:
  void Add(int principal, absl::string_view member, std::string message) {
    const auto* field =
        v1::AccessPolicy::descriptor()->FindFieldByName("principals");
    faults_.push_back({tree_.GetLocation(field, principal).line + 1,
                       absl::StrCat("principals[", principal, "].", member),
                       std::move(message)});
  }

  void CheckPrincipal(int i) {
    const v1::Principal& principal = policy_.principals(i);
    if (principal.name().empty()) {
      Add(i, "name", "give a name, for logs");
    } else if (!names_.insert(principal.name()).second) {
      Add(i, "name", "another principal has this name");
    }
    if (principal.certificate_names().empty()) {
      Add(i, "certificate_names", "give at least one name of a certificate");
    }
    for (int j = 0; j < principal.certificate_names_size(); ++j) {
      const std::string& name = principal.certificate_names(j);
      const std::string member = absl::StrCat("certificate_names[", j, "]");
      if (name.empty()) {
        Add(i, member, "an empty name");
      } else if (!certificates_.insert(name).second) {
        Add(i, member, "this certificate is already a principal");
      }
    }
    CheckTerritories(i, principal);
    CheckRole(i, principal);
  }

  void CheckTerritories(int i, const v1::Principal& principal) {
    if (principal.territories().empty()) {
      Add(i, "territories", "give INSEE codes, or \"*\" for all");
    }
    for (int j = 0; j < principal.territories_size(); ++j) {
      const std::string& territory = principal.territories(j);
      if (territory == "*" || base::IsTerritory(territory)) continue;
      Add(i, absl::StrCat("territories[", j, "]"),
          "no INSEE code of a département, and not \"*\"");
    }
  }

  void CheckRole(int i, const v1::Principal& principal) {
    switch (principal.role_case()) {
      case v1::Principal::kPartner:
        return CheckPartner(i, principal.partner());
      case v1::Principal::kReferent:
        if (principal.referent().organisation().empty() &&
            principal.referent().referent().empty()) {
          Add(i, "referent", "give an organisation or a referent");
        }
        return;
      case v1::Principal::kEvaluator:
      case v1::Principal::kOperator:
        return;
      case v1::Principal::ROLE_NOT_SET:
        Add(i, "role", "give one: partner, referent, evaluator or operator");
    }
  }

  void CheckPartner(int i, const v1::Partner& partner) {
    if (partner.sources().empty()) {
      Add(i, "partner.sources", "give the sources it may write");
    }
    if (partner.kinds().empty()) {
      Add(i, "partner.kinds", "give the facts it may write, or \"*\" for all");
    }
    for (int j = 0; j < partner.kinds_size(); ++j) {
      if (partner.kinds(j) == "*" || IsKind(partner.kinds(j))) continue;
      Add(i, absl::StrCat("partner.kinds[", j, "]"),
          "no fact of jalon.v1.Event, and not \"*\"");
    }
  }

  const v1::AccessPolicy& policy_;
  const TextFormat::ParseInfoTree& tree_;
  std::set<std::string> names_, certificates_;
  std::vector<PolicyFault> faults_;
};

}  // namespace

std::vector<PolicyFault> ParsePolicy(absl::string_view text,
                                     v1::AccessPolicy* out) {
  FirstError errors;
  TextFormat::ParseInfoTree tree;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&tree);
  if (!parser.ParseFromString(std::string(text), out)) {
    if (errors.faults.empty())
      errors.faults.push_back({0, "", "not textproto"});
    return errors.faults;
  }
  return Checker(*out, tree).Run();
}

std::vector<PolicyFault> CheckPolicy(absl::string_view text) {
  v1::AccessPolicy policy;
  return ParsePolicy(text, &policy);
}

}  // namespace jalon::access
