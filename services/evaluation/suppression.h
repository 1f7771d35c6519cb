#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "jalon/v1/evaluation.pb.h"

namespace jalon::evaluation_service {

// What is taken out of a figure for principals without individual access
// (spec §8): the rows about persons, counts of 1 to k - 1, and as many others
// as keep those from being computed (cell_table.h, libs/evaluation/protect.h):
// from the sums of the answer, from the whole that a breakdown divides, which
// is protected first and reads the same beside every breakdown of it, and from
// sibling counts (legal classes and classes, bins and shares). Persons and
// households are counted once in each figure, and may stand in several: what
// the groups count beyond the whole, and units beyond persons, is protected
// like any count, and crossed tables show none of them.
//
// How a hidden value reads: a count in a map or list is left out; a figure, an
// indicator or a cell that hides a count has status SUPPRESSED and no value;
// a plain count that is hidden reads 0, and the header's status is SUPPRESSED
// (a shown zero never makes it so). Means, rates, shares, quantiles and curves
// over hidden counts are hidden, and days of few persons; the steps of curves
// are thinned so that each holds k persons, and numbers lose their exact form
// and are rounded as the pages show them.
//
// Filters and crossed dimensions: see filtered.h.
//
// What it does not protect from:
// - two answers whose dates, period, tolerances or definition given inline
//   differ by few persons: their difference is those persons. Without a memory
//   of what was asked nothing stops that but counts that are not exact, for
//   instance rounded to a multiple of k, and these would no longer be the
//   figures that the others read (spec §8: sums are exact);
// - crossed tables that share a dimension, or three of them, held together:
//   each is protected with its own margins, not against another;
// - curves of figures that add up: each is thinned alone, so where their days
//   differ the steps of one may be subtracted from another's;
// - official tables that count the same persons, held together: each is
//   protected alone;
// - what a reader knows of the persons otherwise.
class Suppression {
 public:
  explicit Suppression(uint64_t k) : k_(k) {}

  // `overlaps`: a unit may stand in several groups or cells (axis, funding).
  void Apply(v1::EvaluateDelayResponse* response, bool overlaps = false) const;
  void Apply(v1::EvaluateLandmarkResponse* response,
             bool overlaps = false) const;
  void Apply(v1::EvaluateBreaksResponse* response, bool overlaps = false) const;
  void Apply(v1::EvaluatePactResponse* response, bool overlaps = false) const;
  // A crossed table with the breakdowns by its first and by its second
  // dimension, which are treated as by Apply(): the three agree, and none of
  // them tells what another hides. False: the crossed one is to be withheld.
  // No unit may have several values of either dimension.
  bool ApplyCrossed(v1::EvaluateDelayResponse* first,
                    v1::EvaluateDelayResponse* second,
                    v1::EvaluateDelayResponse* crossed) const;
  bool ApplyCrossed(v1::EvaluateLandmarkResponse* first,
                    v1::EvaluateLandmarkResponse* second,
                    v1::EvaluateLandmarkResponse* crossed) const;
  bool ApplyCrossed(v1::EvaluateBreaksResponse* first,
                    v1::EvaluateBreaksResponse* second,
                    v1::EvaluateBreaksResponse* crossed) const;
  bool ApplyCrossed(v1::EvaluatePactResponse* first,
                    v1::EvaluatePactResponse* second,
                    v1::EvaluatePactResponse* crossed) const;
  void Apply(v1::EvaluateQualityResponse* response) const;
  // Whole rows of a table whose sections add up to its total go together, so
  // that no column gives them back; any other table that tells of few is
  // withheld.
  void Apply(v1::EvaluateTableResponse* response) const;
  // A comparison is two sibling figures and their difference: nothing of it
  // leaves when a count of either, or the persons of a cause, are few.
  void Apply(v1::CompareResponse* response) const;

  // Leaves nothing of a comparison but what was compared.
  static void Withhold(v1::CompareResponse* response);
  // Leaves nothing but the header.
  template <typename Response>
  static void Withhold(Response* response) {
    const v1::FigureHeader header = response->header();
    response->Clear();
    *response->mutable_header() = header;
    response->mutable_header()->set_status(v1::SUPPRESSED);
  }

  uint64_t k() const { return k_; }

 private:
  const uint64_t k_;
};

}  // namespace jalon::evaluation_service
