#pragma once

#include <optional>

#include "jalon/v1/evaluation.pb.h"
#include "jalon/v1/pact.pb.h"
#include "libs/base/day.h"

namespace jalon::evaluation {

// How the figure stands against the target valid on as_of (from the version's
// first day where none is given); nullopt: no target then. Of several, the
// first that is not met. `value` nullptr: no value, so not judged.
std::optional<v1::TargetResult> TargetOf(const v1::Indicator& indicator,
                                         const v1::PactVersion& version,
                                         base::Day as_of,
                                         const v1::Number* value);

}  // namespace jalon::evaluation
