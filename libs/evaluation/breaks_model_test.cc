// FindBreaks against a slow model that walks every day of random pathways.

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/continuity.h"
#include "libs/pathway/fold.h"

namespace jalon::evaluation {
namespace {

using pathway::Event;
using pathway::Kind;
using pathway::Pathway;

constexpr Day kFirst = 20000;
constexpr Day kAsOf = kFirst + 500;

class RandomPathway {
 public:
  RandomPathway(pathway::StringTable* strings, std::mt19937* random)
      : strings_(*strings), random_(*random) {
    Day day = kFirst + Below(60);
    for (int spell = 0; spell < 3; ++spell) {
      Add(Kind::kEntitlementOpened, day).received = day + Below(40) - 5;
      day += 20 + Below(250);
      if (Below(4) == 0) break;
      Add(Kind::kEntitlementClosed, day).code =
          v1::EntitlementClosed::RESOURCES;
      day += 1 + Below(60);
    }
    for (int i = Below(25); i > 0; --i) Any(kFirst + Below(520));
    Fold(events_, strings_, {.as_of = kAsOf}, &out);
  }

  Pathway out;

 private:
  int Below(int n) { return static_cast<int>(random_() % uint32_t(n)); }
  pathway::StringId Text(absl::string_view text) {
    return strings_.Intern(text);
  }

  Event& Add(Kind kind, Day day) {
    Event event;
    event.position = events_.size() + 1;
    event.kind = kind;
    event.effective = event.received = day;
    event.source = Text("s");
    event.key = Text(absl::StrCat("k", events_.size()));
    events_.push_back(event);
    return events_.back();
  }

  void Any(Day day) {
    const pathway::StringId id = Text(absl::StrCat("i", Below(3)));
    switch (Below(12)) {
      case 0:
      case 1:
      case 2: {
        Event& event = Add(Kind::kOriented, day);
        event.code = static_cast<uint8_t>(1 + Below(3));
        event.organisation = Text(absl::StrCat("ORG", Below(3)));
        break;
      }
      case 3:
        Add(Kind::kOrientationEnded, day);
        break;
      case 4:
        Add(Kind::kReferentAssigned, day).organisation = Text("ORG1");
        break;
      case 5:
        Add(Kind::kReferentReleased, day);
        break;
      case 6:
        Add(Kind::kAppointment, day).code2 = static_cast<uint8_t>(1 + Below(3));
        break;
      case 7: {
        Event& event = Add(Kind::kContractSigned, day);
        event.ref = id;
        event.day2 = day + 1 + Below(120);
        break;
      }
      case 8:
        Add(Kind::kActionEnrolled, day).ref = id;
        break;
      case 9: {
        Event& event = Add(Kind::kActionEnded, day);
        event.ref = id;
        event.code = v1::ActionEnded::COMPLETED;
        break;
      }
      case 10:
        Add(Kind::kExitToEmployment, day).day2 = day + 1 + Below(40);
        break;
      default:
        Add(Kind::kSanctionImposed, day).day2 = day + 1 + Below(60);
    }
  }

  pathway::StringTable& strings_;
  std::mt19937& random_;
  std::vector<Event> events_;
};

// One line a gap: type, first day, first day after it, days exposed, the day
// that exceeds the tolerance.
using Lines = std::vector<std::string>;

std::string Line(BreakType type, Day g0, Day g1, int64_t exposed, Day on) {
  return absl::StrCat(BreakTypeName(type), " ", g0 - kFirst, " ",
                      g1 == base::kForever ? "open" : absl::StrCat(g1 - kFirst),
                      " ", exposed, " ", on - kFirst);
}

template <typename List>
bool InForce(const List& list, Day day) {
  return std::any_of(list.begin(), list.end(), [&](const auto& item) {
    return item.start <= day && day < item.end;
  });
}

class SlowModel {
 public:
  SlowModel(const Pathway& pathway, const BreakFinder& finder)
      : pathway_(pathway), finder_(finder) {
    for (const pathway::Spell& spell : pathway_.spells) {
      spell_ = &spell;
      Walk();
    }
    std::sort(lines.begin(), lines.end());
  }

  Lines lines;

 private:
  bool Exposed(Day day) const {
    return InForce(pathway_.spells, day) && !InForce(pathway_.jobs, day);
  }

  // Of the spell: dated in it, or on the day it ends.
  bool OfSpell(Day day) const {
    return spell_->start <= day && day <= spell_->end;
  }

  // The first orientation of the spell; it may have been carried in.
  const pathway::Orientation* First() const {
    const pathway::Orientation* first = nullptr;
    for (const pathway::Orientation& o : pathway_.orientations) {
      if (&pathway_.spells[static_cast<size_t>(o.spell)] != spell_) continue;
      if (first == nullptr || o.start <= first->start) first = &o;
    }
    return first;
  }

  bool Kept(Day from, Day to) const {
    for (const pathway::Appointment& a : pathway_.appointments) {
      if (a.outcome == v1::Appointment::KEPT && OfSpell(a.day) &&
          from <= a.day && a.day <= to) {
        return true;
      }
    }
    return false;
  }

  bool Contact(Day day) const {
    if (!OfSpell(day)) return First() != nullptr && First()->start == day;
    bool contact = Kept(day, day) || (First() && First()->start == day);
    for (const auto& c : pathway_.contracts) contact |= c.start == day;
    for (const auto& e : pathway_.enrolments) {
      contact |= e.start == day || (e.end_event >= 0 && e.end == day);
    }
    return contact;
  }

