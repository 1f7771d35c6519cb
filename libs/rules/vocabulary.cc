#include "libs/rules/vocabulary.h"

namespace jalon::rules {
namespace {

template <typename Word>
const Word* Find(const std::vector<Word>& words, absl::string_view name) {
  for (const Word& word : words) {
    if (name == word.name) return &word;
  }
  return nullptr;
}

}  // namespace

const std::vector<BreakType>& BreakTypes() {
  static const std::vector<BreakType>& types = *new std::vector<BreakType>{
      {.name = "NOT_ORIENTED", .legal_key = "ORIENTATION_MAX_DELAY"},
      {.name = "NO_CONTACT"},
      {.name = "NO_REFERENT"},
      {.name = "NO_CONTRACT", .legal_key = "CONTRACT_MAX_DELAY"},
      {.name = "CONTRACT_LAPSED"},
      {.name = "NO_ACTION"},
      {.name = "SILENCE"},
      {.name = "SOCIAL_STUCK", .legal_key = "SOCIAL_REVIEW"},
      {.name = "SANCTION"},
      {.name = "ACTION_ABANDONED", .is_day = true},
      {.name = "MISSED_APPOINTMENTS", .is_day = true},
      {.name = "SILENT_EXIT", .is_day = true},
      {.name = "RETURN", .is_day = true, .has_window = true},
      {.name = "EMPLOYMENT_BROKEN", .is_day = true, .has_window = true},
  };
  return types;
}

const std::vector<Measure>& Measures() {
  static const std::vector<Measure>& measures = *new std::vector<Measure>{
      {"enrolments", {}, {}},
      {"persons", {}, {}},
      {"open", {}, {}},
      {"occupancy", {}, {}},
      {"completion_rate", {}, {}},
      {"abandonment_rate", {}, {}},
      {"employment_within", {"days"}, {}},
      {"employed_at", {"days"}, {}},
      {"barrier_lifted", {"days"}, {"barriers"}},
      {"delay", {"start", "stop", "statistic"}, {"at", "population", "spells"}},
      {"breaks", {"statistic"}, {"types"}},
      {"continuity", {}, {}},
      {"oriented_rate", {}, {"population", "include_suspended"}},
      {"orientation_mix", {}, {"track", "population", "include_suspended"}},
      {"contract_rate", {}, {"population", "include_suspended"}},
  };
  return measures;
}

const std::vector<const char*>& DelayStatistics() {
  static const std::vector<const char*>& names = *new std::vector<const char*>{
      "median", "quartile1",  "quartile3",   "p90",
      "share",  "legal_rate", "mean_reached"};
  return names;
}

const std::vector<const char*>& BreakStatistics() {
  static const std::vector<const char*>& names = *new std::vector<const char*>{
      "count", "persons", "per_100_person_years", "days_in_break"};
  return names;
}

const BreakType* FindBreakType(absl::string_view name) {
  return Find(BreakTypes(), name);
}

const Measure* FindMeasure(absl::string_view name) {
  return Find(Measures(), name);
}

}  // namespace jalon::rules
