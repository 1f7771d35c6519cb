#pragma once

// The kinds of figure that the attacks of suppression_test.cc read, each with
// the same members.

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tests/services/disclosure_attack.h"
#include "tests/services/service_world.h"

namespace jalon::testing {

// A total and its parts, by name of the count.
using NamedSums = std::vector<std::pair<std::string, std::vector<std::string>>>;
// The figures of a breakdown, by the values of its dimensions.
using ShownParts = std::vector<std::pair<std::vector<std::string>, Shown>>;

template <typename Keyed>
std::vector<std::string> KeyOf(const Keyed& part) {
  return {part.key().begin(), part.key().end()};
}

// A plain count that is hidden reads 0.
inline void Put(const std::string& name, uint64_t count, Shown* shown) {
  if (count > 0) (*shown)[name] = count;
}

struct DelayFigures {
  using Request = v1::EvaluateDelayRequest;
  using Response = v1::EvaluateDelayResponse;

  static Request Ask() {
    Request request;
    request.set_from("2024-01-01");
    request.set_to("2024-12-31");
    request.set_definition_id("legal.contract");
    return request;
  }
  static auto* Breakdown(Request* request) { return request->mutable_strata(); }
  static constexpr auto kMethod = &v1::EvaluationService::Stub::EvaluateDelay;

  static Shown Of(const v1::DelayFigure& figure) {
    Shown out;
    if (figure.status() == v1::SUPPRESSED) return out;
    out["cohort"] = figure.cohort();
    Put("units", figure.units(), &out);
    Put("persons", figure.persons(), &out);
    Put("persons as households", figure.households(), &out);
    for (const auto& [name, count] : figure.classes()) out[name] = count;
    for (const v1::Bin& bin : figure.bins()) {
      out[absl::StrCat("bin ", bin.from())] = bin.count();
    }
    for (const auto& [name, count] : figure.legal().classes()) {
      out["legal " + name] = count;
    }
    return out;
  }
  static Shown Whole(const Response& response) {
    return response.has_figure() ? Of(response.figure()) : Shown();
  }
  static ShownParts Parts(const Response& response) {
    ShownParts out;
    for (const v1::DelayGroup& group : response.groups()) {
      out.emplace_back(KeyOf(group), Of(group.figure()));
    }
    return out;
  }
  static NamedSums Sums(const Response&) {
    return {{"cohort", {"UNKNOWN_START", "BEFORE_START", "units"}},
            {"units", {"REACHED", "EXITED_FIRST", "WAITING"}},
            {"REACHED", {"bin 0", "bin 30", "bin 60", "bin 90"}},
            {"cohort",
             {"legal ON_TIME", "legal LATE", "legal NOT_DUE_YET",
              "legal EXITED", "legal UNKNOWN_START", "legal NO_RULE"}}};
  }
};

struct LandmarkFigures {
  using Request = v1::EvaluateLandmarkRequest;
  using Response = v1::EvaluateLandmarkResponse;

  static Request Ask() {
    Request request;
    request.set_from("2024-01-01");
    request.set_to("2024-12-31");
    return request;
  }
  static auto* Breakdown(Request* request) { return request->mutable_strata(); }
  static constexpr auto kMethod =
      &v1::EvaluationService::Stub::EvaluateLandmark;

  template <typename Bands>
  static Shown Of(const Bands& bands) {
    Shown out;
    Put("cohort", bands.cohort(), &out);
    Put("before", bands.before_landmark(), &out);
    for (const v1::LandmarkGroup& band : bands.groups()) {
      out["units " + band.key()] = band.units();
      out["ended " + band.key()] = band.ended();
    }
    return out;
  }
  static Shown Whole(const Response& response) { return Of(response); }
  static ShownParts Parts(const Response& response) {
    ShownParts out;
    for (const v1::LandmarkStratum& stratum : response.strata()) {
      out.emplace_back(KeyOf(stratum), Of(stratum));
    }
    return out;
  }
  static NamedSums Sums(const Response&) {
    return {
        {"cohort",
         {"before", "units <30", "units 30-59", "units 60-89", "units >=90"}}};
  }
};

struct BreakFigures {
  using Request = v1::EvaluateBreaksRequest;
  using Response = v1::EvaluateBreaksResponse;

