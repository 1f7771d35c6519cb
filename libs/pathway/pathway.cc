#include "libs/pathway/pathway.h"

#include <algorithm>

namespace jalon::pathway {
namespace {

constexpr uint8_t kResources = 1;  // EntitlementSuspended.RESOURCES

// Takes [start, end) out of a sorted disjoint set.
void Subtract(Day start, Day end, std::vector<Interval>* days) {
  if (end <= start) return;
  std::vector<Interval> out;
  out.reserve(days->size() + 1);
  for (const Interval& interval : *days) {
    if (interval.end <= start || interval.start >= end) {
      out.push_back(interval);
      continue;
    }
    if (interval.start < start) out.push_back({interval.start, start});
    if (interval.end > end) out.push_back({end, interval.end});
  }
  *days = std::move(out);
}

template <typename List>
auto LastInForce(const List& list, Day day) -> decltype(list.data()) {
  auto* found = static_cast<decltype(list.data())>(nullptr);
  for (const auto& item : list) {
    if (item.start <= day && day < item.end) found = &item;
  }
  return found;
}

}  // namespace

void Pathway::Clear() {
  as_of = 0;
  death = base::kNoDay;
  events.clear();
  spells.clear();
  suspensions.clear();
  obligations.clear();
  justified.clear();
  sanctions.clear();
  orientations.clear();
  referents.clear();
  contracts.clear();
  enrolments.clear();
  jobs.clear();
  appointments.clear();
  attestations.clear();
  barriers.clear();
  profile.clear();
  flags.clear();
}

ProfileValues Pathway::ProfileOn(Day day) const {
  ProfileValues out;
  for (const ProfileValues& values : profile) {
    if (values.from > day) break;
    out = values;
  }
  return out;
}

ProfileValues Pathway::LastProfile() const {
  return profile.empty() ? ProfileValues() : profile.back();
}

bool HasPathwayFact(const Pathway& pathway) {
  return std::any_of(
      pathway.events.begin(), pathway.events.end(),
      [](const Event& event) { return event.kind < Kind::kProfileStated; });
}

int Pathway::SpellOn(Day day) const {
  for (int i = 0; i < static_cast<int>(spells.size()); ++i) {
    const Spell& spell = spells[static_cast<size_t>(i)];
    if (spell.start <= day && day < spell.end) return i;
  }
  return -1;
}

const Orientation* Pathway::OrientationOn(Day day) const {
  return LastInForce(orientations, day);
}

const Referent* Pathway::ReferentOn(Day day) const {
  const Referent* main = nullptr;
  const Referent* stand_in = nullptr;
  for (const Referent& referent : referents) {
    if (referent.start > day || referent.end <= day) continue;
    (referent.temporary ? stand_in : main) = &referent;
  }
  return stand_in != nullptr ? stand_in : main;
}

const Contract* Pathway::ContractOn(Day day) const {
  return LastInForce(contracts, day);
}

std::vector<Interval> ExposedDays(const Pathway& pathway) {
  std::vector<Interval> days;
  for (const Spell& spell : pathway.spells) {
    const Day end = std::min(spell.end, pathway.as_of + 1);
    if (end > spell.start) days.push_back({spell.start, end});
  }
  for (const Suspension& suspension : pathway.suspensions) {
    if (suspension.reason == kResources) {
      Subtract(suspension.start, suspension.end, &days);
    }
  }
  for (const Job& job : pathway.jobs) Subtract(job.start, job.end, &days);
  for (const Justified& window : pathway.justified) {
    Subtract(window.start, window.end, &days);
  }
  for (const Obligation& obligation : pathway.obligations) {
    if (!obligation.subject) Subtract(obligation.start, obligation.end, &days);
  }
  return days;
}

int64_t CountDays(const std::vector<Interval>& days, Day start, Day end) {
  int64_t count = 0;
  for (const Interval& interval : days) {
    const Day from = std::max(interval.start, start);
    const Day to = std::min(interval.end, end);
    if (to > from) count += to - from;
  }
  return count;
}

const char* AgeBand(Day birth_date, Day on) {
  if (birth_date == base::kNoDay) return "UNKNOWN";
  const int age = base::CompletedYears(birth_date, on);
  if (age < 25) return "<25";
  if (age < 30) return "25-29";
  if (age < 40) return "30-39";
  if (age < 50) return "40-49";
  return age < 60 ? "50-59" : ">=60";
}

const char* SeniorityBand(Day opening, Day on) {
  if (opening == base::kNoDay) return "UNKNOWN";
  const int months = base::CompletedMonths(opening, on);
  if (months < 6) return "<6m";
  if (months < 12) return "6-12m";
  if (months < 24) return "1-2y";
  return months < 60 ? "2-5y" : ">=5y";
}

}  // namespace jalon::pathway
