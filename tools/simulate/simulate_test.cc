#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tools/simulate/calibration.h"
#include "tools/simulate/territory_story.h"

namespace jalon::simulate {
namespace {

TerritoryPlan Plan(uint64_t seed) {
  TerritoryPlan plan;
  plan.adults = 300;
  plan.first = *base::ParseDay("2017-01-01");
  plan.last = *base::ParseDay("2018-12-31");
  plan.seed = seed;
  return plan;
}

std::vector<std::string> Tell(uint64_t seed) {
  const TerritoryPlan plan = Plan(seed);
  Outbox outbox(plan.territory, plan.first, plan.last, seed);
  TellTerritory(plan, CatalogueOf(v1::Pact()), &outbox);
  std::vector<std::string> out;
  for (size_t i = 0; i < kPartners; ++i) {
    outbox.ForEach(static_cast<Partner>(i),
                   [&](const std::string& bytes) { out.push_back(bytes); });
  }
  return out;
}

TEST(Simulate, SameSeedSameBytes) {
  EXPECT_EQ(Tell(7), Tell(7));
  EXPECT_NE(Tell(7), Tell(8));
}

TEST(Simulate, TellsEveryFactInOrderOfArrivalWithFaultsOfFiles) {
  std::map<int, int> facts;
  std::map<std::string, std::string> last_arrival;
  std::set<std::string> keys;
  int repeated = 0, late = 0;
  const std::vector<std::string> events = Tell(1);
  for (const std::string& bytes : events) {
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(bytes));
    ++facts[event.fact_case()];
    if (!keys.insert(event.source() + event.source_event_id()).second) {
      ++repeated;
    }
    std::string& last = last_arrival[event.source()];
    EXPECT_LE(last, event.recorded_at());
    last = event.recorded_at();
    EXPECT_LE(event.effective_date(), event.received_date());
    if (event.source() == "caf" && !event.has_correction()) {
      const int lateness = *base::ParseDay(event.received_date()) -
                           *base::ParseDay(event.effective_date());
      // From the wrong date that a later correction mends, up to 25 days more.
      EXPECT_GE(lateness, 0);
      EXPECT_LE(lateness, 35 + 25);
      late += lateness >= 5 ? 1 : 0;
    }
  }
  EXPECT_EQ(last_arrival.size(), kPartners);
  EXPECT_GT(repeated, 0);
  EXPECT_GT(late, 0);
  using E = v1::Event;
  for (const int fact :
       {E::kEntitlementOpened, E::kEntitlementClosed, E::kOriented,
        E::kReferentAssigned, E::kReferentReleased, E::kAppointment,
        E::kContractSigned, E::kActionEnrolled, E::kActionEnded,
        E::kExitToEmployment, E::kEmploymentAttested, E::kSanctionImposed,
        E::kAbsenceJustified, E::kBarrierIdentified, E::kBarrierLifted,
        E::kProfileStated, E::kPersonsMerged, E::kCorrection, E::kRetraction}) {
    EXPECT_GT(facts[fact], 0) << "field " << fact;
  }
}

TEST(Simulate, ChanceHasItsMeans) {
  Chance chance(3);
  double exponential = 0, gamma = 0, picked = 0;
  constexpr int kDraws = 200'000;
  for (int i = 0; i < kDraws; ++i) {
    exponential += chance.Exponential(100);
    gamma += chance.Gamma2(50);
    picked += static_cast<double>(chance.Pick({1, 3}));
  }
  EXPECT_NEAR(exponential / kDraws, 99.5, 1);
  EXPECT_NEAR(gamma / kDraws, 49, 1);
  EXPECT_NEAR(picked / kDraws, 0.75, 0.01);
}

}  // namespace
}  // namespace jalon::simulate
