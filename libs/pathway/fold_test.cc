// The fold against laws and against a slow model; what each fact means is
// tested by the scenarios (tests/scenarios).

#include "libs/pathway/fold.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "libs/pathway/pathway.h"

namespace jalon::pathway {
namespace {

constexpr Day kDays = 730;

// Random events of one person over two years.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  std::vector<Event> Draw(size_t count) {
    std::vector<Event> out;
    for (size_t i = 0; i < count; ++i) out.push_back(One(i));
    return out;
  }
  size_t Below(size_t n) { return random_() % n; }
  void Shuffle(std::vector<Event>* events) {
    std::shuffle(events->begin(), events->end(), random_);
  }
  const StringTable& strings() const { return strings_; }

 private:
  Event One(size_t i) {
    static constexpr Kind kKinds[] = {
        Kind::kEntitlementOpened,    Kind::kEntitlementClosed,
        Kind::kEntitlementSuspended, Kind::kEntitlementResumed,
        Kind::kObligationsChanged,   Kind::kOriented,
        Kind::kOrientationEnded,     Kind::kReferentAssigned,
        Kind::kReferentReleased,     Kind::kContractSigned,
        Kind::kActionEnrolled,       Kind::kActionEnded,
        Kind::kExitToEmployment,     Kind::kEmploymentEnded,
        Kind::kAbsenceJustified,     Kind::kSanctionImposed,
        Kind::kBarrierIdentified,    Kind::kBarrierLifted,
        Kind::kAppointment};
    Event event;
    event.kind = kKinds[Below(std::size(kKinds))];
    event.effective = static_cast<Day>(Below(kDays));
    event.received = event.effective;
    event.position = i + 1;
    event.source = strings_.Intern(Below(2) == 0 ? "caf" : "dept");
    event.key = strings_.Intern("e" + std::to_string(i));
    event.organisation = strings_.Intern("o" + std::to_string(Below(3)));
    event.ref = strings_.Intern("r" + std::to_string(Below(3)));
    event.code = static_cast<uint8_t>(1 + Below(3));
    event.code2 = static_cast<uint8_t>(1 + Below(3));
    if (event.kind == Kind::kObligationsChanged) {
      event.flags = Below(2) == 0 ? kYes : 0;
    }
    const bool ends = event.kind == Kind::kContractSigned ||
                      event.kind == Kind::kExitToEmployment ||
                      event.kind == Kind::kAbsenceJustified ||
                      event.kind == Kind::kSanctionImposed;
    if (ends && Below(4) != 0) {
      event.day2 = event.effective + 1 + static_cast<Day>(Below(200));
    }
    return event;
  }

  std::mt19937 random_;
  StringTable strings_;
};

// Everything that the fold gives, as text.
std::string Text(const Pathway& p) {
  std::string out;
  const auto add = [&](auto... values) {
    ((out += std::to_string(values) + " "), ...);
    out += "\n";
  };
  for (const Event& e : p.events) add(e.position);
  for (const auto& s : p.spells) add(s.start, s.end, s.close_reason, s.closing);
  for (const auto& s : p.suspensions) add(s.start, s.end, s.reason, s.event);
  for (const auto& o : p.obligations) add(o.start, o.end, o.subject);
  for (const auto& j : p.justified) add(j.start, j.end, j.event);
  for (const auto& s : p.sanctions) add(s.start, s.end, s.event);
  for (const auto& o : p.orientations) add(o.start, o.end, o.spell, o.event);
  for (const auto& r : p.referents) add(r.start, r.end, r.spell, r.event);
  for (const auto& c : p.contracts) add(c.start, c.end, c.event);
  for (const auto& e : p.enrolments) add(e.start, e.end, e.outcome, e.event);
  for (const auto& j : p.jobs) add(j.start, j.end, j.event);
  for (const auto& b : p.barriers) add(b.barrier, b.start, b.end);
  for (const auto& f : p.flags)
    out += std::string(f.code) + std::to_string(f.event);
  return out;
}

Pathway FoldOf(const World& world, const std::vector<Event>& events,
               Day as_of) {
  Pathway out;
  FoldOptions options;
  options.as_of = as_of;
  Fold(events, world.strings(), options, &out);
  return out;
}

// Edge case 147.
TEST(Fold, AnyOrderOfArrivalGivesTheSamePathway) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    std::vector<Event> events = world.Draw(5 + world.Below(60));
    const Day as_of = static_cast<Day>(world.Below(kDays));
    const std::string expected = Text(FoldOf(world, events, as_of));
    for (int i = 0; i < 5; ++i) {
      world.Shuffle(&events);
      ASSERT_EQ(Text(FoldOf(world, events, as_of)), expected);
    }
  }
}

