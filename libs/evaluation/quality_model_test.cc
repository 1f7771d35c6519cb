// EvaluateQuality against a slow model on random events: lateness from sorted
// lists, amendments by following each, overlaps day by day.

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/thread_pool.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/period.h"
#include "libs/evaluation/quality.h"
#include "libs/evaluation/testing/recorded_territory.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;

constexpr Day kFirst = 19700;

std::string KeyOf(const v1::EventKey& key) {
  return absl::StrCat(key.source(), "/", key.source_event_id());
}
std::string KeyOf(const v1::Event& event) {
  return absl::StrCat(event.source(), "/", event.source_event_id());
}

struct RawEvent {
  v1::Event event;
  Day received, recorded;
};

std::string Enrolment(std::mt19937* random) {
  const auto below = [random](uint32_t n) {
    return static_cast<uint32_t>((*random)()) % n;
  };
  const uint32_t id = below(40);
  return below(3) == 0
             ? absl::StrCat(R"("action_ended": {"enrolment_id": "n)", id,
                            R"(", "outcome": "COMPLETED"})")
             : absl::StrCat(R"("action_enrolled": {"enrolment_id": "n)", id,
                            R"(", "action": "A)", below(2), "\"}");
}

std::vector<RawEvent> Draw(size_t count, std::mt19937* random) {
  const auto below = [random](int n) {
    return static_cast<int>((*random)() % static_cast<uint32_t>(n));
  };
  std::vector<RawEvent> out;
  Day recorded = kFirst;
  for (v1::Event& event : facts::testing::RandomEvents(count, random)) {
    if (below(3) == 0) {
      // In place of a fact, so that the targets of the rest still come.
      event = facts::testing::MakeEvent(
          KeyOf(event), {absl::StrCat("caf:", below(8))},
          base::FormatDay(kFirst + below(200)), Enrolment(random));
    }
    recorded += below(3);
    const Day received = recorded - below(30) + (below(9) == 0 ? 3 : 0);
    out.push_back({std::move(event), received, recorded});
  }
  return out;
}

// What one source sent, as lists.
struct ModelSource {
  uint64_t corrections = 0, retractions = 0;
  std::vector<int> received, between, recorded;
  std::set<size_t> persons;
  Day last = base::kNoDay;
};

class Model {
 public:
  Model(const std::vector<RawEvent>& raw, const Context& context, Period period)
      : raw_(raw.begin(),
             raw.begin() + static_cast<ptrdiff_t>(context.view->position())) {
    EachPathway(context, 1, [&](size_t, size_t person, const Pathway& pathway) {
      AddPathway(person, pathway, context, period);
    });
    for (const RawEvent& sent : raw_) AddAmendment(sent, context, period);
  }

  std::map<std::string, ModelSource> sources;
  std::map<std::string, uint64_t> flags;
  uint64_t parked = 0, overlaps = 0, unknown_start = 0;

 private:
  void AddPathway(size_t person, const Pathway& pathway, const Context& context,
                  Period period) {
    bool has_fact = false;
    for (const pathway::Event& event : pathway.events) {
      has_fact |= event.kind != pathway::Kind::kProfileStated;
      const Day recorded = raw_[event.position - 1].recorded;
      if (recorded < period.from || recorded > period.to) continue;
      ModelSource& source =
          sources[std::string(context.view->strings().Get(event.source))];
      source.received.push_back(event.received - event.effective);
      source.between.push_back(recorded - event.received);
      source.recorded.push_back(recorded - event.effective);
      source.persons.insert(person);
      source.last = std::max(source.last, recorded);
    }
    unknown_start += has_fact && pathway.spells.empty();
    for (const pathway::Flag& flag : pathway.flags) ++flags[flag.code];
    for (size_t i = 0; i < pathway.enrolments.size(); ++i) {
      overlaps += OverlapsAnEarlierOne(pathway, i);
    }
  }

  static bool OverlapsAnEarlierOne(const Pathway& pathway, size_t i) {
    const auto holds = [](const pathway::Enrolment& e, Day day) {
      return e.start <= day && day < e.end;
    };
    const pathway::Enrolment& one = pathway.enrolments[i];
    for (Day day = one.start; day <= pathway.as_of; ++day) {
      for (size_t j = 0; j < i; ++j) {
        const pathway::Enrolment& other = pathway.enrolments[j];
        if (other.action == one.action && holds(one, day) &&
            holds(other, day)) {
          return true;
        }
      }
    }
    return false;
  }

