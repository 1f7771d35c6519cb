#include "tests/support/scenario_client.h"

#include <algorithm>
#include <utility>

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "jalon/v1/intake.grpc.pb.h"
#include "jalon/v1/pathway.grpc.pb.h"
#include "libs/events/json.h"
#include "tests/support/scenario_answers.h"

namespace jalon::testing {
namespace {

using nlohmann::json;

json Error(const grpc::Status& status) {
  return {{"error", status.error_message()},
          {"error_code", static_cast<int>(status.error_code())}};
}

std::string Text(const json& query, const char* member) {
  const auto it = query.find(member);
  return it == query.end() || it->is_null() ? "" : it->get<std::string>();
}

void SetAt(const json& query, v1::At* at) {
  at->set_as_of(Text(query, "as_of"));
  const auto known = query.find("known_at");
  if (known == query.end() || known->is_null()) return;
  if (known->is_number()) {
    at->set_known_at_position(known->get<uint64_t>());
  } else {
    at->set_known_at(known->get<std::string>());
  }
}

void SetParameters(const json& query, v1::FoldParameters* parameters) {
  const json params = query.value("params", json::object());
  if (params.contains("spell.max_gap_days")) {
    parameters->set_spell_max_gap_days(params["spell.max_gap_days"]);
  }
  if (params.contains("carry_days")) {
    parameters->set_carry_days(params["carry_days"]);
  }
}

template <typename Enum>
Enum ParseEnum(bool (*parse)(google::protobuf::ConstStringParam, Enum*),
               const std::string& name) {
  Enum value{};
  if (!name.empty()) parse(name, &value);
  return value;
}

// A pact of the scenarios: its first version may be written flat.
v1::Pact ToPact(const json& source) {
  json pact = source;
  if (!pact.contains("versions")) {
    json version = {{"valid_from", pact.value("first_day", "1900-01-01")}};
    for (const char* member : {"axes", "zones", "actions", "indicators"}) {
      if (pact.contains(member)) version[member] = pact[member];
      pact.erase(member);
    }
    pact["versions"] = json::array({version});
  }
  for (json& version : pact["versions"]) {
    for (json& indicator : version["indicators"]) {
      for (json& target : indicator["targets"]) {
        if (target["value"].is_number()) {
          target["value"] = target["value"].dump();
        }
      }
      if (indicator["targets"].is_null()) indicator.erase("targets");
    }
  }
  v1::Pact out;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto status =
      google::protobuf::util::JsonStringToMessage(pact.dump(), &out, options);
  if (!status.ok()) out.set_note("unreadable: " + status.ToString());
  return out;
}

}  // namespace

ScenarioClient::ScenarioClient(std::shared_ptr<grpc::Channel> channel)
    : channel_(std::move(channel)) {}

json ScenarioClient::Push(const json& events, const std::string& mode,
                          const std::string& batch) {
  auto stub = v1::IntakeService::NewStub(channel_);
  json out = {{"verdicts", json::array()}, {"recorded", 0}};
  for (size_t begin = 0; begin < events.size(); begin += 1000) {
    v1::RecordRequest request;
    request.set_mode(ParseEnum(&v1::RecordMode::Commit_Parse, mode));
    request.set_batch(ParseEnum(&v1::RecordMode::Batch_Parse, batch));
    const size_t end = std::min(events.size(), begin + 1000);
    for (size_t i = begin; i < end; ++i) {
      auto event = events::ParseEventJson(events[i].is_string()
                                              ? events[i].get<std::string>()
                                              : events[i].dump());
      if (!event.ok()) return {{"error", event.status().ToString()}};
      *request.add_events() = *std::move(event);
    }
    grpc::ClientContext context;
    v1::RecordResponse response;
    const grpc::Status status = stub->Record(&context, request, &response);
    if (!status.ok()) return Error(status);
    for (const v1::Verdict& verdict : response.verdicts()) {
      out["verdicts"].push_back(ToJson(verdict));
    }
    out["recorded"] = out["recorded"].get<uint64_t>() + response.recorded();
  }
  return out;
}

json ScenarioClient::Ask(const json& query, const std::string& territory) {
  const std::string kind = query.at("kind");
  const std::string asked = query.value("territory", territory);
  if (kind == "pathway") return AskPathway(query, asked);
  if (kind == "delay") return AskDelay(query, asked);
  if (kind == "landmark") return AskLandmark(query, asked);
  if (kind == "breaks") return AskBreaks(query, asked);
  if (kind == "axis") return AskAxis(query, asked);
  return {{"error", "unknown kind " + kind}};
}

json ScenarioClient::AskPathway(const json& query,
                                const std::string& territory) {
  auto stub = v1::PathwayService::NewStub(channel_);
  v1::ListPersonsRequest list;
  list.set_territory(territory);
  SetAt(query, list.mutable_at());
  list.set_page_size(10000);
  v1::ListPersonsResponse persons;
  {
    grpc::ClientContext context;
    const grpc::Status status = stub->ListPersons(&context, list, &persons);
    if (!status.ok()) return Error(status);
  }
  v1::GetPathwayRequest request;
  request.set_territory(territory);
  SetAt(query, request.mutable_at());
  SetParameters(query, request.mutable_parameters());
  const json& id = query.at("person").at("identifiers").at(0);
  request.mutable_person()->set_scheme(
      ParseEnum(&v1::Identifier::Scheme_Parse, id.at("scheme")));
  request.mutable_person()->set_value(id.at("value"));
  grpc::ClientContext context;
  v1::GetPathwayResponse response;
  const grpc::Status status = stub->GetPathway(&context, request, &response);
  json out;
  if (status.ok()) {
    out = PathwayAnswer(response);
    out["found"] = true;
  } else if (status.error_code() == grpc::StatusCode::NOT_FOUND) {
    out["found"] = false;
  } else {
    return Error(status);
  }
  out["persons"] = persons.persons();
  return out;
}

std::vector<v1::ExplainedUnit> ScenarioClient::ExplainAll(
    const v1::FigureRequest& figure) {
  auto stub = v1::EvaluationService::NewStub(channel_);
  v1::ExplainRequest request;
  *request.mutable_figure() = figure;
  std::vector<v1::ExplainedUnit> units;
  do {
    grpc::ClientContext context;
    v1::ExplainResponse response;
    const grpc::Status status = stub->Explain(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    if (!status.ok()) return units;
    units.insert(units.end(), response.units().begin(), response.units().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return units;
}

json ScenarioClient::AskDelay(const json& query, const std::string& territory) {
  auto stub = v1::EvaluationService::NewStub(channel_);
  v1::EvaluateDelayRequest request;
  request.set_territory(territory);
  SetAt(query, request.mutable_at());
  SetParameters(query, request.mutable_parameters());
  request.set_from(Text(query, "from"));
  request.set_to(Text(query, "to"));
  if (!Text(query, "strata").empty()) {
    request.add_strata(Text(query, "strata"));
  }
  v1::DelayDefinition* definition = request.mutable_definition();
  definition->set_id("inline");
  definition->set_version(1);
  definition->set_start(
      ParseEnum(&v1::DelayDefinition::Start_Parse, Text(query, "start")));
  definition->set_stop(ParseEnum(&v1::DelayDefinition::Stop::Milestone_Parse,
                                 Text(query, "stop")));
  definition->set_spells(
      ParseEnum(&v1::DelayDefinition::Spells_Parse, Text(query, "spells")));
  definition->set_population(ParseEnum(&v1::DelayDefinition::Population_Parse,
                                       Text(query, "population")));
  definition->set_exclude_default_orientation(
      !query.value("count_default_orientation", true));
  for (const json& bin : query.value("bins", json::array())) {
    definition->add_bins(bin);
  }
  grpc::ClientContext context;
  v1::EvaluateDelayResponse response;
  const grpc::Status status = stub->EvaluateDelay(&context, request, &response);
  if (!status.ok()) return Error(status);
  v1::FigureRequest figure;
  *figure.mutable_delay() = request;
  return DelayAnswer(request, response, ExplainAll(figure));
}

json ScenarioClient::AskLandmark(const json& query,
                                 const std::string& territory) {
  auto stub = v1::EvaluationService::NewStub(channel_);
  v1::EvaluateLandmarkRequest request;
  request.set_territory(territory);
  SetAt(query, request.mutable_at());
  SetParameters(query, request.mutable_parameters());
  request.set_from(Text(query, "from"));
  request.set_to(Text(query, "to"));
  for (const json& bin : query.value("bins", json::array())) {
    request.add_bins(bin);
  }
  grpc::ClientContext context;
  v1::EvaluateLandmarkResponse response;
  const grpc::Status status =
      stub->EvaluateLandmark(&context, request, &response);
  return status.ok() ? LandmarkAnswer(response) : Error(status);
}

json ScenarioClient::AskBreaks(const json& query,
                               const std::string& territory) {
  auto stub = v1::EvaluationService::NewStub(channel_);
  v1::EvaluateBreaksRequest request;
  request.set_territory(territory);
  SetAt(query, request.mutable_at());
  SetParameters(query, request.mutable_parameters());
  request.set_from(Text(query, "from"));
  request.set_to(Text(query, "to"));
  for (const json& type : query.value("types", json::array())) {
    request.add_types(type);
  }
  const json tolerances = query.value("tolerances", json::object());
  for (const auto& [type, days] : tolerances.items()) {
    (*request.mutable_tolerances())[type] = days;
  }
  grpc::ClientContext context;
  v1::EvaluateBreaksResponse response;
  const grpc::Status status =
      stub->EvaluateBreaks(&context, request, &response);
  if (!status.ok()) return Error(status);
  v1::FigureRequest figure;
  *figure.mutable_breaks() = request;
  return BreaksAnswer(response, ExplainAll(figure));
}

json ScenarioClient::AskAxis(const json& query, const std::string& territory) {
  auto stub = v1::EvaluationService::NewStub(channel_);
  v1::EvaluatePactRequest request;
  request.set_territory(territory);
  SetAt(query, request.mutable_at());
  SetParameters(query, request.mutable_parameters());
  request.set_from(Text(query, "from"));
  request.set_to(Text(query, "to"));
  if (!Text(query, "breakdown").empty()) {
    request.add_breakdown(Text(query, "breakdown"));
  }
  *request.mutable_pact() = ToPact(query.at("pact"));
  grpc::ClientContext context;
  v1::EvaluatePactResponse response;
  const grpc::Status status = stub->EvaluatePact(&context, request, &response);
  return status.ok() ? AxisAnswer(response) : Error(status);
}

}  // namespace jalon::testing
