#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace jalon::rules {

// The words that definitions may use: what the code can compute. Their
// meaning is in docs/figures.md.

// A type of continuity break (spec §6).
struct BreakType {
  const char* name;            // "NOT_ORIENTED"
  bool is_day = false;         // A day rather than a gap: it has no tolerance.
  bool has_window = false;     // A day that reads window_days.
  const char* legal_key = "";  // The legal rule that may bound it; "" = none.
};

// A measure of an indicator (spec §7) and the members of IndicatorParams that
// it reads.
struct Measure {
  const char* name;
  std::vector<const char*> required;
  std::vector<const char*> optional;
};

// In the order of the specification. Threads: safe.
const std::vector<BreakType>& BreakTypes();
const std::vector<Measure>& Measures();
const std::vector<const char*>& DelayStatistics();
const std::vector<const char*>& BreakStatistics();

// nullptr = no such name.
const BreakType* FindBreakType(absl::string_view name);
const Measure* FindMeasure(absl::string_view name);

}  // namespace jalon::rules
