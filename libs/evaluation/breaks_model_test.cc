// FindBreaks against a slow model that walks every day of random pathways.

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/testing/slow_breaks.h"
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

// Of a Break or of what the slow model found.
template <typename Gap>
std::string Line(const Gap& gap, int64_t exposed) {
  return absl::StrCat(
      BreakTypeName(gap.type), " ", gap.g0 - kFirst, " ",
      gap.g1 == base::kForever ? "open" : absl::StrCat(gap.g1 - kFirst), " ",
      exposed, " ", gap.detected_on - kFirst);
}

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
    const std::vector<pathway::Interval> exposed =
        pathway::ExposedDays(person.out);
    Lines found, expected;
    for (const Break& one : finder.Find(person.out, exposed).breaks) {
      if (!IsDay(one.type)) found.push_back(Line(one, one.exposed_days));
    }
    const testing::SlowBreaks model(person.out,
                                    [&](BreakType type, int track, Day g0) {
                                      return finder.Tolerance(type, track, g0);
                                    });
    for (const auto& one : model.found) {
      if (!IsDay(one.type)) expected.push_back(Line(one, one.exposed));
    }
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(absl::StrJoin(found, "\n"), absl::StrJoin(expected, "\n"))
        << "pathway " << i;
    gaps += found.size();
  }
  EXPECT_GT(gaps, 200u);
}

}  // namespace
}  // namespace jalon::evaluation
