#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/measure.h"
#include "libs/evaluation/pieces.h"

namespace jalon::evaluation {

// What one cell of an indicator counts; sums are exact and order-free.
struct Tally {
  std::array<int64_t, kMaxClasses> classes{};  // Units, by class.
  int64_t persons = 0;                         // Distinct, behind the units.
  int64_t immature = 0;
  // Where days are read: with one of those below.
  int64_t exposed_persons = 0, persons_of_days = 0;
  int64_t exposed_days = 0;  // Of the period.
  int64_t days = 0;          // Of them, covered or in break.

  void Add(const Unit& unit, size_t person);
  // Of one person.
  void Add(const DayCount& count);
  void Merge(const Tally& other);

 private:
  size_t last_person_ = SIZE_MAX;
};

// An indicator over all and by key of the breakdown.
struct Cells {
  Tally total;
  absl::flat_hash_map<std::string, Tally> by_key;

  void Merge(const Cells& other);
};

// The value of a measure, except a delay.
struct Figure {
  v1::FigureStatus status = v1::OK;
  std::optional<v1::Number> value;  // Only when OK.
  std::optional<int64_t> numerator, denominator;
  std::optional<int64_t> persons, exposed_persons;
  int64_t immature = 0;
};

// `capacity` is the denominator of an occupancy.
Figure CountedFigure(const Measure& measure, const Tally& tally,
                     int64_t capacity);

// The statistic of an indicator from the figure of its delay.
Figure DelayStatistic(const Measure& measure, const v1::DelayFigure& delay);

}  // namespace jalon::evaluation
