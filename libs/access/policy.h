#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "jalon/v1/access.pb.h"
#include "libs/access/permission.h"
#include "libs/access/principal.h"

namespace jalon::access {

// A fault of a policy file, for people.
struct PolicyFault {
  int line = 0;       // From 1; 0 = the whole file.
  std::string field;  // "principals[0].partner.kinds[1]"
  std::string message;
};

// Every fault of a textproto policy that can be found (a text that cannot be
// parsed: its first).
std::vector<PolicyFault> CheckPolicy(absl::string_view text);

// Which client certificate is which principal. Immutable. Threads: safe.
class Policy {
 public:
  using Principal = access::Principal;
  using Method = access::Method;

  // Nobody.
  Policy() = default;
  // NOT_FOUND the file cannot be read; INVALID_ARGUMENT one line a fault, with
  // file, line and field.
  static absl::StatusOr<Policy> Load(const std::string& path);
  // INVALID_ARGUMENT as above.
  static absl::StatusOr<Policy> Parse(absl::string_view text,
                                      absl::string_view file = "policy");
  // Everybody is an operator with every right: a demonstration on loopback.
  static Policy Demo();

  // The principal of a certificate: it must be the only one that has any of
  // the names. UNAUTHENTICATED otherwise. Lifetime: the policy's.
  absl::StatusOr<const Principal*> Authenticate(
      absl::Span<const std::string> certificate_names) const;
  // PERMISSION_DENIED when the role may not call the method.
  static absl::Status CheckCall(const Principal& principal, Method method);
  static const char* Name(Method method) { return MethodName(method); }

 private:
  bool demo_ = false;
  std::vector<Principal> principals_;
  absl::flat_hash_map<std::string, size_t> by_certificate_;
};

}  // namespace jalon::access
