#pragma once

#include <vector>

#include <google/protobuf/message.h>
#include <nlohmann/json.hpp>

#include "jalon/v1/evaluation.pb.h"
#include "jalon/v1/pathway.pb.h"

namespace jalon::testing {

// A message as JSON, proto names, every plain member printed.
nlohmann::json ToJson(const google::protobuf::Message& message);

// Answers under the member names of the scenarios; `units` are what Explain
// lists of the figure.
nlohmann::json PathwayAnswer(const v1::GetPathwayResponse& response);
nlohmann::json DelayAnswer(const v1::EvaluateDelayRequest& request,
                           const v1::EvaluateDelayResponse& response,
                           const std::vector<v1::ExplainedUnit>& units);
nlohmann::json LandmarkAnswer(const v1::EvaluateLandmarkResponse& response);
nlohmann::json BreaksAnswer(const v1::EvaluateBreaksResponse& response,
                            const std::vector<v1::ExplainedUnit>& units);
nlohmann::json AxisAnswer(const v1::EvaluatePactResponse& response);

}  // namespace jalon::testing