  bool IsRetracted(const std::string& key) const {
    return std::any_of(raw_.begin(), raw_.end(), [&](const RawEvent& sent) {
      return sent.event.has_retraction() &&
             KeyOf(sent.event.retraction().target()) == key &&
             !IsRetracted(KeyOf(sent.event));
    });
  }

  bool Came(const std::string& key) const {
    return std::any_of(raw_.begin(), raw_.end(), [&](const RawEvent& sent) {
      return KeyOf(sent.event) == key;
    });
  }

  void AddAmendment(const RawEvent& sent, const Context& context,
                    Period period) {
    const v1::Event& event = sent.event;
    if (!event.has_correction() && !event.has_retraction()) return;
    if (IsRetracted(KeyOf(event))) return;
    parked +=
        !Came(KeyOf(event.has_correction() ? event.correction().target()
                                           : event.retraction().target()));
    if (sent.recorded < period.from || sent.recorded > period.to) return;
    ModelSource& source = sources[event.source()];
    ++(event.has_correction() ? source.corrections : source.retractions);
    const v1::Identifier& who = event.person().identifiers(0);
    source.persons.insert(*context.view->Find(
        v1::Identifier::Scheme_Name(who.scheme()), who.value()));
  }

  const std::vector<RawEvent> raw_;
};

int QuantileOf(std::vector<int> days, uint64_t percent) {
  std::sort(days.begin(), days.end());
  size_t index = 0;
  while ((index + 1) * 100 < days.size() * percent) ++index;
  return days[index];
}

void ExpectLateness(const v1::Lateness& found, const std::vector<int>& days) {
  ASSERT_EQ(found.events(), days.size());
  EXPECT_EQ(found.has_median(), !days.empty());
  if (days.empty()) return;
  EXPECT_EQ(found.median(), QuantileOf(days, 50));
  EXPECT_EQ(found.p90(), QuantileOf(days, 90));
  EXPECT_EQ(found.p95(), QuantileOf(days, 95));
  EXPECT_EQ(found.max(), *std::max_element(days.begin(), days.end()));
  EXPECT_EQ(found.negative(), std::count_if(days.begin(), days.end(),
                                            [](int day) { return day < 0; }));
}

void ExpectSources(const v1::EvaluateQualityResponse& found,
                   const Model& model) {
  ASSERT_EQ(static_cast<size_t>(found.sources_size()), model.sources.size());
  auto expected = model.sources.begin();
  for (const v1::SourceQuality& source : found.sources()) {
    SCOPED_TRACE(source.source());
    const ModelSource& of_model = expected->second;
    ASSERT_EQ(source.source(), expected->first);
    ++expected;
    EXPECT_EQ(source.events(), of_model.recorded.size());
    EXPECT_EQ(source.corrections(), of_model.corrections);
    EXPECT_EQ(source.retractions(), of_model.retractions);
    EXPECT_EQ(source.persons(), of_model.persons.size());
    EXPECT_EQ(source.last_recorded(), base::FormatDay(of_model.last));
    ExpectLateness(source.effective_to_received(), of_model.received);
    ExpectLateness(source.received_to_recorded(), of_model.between);
    ExpectLateness(source.effective_to_recorded(), of_model.recorded);
    const bool enough = source.events() >= found.minimum_events();
    ASSERT_EQ(!source.complete_to().empty(), enough);
    if (!enough) continue;
    const Day wait =
        std::max(0, QuantileOf(of_model.recorded, found.percent()));
    EXPECT_EQ(source.complete_to(),
              base::FormatDay(*base::ParseDay(found.known_day()) - wait));
  }
}

void Compare(const v1::EvaluateQualityResponse& found, const Model& model) {
  ExpectSources(found, model);
  EXPECT_EQ(found.unknown_start(), model.unknown_start);
  EXPECT_EQ(found.parked(), model.parked);
  EXPECT_EQ(found.overlaps(), model.overlaps);
  for (const auto& [code, count] : found.flags()) {
    const auto expected = model.flags.find(code);
    EXPECT_EQ(count, expected == model.flags.end() ? 0 : expected->second)
        << code;
  }
  for (const auto& [code, count] : model.flags) {
    EXPECT_TRUE(found.flags().contains(code)) << code;
  }
}

uint64_t EventsOf(const Context& context,
                  const v1::EvaluateQualityRequest& request) {
  const auto response = EvaluateQuality(context, request);
  uint64_t events = 0;
  for (const auto& source : response.value().sources()) {
    events += source.events();
  }
  return events;
}

class QualityModel : public ::testing::Test {
 protected:
  QualityModel() : seed_(std::random_device()()), random_(seed_) {}

