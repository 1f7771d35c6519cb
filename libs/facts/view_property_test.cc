// A view is a function of the events at or before its position, and of
// nothing else: not of their order, nor of what came later.

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "libs/facts/testing/fact_world.h"

namespace jalon::facts {
namespace {

using testing::Dump;
using testing::NewStore;
using testing::RandomEvents;
using testing::Shuffled;

constexpr size_t kEvents = 60;
constexpr base::Day kReceived = 20000;

// Edge case 147.
TEST(ViewProperty, DoesNotDependOnTheOrderOfArrival) {
  size_t anomalies = 0, parked = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::vector<v1::Event> events = RandomEvents(kEvents, &random);
    const auto store = NewStore();
    for (const v1::Event& event : events) store->Apply(event, kReceived);
    const std::string expected = Dump(*store->HeadView());
    for (int round = 0; round < 4; ++round) {
      const auto other = NewStore();
      for (const v1::Event& event : Shuffled(events, &random)) {
        other->Apply(event, kReceived);
      }
      ASSERT_EQ(Dump(*other->HeadView()), expected);
    }
    const auto view = store->HeadView();
    anomalies += view->anomalies().size();
    for (size_t i = 0; i < view->size(); ++i) parked += view->Parked(i).size();
  }
  EXPECT_GT(anomalies, 10u);
  EXPECT_GT(parked, 10u);
}

TEST(ViewProperty, AtAPositionEqualsAFreshStoreOfThePrefix) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::vector<v1::Event> events =
        Shuffled(RandomEvents(kEvents, &random), &random);
    const auto whole = NewStore();
    for (const v1::Event& event : events) whole->Apply(event, kReceived);
    const auto growing = NewStore();
    for (size_t i = 0; i < events.size(); ++i) {
      growing->Apply(events[i], kReceived);
      ASSERT_EQ(Dump(*whole->ViewAt(i + 1)), Dump(*growing->HeadView()))
          << "position " << i + 1;
    }
  }
}

// The kinds of a knowledge, as the test reads them from the event.
Knowledge::Kinds KindsOf(const v1::Event& event) {
  if (event.has_correction()) return Knowledge::kCorrections;
  if (event.has_retraction()) return Knowledge::kRetractions;
  return event.has_person_linked() || event.has_persons_merged() ||
                 event.has_merge_undone()
             ? Knowledge::kIdentity
             : Knowledge::kFacts;
}

TEST(ViewProperty, PartOfWhatCameLaterEqualsAStoreOfThatPart) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::vector<v1::Event> events = RandomEvents(kEvents, &random);
    const auto whole = NewStore();
    for (const v1::Event& event : events) whole->Apply(event, kReceived);
    for (uint8_t kinds = 0; kinds <= Knowledge::kAll; ++kinds) {
      const uint64_t base = random() % kEvents;
      const uint64_t position = base + random() % (kEvents - base + 1);
      const auto part = NewStore();
      for (uint64_t i = 0; i < position; ++i) {
        if (i < base || (KindsOf(events[i]) & kinds) != 0) {
          part->Apply(events[i], kReceived);
        }
      }
      const auto view = whole->ViewOf(
          {.position = position, .base = base, .after_base = kinds});
      ASSERT_EQ(Dump(*view), Dump(*part->HeadView()))
          << base << " to " << position << ", kinds " << int{kinds};
    }
  }
}

TEST(ViewProperty, StagedAheadOrNotTheNodesAreTheSame) {
  std::mt19937 random(7);
  const std::vector<v1::Event> events = RandomEvents(kEvents, &random);
  const auto live = NewStore(), replayed = NewStore();
  const auto stage = [](const v1::Event& event, FactStore* store) {
    return store->Stage(event, {event.source(), event.source_event_id()},
                        events::IdentityOf(event), kReceived);
  };
  std::vector<Staged> ahead;
  ahead.reserve(events.size());
  for (const v1::Event& event : events) {
    ahead.push_back(stage(event, live.get()));
  }
  for (const Staged& staged : ahead) live->Apply(staged, kReceived);
  for (size_t i = 0; i < events.size(); ++i) {
    Staged staged = stage(events[i], replayed.get());
    EXPECT_EQ(staged.owner, ahead[i].owner);
    replayed->Apply(std::move(staged), kReceived);
  }
  EXPECT_EQ(Dump(*live->HeadView()), Dump(*replayed->HeadView()));
  const auto a = live->HeadView(), b = replayed->HeadView();
  ASSERT_EQ(a->size(), b->size());
  for (size_t i = 0; i < a->size(); ++i) {
    EXPECT_EQ(a->Pseudonym(i), b->Pseudonym(i));
  }
}

}  // namespace
}  // namespace jalon::facts
