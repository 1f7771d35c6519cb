#include "libs/access/permission.h"

#include <array>
#include <cstddef>

namespace jalon::access {
namespace {

struct Permission {
  Method method;
  const char* name;
  bool partner, referent, evaluator;
  bool individual;  // Evaluators with individual access.
  bool is_operator;
};

constexpr bool kYes = true;
constexpr bool kNo = false;

// In the order of Method.
constexpr std::array<Permission, kMethods> kPermissions = {{
    // clang-format off
    //                                                       partner referent evaluator individual operator
    {Method::kRecord, "Intake.Record",                         kYes,   kNo,     kNo,      kNo,       kYes},
    {Method::kRecordStream, "Intake.RecordStream",             kYes,   kNo,     kNo,      kNo,       kYes},
    {Method::kGetPathway, "Pathway.GetPathway",                kNo,    kYes,    kNo,      kYes,      kYes},
    {Method::kListCaseload, "Pathway.ListCaseload",            kNo,    kYes,    kNo,      kNo,       kYes},
    {Method::kListPersons, "Pathway.ListPersons",              kNo,    kNo,     kNo,      kYes,      kYes},
    {Method::kWatchPathway, "Pathway.WatchPathway",            kNo,    kYes,    kNo,      kNo,       kYes},
    {Method::kEvaluateDelay, "Evaluation.EvaluateDelay",       kNo,    kNo,     kYes,     kYes,      kYes},
    {Method::kEvaluateLandmark, "Evaluation.EvaluateLandmark", kNo,    kNo,     kYes,     kYes,      kYes},
    {Method::kEvaluateBreaks, "Evaluation.EvaluateBreaks",     kNo,    kNo,     kYes,     kYes,      kYes},
    {Method::kEvaluatePact, "Evaluation.EvaluatePact",         kNo,    kNo,     kYes,     kYes,      kYes},
    {Method::kExplain, "Evaluation.Explain",                   kNo,    kNo,     kYes,     kYes,      kYes},
    {Method::kCompare, "Evaluation.Compare",                   kNo,    kNo,     kYes,     kYes,      kYes},
    {Method::kEvaluateTable, "Evaluation.EvaluateTable",       kNo,    kNo,     kYes,     kYes,      kYes},
    {Method::kEvaluateQuality, "Evaluation.EvaluateQuality",   kNo,    kNo,     kYes,     kYes,      kYes},
    {Method::kListDefinitions, "Evaluation.ListDefinitions",   kNo,    kYes,    kYes,     kYes,      kYes},
    {Method::kGetStatus, "Admin.GetStatus",                    kNo,    kNo,     kNo,      kNo,       kYes},
    {Method::kVerify, "Admin.Verify",                          kNo,    kNo,     kNo,      kNo,       kYes},
    {Method::kBackup, "Admin.Backup",                          kNo,    kNo,     kNo,      kNo,       kYes},
    {Method::kSubscribe, "Admin.Subscribe",                    kNo,    kNo,     kNo,      kNo,       kYes},
    // clang-format on
}};

constexpr bool InOrder() {
  for (size_t i = 0; i < kPermissions.size(); ++i) {
    if (static_cast<size_t>(kPermissions[i].method) != i) return false;
  }
  return true;
}
static_assert(InOrder());

const Permission& Of(Method method) {
  return kPermissions[static_cast<size_t>(method)];
}

}  // namespace

const char* MethodName(Method method) { return Of(method).name; }

bool MayCall(const Principal& principal, Method method) {
  const Permission& permission = Of(method);
  switch (principal.role) {
    case Role::kPartner:
      return permission.partner;
    case Role::kReferent:
      return permission.referent;
    case Role::kEvaluator:
      return principal.individual_access ? permission.individual
                                         : permission.evaluator;
    case Role::kOperator:
      return permission.is_operator;
  }
  return false;
}

}  // namespace jalon::access
