#include "libs/evaluation/continuity.h"

#include <algorithm>

#include "jalon/v1/event.pb.h"

namespace jalon::evaluation {

using base::Day;
using pathway::Interval;
using pathway::Pathway;

namespace {

template <typename List>
DaySet DaysOf(const List& list) {
  DaySet days;
  days.reserve(list.size());
  for (const auto& item : list) days.push_back({item.start, item.end});
  return UnionOf(std::move(days));
}

DaySet Active(const Pathway& pathway) {
  DaySet days;
  const auto contact = [&](Day day) {
    days.push_back({day, day + kContactDays});
  };
  for (const pathway::Enrolment& enrolment : pathway.enrolments) {
    days.push_back({enrolment.start, enrolment.end});
    contact(enrolment.start);
    if (enrolment.end_event >= 0) contact(enrolment.end);
  }
  for (const pathway::Contract& contract : pathway.contracts) {
    contact(contract.start);
  }
  for (const pathway::Appointment& appointment : pathway.appointments) {
    if (appointment.outcome == v1::Appointment::KEPT) contact(appointment.day);
  }
  return UnionOf(std::move(days));
}

}  // namespace

DaySet UnionOf(DaySet intervals) {
  std::erase_if(intervals, [](Interval i) { return i.end <= i.start; });
  std::sort(intervals.begin(), intervals.end(),
            [](Interval a, Interval b) { return a.start < b.start; });
  DaySet days;
  for (const Interval& interval : intervals) {
    if (!days.empty() && interval.start <= days.back().end) {
      days.back().end = std::max(days.back().end, interval.end);
    } else {
      days.push_back(interval);
    }
  }
  return days;
}

DaySet Intersection(const DaySet& a, const DaySet& b) {
  DaySet days;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const Day start = std::max(a[i].start, b[j].start);
    const Day end = std::min(a[i].end, b[j].end);
    if (start < end) days.push_back({start, end});
    if (a[i].end < b[j].end) {
      ++i;
    } else {
      ++j;
    }
  }
  return days;
}

DaySet Clip(const DaySet& days, Day start, Day end) {
  return Intersection(days, {{start, end}});
}

int64_t Size(const DaySet& days) {
  int64_t size = 0;
  for (const Interval& interval : days) size += interval.end - interval.start;
  return size;
}

DaySet CoveredDays(const Pathway& pathway, const DaySet& exposed) {
  DaySet days = Intersection(exposed, DaysOf(pathway.referents));
  if (days.empty()) return days;
  days = Intersection(days, DaysOf(pathway.contracts));
  if (days.empty()) return days;
  return Intersection(days, Active(pathway));
}

}  // namespace jalon::evaluation
