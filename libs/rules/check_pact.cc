#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "libs/base/day.h"
#include "libs/rules/check_definitions.h"

namespace jalon::rules {
namespace {

using base::Day;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

bool IsCommune(absl::string_view code) {
  if (code.size() != 5) return false;
  for (size_t i = 0; i < code.size(); ++i) {
    const bool corsican =
        i == 1 && code[0] == '2' && (code[1] == 'A' || code[1] == 'B');
    if (!corsican &&
        !absl::ascii_isdigit(static_cast<unsigned char>(code[i]))) {
      return false;
    }
  }
  return true;
}

// Communes bear the code of their département, except where the territory is
// not one (Métropole de Lyon).
bool IsOutside(absl::string_view commune, absl::string_view territory) {
  if (territory.empty() || absl::StartsWith(territory, "69")) return false;
  return !absl::StartsWith(commune, territory);
}

void CheckParties(const Place& place, const v1::Pact& pact) {
  std::set<std::string> ids;
  for (int i = 0; i < pact.parties_size(); ++i) {
    const v1::Party& party = pact.parties(i);
    const Place at = place.Child("parties", i);
    at.CheckId("id", party.id());
    at.CheckUnique("id", party.id(), &ids);
    at.CheckLabel(party.label());
    at.CheckEnum("category", party.category(), at.strict());
    at.CheckNotEmpty("commitments", party.commitments());
  }
}

void CheckGovernance(const Place& place, const v1::Pact& pact) {
  std::set<std::string> ids;
  for (int i = 0; i < pact.committees_size(); ++i) {
    const v1::Committee& committee = pact.committees(i);
    const Place at = place.Child("committees", i);
    at.CheckId("id", committee.id());
    at.CheckUnique("id", committee.id(), &ids);
    at.CheckLabel(committee.label());
    if (committee.level() != "DEPARTEMENT" && committee.level() != "ZONE") {
      at.Add("level", absl::StrCat("\"", committee.level(),
                                   "\" is no level; give DEPARTEMENT or "
                                   "ZONE"));
    }
    at.CheckNotEmpty("duties", committee.duties());
  }
  for (int i = 0; i < pact.reviews_size(); ++i) {
    const Place at = place.Child("reviews", i);
    at.CheckLabel(pact.reviews(i).label());
    at.CheckDay("day", pact.reviews(i).day());
  }
}

void CheckZones(const Place& place, const v1::PactVersion& version,
                const std::string& territory) {
  std::set<std::string> ids;
  std::map<std::string, std::string> zone_of;
  for (int i = 0; i < version.zones_size(); ++i) {
    const v1::Zone& zone = version.zones(i);
    const Place at = place.Child("zones", i);
    at.CheckId("id", zone.id());
    at.CheckUnique("id", zone.id(), &ids);
    at.CheckLabel(zone.label());
    for (int j = 0; j < zone.communes_size(); ++j) {
      const std::string& commune = zone.communes(j);
      if (!IsCommune(commune)) {
        at.Add("communes", j,
               absl::StrCat("\"", commune,
                            "\" is no commune; give the INSEE "
                            "code of 5 characters"));
      } else if (at.strict() && IsOutside(commune, territory)) {
        at.Add("communes", j,
               absl::StrCat(commune, " is not in territory ", territory,
                            "; correct the code"));
      }
      const auto [it, is_new] = zone_of.emplace(commune, zone.id());
      if (!is_new) {
        at.Add("communes", j,
               absl::StrCat(commune, " is already in zone \"", it->second,
                            "\"; a commune is in one zone"));
      }
    }
  }
}

std::set<std::string> CheckAxes(const Place& place,
                                const v1::PactVersion& version) {
  std::set<std::string> ids;
  for (int i = 0; i < version.axes_size(); ++i) {
    const v1::Axis& axis = version.axes(i);
    const Place at = place.Child("axes", i);
    at.CheckId("id", axis.id());
    at.CheckUnique("id", axis.id(), &ids);
    at.CheckLabel(axis.label());
    at.CheckNotEmpty("objectives", axis.objectives());
  }
  return ids;
}

void CheckReferences(const Place& place, const std::string& field,
                     const Texts& ids, const std::set<std::string>& known) {
  std::set<std::string> seen;
  for (int i = 0; i < ids.size(); ++i) {
    if (place.strict() && known.count(ids[i]) == 0) {
      place.Add(field, i,
                absl::StrCat("\"", ids[i], "\" is not among the ", field,
                             " of this version; add it there or "
                             "correct the id"));
    }
    if (!seen.insert(ids[i]).second) {
      place.Add(field, i,
                absl::StrCat("\"", ids[i], "\" is given twice; leave one out"));
    }
  }
}

void CheckActions(const Place& place, const v1::PactVersion& version,
                  const std::set<std::string>& axes) {
  std::set<std::string> zones;
  for (const v1::Zone& zone : version.zones()) zones.insert(zone.id());
  std::set<std::string> ids;
  for (int i = 0; i < version.actions_size(); ++i) {
    const v1::Action& action = version.actions(i);
    const Place at = place.Child("actions", i);
    at.CheckId("id", action.id());
    at.CheckUnique("id", action.id(), &ids);
    at.CheckLabel(action.label());
    CheckReferences(at, "axes", action.axes(), axes);
    CheckReferences(at, "zones", action.zones(), zones);
    at.CheckNotEmpty("funding", action.funding());
    if (action.has_capacity() && action.capacity() == 0) {
      at.Add("capacity", "0; leave it out where none is given");
    }
  }
}

void CheckVersions(const Place& place, const v1::Pact& pact) {
  const std::optional<Day> last = base::ParseDay(pact.last_day());
  const std::optional<Day> first = base::ParseDay(pact.first_day());
  std::optional<Day> before;
  for (int i = 0; i < pact.versions_size(); ++i) {
    const v1::PactVersion& version = pact.versions(i);
    const Place at = place.Child("versions", i);
    if (version.valid_from().empty()) {
      at.Add("valid_from", "missing; give the first day of this version");
    }
    const std::optional<Day> from =
        at.CheckDay("valid_from", version.valid_from());
    if (from.has_value() && before.has_value() && *from <= *before) {
      at.Add("valid_from",
             "not after the version before; put the versions in order of "
             "their first day");
    }
    if (from.has_value() && ((last.has_value() && *from > *last) ||
                             (first.has_value() && *from < *first))) {
      at.Add("valid_from",
             absl::StrCat("outside the pact's days, ", pact.first_day(), " to ",
                          pact.last_day(), "; correct it"));
    }
    if (from.has_value()) before = from;
    const std::set<std::string> axes = CheckAxes(at, version);
    CheckZones(at, version, pact.territory());
    CheckActions(at, version, axes);
    std::set<std::string> ids;
    for (int j = 0; j < version.indicators_size(); ++j) {
      const Place indicator = at.Child("indicators", j);
      indicator.CheckUnique("id", version.indicators(j).id(), &ids);
      CheckIndicatorAt(indicator, version.indicators(j), version);
    }
  }
}

}  // namespace

void CheckPactAt(const Place& place, const v1::Pact& pact) {
  if (place.strict() || !pact.id().empty()) place.CheckId("id", pact.id());
  place.CheckLabel(pact.label());
  if (!pact.territory().empty() && !base::IsTerritory(pact.territory())) {
    place.Add("territory", absl::StrCat("\"", pact.territory(),
                                        "\" is no territory; give the INSEE "
                                        "code of the département, or leave "
                                        "it out in a template"));
  }
  if (place.strict() && pact.first_day().empty()) {
    place.Add("first_day", "missing; give the first day of the pact");
  }
  const std::optional<Day> first =
      place.CheckDay("first_day", pact.first_day());
  const std::optional<Day> last = place.CheckDay("last_day", pact.last_day());
  if (first.has_value() && last.has_value() && *last < *first) {
    place.Add("last_day",
              absl::StrCat(pact.last_day(), " is before the first day ",
                           pact.first_day(), "; exchange them or correct one"));
  }
  if (place.strict() && pact.source().empty()) {
    place.Add("source", "missing; name the published document");
  }
  if (pact.versions().empty()) {
    place.Add("versions", "missing; give at least one version");
  }
  CheckParties(place, pact);
  CheckGovernance(place, pact);
  CheckVersions(place, pact);
}

std::vector<Fault> CheckPactsTogether(const std::vector<v1::Pact>& pacts) {
  std::vector<Fault> faults;
  std::set<std::string> ids;
  for (const v1::Pact& pact : pacts) {
    if (ids.insert(pact.id()).second) continue;
    faults.push_back({"", 0, "pact.id",
                      absl::StrCat("\"", pact.id(),
                                   "\" is the id of two pacts; give each its "
                                   "own")});
  }
  return faults;
}

}  // namespace jalon::rules
