#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const Suppression kRule(5);

v1::Lateness LatenessOf(uint64_t events, uint64_t negative) {
  v1::Lateness out;
  out.set_events(events);
  out.set_median(1);
  out.set_p90(9);
  out.set_p95(12);
  out.set_max(99);
  out.set_negative(negative);
  return out;
}

v1::SourceQuality Source(const std::string& name, uint64_t persons,
                         uint64_t events) {
  v1::SourceQuality out;
  out.set_source(name);
  out.set_persons(persons);
  out.set_events(events);
  out.set_corrections(4);
  out.set_retractions(6);
  out.set_complete_to("2024-01-01");
  out.set_last_recorded("2024-02-01");
  *out.mutable_effective_to_recorded() = LatenessOf(events, 3);
  return out;
}

TEST(QualitySuppression, ItemsGoAndZerosStay) {
  v1::EvaluateQualityResponse response;
  response.mutable_header()->set_status(v1::OK);
  response.add_items()->add_persons("caf:1");
  (*response.mutable_items_left_out())["PARKED"] = 2;
  response.set_overlaps(7);
  (*response.mutable_persons())["OVERLAP"] = 5;
  (*response.mutable_persons())["PARKED"] = 0;
  (*response.mutable_persons())["EMPTY_SPELL"] = 0;
  (*response.mutable_flags())["EMPTY_SPELL"] = 0;
  kRule.Apply(&response);
  EXPECT_THAT(response.DebugString(), Not(HasSubstr("caf")));
  EXPECT_TRUE(response.items_left_out().empty());
  EXPECT_EQ(response.overlaps(), 7u);
  EXPECT_THAT(response.flags(), UnorderedElementsAre(Pair("EMPTY_SPELL", 0)));
  EXPECT_EQ(response.header().status(), v1::OK);
}

