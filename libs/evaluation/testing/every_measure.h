#pragma once

namespace jalon::evaluation::testing {

// A pact of territory 34 with an indicator of every measure.
inline constexpr char kPact[] = R"pb(
  id: "P"
  territory: "34"
  first_day: "2024-01-01"
  versions {
    valid_from: "2024-01-01"
    axes { id: "1" }
    axes { id: "2" }
    zones { id: "Z1" communes: "34172" communes: "34057" }
    zones { id: "Z2" communes: "34032" }
    actions { id: "A1" axes: "1" capacity: 4 }
    actions { id: "A2" axes: "2" capacity: 2 funding: "FSE" zones: "Z2" }
    actions { id: "A12" axes: "1" axes: "2" }
    indicators { id: "enrolments" measure: "enrolments" }
    indicators { id: "persons" measure: "persons" }
    indicators { id: "open" measure: "open" }
    indicators { id: "occupancy" measure: "occupancy" }
    indicators { id: "completion" measure: "completion_rate" }
    indicators { id: "abandonment" measure: "abandonment_rate" axis: "1" }
    indicators {
      id: "within"
      measure: "employment_within"
      params { days: 90 }
    }
    indicators {
      id: "at"
      measure: "employed_at"
      params { days: 90 }
    }
    indicators {
      id: "barrier"
      measure: "barrier_lifted"
      params { days: 60 }
    }
    indicators {
      id: "median"
      measure: "delay"
      params { start: "OPENING" stop: "ORIENTED" statistic: "median" }
    }
    indicators {
      id: "legal"
      measure: "delay"
      params { start: "RECEIVED" stop: "ORIENTED" statistic: "legal_rate" }
    }
    indicators {
      id: "breaks"
      measure: "breaks"
      params { statistic: "count" }
    }
    indicators {
      id: "rate"
      measure: "breaks"
      params { statistic: "per_100_person_years" types: "NO_ACTION" }
    }
    indicators {
      id: "days"
      measure: "breaks"
      params { statistic: "days_in_break" }
    }
    indicators { id: "continuity" measure: "continuity" }
    indicators { id: "oriented" measure: "oriented_rate" }
    indicators { id: "mix" measure: "orientation_mix" }
    indicators { id: "contract" measure: "contract_rate" }
  }
)pb";

}  // namespace jalon::evaluation::testing
