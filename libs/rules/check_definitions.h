#pragma once

#include <vector>

#include "jalon/v1/definition.pb.h"
#include "jalon/v1/pact.pb.h"
#include "libs/rules/check.h"
#include "libs/rules/place.h"

namespace jalon::rules {

// The checks behind check.h, on parsed messages.
void CheckDefinitionsAt(const Place& place,
                        const v1::DefinitionFile& definitions);
void CheckDelayAt(const Place& place, const v1::DelayDefinition& delay);
void CheckBreakAt(const Place& place, const v1::BreakDefinition& definition);
void CheckPactAt(const Place& place, const v1::Pact& pact);
// `version` is the pact's version that holds the indicator.
void CheckIndicatorAt(const Place& place, const v1::Indicator& indicator,
                      const v1::PactVersion& version);

// Definitions that stand together without a file.
std::vector<Fault> CheckDefinitionMessage(
    const v1::DefinitionFile& definitions);
// Ids that two pacts share.
std::vector<Fault> CheckPactsTogether(const std::vector<v1::Pact>& pacts);

}  // namespace jalon::rules
