// Several orientations, their order, and what is known of them when.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/testing/edge_world.h"

namespace jalon::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class EdgeOrientation : public testing::EdgeWorld {
 protected:
  static std::string Decision(const std::string& organisation) {
    return absl::StrCat(R"("oriented": {"track": "SOCIAL", "organisation": ")",
                        organisation, "\"}");
  }
  // OPENING → ORIENTED.
  Lines Delays(const std::string& as_of, uint64_t position = 0) {
    return DelayOf("caf:1", Definition::OPENING, Stop::ORIENTED, as_of,
                   position);
  }
  Lines Orientations() {
    return ByOrganisation(PathwayOf("caf:1", "2024-12-31").orientations);
  }
};

// Edge case 36.
TEST_F(EdgeOrientation, ToldByTwoPartnersItIsOne) {
  Open("caf:1", "2024-01-05");
  Tell("dept/o1", "caf:1", "2024-02-10", Decision("A"));
  Tell("caf/x9", "caf:1", "2024-02-10", Decision("A"));

  EXPECT_THAT(Orientations(), ElementsAre("2024-02-10.. A"));
  EXPECT_THAT(Delays("2024-12-31"), ElementsAre("REACHED 36"));
}

// Edge case 37.
TEST_F(EdgeOrientation, BackdatedItIsTheFirstFromWhenItIsKnown) {
  Open("caf:1", "2024-01-02");
  Orient("caf:1", "2024-03-05");
  const uint64_t published = Now();
  Add("caf:1", "2024-01-10", Decision("B"), "2024-03-20");

  EXPECT_THAT(Delays("2024-12-31", published), ElementsAre("REACHED 63"));
  EXPECT_THAT(Delays("2024-12-31"), ElementsAre("REACHED 8"));
  EXPECT_THAT(WhyMoved("mean_reached.days",
                       DelayRequest(Definition::OPENING, Stop::ORIENTED),
                       "2024-12-31", published),
              ElementsAre(Pair("LATE_EVENTS", "-55")));
}

// Edge case 39.
TEST_F(EdgeOrientation, UntilItIsDecidedThePersonWaits) {
  Open("caf:1", "2024-01-02");
  Add("caf:1", "2024-01-20",
      R"("appointment": {"purpose": "ORIENTATION", "outcome": "KEPT"})");

  EXPECT_THAT(Delays("2024-02-15"), ElementsAre("WAITING 44"));
}

// Edge case 41.
TEST_F(EdgeOrientation, RetractedItStaysInWhatWasPublishedBefore) {
  Open("caf:1", "2024-01-02");
  Tell("dept/o1", "caf:1", "2024-01-22", Decision("A"));
  const uint64_t published = Now();
  Tell("dept/x1", "caf:1", "2024-03-01",
       R"("retraction": {"reason": "entered in error", "target":
          {"source": "dept", "source_event_id": "o1"}})");

  EXPECT_THAT(Delays("2024-02-15", published), ElementsAre("REACHED 20"));
  EXPECT_THAT(Delays("2024-02-15"), ElementsAre("WAITING 44"));
  EXPECT_THAT(WhyMoved("classes.REACHED",
                       DelayRequest(Definition::OPENING, Stop::ORIENTED),
                       "2024-02-15", published),
              ElementsAre(Pair("RETRACTIONS", "-1")));
}

// Edge case 44.
TEST_F(EdgeOrientation, AReorientationKeepsTheDelayOfTheFirst) {
  Open("caf:1", "2024-01-01");
  Orient("caf:1", "2024-01-11", "SOCIAL", "A");
  Orient("caf:1", "2024-08-01", "PROFESSIONAL", "B");

  EXPECT_THAT(Delays("2024-12-31"), ElementsAre("REACHED 10"));
}

// Edge case 46.
TEST_F(EdgeOrientation, ToABodyWithoutANamedPersonItCounts) {
  Open("caf:1", "2024-01-01");
  Orient("caf:1", "2024-01-11");

  EXPECT_THAT(Delays("2024-01-31"), ElementsAre("REACHED 10"));
  EXPECT_THAT(
      DelayOf("caf:1", Definition::OPENING, Stop::REFERENT, "2024-01-31"),
      ElementsAre("WAITING 30"));
}

// Edge case 49.
TEST_F(EdgeOrientation, OfThreeDaysItIsKept) {
  Open("caf:1", "2024-01-05");
  Orient("caf:1", "2024-01-10", "SOCIAL", "A");
  Orient("caf:1", "2024-01-13", "SOCIAL", "B");

  EXPECT_THAT(Orientations(),
              ElementsAre("2024-01-10..2024-01-13 A", "2024-01-13.. B"));
}

// Edge case 51.
TEST_F(EdgeOrientation, InsertedItEndsTheOneBeforeAndLeavesTheNext) {
  Open("caf:1", "2024-01-05");
  Orient("caf:1", "2024-01-10", "SOCIAL", "A");
  Orient("caf:1", "2024-03-10", "SOCIAL", "C");
  Orient("caf:1", "2024-02-10", "SOCIAL", "B");

  EXPECT_THAT(Orientations(),
              ElementsAre("2024-01-10..2024-02-10 A",
                          "2024-02-10..2024-03-10 B", "2024-03-10.. C"));
}

// Edge case 52.
TEST_F(EdgeOrientation, ByDefaultItCountsUnlessAskedOtherwise) {
  Open("caf:1", "2025-01-01");
  Add("caf:1", "2025-02-12",
      R"("oriented": {"track": "SOCIAL", "organisation": "A",
                      "by_default": true})");
  Orient("caf:1", "2025-03-10", "PROFESSIONAL", "B");
  auto without = DelayRequest(Definition::OPENING, Stop::ORIENTED);
  without.mutable_definition()->set_exclude_default_orientation(true);

  EXPECT_THAT(Delays("2025-12-31"), ElementsAre("REACHED 42"));
  EXPECT_THAT(DelayOf("caf:1", without, "2025-12-31"),
              ElementsAre("REACHED 68"));
}

}  // namespace
}  // namespace jalon::evaluation
