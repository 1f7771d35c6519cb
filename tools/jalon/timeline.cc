#include "tools/jalon/timeline.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "libs/base/day.h"
#include "tools/jalon/format.h"
#include "tools/jalon/table.h"

namespace jalon::cli {
namespace {

using base::Day;

Day Parse(const std::string& text, Day otherwise) {
  return base::ParseDay(text).value_or(otherwise);
}

// A line of cells over [first, last].
class Line {
 public:
  Line(Day first, Day last, int width)
      : first_(first), last_(last), cells_(static_cast<size_t>(width), " ") {}

  void Fill(const std::string& start, const std::string& end,
            const char* mark) {
    const Day from = Parse(start, first_);
    const Day to = std::min(Parse(end, last_ + 1), last_ + 1);
    if (to <= from || to <= first_) return;
    for (size_t c = Column(from); c <= Column(to - 1); ++c) cells_[c] = mark;
  }
  void Point(const std::string& day, const char* mark) {
    const Day at = Parse(day, first_);
    if (at >= first_ && at <= last_) cells_[Column(at)] = mark;
  }
  std::string ToString() const {
    std::string out = absl::StrJoin(cells_, "");
    absl::StripTrailingAsciiWhitespace(&out);
    return out;
  }

  size_t Column(Day day) const {
    const int64_t span = std::max(1, last_ - first_ + 1);
    const int64_t at = std::clamp(day, first_, last_) - first_;
    return static_cast<size_t>(at * static_cast<int64_t>(cells_.size()) / span);
  }

 private:
  Day first_, last_;
  std::vector<absl::string_view> cells_;
};

class Drawing {
 public:
  Drawing(const v1::Pathway& pathway, int width)
      : pathway_(pathway), width_(width) {
    last_ = Parse(pathway.as_of(), 0);
    first_ = last_ - 90;
    for (const auto& spell : pathway.spells()) {
      first_ = std::min(first_, Parse(spell.start(), first_));
    }
    for (const auto& orientation : pathway.orientations()) {
      first_ = std::min(first_, Parse(orientation.start(), first_));
    }
  }

  std::string ToString() {
    Title();
    Axis();
    Intervals();
    Contacts();
    Breaks();
    Details();
    return out_;
  }

 private:
  Line Blank() const { return Line(first_, last_, width_); }

  void Put(const char* label, const Line& line) {
    const std::string text = line.ToString();
    if (!text.empty()) absl::StrAppend(&out_, PadRight(label, 13), text, "\n");
  }

  template <typename List>
  void PutIntervals(const char* label, const List& list, const char* mark) {
    Line line = Blank();
    for (const auto& item : list) line.Fill(item.start(), item.end(), mark);
    Put(label, line);
  }

  void Title() {
    absl::StrAppend(&out_, pathway_.person(), "   as of ", pathway_.as_of(),
                    "   ",
                    pathway_.in_spell() ? "in the scheme" : "not in the scheme",
                    ", ", pathway_.exposed_days(), " exposed days\n");
    absl::StrAppend(&out_, "  also known as ",
                    absl::StrJoin(pathway_.identifiers(), ", "), "\n\n");
  }

  void Axis() {
    std::string years(static_cast<size_t>(width_) + 6, ' ');
    const Line line = Blank();
    size_t free_from = 0;
    for (int year = 1970; year < 2200; ++year) {
      const Day january = *base::ParseDay(absl::StrCat(year, "-01-01"));
      if (january < first_ || january > last_) continue;
      const size_t column = line.Column(january);
      if (column < free_from) continue;
      years.replace(column, 5, absl::StrCat("|", year));
      free_from = column + 6;
    }
    absl::StripTrailingAsciiWhitespace(&years);
    absl::StrAppend(&out_, std::string(13, ' '), years, "\n");
  }

  void Intervals() {
    PutIntervals("Right (RSA)", pathway_.spells(), "━");
    PutIntervals(" suspended", pathway_.suspensions(), "░");
    Line tracks = Blank();
    for (const auto& item : pathway_.orientations()) {
      tracks.Fill(item.start(), item.end(),
                  item.track() == "SOCIAL"         ? "s"
                  : item.track() == "PROFESSIONAL" ? "P"
                                                   : "m");
    }
    Put("Orientation", tracks);
    PutIntervals("Referent", pathway_.referents(), "▒");
    PutIntervals("Contract", pathway_.contracts(), "▓");
    PutIntervals("Action", pathway_.enrolments(), "■");
    PutIntervals("Job", pathway_.jobs(), "█");
    PutIntervals("Justified", pathway_.justified(), "·");
    PutIntervals("Sanction", pathway_.sanctions(), "×");
  }

  void Contacts() {
    Line line = Blank();
    for (const auto& item : pathway_.appointments()) {
      line.Point(item.day(), item.outcome() == "KEPT"      ? "●"
                             : item.outcome() == "NO_SHOW" ? "✗"
                                                           : "○");
    }
    Put("Contacts", line);
  }

  void Breaks() {
    Line line = Blank();
    for (const v1::BreakItem& item : pathway_.breaks()) {
      line.Fill(item.g0(), item.g1(), "!");
      line.Point(item.detected_on(), "!");
    }
    Put("Breaks", line);
  }

  void Details() {
    absl::StrAppend(&out_, "\n", std::string(13, ' '),
                    "P professional  m socio-professional  s social   "
                    "● kept  ○ other  ✗ no-show   ! break\n\n");
    const v1::Pathway::Referent& referent = pathway_.referent_on_as_of();
    absl::StrAppend(&out_, "Referent today: ",
                    pathway_.has_referent_on_as_of()
                        ? absl::StrCat(OrDash(referent.referent()), " (",
                                       referent.organisation(), ")")
                        : "nobody",
                    "\n");
    ListGaps("Breaks", pathway_.breaks());
    ListGaps("At risk", pathway_.at_risk());
    if (pathway_.flags_size() == 0) return;
    absl::StrAppend(&out_, "Flags\n");
    for (const auto& flag : pathway_.flags()) {
      absl::StrAppend(&out_, "  ", flag.code(), "  ", flag.event(), "\n");
    }
  }

  template <typename List>
  void ListGaps(const char* label, const List& list) {
    if (list.empty()) return;
    Table table({"type", "from", "to", "detected", "exposed", "tolerance",
                 "organisation"});
    for (const v1::BreakItem& item : list) {
      table.Add({item.type(), item.g0(), item.open() ? "open" : item.g1(),
                 OrDash(item.detected_on()), absl::StrCat(item.exposed_days()),
                 item.has_tolerance() ? absl::StrCat(item.tolerance()) : "–",
                 OrDash(item.organisation())});
    }
    absl::StrAppend(&out_, label, "\n", table.ToString("  "));
  }

  const v1::Pathway& pathway_;
  const int width_;
  Day first_, last_;
  std::string out_;
};

}  // namespace

std::string DrawTimeline(const v1::Pathway& pathway, int width) {
  return Drawing(pathway, width).ToString();
}

}  // namespace jalon::cli
