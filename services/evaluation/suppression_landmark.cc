// Time in the scheme by band of delay: the whole, then its strata.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "services/evaluation/answer_tables.h"
#include "services/evaluation/curve_thinning.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

std::string UnitsName(const v1::LandmarkGroup& band) {
  return absl::StrCat("units ", band.key());
}
std::string EndedName(const v1::LandmarkGroup& band) {
  return absl::StrCat("ended ", band.key());
}

// The counts of the bands of all, or of a stratum: they have the same members.
template <typename Bands>
class BandCells : public FigureCells {
 public:
  BandCells(uint64_t k, Bands* bands) : k_(k), bands_(*bands) {}

  bool Clean(const CellTable& table) override {
    if (Hidden(table, "cohort")) bands_.clear_cohort();
    if (Hidden(table, "before")) bands_.clear_before_landmark();
    for (int i = bands_.groups_size() - 1; i >= 0; --i) {
      v1::LandmarkGroup& band = *bands_.mutable_groups(i);
      if (Hidden(table, UnitsName(band)) || Hidden(table, EndedName(band))) {
        bands_.mutable_groups()->DeleteSubrange(i, 1);
      } else {
        Thin({}, k_, band.mutable_km());
      }
    }
    const bool any = AnyHidden(table);
    if (any) bands_.clear_logrank();
    return any;
  }

 protected:
  void Count(CellTable* table) override {
    const int cohort = fresh_["cohort"] = table->Add(bands_.cohort());
    std::vector<int> parts = {fresh_["before"] =
                                  table->Add(bands_.before_landmark())};
    for (const v1::LandmarkGroup& band : bands_.groups()) {
      const int units = fresh_[UnitsName(band)] = table->Add(band.units());
      const int ended = fresh_[EndedName(band)] = table->Add(band.ended());
      table->Rest(units, ended);
      parts.push_back(units);
    }
    table->Sum(cohort, parts);
  }

 private:
  const uint64_t k_;
  Bands& bands_;
};

class LandmarkAnswer {
 public:
  LandmarkAnswer(uint64_t k, v1::EvaluateLandmarkResponse* response)
      : response_(*response), whole_(k, response) {
    for (v1::LandmarkStratum& stratum : *response->mutable_strata()) {
      parts_[{stratum.key().begin(), stratum.key().end()}] =
          std::make_unique<BandCells<v1::LandmarkStratum>>(k, &stratum);
    }
  }

  FigureCells& whole() { return whole_; }
  const Parts& parts() const { return parts_; }

  void CopyWhole(const v1::EvaluateLandmarkResponse& other) {
    response_.set_cohort(other.cohort());
    response_.set_before_landmark(other.before_landmark());
    *response_.mutable_groups() = other.groups();
    response_.clear_logrank();
    if (other.has_logrank()) *response_.mutable_logrank() = other.logrank();
  }

  void Finish(bool whole_hidden, bool part_hidden) {
    if (!whole_hidden && !part_hidden) return;
    response_.mutable_header()->set_status(v1::SUPPRESSED);
  }

 private:
  v1::EvaluateLandmarkResponse& response_;
  BandCells<v1::EvaluateLandmarkResponse> whole_;
  Parts parts_;
};

}  // namespace

void Suppression::Apply(v1::EvaluateLandmarkResponse* response,
                        bool overlaps) const {
  ApplyTo<LandmarkAnswer>(k_, overlaps, response);
}

bool Suppression::ApplyCrossed(v1::EvaluateLandmarkResponse* first,
                               v1::EvaluateLandmarkResponse* second,
                               v1::EvaluateLandmarkResponse* crossed) const {
  return ApplyToCrossed<LandmarkAnswer>(k_, first, second, crossed);
}

}  // namespace jalon::evaluation_service