  template <typename List>
  bool EndedInSpell(const List& list, Day day) const {
    for (const auto& item : list) {
      if (item.end != day) continue;
      for (Day d = spell_->start; d < std::min(day, spell_->end); ++d) {
        if (item.start <= d && d < item.end) return true;
      }
    }
    return false;
  }

  // What one day does to the gap of a type.
  enum class Step { kOut, kIn, kNew };

  Step StepOf(BreakType type, Day day, bool in) const {
    const pathway::Orientation* first = First();
    const bool oriented = first != nullptr && first->start <= day;
    const auto when = [](bool gap) { return gap ? Step::kIn : Step::kOut; };
    switch (type) {
      case BreakType::kNotOriented:
        return when(spell_->received <= day && !oriented);
      case BreakType::kNoContact:
        return when(oriented && !Kept(first->start, day));
      case BreakType::kNoReferent:
        return when(oriented && !InForce(pathway_.referents, day));
      case BreakType::kNoContract:
        return when(oriented && !InForce(pathway_.contracts, first->start) &&
                    !Signed(first->start, day));
      case BreakType::kContractLapsed:
        return Lapse(pathway_.contracts, day, in);
      case BreakType::kNoAction:
        return Lapse(pathway_.enrolments, day, in);
      case BreakType::kSilence:
        return Contact(day) ? Step::kNew : when(in);
      case BreakType::kSocialStuck:
        return Interval(pathway_.orientations, day, in, [](const auto& o) {
          return o.track == v1::Oriented::SOCIAL;
        });
      case BreakType::kSanction:
        return Interval(pathway_.sanctions, day, in,
                        [](const auto&) { return true; });
      default:
        return Step::kOut;
    }
  }

  bool Signed(Day from, Day to) const {
    for (const auto& c : pathway_.contracts) {
      if (c.start >= std::max(from, spell_->start) && c.start <= to &&
          c.start < c.end) {
        return true;
      }
    }
    return false;
  }

  template <typename List>
  Step Lapse(const List& list, Day day, bool in) const {
    if (InForce(list, day)) return Step::kOut;
    return in || EndedInSpell(list, day) ? Step::kIn : Step::kOut;
  }

  template <typename List, typename Wanted>
  Step Interval(const List& list, Day day, bool in, Wanted wanted) const {
    for (const auto& item : list) {
      if (&pathway_.spells[static_cast<size_t>(item.spell)] != spell_ ||
          !wanted(item) || day < item.start || day >= item.end) {
        continue;
      }
      return item.start == day || !in ? Step::kNew : Step::kIn;
    }
    return Step::kOut;
  }

  void Walk() {
    for (int t = 0; t < kBreakTypes; ++t) {
      const BreakType type = static_cast<BreakType>(t);
      Day begin = base::kNoDay;
      for (Day day = kFirst - 100; day <= kAsOf && day < spell_->end; ++day) {
        const Step step = StepOf(type, day, begin != base::kNoDay);
        if (step != Step::kIn && begin != base::kNoDay) {
          Close(type, begin, day);
          begin = base::kNoDay;
        }
        if (step != Step::kOut && begin == base::kNoDay) begin = day;
      }
      if (begin != base::kNoDay) {
        Close(type, begin, spell_->end <= kAsOf ? spell_->end : base::kForever);
      }
    }
  }

  void Close(BreakType type, Day g0, Day g1) {
    const pathway::Orientation* at = pathway_.OrientationOn(g0);
    if (at == nullptr) at = pathway_.OrientationOn(g0 - 1);
    int track = at == nullptr ? 0 : at->track;
    if (type == BreakType::kNoContract) track = First()->track;
    const std::optional<int> tolerance = finder_.Tolerance(type, track, g0);
    int64_t exposed = 0;
    Day on = base::kNoDay;
    for (Day day = g0; day < g1 && day <= kAsOf; ++day) {
      if (Exposed(day) && ++exposed == *tolerance + 1) on = day;
    }
    if (on != base::kNoDay) lines.push_back(Line(type, g0, g1, exposed, on));
  }

  const Pathway& pathway_;
  const BreakFinder& finder_;
  const pathway::Spell* spell_ = nullptr;
};

TEST(BreakModel, EveryGapOfRandomPathwaysIsFoundDayByDay) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  BreakOptions options;
  options.territory = "34";
  for (int t = 0; t < kBreakTypes; ++t) {
    options.tolerance_days[BreakTypeName(static_cast<BreakType>(t))] = t * 3;
  }
  options.tolerance_days["SANCTION"] = 0;
  const BreakFinder finder(options);
  pathway::StringTable strings;
  size_t gaps = 0;
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    const RandomPathway person(&strings, &random);
    const DaySet exposed = pathway::ExposedDays(person.out);
    Lines found;
    for (const Break& one : finder.Find(person.out, exposed).breaks) {
      if (IsDay(one.type)) continue;
      found.push_back(
          Line(one.type, one.g0, one.g1, one.exposed_days, one.detected_on));
    }
    std::sort(found.begin(), found.end());
    const SlowModel model(person.out, finder);
    ASSERT_EQ(absl::StrJoin(found, "\n"), absl::StrJoin(model.lines, "\n"))
        << "pathway " << i;
    gaps += found.size();
  }
  EXPECT_GT(gaps, 200u);
}

}  // namespace
}  // namespace jalon::evaluation
