#include "libs/pathway/visible.h"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace jalon::pathway {
namespace {

Amendment Correct(StringId self, StringId target, uint64_t position,
                  Day effective) {
  Amendment out;
  out.self = {1, self};
  out.target = {1, target};
  out.position = position;
  out.effective = effective;
  return out;
}

Amendment Retract(StringId self, StringId target, uint64_t position) {
  Amendment out = Correct(self, target, position, base::kNoDay);
  out.is_retraction = true;
  return out;
}

constexpr StringId kEvent = 100;
const EventKey kKey = {1, kEvent};

Day EffectiveOf(const std::vector<Amendment>& amendments, uint64_t known_at) {
  Event event;
  event.effective = 10;
  const Effects effects = Resolve(amendments, known_at);
  const auto changed = effects.changed.find(kKey);
  return changed == effects.changed.end()
             ? event.effective
             : Apply(event, changed->second).effective;
}

TEST(Visible, TheLastRecordedCorrectionWinsWhole) {
  std::vector<Amendment> amendments = {Correct(1, kEvent, 5, 20),
                                       Correct(2, kEvent, 6, 30)};
  EXPECT_EQ(EffectiveOf(amendments, 4), 10);
  EXPECT_EQ(EffectiveOf(amendments, 5), 20);
  EXPECT_EQ(EffectiveOf(amendments, 6), 30);
  amendments[1].effective = base::kNoDay;
  amendments[1].received = 40;
  EXPECT_EQ(EffectiveOf(amendments, 6), 10);
}

// Edge case 149.
TEST(Visible, ACorrectionOfACorrectionChangesItsMembers) {
  std::vector<Amendment> amendments = {Correct(1, kEvent, 5, 20),
                                       Correct(2, 1, 6, 30)};
  amendments[0].received = 50;
  const Effects effects = Resolve(amendments, 6);
  EXPECT_EQ(effects.changed.at(kKey).effective, 30);
  EXPECT_EQ(effects.changed.at(kKey).received, 50);
}

TEST(Visible, RetractionsCancelEventsCorrectionsAndRetractions) {
  const std::vector<Amendment> amendments = {
      Correct(1, kEvent, 5, 20), Retract(2, 1, 6), Retract(3, kEvent, 7),
      Retract(4, 3, 8)};
  EXPECT_EQ(EffectiveOf(amendments, 5), 20);
  EXPECT_EQ(EffectiveOf(amendments, 6), 10);
  EXPECT_TRUE(Resolve(amendments, 7).hidden.contains(kKey));
  EXPECT_FALSE(Resolve(amendments, 8).hidden.contains(kKey));
}

TEST(Visible, OrderOfTheListDoesNotMatterAndCyclesEnd) {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    std::vector<Amendment> amendments;
    for (StringId i = 1; i <= 8; ++i) {
      const StringId target = random() % 3 == 0 ? kEvent : 1 + random() % 8;
      amendments.push_back(random() % 2 == 0
                               ? Retract(i, target, i)
                               : Correct(i, target, i, static_cast<Day>(i)));
    }
    // Cycles, which intake refuses, may answer anything, but must answer.
    Resolve(amendments, 8);
    std::erase_if(amendments, [](const Amendment& a) {
      return a.target.key != kEvent && a.target.key >= a.self.key;
    });
    const Day expected = EffectiveOf(amendments, 8);
    const bool hidden = Resolve(amendments, 8).hidden.contains(kKey);
    std::shuffle(amendments.begin(), amendments.end(), random);
    EXPECT_EQ(EffectiveOf(amendments, 8), expected);
    EXPECT_EQ(Resolve(amendments, 8).hidden.contains(kKey), hidden);
  }
}

// Edge case 149.
TEST(Visible, FindsTheCycleThatAnAmendmentWouldClose) {
  const absl::flat_hash_map<EventKey, EventKey> targets = {{{1, 1}, {1, 2}},
                                                           {{1, 2}, {1, 3}}};
  EXPECT_TRUE(ClosesCycle(targets, {1, 3}, {1, 1}));
  EXPECT_TRUE(ClosesCycle(targets, {1, 9}, {1, 9}));
  EXPECT_FALSE(ClosesCycle(targets, {1, 9}, {1, 1}));
}

}  // namespace
}  // namespace jalon::pathway