TEST(QualitySuppression, ManyFactsOfFewPersonsAreHidden) {
  v1::EvaluateQualityResponse response;
  response.set_after_death(40);
  (*response.mutable_flags())["AFTER_DEATH"] = 40;
  (*response.mutable_flags())["END_WITHOUT_START"] = 9;
  (*response.mutable_persons())["AFTER_DEATH"] = 4;
  (*response.mutable_persons())["END_WITHOUT_START"] = 5;
  kRule.Apply(&response);
  EXPECT_EQ(response.after_death(), 0u);
  EXPECT_THAT(response.flags(),
              UnorderedElementsAre(Pair("END_WITHOUT_START", 9)));
  EXPECT_THAT(response.persons(),
              UnorderedElementsAre(Pair("END_WITHOUT_START", 5)));
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

TEST(QualitySuppression, EveryPlainCountFollowsItsPersons) {
  v1::EvaluateQualityResponse response;
  for (const char* kind :
       {"UNKNOWN_START", "AFTER_DEATH", "PARKED", "UNKNOWN_ACTION",
        "UNKNOWN_ORGANISATION", "OVERLAP", "IDENTITY"}) {
    (*response.mutable_persons())[kind] = 1;
  }
  response.set_unknown_start(1);
  response.set_after_death(1);
  response.set_parked(1);
  response.set_unknown_actions(1);
  response.set_unknown_organisations(1);
  response.set_overlaps(1);
  response.set_identity_anomalies(1);
  kRule.Apply(&response);
  v1::EvaluateQualityResponse hidden;
  hidden.mutable_header()->set_status(v1::SUPPRESSED);
  EXPECT_EQ(response.DebugString(), hidden.DebugString());
}

TEST(QualitySuppression, ASourceOfFewPersonsKeepsItsName) {
  v1::EvaluateQualityResponse response;
  response.set_percent(95);
  *response.add_sources() = Source("caf", 4, 1000);
  kRule.Apply(&response);
  v1::SourceQuality name;
  name.set_source("caf");
  EXPECT_EQ(response.sources(0).DebugString(), name.DebugString());
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

TEST(QualitySuppression, QuantilesHaveKEventsBeyondThem) {
  struct Row {
    uint64_t events;
    bool median, p90, p95;
  };
  for (const Row& row :
       {Row{9, false, false, false}, Row{10, true, false, false},
        Row{49, true, false, false}, Row{50, true, true, false},
        Row{99, true, true, false}, Row{100, true, true, true}}) {
    SCOPED_TRACE(row.events);
    v1::EvaluateQualityResponse response;
    response.set_percent(95);
    *response.add_sources() = Source("caf", 5, row.events);
    kRule.Apply(&response);
    const v1::SourceQuality& source = response.sources(0);
    const v1::Lateness& days = source.effective_to_recorded();
    EXPECT_EQ(source.events(), row.events);
    EXPECT_EQ(source.corrections(), 0u);
    EXPECT_EQ(source.retractions(), 6u);
    EXPECT_EQ(days.events(), row.events);
    EXPECT_EQ(days.negative(), 0u);
    EXPECT_FALSE(days.has_max());
    EXPECT_EQ(days.has_median(), row.median);
    EXPECT_EQ(days.has_p90(), row.p90);
    EXPECT_EQ(days.has_p95(), row.p95);
    EXPECT_EQ(!source.complete_to().empty(), row.p95);
  }
  // Below a low one too: anybody may ask for any percentage.
  for (const uint32_t percent : {1u, 4u, 5u, 95u, 96u, 100u}) {
    SCOPED_TRACE(percent);
    v1::EvaluateQualityResponse response;
    response.set_percent(percent);
    *response.add_sources() = Source("caf", 50, 100);
    kRule.Apply(&response);
    EXPECT_EQ(!response.sources(0).complete_to().empty(),
              percent == 5 || percent == 95);
  }
}

// Somebody supposes that the ledger holds nothing but what the sources have
// recorded: its position is then the sum of all their counts.
TEST(QualitySuppression, ThePositionOfTheLedgerTellsNothing) {
  const uint32_t seed = 2677239097;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto count = [&] {
    return random() % 3 == 0 ? random() % 6 : uint64_t{20} + random() % 100;
  };
  int alone = 0;
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    v1::EvaluateQualityResponse response;
    uint64_t position = 0;
    std::vector<uint64_t> few;
    for (const char* name : {"caf", "dept", "ft"}) {
      v1::SourceQuality& source = *response.add_sources();
      source = Source(name, 3 + random() % 9, 20 + random() % 100);
      source.set_corrections(count());
      source.set_retractions(count());
      for (const uint64_t n :
           {source.events(), source.corrections(), source.retractions()}) {
        position += n;
        if ((n > 0 && n < kRule.k()) || source.persons() < kRule.k()) {
          few.push_back(n);
        }
      }
    }
    alone += few.size() == 1 && few[0] > 0;
    response.mutable_header()->set_position(position);
    const v1::EvaluateQualityResponse exact = response;
    kRule.Apply(&response);
    uint64_t left = position, hidden = 0, positive = 0, shown = 0;
    for (int i = 0; i < response.sources_size(); ++i) {
      const v1::SourceQuality& source = response.sources(i);
      const v1::SourceQuality& was = exact.sources(i);
      for (const auto& [now, before] :
           {std::pair(source.events(), was.events()),
            std::pair(source.corrections(), was.corrections()),
            std::pair(source.retractions(), was.retractions())}) {
        left -= now;
        // Of a source of few persons the zeros too are hidden.
        hidden += now == 0 && (before > 0 || source.persons() == 0);
        positive += now == 0 && before > 0;
        shown += now > 0;
      }
    }
    if (hidden == 0 || shown == 0) continue;
    EXPECT_GT(hidden, 1u);
    // What is left is not all taken by the 1 that each holds at least.
    EXPECT_GE(left, positive + kRule.k() - 1);
  }
  EXPECT_GT(alone, 5);  // Which the sum would give, were it alone in it.
}

TEST(QualitySuppression, FewFactsThatWereNotAnnouncedAreNotTold) {
  v1::EvaluateQualityResponse response;
  *response.add_sources() = Source("caf", 50, 100);
  response.mutable_sources(0)->mutable_effective_to_recorded()->set_negative(
      97);
  kRule.Apply(&response);
  EXPECT_EQ(response.sources(0).effective_to_recorded().negative(), 0u);
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
}

}  // namespace
}  // namespace jalon::evaluation_service
