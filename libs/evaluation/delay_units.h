#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/definition.pb.h"
#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/filter.h"

namespace jalon::evaluation {

// Classes of spec §5, in its order.
enum class DelayClass : uint8_t {
  kUnknownStart,
  kBeforeStart,
  kReached,
  kExitedFirst,
  kWaiting,
};
inline constexpr std::array<const char*, 5> kDelayClassNames = {
    "UNKNOWN_START", "BEFORE_START", "REACHED", "EXITED_FIRST", "WAITING"};

enum class LegalClass : uint8_t {
  kOnTime,
  kLate,
  kNotDueYet,
  kExited,
  kUnknownStart,
  kNoRule,
};
inline constexpr std::array<const char*, 6> kLegalClassNames = {
    "ON_TIME", "LATE", "NOT_DUE_YET", "EXITED", "UNKNOWN_START", "NO_RULE"};

// One unit of a cohort: a spell.
struct DelayUnit {
  size_t person = 0;
  int spell = 0;
  Day spell_start = 0;
  Day clock = base::kNoDay;
  Day stop = base::kNoDay;
  DelayClass cls = DelayClass::kUnknownStart;
  int32_t days = 0;  // Not of UNKNOWN_START.
  Day due = base::kNoDay;
  LegalClass legal = LegalClass::kNoRule;
  pathway::StringId household = 0;
  std::vector<std::string> strata;  // Keys.
  std::vector<std::string> events;  // Deciding events, when asked for.
};

struct DelayExcluded {
  size_t person;
  Day spell_start;
  const char* step;
};

// What a range of persons gives.
struct DelayShard {
  std::vector<DelayUnit> units;
  std::vector<DelayExcluded> excluded;
  std::vector<size_t> no_spell;
};

// A delay question, checked: which spells are units, and their classes.
// Threads: safe after Make. Lifetime: keeps the context and the filter.
class DelayQuestion {
 public:
  struct Options {
    v1::DelayDefinition definition;
    Day from = 0, to = 0;
    const Filter* filter = nullptr;
    Breakdown strata = {};
    bool with_events = false;
  };
  // INVALID_ARGUMENT: no start or no stop.
  static absl::StatusOr<DelayQuestion> Make(const Context& context,
                                            Options options);

  // Appends the person's units and excluded spells, in order of spell.
  void Append(const pathway::Pathway& pathway, size_t person,
              DelayShard* shard) const;

  // Whether a legal rule covers the delay.
  bool has_legal() const {
    return legal_key_ != v1::LegalRule::KEY_UNSPECIFIED;
  }
  const v1::DelayDefinition& definition() const { return options_.definition; }
  const Breakdown& strata() const { return options_.strata; }

 private:
  struct Moment {
    Day day = base::kNoDay;
    int event = -1;
  };
  Moment ClockOf(const pathway::Pathway& pathway, int spell) const;
  Moment StopOf(const pathway::Pathway& pathway, int spell) const;
  const pathway::Orientation* FirstOrientation(const pathway::Pathway& pathway,
                                               int spell) const;
  bool InPopulation(const pathway::Pathway& pathway, int spell, Day day) const;
  DelayUnit UnitOf(const pathway::Pathway& pathway, size_t person, int spell,
                   const Moment& clock) const;
  void SetLegal(const pathway::Pathway& pathway, DelayUnit* unit) const;
  void SetEvents(const pathway::Pathway& pathway, int spell,
                 const Moment& clock, const Moment& stop,
                 DelayUnit* unit) const;

  const Context* context_ = nullptr;
  Options options_;
  v1::LegalRule::Key legal_key_ = v1::LegalRule::KEY_UNSPECIFIED;
};

}  // namespace jalon::evaluation
