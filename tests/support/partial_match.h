#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace jalon::testing {

// Compares an expected object of a scenario with an actual one
// (tests/testdata/cases/README.md):
// - objects member by member, only those that are expected;
// - lists member by member and of equal length; a number expected where a list
//   stands is its length;
// - "3/5" exactly as a fraction; numbers exactly, or within 1e-6 where a
//   decimal is written;
// - null: absent, empty text or null.
// Numbers of jalon.v1 ({value, fraction}) and 64-bit integers (text in
// protobuf's JSON) count as numbers. Returns one line a difference.
std::vector<std::string> Differences(const nlohmann::json& expected,
                                     const nlohmann::json& actual,
                                     const std::string& path = "");

}  // namespace jalon::testing
