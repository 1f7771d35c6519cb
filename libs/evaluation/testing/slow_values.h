#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "jalon/v1/event.pb.h"
#include "jalon/v1/pact.pb.h"
#include "libs/evaluation/testing/slow_days.h"

namespace jalon::evaluation::testing {

// Where a unit stands in a breakdown (spec §7): its day, and what it bears.
struct Place {
  Day day;
  int spell = -1;
  std::vector<const pathway::Enrolment*> enrolments = {};  // Axis, funding.
  const pathway::Orientation* orientation = nullptr;
};

// A person on a day: the spell that holds it, all that is in force.
inline Place PlaceOn(const pathway::Pathway& pathway, Day day) {
  Place place{day};
  for (size_t i = 0; i < pathway.spells.size(); ++i) {
    if (Holds(pathway.spells[i], day)) place.spell = static_cast<int>(i);
  }
  for (const pathway::Enrolment& enrolment : pathway.enrolments) {
    if (Holds(enrolment, day)) place.enrolments.push_back(&enrolment);
  }
  for (const pathway::Orientation& orientation : pathway.orientations) {
    if (Holds(orientation, day)) place.orientation = &orientation;
  }
  return place;
}

// A break (spec §6): the orientation at g0, else the day before; the
// enrolments that end, else are open.
inline Place PlaceOfBreak(const pathway::Pathway& pathway, Day g0, int spell) {
  Place place = PlaceOn(pathway, g0);
  place.spell = spell;
  if (place.orientation == nullptr) {
    place.orientation = PlaceOn(pathway, g0 - 1).orientation;
  }
  std::vector<const pathway::Enrolment*> ending;
  for (const pathway::Enrolment& enrolment : pathway.enrolments) {
    if (enrolment.end == g0) ending.push_back(&enrolment);
  }
  if (!ending.empty()) place.enrolments = ending;
  return place;
}

// The values of dimensions, from lists.
class SlowValues {
 public:
  SlowValues(const v1::PactVersion& version,
             const pathway::StringTable& strings)
      : version_(version), strings_(strings) {}

  // nullptr: not in the catalogue.
  const v1::Action* ActionOf(const pathway::Enrolment& enrolment) const {
    for (const v1::Action& action : version_.actions()) {
      if (strings_.Get(enrolment.action) == action.id()) return &action;
    }
    return nullptr;
  }

  std::set<std::string> Of(const std::string& dimension,
                           const pathway::Pathway& pathway,
                           const Place& place) const {
    std::set<std::string> values;
    if (dimension == "axis" || dimension == "funding") {
      for (const pathway::Enrolment* enrolment : place.enrolments) {
        const v1::Action* action = ActionOf(*enrolment);
        if (action == nullptr) continue;
        const auto& list =
            dimension == "axis" ? action->axes() : action->funding();
        values.insert(list.begin(), list.end());
      }
    } else {
      values.insert(One(dimension, pathway, place));
    }
    values.erase("");
    if (values.empty()) values.insert("UNKNOWN");
    return values;
  }

 private:
  // "": unknown.
  std::string One(const std::string& dimension, const pathway::Pathway& pathway,
                  const Place& place) const {
    if (dimension == "track" || dimension == "organisation") {
      if (place.orientation == nullptr) return "";
      return dimension == "track"
                 ? v1::Oriented::Track_Name(static_cast<v1::Oriented::Track>(
                       place.orientation->track))
                 : std::string(strings_.Get(place.orientation->organisation));
    }
    if (dimension == "seniority" || dimension == "cohort") {
      if (place.spell < 0) return "";
      const Day opening =
          pathway.spells[static_cast<size_t>(place.spell)].start;
      return dimension == "cohort" ? Year(opening)
                                   : Seniority(opening, place.day);
    }
    if (dimension == "year") return Year(place.day);
    return OfProfile(dimension, pathway, place.day);
  }

  std::string OfProfile(const std::string& dimension,
                        const pathway::Pathway& pathway, Day day) const {
    pathway::ProfileValues then, last;
    for (const pathway::ProfileValues& values : pathway.profile) {
      if (values.from <= day) then = values;
      last = values;
    }
    if (dimension == "zone") return ZoneOf(strings_.Get(then.commune));
    if (dimension == "age_band") return Age(last.birth_date, pathway.as_of);
    if (dimension == "sex") {
      return last.sex == 0 ? ""
                           : v1::ProfileStated::Sex_Name(
                                 static_cast<v1::ProfileStated::Sex>(last.sex));
    }
    return then.family == 0
               ? ""
               : v1::ProfileStated::FamilySituation_Name(
                     static_cast<v1::ProfileStated::FamilySituation>(
                         then.family));
  }

  std::string ZoneOf(absl::string_view commune) const {
    for (const v1::Zone& zone : version_.zones()) {
      for (const std::string& one : zone.communes()) {
        if (one == commune) return zone.id();
      }
    }
    return "";
  }

  static std::string Year(Day day) { return base::FormatDay(day).substr(0, 4); }

  static std::string Seniority(Day opening, Day day) {
    const auto before = [&](int months) {
      return day < base::AddMonths(opening, months);
    };
    return before(6)    ? "<6m"
           : before(12) ? "6-12m"
           : before(24) ? "1-2y"
           : before(60) ? "2-5y"
                        : ">=5y";
  }

  // As texts, so that who was born on 29 February is older on 1 March.
  static std::string Age(Day birth, Day on) {
    if (birth == base::kNoDay) return "";
    const std::string born = base::FormatDay(birth), day = base::FormatDay(on);
    int age = std::stoi(day.substr(0, 4)) - std::stoi(born.substr(0, 4));
    if (day.substr(5) < born.substr(5)) --age;
    return age < 25   ? "<25"
           : age < 30 ? "25-29"
           : age < 40 ? "30-39"
           : age < 50 ? "40-49"
           : age < 60 ? "50-59"
                      : ">=60";
  }

  const v1::PactVersion& version_;
  const pathway::StringTable& strings_;
};

}  // namespace jalon::evaluation::testing