  static Request Ask() {
    Request request;
    request.set_from("2024-01-01");
    request.set_to("2024-06-30");
    return request;
  }
  static auto* Breakdown(Request* request) {
    return request->mutable_breakdown();
  }
  static constexpr auto kMethod = &v1::EvaluationService::Stub::EvaluateBreaks;

  static Shown Of(const v1::BreaksFigure& figure) {
    Shown out;
    if (figure.status() != v1::OK) return out;
    out["count"] = figure.count();
    Put("at risk", figure.at_risk(), &out);
    Put("persons", figure.persons(), &out);
    Put("persons exposed", figure.exposed_persons(), &out);
    Put("persons in break", figure.persons_in_break(), &out);
    for (const auto& [type, count] : figure.persons_by_type()) {
      out["persons " + type] = count;
    }
    for (const auto& [type, count] : figure.by_type()) out[type] = count;
    for (const v1::HandOver& move : figure.hand_over()) {
      out[absl::StrCat("from ", move.before(), " to ", move.after())] =
          move.count();
    }
    return out;
  }
  static Shown Whole(const Response& response) { return Of(response.figure()); }
  static ShownParts Parts(const Response& response) {
    ShownParts out;
    for (const v1::BreaksCell& cell : response.cells()) {
      out.emplace_back(KeyOf(cell), Of(cell.figure()));
    }
    return out;
  }
  static NamedSums Sums(const Response& exact) {
    NamedSums out = {{"count", {}}};
    for (const auto& [type, count] : exact.figure().by_type()) {
      out[0].second.push_back(type);
    }
    return out;
  }
};

// Every indicator beside the others: "0 numerator", "1 denominator" …
struct PactFigures {
  using Request = v1::EvaluatePactRequest;
  using Response = v1::EvaluatePactResponse;

  static Request Ask() {
    Request request;
    request.set_from("2024-01-01");
    request.set_to("2024-06-30");
    v1::Pact& pact = *request.mutable_pact();
    pact.set_id("attacked");
    pact.set_territory("34");
    pact.set_first_day("2024-01-01");
    v1::PactVersion& version = *pact.add_versions();
    version.set_valid_from("2024-01-01");
    for (const char* measure :
         {"oriented_rate", "contract_rate", "breaks", "delay"}) {
      v1::Indicator& indicator = *version.add_indicators();
      indicator.set_id(measure);
      indicator.set_measure(measure);
    }
    v1::IndicatorParams& delay =
        *version.mutable_indicators(3)->mutable_params();
    delay.set_start("ORIENTED");
    delay.set_stop("CONTRACT");
    delay.set_statistic("legal_rate");
    version.mutable_indicators(kBreaks)->mutable_params()->set_statistic(
        "count");
    return request;
  }
  static constexpr int kBreaks = 2;  // Of which the base is days.
  static auto* Breakdown(Request* request) {
    return request->mutable_breakdown();
  }
  static constexpr auto kMethod = &v1::EvaluationService::Stub::EvaluatePact;

  template <typename Figure>
  static void Add(int indicator, const Figure& figure, Shown* out) {
    if (figure.has_numerator()) {
      (*out)[absl::StrCat(indicator, " numerator")] = figure.numerator();
    } else if (figure.has_value()) {  // A count that is its own value.
      (*out)[absl::StrCat(indicator, " numerator")] =
          static_cast<uint64_t>(std::llround(figure.value().value()));
    }
    if (figure.has_denominator() && indicator != kBreaks) {
      (*out)[absl::StrCat(indicator, " denominator")] = figure.denominator();
    }
    Put(absl::StrCat(indicator, " immature"), figure.immature(), out);
    Put(absl::StrCat("persons ", indicator), figure.persons(), out);
  }
  static Shown Whole(const Response& response) {
    Shown out;
    for (int i = 0; i < response.indicators_size(); ++i) {
      Add(i, response.indicators(i), &out);
      for (const auto& [name, count] : response.indicators(i).classes()) {
        out[absl::StrCat(i, " ", name)] = count;
      }
    }
    return out;
  }
  static ShownParts Parts(const Response& response) {
    std::map<std::vector<std::string>, Shown> parts;
    for (int i = 0; i < response.indicators_size(); ++i) {
      for (const v1::IndicatorCell& cell : response.indicators(i).cells()) {
        Add(i, cell, &parts[KeyOf(cell)]);
      }
    }
    return {parts.begin(), parts.end()};
  }
  static NamedSums Sums(const Response&) { return {}; }
};

}  // namespace jalon::testing
