#include "tests/support/partial_match.h"

#include <cmath>
#include <cstdlib>
#include <optional>

namespace jalon::testing {
namespace {

using nlohmann::json;

struct Quantity {
  double value = 0;
  std::string fraction;  // Reduced, empty when not exact.
};

std::optional<double> ParseRatio(const std::string& text) {
  char* end = nullptr;
  const double numerator = std::strtod(text.c_str(), &end);
  if (end == text.c_str()) return std::nullopt;
  if (*end == '\0') return numerator;
  if (*end != '/') return std::nullopt;
  const char* begin = end + 1;
  const double denominator = std::strtod(begin, &end);
  if (end == begin || *end != '\0') return std::nullopt;
  return numerator / denominator;
}

std::optional<Quantity> AsQuantity(const json& actual) {
  if (actual.is_number()) return Quantity{actual.get<double>(), ""};
  if (actual.is_string()) {
    const std::optional<double> value = ParseRatio(actual.get<std::string>());
    if (value.has_value()) return Quantity{*value, actual.get<std::string>()};
    return std::nullopt;
  }
  if (actual.is_object() && actual.contains("value") &&
      actual["value"].is_number()) {
    return Quantity{actual["value"].get<double>(),
                    actual.value("fraction", std::string())};
  }
  return std::nullopt;
}

bool IsAbsent(const json& actual) {
  return actual.is_null() ||
         (actual.is_string() && actual.get<std::string>().empty()) ||
         (actual.is_object() && actual.empty());
}

bool SameNumber(const json& expected, const Quantity& actual) {
  if (expected.is_number_float()) {
    const double e = expected.get<double>();
    return std::abs(e - actual.value) <= 1e-6 * std::max(1.0, std::abs(e));
  }
  const double e = expected.is_string()
                       ? *ParseRatio(expected.get<std::string>())
                       : expected.get<double>();
  // Ratios may be written unreduced ("6/10"): their doubles are equal.
  return std::abs(e - actual.value) <= 1e-12 * std::max(1.0, std::abs(e));
}

std::string Line(const std::string& path, const json& expected,
                 const json& actual) {
  return path + ": expected " + expected.dump() + ", got " +
         actual.dump().substr(0, 3000);
}

}  // namespace

std::vector<std::string> Differences(const json& expected, const json& actual,
                                     const std::string& path) {
  std::vector<std::string> out;
  auto fail = [&] { out.push_back(Line(path, expected, actual)); };
  if (expected.is_object()) {
    if (!actual.is_object()) {
      fail();
      return out;
    }
    for (const auto& [key, value] : expected.items()) {
      const json member = actual.contains(key) ? actual[key] : json();
      for (std::string& line : Differences(value, member, path + "." + key)) {
        out.push_back(std::move(line));
      }
    }
  } else if (expected.is_array()) {
    const json list = actual.is_null() ? json::array() : actual;
    if (!list.is_array() || list.size() != expected.size()) {
      fail();
      return out;
    }
    for (size_t i = 0; i < expected.size(); ++i) {
      for (std::string& line : Differences(
               expected[i], list[i], path + "[" + std::to_string(i) + "]")) {
        out.push_back(std::move(line));
      }
    }
  } else if (expected.is_null()) {
    if (!IsAbsent(actual)) fail();
  } else if (expected.is_number() && actual.is_array()) {
    if (expected.get<size_t>() != actual.size()) fail();
  } else if (expected.is_number() ||
             (expected.is_string() && !actual.is_string() &&
              ParseRatio(expected.get<std::string>()).has_value())) {
    const std::optional<Quantity> quantity = AsQuantity(actual);
    if (!quantity.has_value() || !SameNumber(expected, *quantity)) fail();
  } else if (expected != actual) {
    fail();
  }
  return out;
}

}  // namespace jalon::testing
