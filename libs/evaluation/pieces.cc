#include "libs/evaluation/pieces.h"

#include <algorithm>

namespace jalon::evaluation {
namespace {

using pathway::Interval;
using pathway::Pathway;

// Months after the opening at which the seniority band changes.
constexpr int kSeniorityMonths[] = {6, 12, 24, 60};

// Days from which a value may differ from the day before, growing.
std::vector<Day> Changes(const Pathway& pathway, const Breakdown& breakdown,
                         Day first, Day last) {
  std::vector<Day> days;
  for (const Dimension& dimension : breakdown.dimensions()) {
    const std::vector<Day> changes = dimension.PactChanges();
    days.insert(days.end(), changes.begin(), changes.end());
  }
  for (const pathway::ProfileValues& values : pathway.profile) {
    days.push_back(values.from);
  }
  const auto bounds = [&](const auto& list) {
    for (const auto& item : list) {
      days.push_back(item.start);
      days.push_back(item.end);
    }
  };
  bounds(pathway.spells);
  bounds(pathway.orientations);
  bounds(pathway.enrolments);
  for (const pathway::Spell& spell : pathway.spells) {
    for (const int months : kSeniorityMonths) {
      days.push_back(base::AddMonths(spell.start, months));
    }
  }
  const std::string year = base::FormatDay(first).substr(0, 4);
  const std::optional<Day> new_year = base::ParseDay(year + "-01-01");
  if (new_year.has_value()) {
    for (Day day = *new_year; day <= last; day = base::AddMonths(day, 12)) {
      days.push_back(day);
    }
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

}  // namespace

std::vector<Piece> PiecesOf(const Pathway& pathway, const DaySet& days,
                            const Breakdown& breakdown) {
  std::vector<Piece> pieces;
  if (days.empty()) return pieces;
  const std::vector<Day> changes =
      Changes(pathway, breakdown, days.front().start, days.back().end);
  for (const Interval& interval : days) {
    Day start = interval.start;
    for (auto change = std::upper_bound(changes.begin(), changes.end(), start);
         start < interval.end; ++change) {
      const Day end = change == changes.end() ? interval.end
                                              : std::min(*change, interval.end);
      pieces.push_back({{start, end}, breakdown.KeysOf(pathway, start)});
      start = end;
      if (change == changes.end()) break;
    }
  }
  return pieces;
}

std::map<std::string, DayCount> DaysByKey(const std::vector<Piece>& pieces,
                                          const DaySet& subset) {
  std::map<std::string, DayCount> out;
  for (const Piece& piece : pieces) {
    const int64_t in_subset =
        pathway::CountDays(subset, piece.days.start, piece.days.end);
    for (const std::string& key : piece.keys) {
      DayCount& count = out[key];
      count.days += piece.days.end - piece.days.start;
      count.in_subset += in_subset;
    }
  }
  return out;
}

}  // namespace jalon::evaluation