  void Record(size_t count) {
    raw_ = Draw(count, &random_);
    territory_ = std::make_unique<testing::RecordedTerritory>();
    for (const RawEvent& sent : raw_) {
      territory_->store().Apply(sent.event, sent.received, sent.recorded);
    }
  }
  Context At(Day as_of, uint64_t position) {
    return territory_->At(base::FormatDay(as_of), nullptr, position);
  }

  const uint32_t seed_;
  std::mt19937 random_;
  std::vector<RawEvent> raw_;
  std::unique_ptr<testing::RecordedTerritory> territory_;
};

TEST_F(QualityModel, FiguresAreThoseOfLists) {
  SCOPED_TRACE(absl::StrCat("seed ", seed_));
  uint64_t overlaps = 0, parked = 0;
  for (int round = 0; round < 40 && !HasFailure(); ++round) {
    Record(120);
    for (const uint64_t position : {40u, 90u, 120u}) {
      SCOPED_TRACE(absl::StrCat("round ", round, ", position ", position));
      const Day as_of = kFirst + static_cast<Day>(random_() % 250);
      const Context context = At(as_of, position);
      const Day from = kFirst + static_cast<Day>(random_() % 100);
      const Period period =
          round % 2 == 0 ? Period{0, base::kForever} : Period{from, from + 30};
      v1::EvaluateQualityRequest request;
      request.set_percent(1 + static_cast<uint32_t>(random_() % 100));
      request.set_minimum_events(10);
      if (round % 2 != 0) {
        request.set_from(base::FormatDay(period.from));
        request.set_to(base::FormatDay(period.to));
      }
      const auto found = EvaluateQuality(context, request);
      ASSERT_TRUE(found.ok()) << found.status();
      const Model model(raw_, context, period);
      Compare(*found, model);
      overlaps += model.overlaps;
      parked += model.parked;
    }
  }
  EXPECT_GT(overlaps, 30u);
  EXPECT_GT(parked, 30u);
}

TEST_F(QualityModel, SourcesAddUpToTheVisibleEvents) {
  SCOPED_TRACE(absl::StrCat("seed ", seed_));
  for (int round = 0; round < 10; ++round) {
    Record(200);
    const Context context = At(kFirst + 100, 150);
    uint64_t visible = 0;
    EachPathway(context, 1, [&](size_t, size_t, const Pathway& pathway) {
      visible += pathway.events.size();
    });
    // Two periods that share no day and leave none out.
    v1::EvaluateQualityRequest early, late;
    early.set_to(base::FormatDay(kFirst + 60));
    late.set_from(base::FormatDay(kFirst + 61));
    EXPECT_EQ(EventsOf(context, {}), visible);
    EXPECT_EQ(EventsOf(context, early) + EventsOf(context, late), visible);
  }
}

TEST_F(QualityModel, WhatComesLaterChangesNothingKnownBefore) {
  SCOPED_TRACE(absl::StrCat("seed ", seed_));
  Record(150);
  const auto later = EvaluateQuality(At(kFirst + 100, 80), {});
  testing::RecordedTerritory then;
  for (size_t i = 0; i < 80; ++i) {
    then.store().Apply(raw_[i].event, raw_[i].received, raw_[i].recorded);
  }
  const auto at_the_time =
      EvaluateQuality(then.At(base::FormatDay(kFirst + 100)), {});
  EXPECT_EQ(later->DebugString(), at_the_time->DebugString());
}

TEST_F(QualityModel, OnOneDayNoOrderOfArrivalShows) {
  SCOPED_TRACE(absl::StrCat("seed ", seed_));
  const auto figure = [](const std::vector<v1::Event>& events) {
    testing::RecordedTerritory territory;
    for (const v1::Event& event : events) {
      territory.store().Apply(event, kFirst + 90, kFirst + 120);
    }
    return EvaluateQuality(territory.At(base::FormatDay(kFirst + 150)), {})
        ->DebugString();
  };
  for (int round = 0; round < 10; ++round) {
    const std::vector<v1::Event> events =
        facts::testing::RandomEvents(150, &random_);
    const std::string expected = figure(events);
    for (int i = 0; i < 5; ++i) {
      ASSERT_EQ(figure(facts::testing::Shuffled(events, &random_)), expected);
    }
  }
}

TEST_F(QualityModel, ThreadsChangeNoByte) {
  SCOPED_TRACE(absl::StrCat("seed ", seed_));
  Record(400);
  base::ThreadPool pool(3, 100);
  Context context = At(kFirst + 150, 400);
  const auto alone = EvaluateQuality(context, {});
  context.pool = &pool;
  EXPECT_EQ(EvaluateQuality(context, {})->DebugString(), alone->DebugString());
}

}  // namespace
}  // namespace jalon::evaluation
