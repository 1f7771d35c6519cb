#pragma once

#include <vector>

#include "absl/strings/string_view.h"

#include "jalon/v1/access.pb.h"
#include "libs/access/policy.h"

namespace jalon::access {

// CheckPolicy, which also gives what was read.
std::vector<PolicyFault> ParsePolicy(absl::string_view text,
                                     v1::AccessPolicy* out);

}  // namespace jalon::access
