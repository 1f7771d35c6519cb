#include "libs/evaluation/filter.h"

#include <algorithm>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/breaks_find.h"

namespace jalon::evaluation {

using pathway::Orientation;
using pathway::Pathway;

namespace {

template <typename T>
bool Among(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

absl::StatusOr<Filter> Filter::Make(const v1::Filter& filter,
                                    const Catalogue* catalogue,
                                    const pathway::StringTable& strings) {
  constexpr int kMostValues = 1000;
  if (filter.zones_size() > kMostValues || filter.tracks_size() > kMostValues ||
      filter.organisations_size() > kMostValues) {
    return absl::InvalidArgumentError(absl::StrCat(
        "filter: at most ", kMostValues, " values of each member"));
  }
  Filter out;
  out.catalogue_ = catalogue;
  const std::set<std::string> zones =
      catalogue == nullptr || filter.zones().empty() ? std::set<std::string>()
                                                     : catalogue->ZoneIds();
  for (const std::string& id : filter.zones()) {
    if (!zones.contains(id)) {
      return absl::InvalidArgumentError(
          absl::StrCat("filter.zones: no zone '", id,
                       "' in the pact; it has: ", absl::StrJoin(zones, ", ")));
    }
    out.zones_.push_back(id);
  }
  for (const std::string& name : filter.tracks()) {
    v1::Oriented::Track track = v1::Oriented::TRACK_UNSPECIFIED;
    if (!v1::Oriented::Track_Parse(name, &track)) {
      return absl::InvalidArgumentError(
          absl::StrCat("filter.tracks: unknown track '", name, "'"));
    }
    out.tracks_.push_back(static_cast<uint8_t>(track));
  }
  for (const std::string& organisation : filter.organisations()) {
    out.organisations_.push_back(strings.Find(organisation));
  }
  return out;
}

bool Filter::HoldsZone(const Pathway& pathway, Day day) const {
  if (zones_.empty()) return true;
  const v1::Zone* zone =
      catalogue_->ZoneOf(pathway.ProfileOn(day).commune, day);
  return zone != nullptr && Among(zones_, zone->id());
}

bool Filter::HoldsOrientation(const Orientation* orientation) const {
  if (tracks_.empty() && organisations_.empty()) return true;
  return orientation != nullptr &&
         (tracks_.empty() || Among(tracks_, orientation->track)) &&
         (organisations_.empty() ||
          (orientation->organisation != 0 &&
           Among(organisations_, orientation->organisation)));
}

bool Filter::Holds(const Pathway& pathway, Day day) const {
  return HoldsZone(pathway, day) &&
         HoldsOrientation(pathway.OrientationOn(day));
}

bool Filter::HoldsBreak(const Pathway& pathway, const Break& found) const {
  return HoldsZone(pathway, found.g0) &&
         HoldsOrientation(OrientationAt(pathway, found.g0));
}

DaySet Filter::DaysInZone(const Pathway& pathway) const {
  std::vector<Day> changes = catalogue_->Changes();
  for (const pathway::ProfileValues& values : pathway.profile) {
    changes.push_back(values.from);
  }
  std::sort(changes.begin(), changes.end());
  DaySet in_zone;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (!HoldsZone(pathway, changes[i])) continue;
    in_zone.push_back(
        {changes[i], i + 1 < changes.size() ? changes[i + 1] : base::kForever});
  }
  return UnionOf(std::move(in_zone));
}

DaySet Filter::Days(const Pathway& pathway, DaySet days) const {
  if (!zones_.empty()) {
    days = Intersection(days, DaysInZone(pathway));
  }
  if (!tracks_.empty() || !organisations_.empty()) {
    DaySet oriented;
    for (const Orientation& orientation : pathway.orientations) {
      if (HoldsOrientation(&orientation)) {
        oriented.push_back({orientation.start, orientation.end});
      }
    }
    days = Intersection(days, UnionOf(std::move(oriented)));
  }
  return days;
}

}  // namespace jalon::evaluation
