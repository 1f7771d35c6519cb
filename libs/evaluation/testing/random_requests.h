#pragma once

#include <map>
#include <string>

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/every_measure.h"
#include "libs/evaluation/testing/random_territory.h"

// Random questions about a random territory.
namespace jalon::evaluation::testing {

using Counts = std::map<std::string, uint64_t>;

// Without what was not counted.
template <typename Map>
Counts ToCounts(const Map& map) {
  Counts out;
  for (const auto& [name, count] : map) {
    if (count > 0) out[name] = count;
  }
  return out;
}

inline v1::Pact PactOfEveryMeasure() {
  v1::Pact pact;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kPact, &pact));
  return pact;
}

template <typename Request>
Request Over(RandomTerritory* random) {
  const Day from = RandomTerritory::kFirst + random->Below(150);
  Request request;
  request.set_from(base::FormatDay(from));
  request.set_to(base::FormatDay(from + random->Below(250)));
  return request;
}

inline v1::EvaluateDelayRequest RandomDelay(RandomTerritory* random) {
  auto request = Over<v1::EvaluateDelayRequest>(random);
  v1::DelayDefinition* definition = request.mutable_definition();
  definition->set_start(
      static_cast<v1::DelayDefinition::Start>(1 + random->Below(6)));
  definition->set_stop(
      static_cast<v1::DelayDefinition::Stop::Milestone>(1 + random->Below(7)));
  definition->set_population(
      static_cast<v1::DelayDefinition::Population>(random->Below(3)));
  definition->set_spells(
      static_cast<v1::DelayDefinition::Spells>(random->Below(2)));
  if (random->Below(2) == 0) request.add_strata("track");
  if (random->Below(2) == 0) request.add_strata("sex");
  return request;
}

inline v1::EvaluateBreaksRequest RandomBreaks(RandomTerritory* random) {
  auto request = Over<v1::EvaluateBreaksRequest>(random);
  (*request.mutable_tolerances())["NO_CONTACT"] =
      static_cast<uint32_t>(random->Below(60));
  if (random->Below(2) == 0) request.add_breakdown("organisation");
  if (random->Below(2) == 0) request.add_breakdown("cohort");
  if (random->Below(3) == 0) request.mutable_filter()->add_organisations("A");
  return request;
}

inline v1::EvaluatePactRequest RandomPact(RandomTerritory* random) {
  auto request = Over<v1::EvaluatePactRequest>(random);
  *request.mutable_pact() = PactOfEveryMeasure();
  static constexpr const char* kDimensions[] = {"zone", "axis", "sex", "track"};
  if (random->Below(2) == 0) {
    request.add_breakdown(kDimensions[random->Below(2)]);
  }
  if (random->Below(2) == 0) {
    request.add_breakdown(kDimensions[2 + random->Below(2)]);
  }
  return request;
}

}  // namespace jalon::evaluation::testing
