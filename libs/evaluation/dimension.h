#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/evaluation.pb.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/pact_source.h"
#include "libs/pathway/pathway.h"

namespace jalon::evaluation {

// The value of a dimension of which nothing is known.
inline constexpr char kUnknown[] = "UNKNOWN";

// One dimension of a breakdown (spec §7): zone, axis, track, organisation,
// age_band, sex, family_situation, seniority, cohort, funding, year.
//
// Values are those of the day concerned; age band at as_of, sex and birth date
// as last known; kUnknown where nothing is known.
// Lifetime: keeps the catalogue and the strings.
class Dimension {
 public:
  // INVALID_ARGUMENT naming `field` for an unknown dimension. A null catalogue
  // (no pact) makes zone, axis and funding UNKNOWN.
  static absl::StatusOr<Dimension> Make(const std::string& name,
                                        const std::string& field,
                                        const Catalogue* catalogue,
                                        const pathway::StringTable* strings);

  // Of a person on a day: one value, or several where the dimension overlaps.
  // `enrolment` is the one that the unit bears (-1: those open on the day);
  // `spell` the unit's (-1: the one that holds the day).
  std::vector<std::string> ValuesOf(const pathway::Pathway& pathway, Day day,
                                    int spell = -1, int enrolment = -1) const;

  // Days on which values may change with the version of the pact.
  std::vector<Day> PactChanges() const {
    return catalogue_ == nullptr ? std::vector<Day>() : catalogue_->Changes();
  }
  // One unit may bear several values: axis, funding.
  bool overlaps() const;
  // A property of the orientation in force: track, organisation.
  bool of_orientation() const {
    return kind_ == Kind::kTrack || kind_ == Kind::kOrganisation;
  }
  const std::string& name() const { return name_; }

 private:
  enum class Kind {
    kZone,
    kAxis,
    kTrack,
    kOrganisation,
    kAgeBand,
    kSex,
    kFamilySituation,
    kSeniority,
    kCohort,
    kFunding,
    kYear,
  };
  std::vector<std::string> OfActions(const pathway::Pathway& pathway, Day day,
                                     int enrolment) const;
  std::string One(const pathway::Pathway& pathway, Day day, int spell) const;

  Kind kind_ = Kind::kTrack;
  std::string name_;
  const Catalogue* catalogue_ = nullptr;
  const pathway::StringTable* strings_ = nullptr;
};

// The catalogue whose zones filters and strata name. Stays where it is: the
// catalogue keeps the pact.
class ZoneSource {
 public:
  ZoneSource() = default;
  ZoneSource(const ZoneSource&) = delete;
  ZoneSource& operator=(const ZoneSource&) = delete;

  // The pact given; the territory's when it is empty, and nothing where the
  // territory has none. INVALID_ARGUMENT naming `field`: no such pact.
  absl::Status Read(const Context& context, const std::string& pact,
                    v1::PactVersions versions = v1::ON_AS_OF,
                    const std::string& field = "filter.pact");
  const Catalogue* get() const {
    return catalogue_.has_value() ? &*catalogue_ : nullptr;
  }

 private:
  v1::Pact pact_;
  std::optional<Catalogue> catalogue_;
};

}  // namespace jalon::evaluation