TEST(Fold, EveryFlagIsListed) {
  std::set<std::string> seen;
  for (unsigned seed = 0; seed < 300; ++seed) {
    World world(seed);
    const std::vector<Event> events = world.Draw(5 + world.Below(60));
    for (const Flag& flag : FoldOf(world, events, kDays).flags) {
      seen.insert(flag.code);
    }
  }
  const std::set<std::string> listed(kFlagCodes.begin(), kFlagCodes.end());
  for (const std::string& code : seen) {
    EXPECT_EQ(listed.count(code), 1u) << code;
  }
  EXPECT_GT(seen.size(), 8u);
}

// Whether the right is open at the end of each day, told day by day.
std::vector<bool> OpenByDay(const std::vector<Event>& events, Day as_of) {
  std::vector<bool> out;
  bool open = false;
  for (Day day = 0; day <= as_of; ++day) {
    bool opening = false, closing = false;
    for (const Event& e : events) {
      if (e.effective != day) continue;
      opening = opening || e.kind == Kind::kEntitlementOpened;
      closing = closing || e.kind == Kind::kEntitlementClosed;
    }
    // Open the day before: the closing comes first. Else the opening does.
    open = open ? (!closing || opening) : (opening && !closing);
    out.push_back(open);
  }
  return out;
}

TEST(Fold, SpellsAndExposedDaysAreThoseOfADayByDayModel) {
  for (unsigned seed = 1000; seed < 1300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    const std::vector<Event> events = world.Draw(5 + world.Below(60));
    const Day as_of = static_cast<Day>(world.Below(kDays));
    const Pathway pathway = FoldOf(world, events, as_of);
    const std::vector<bool> open = OpenByDay(events, as_of);
    const std::vector<Interval> exposed = ExposedDays(pathway);
    for (Day day = 0; day <= as_of; ++day) {
      ASSERT_EQ(pathway.SpellOn(day) >= 0, open[static_cast<size_t>(day)])
          << "day " << day;
      const auto covers = [day](const auto& list, auto counts) {
        return std::any_of(list.begin(), list.end(), [&](const auto& i) {
          return i.start <= day && day < i.end && counts(i);
        });
      };
      const auto always = [](const auto&) { return true; };
      const bool expected =
          open[static_cast<size_t>(day)] &&
          !covers(pathway.suspensions,
                  [](const Suspension& s) { return s.reason == 1; }) &&
          !covers(pathway.jobs, always) && !covers(pathway.justified, always) &&
          !covers(pathway.obligations,
                  [](const Obligation& o) { return !o.subject; });
      ASSERT_EQ(CountDays(exposed, day, day + 1), expected ? 1 : 0)
          << "day " << day;
    }
    EXPECT_EQ(CountDays(exposed, as_of + 1, base::kForever), 0);
  }
}

TEST(Fold, IntervalsOfOneLaneNeverOverlapAndStayInTheirSpell) {
  for (unsigned seed = 2000; seed < 2300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    const Pathway pathway =
        FoldOf(world, world.Draw(60), static_cast<Day>(world.Below(kDays)));
    const auto disjoint = [](const auto& list) {
      for (size_t i = 1; i < list.size(); ++i) {
        EXPECT_LE(list[i - 1].end, std::max(list[i].start, list[i - 1].start));
        EXPECT_LE(list[i].start, list[i].end);
      }
    };
    disjoint(pathway.spells);
    disjoint(pathway.suspensions);
    disjoint(pathway.obligations);
    disjoint(pathway.sanctions);
    disjoint(pathway.orientations);
    disjoint(pathway.referents);
    disjoint(pathway.contracts);
    for (const Orientation& orientation : pathway.orientations) {
      ASSERT_GE(orientation.spell, 0);
      EXPECT_LE(orientation.end,
                pathway.spells[static_cast<size_t>(orientation.spell)].end);
    }
  }
}

// Edge cases 26, 27 and 34.
TEST(Bands, HaveTheirBoundsOnTheRightSide) {
  const auto day = [](const char* text) { return *base::ParseDay(text); };
  EXPECT_STREQ(AgeBand(day("2000-02-29"), day("2025-02-28")), "<25");
  EXPECT_STREQ(AgeBand(day("2000-02-29"), day("2025-03-01")), "25-29");
  EXPECT_STREQ(AgeBand(day("1964-12-31"), day("2024-12-31")), ">=60");
  EXPECT_STREQ(AgeBand(base::kNoDay, day("2024-12-31")), "UNKNOWN");
  EXPECT_STREQ(SeniorityBand(day("2024-07-01"), day("2024-12-31")), "<6m");
  EXPECT_STREQ(SeniorityBand(day("2024-07-01"), day("2025-01-01")), "6-12m");
  EXPECT_STREQ(SeniorityBand(day("2019-01-01"), day("2024-01-01")), ">=5y");
}

}  // namespace
}  // namespace jalon::pathway
