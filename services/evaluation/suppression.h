#pragma once

#include <cstdint>

#include "jalon/v1/evaluation.pb.h"

namespace jalon::evaluation_service {

// What is taken out of a figure for principals without individual access
// (spec §8): the rows about persons, and counts of 1 to k - 1.
//
// This is primary suppression. Cells that could be recovered from the others
// and a total, or from a sibling table or another query, are not hidden yet:
// give such principals the figures of large territories only.
//
// How a hidden value reads: a count in a map or list is left out; a figure, an
// indicator or a cell that hides a count has status SUPPRESSED and no value;
// a plain count that is hidden reads 0, and the header's status is SUPPRESSED
// (a shown zero never makes it so). Means, rates and curves over hidden counts
// are hidden; the steps of curves are thinned so that each holds k persons.
class Suppression {
 public:
  explicit Suppression(uint64_t k) : k_(k) {}

  void Apply(v1::EvaluateDelayResponse* response) const;
  void Apply(v1::EvaluateLandmarkResponse* response) const;
  void Apply(v1::EvaluateBreaksResponse* response) const;
  void Apply(v1::EvaluatePactResponse* response) const;
  void Apply(v1::EvaluateTableResponse* response) const;

  bool IsSmall(uint64_t count) const { return count > 0 && count < k_; }

 private:
  const uint64_t k_;
};

}  // namespace jalon::evaluation_service
