#pragma once

#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/continuity.h"
#include "libs/evaluation/pact_source.h"

namespace jalon::evaluation {

// A jalon.v1.Filter: over units, by the values of their day; over breaks, by
// those at g0 (the orientation in force then, else the day before); over days,
// by those of each.
class Filter {
 public:
  // Holds everything.
  Filter() = default;
  // `catalogue` bears the zones; nullptr = no pact.
  // INVALID_ARGUMENT naming the field: an unknown zone or track.
  static absl::StatusOr<Filter> Make(const v1::Filter& filter,
                                     const Catalogue* catalogue,
                                     const pathway::StringTable& strings);

  bool Holds(const pathway::Pathway& pathway, Day day) const;
  bool HoldsBreak(const pathway::Pathway& pathway, const Break& found) const;
  // The days of the set that pass.
  DaySet Days(const pathway::Pathway& pathway, DaySet days) const;

 private:
  bool HoldsZone(const pathway::Pathway& pathway, Day day) const;
  DaySet DaysInZone(const pathway::Pathway& pathway) const;
  bool HoldsOrientation(const pathway::Orientation* orientation) const;

  const Catalogue* catalogue_ = nullptr;
  std::vector<std::string> zones_;
  std::vector<uint8_t> tracks_;
  std::vector<pathway::StringId> organisations_;  // 0: one never seen.
};

}  // namespace jalon::evaluation
