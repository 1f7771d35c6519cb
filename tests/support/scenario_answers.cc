#include "tests/support/scenario_answers.h"

#include <string>

#include <google/protobuf/util/json_util.h>

namespace jalon::testing {
namespace {

using nlohmann::json;

std::string StatusName(v1::FigureStatus status) {
  return v1::FigureStatus_Name(status);
}

// The list as an object, by the text of one member.
json ByKey(const json& list, const std::string& key) {
  json out = json::object();
  for (const json& item : list) {
    const json& name = item.at(key);
    out[name.is_string() ? name.get<std::string>() : name.dump()] = item;
  }
  return out;
}

json FigureAnswer(const v1::DelayFigure& figure) {
  json out = ToJson(figure);
  json shares = json::object(), intervals = json::object();
  json immature = json::array();
  for (const v1::Share& share : figure.shares()) {
    const std::string day = std::to_string(share.day());
    shares[day] = share.has_value() ? ToJson(share.value()) : json();
    if (share.has_lower()) {
      intervals[day] = json::array({share.lower(), share.upper()});
    }
    if (share.immature()) immature.push_back(share.day());
  }
  out["shares"] = shares;
  out["share_intervals"] = intervals;
  out["immature_shares"] = immature;
  json quantiles = json::object();
  for (const v1::Quantile& quantile : figure.quantiles()) {
    quantiles[std::to_string(quantile.percent())] =
        quantile.has_day() ? json(quantile.day()) : json();
  }
  out["quantiles"] = quantiles;
  for (json& point : out["km"]) point["survival"] = point["value"];
  if (!figure.has_mean_reached()) out["mean_reached"] = json();
  if (!figure.has_legal()) out["legal"] = json();
  return out;
}

// A key of one dimension.
std::string KeyText(const json& key) { return key.at(0).get<std::string>(); }

json LogRankAnswer(const v1::LogRank& logrank) {
  json out = ToJson(logrank);
  json groups = json::object();
  for (const json& group : out["groups"]) groups[KeyText(group["key"])] = group;
  out["groups"] = groups;
  return out;
}

json UnitAnswer(const v1::ExplainedUnit& unit) {
  json out = ToJson(unit);
  out["start"] = out["day"];
  if (unit.cells_size() > 0) out["stratum"] = unit.cells(0);
  return out;
}

}  // namespace

json ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status =
      google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) return {{"error", status.ToString()}};
  return json::parse(text);
}

json PathwayAnswer(const v1::GetPathwayResponse& response) {
  json out = ToJson(response.pathway());
  const json profile = out.value("profile", json::object());
  for (const char* member :
       {"age", "age_band", "seniority_band", "commune", "sex"}) {
    if (profile.contains(member)) out[member] = profile[member];
  }
  return out;
}

json DelayAnswer(const v1::EvaluateDelayRequest& request,
                 const v1::EvaluateDelayResponse& response,
                 const std::vector<v1::ExplainedUnit>& units) {
  json out = FigureAnswer(response.figure());
  out["kind"] = "delay";
  out["start"] = v1::DelayDefinition::Start_Name(request.definition().start());
  out["stop"] =
      v1::DelayDefinition::Stop::Milestone_Name(request.definition().stop());
  out["status"] = StatusName(response.header().status());
  for (const char* member : {"units_explained", "excluded", "no_spell"}) {
    out[member] = json::array();
  }
  for (const v1::ExplainedUnit& unit : units) {
    if (unit.class_() != "LEFT_OUT") {
      out["units_explained"].push_back(UnitAnswer(unit));
    } else if (unit.step() == "NO_SPELL") {
      out["no_spell"].push_back(unit.person());
    } else {
      out["excluded"].push_back(UnitAnswer(unit));
    }
  }
  if (!request.strata().empty()) {
    json groups = json::object();
    for (const v1::DelayGroup& group : response.groups()) {
      groups[group.key(0)] = FigureAnswer(group.figure());
    }
    out["strata"] = {{"dimension", request.strata(0)}, {"groups", groups}};
    if (response.has_logrank()) {
      out["strata"]["logrank"] = LogRankAnswer(response.logrank());
    }
  }
  return out;
}

json LandmarkAnswer(const v1::EvaluateLandmarkResponse& response) {
  json out = ToJson(response);
  out["kind"] = "landmark";
  out["status"] = StatusName(response.header().status());
  out["groups"] = ByKey(out["groups"], "key");
  if (response.has_logrank())
    out["logrank"] = LogRankAnswer(response.logrank());
  return out;
}

json BreaksAnswer(const v1::EvaluateBreaksResponse& response,
                  const std::vector<v1::ExplainedUnit>& units) {
  json out = ToJson(response.figure());
  out["kind"] = "breaks";
  out["status"] = StatusName(response.header().status());
  out["at_risk_count"] = response.figure().at_risk();
  out["breaks"] = json::array();
  out["at_risk"] = json::array();
  for (const v1::ExplainedUnit& unit : units) {
    if (unit.class_() == "LEFT_OUT") continue;
    out[unit.class_() == "AT_RISK" ? "at_risk" : "breaks"].push_back(
        ToJson(unit.break_()));
    if (unit.break_().person().empty()) out["error"] = "a break of nobody";
  }
  return out;
}

json AxisAnswer(const v1::EvaluatePactResponse& response) {
  json out = ToJson(response);
  out["kind"] = "axis";
  out["status"] = StatusName(response.header().status());
  for (json& indicator : out["indicators"]) {
    for (json& cell : indicator["cells"]) cell["key"] = KeyText(cell["key"]);
  }
  out["indicators"] = ByKey(out["indicators"], "id");
  return out;
}

}  // namespace jalon::testing
