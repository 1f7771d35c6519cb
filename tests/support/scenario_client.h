#pragma once

#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>
#include <nlohmann/json.hpp>

#include "jalon/v1/evaluation.pb.h"

namespace jalon::testing {

// Asks a running service the queries of scenarios, and gives the answers in
// the scenarios' member names: the one place that maps them to the messages.
// Status errors other than the expected ones become {"error": "…"}.
class ScenarioClient {
 public:
  explicit ScenarioClient(std::shared_ptr<grpc::Channel> channel);

  // Sends events in order, in batches of at most 1 000, and returns
  // {verdicts: […], recorded: n}.
  nlohmann::json Push(const nlohmann::json& events, const std::string& mode,
                      const std::string& batch);

  // Kinds pathway, delay, landmark, breaks, axis. `territory` is the default.
  nlohmann::json Ask(const nlohmann::json& query, const std::string& territory);

 private:
  // Every page of what is behind a figure.
  std::vector<v1::ExplainedUnit> ExplainAll(const v1::FigureRequest& figure);
  nlohmann::json AskPathway(const nlohmann::json& query,
                            const std::string& territory);
  nlohmann::json AskDelay(const nlohmann::json& query,
                          const std::string& territory);
  nlohmann::json AskLandmark(const nlohmann::json& query,
                             const std::string& territory);
  nlohmann::json AskBreaks(const nlohmann::json& query,
                           const std::string& territory);
  nlohmann::json AskAxis(const nlohmann::json& query,
                         const std::string& territory);

  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace jalon::testing
