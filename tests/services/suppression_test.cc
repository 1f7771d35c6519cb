// Who has no access to persons asks again and again, and subtracts.

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tests/services/disclosure_attack.h"
#include "tests/services/disclosure_figures.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using Evaluation = v1::EvaluationService;
using Names = std::vector<std::string>;

constexpr uint32_t kSeed = 3;

const Names kTracks = {"PROFESSIONAL", "SOCIAL", "SOCIO_PROFESSIONAL"};
const Names kOrganisations = {"ORG1", "ORG2", "ORG3", "ORG4", "ORG5"};

// From orientation to contract: of tracks and organisations of unlike size,
// some with a handful of persons; some persons change, or come back, so that
// they stand in two.
std::vector<v1::Event> RandomTerritory(uint32_t seed, int persons) {
  std::mt19937 random(seed);
  std::vector<v1::Event> events;
  const auto date = [](uint32_t day) {
    return absl::StrCat("2024-0", 2 + day / 28, "-", day % 28 < 9 ? "0" : "",
                        1 + day % 28);
  };
  const auto orientation = [&] {
    const std::string& track = kTracks[std::min(random() % 5, 2ul)];
    const std::string& organisation =
        kOrganisations[(random() % 5) * (random() % 5) / 4];
    return absl::StrCat(R"("oriented": {"track": ")", track,
                        R"(", "organisation": ")", organisation, "\"}");
  };
  for (int i = 1; i <= persons; ++i) {
    const std::string caf = std::to_string(i);
    events.push_back(Opening("a" + caf, caf, "2024-01-15"));
    const uint32_t oriented = static_cast<uint32_t>(random() % 20);
    events.push_back(Event("dept/o" + caf, caf, date(oriented), orientation()));
    const uint32_t fate = static_cast<uint32_t>(random() % 32);
    const uint32_t wait = 1 + static_cast<uint32_t>(random() % 110);
    const std::string later = date(oriented + wait);
    if (fate == 31) {
      events.push_back(Event("dept/p" + caf, caf, later, orientation()));
    } else if (fate == 30) {
      events.push_back(Event("caf/y" + caf, caf, date(oriented + wait / 4),
                             R"("entitlement_closed": {"reason": "OTHER"})"));
      events.push_back(Opening("b" + caf, caf, date(oriented + 40 + wait / 4)));
      events.push_back(Event("dept/q" + caf, caf,
                             date(oriented + 50 + wait / 2), orientation()));
    } else if (fate < 20) {
      events.push_back(Event(
          "dept/c" + caf, caf, later,
          absl::StrCat(
              R"("contract_signed": {"contract_id": "c)", caf,
              R"(", "kind": "CER", "organisation": "ORG1", "last_day": "2025-01-31"})")));
    } else if (fate < 24) {
      events.push_back(Event("caf/z" + caf, caf, later,
                             R"("entitlement_closed": {"reason": "OTHER"})"));
    }
  }
  return events;
}

class SuppressionTest : public ::testing::Test {
 protected:
  // A new territory in place of the former.
  void Fill(uint32_t seed, int persons = 90) {
    channels_.clear();
    world_.emplace();
    const std::vector<v1::Event> events = RandomTerritory(seed, persons);
    for (size_t i = 0; i < events.size(); i += 1000) {
      world_->Record({events.begin() + static_cast<ptrdiff_t>(i),
                      events.begin() + static_cast<ptrdiff_t>(
                                           std::min(i + 1000, events.size()))});
    }
  }

  template <typename Kind>
  typename Kind::Response Ask(const std::string& role,
                              typename Kind::Request request) {
    request.set_territory("34");
    request.mutable_at()->set_as_of("2024-06-30");
    typename Kind::Response response;
    const grpc::Status status =
        Call<Evaluation>(ChannelOf(role), Kind::kMethod, request, &response);
    EXPECT_EQ(Code(status), "OK") << status.error_message();
    return response;
  }

  template <typename Kind>
  static typename Kind::Request By(const Names& dimensions) {
    typename Kind::Request request = Kind::Ask();
    Kind::Breakdown(&request)->Add(dimensions.begin(), dimensions.end());
    return request;
  }
  template <typename Kind>
  static typename Kind::Request Filtered(const Names& tracks,
                                         const Names& organisations,
                                         const Names& dimensions = {}) {
    typename Kind::Request request = By<Kind>(dimensions);
    v1::Filter& filter = *request.mutable_filter();
    filter.mutable_tracks()->Add(tracks.begin(), tracks.end());
    filter.mutable_organisations()->Add(organisations.begin(),
                                        organisations.end());
    return request;
  }

  std::shared_ptr<grpc::Channel> ChannelOf(const std::string& role) {
    std::shared_ptr<grpc::Channel>& channel = channels_[role];
    if (channel == nullptr) channel = world_->Channel(role);
    return channel;
  }

  std::optional<ServiceWorld> world_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

// Everything that a role can read of one figure by track and organisation.
template <typename Kind>
class Reader {
 public:
  using Response = typename Kind::Response;

  // `exact`: the crossed table, from which the values and the names are known,
  // as zeros are shown. `primary_only`: the small counts alone are not read.
  Reader(const Response& exact, bool primary_only)
      : primary_only_(primary_only) {
    std::set<std::string> names;
    const auto add = [&](const Shown& shown) {
      for (const auto& [name, count] : shown) names.insert(name);
    };
    add(Kind::Whole(exact));
    for (const auto& [key, shown] : Kind::Parts(exact)) {
      tracks_.insert(key[0]);
      organisations_.insert(key[1]);
      add(shown);
      present_.insert({key[0], key[1]});
    }
    attack_.KnowMargins(tracks_, organisations_, names);
    KnowSums(Kind::Sums(exact));
    for (const std::string& name : names) zeros_[name] = 0;
  }

  // An answer to a filter, empty for all values, and a breakdown.
  void Read(const Names& tracks, const Names& organisations,
            const Names& breakdown, const Response& response) {
    attack_.Read(Cells(tracks, organisations), Seen(Kind::Whole(response)));
    for (const auto& [key, shown] : Kind::Parts(response)) {
      Names some_tracks = tracks, some_organisations = organisations;
      for (size_t i = 0; i < breakdown.size(); ++i) {
        (breakdown[i] == "track" ? some_tracks : some_organisations)
            .assign(1, key[i]);
      }
      attack_.Read(Cells(some_tracks, some_organisations), Seen(shown));
    }
    if (breakdown.size() == 2 && !Kind::Parts(response).empty()) KnowZeros();
  }

  const DisclosureAttack& attack() const { return attack_; }

 private:
  static std::vector<Cell> Cells(Names tracks, Names organisations) {
    if (tracks.empty()) tracks = {""};
    if (organisations.empty()) organisations = {""};
    std::vector<Cell> out;
    for (const std::string& track : tracks) {
      for (const std::string& organisation : organisations) {
        out.emplace_back(track, organisation);
      }
    }
    return out;
  }

  Shown Seen(Shown shown) const {
    if (!primary_only_) return shown;
    std::erase_if(shown, [](const auto& cell) {
      return cell.second > 0 && cell.second < kSuppressionThreshold;
    });
    return shown;
  }

  void KnowSums(const NamedSums& sums) {
    std::set<std::string> all_tracks = tracks_, all = organisations_;
    all_tracks.insert("");
    all.insert("");
    for (const std::string& track : all_tracks) {
      for (const std::string& organisation : all) {
        for (const auto& [total, parts] : sums) {
          attack_.KnowSum({track, organisation}, total, parts);
        }
      }
    }
  }

  // Of the cells that a crossed answer does not name.
  void KnowZeros() {
    for (const std::string& track : tracks_) {
      for (const std::string& organisation : organisations_) {
        const Cell cell(track, organisation);
        if (!present_.contains(cell)) attack_.Read({cell}, zeros_);
      }
    }
  }

  const bool primary_only_;
  DisclosureAttack attack_;
  std::set<std::string> tracks_, organisations_;
  std::set<Cell> present_;
  Shown zeros_;
};

template <typename Kind>
constexpr bool kHasFilter = !std::is_same_v<Kind, PactFigures>;

template <typename Kind>
class DisclosureTest : public SuppressionTest {
 protected:
  // The whole, every breakdown, every filter of one value and some of two,
  // alone, with one another and beside a breakdown.
  Reader<Kind> ReadEverything(const std::string& role, bool primary_only) {
    Reader<Kind> reader(
        Ask<Kind>("analyst", By<Kind>({"track", "organisation"})),
        primary_only);
    for (const Names& by : {Names{}, Names{"track"}, Names{"organisation"},
                            Names{"track", "organisation"}}) {
      reader.Read({}, {}, by, Ask<Kind>(role, By<Kind>(by)));
    }
    if constexpr (kHasFilter<Kind>) {
      const auto read = [&](const Names& tracks, const Names& organisations,
                            const Names& by) {
        reader.Read(tracks, organisations, by,
                    Ask<Kind>(role, Filtered<Kind>(tracks, organisations, by)));
      };
      for (const std::string& track : kTracks) {
        read({track}, {}, {"organisation"});
        for (const std::string& organisation : kOrganisations) {
          read({track}, {organisation}, {});
        }
      }
      for (size_t i = 0; i < kOrganisations.size(); ++i) {
        read({}, {kOrganisations[i]}, {"track"});
        for (size_t j = 0; j < i; ++j) {
          read({}, {kOrganisations[j], kOrganisations[i]}, {});
        }
      }
      read({kTracks[0], kTracks[2]}, {}, {"organisation"});
    }
    return reader;
  }
};

using Kinds =
    ::testing::Types<DelayFigures, LandmarkFigures, BreakFigures, PactFigures>;
TYPED_TEST_SUITE(DisclosureTest, Kinds);

// Edge case 167.
TYPED_TEST(DisclosureTest, WhatIsReadOfOneFigureSubtractedTellsNothing) {
  int recovered_of_primary = 0;
  for (const int persons : {90, 300}) {
    SCOPED_TRACE(absl::StrCat(persons, " persons, seed ", kSeed));
    this->Fill(kSeed, persons);
    std::string example;
    EXPECT_EQ(
        this->ReadEverything("evaluator", false).attack().Recovered(&example),
        0)
        << example;
    // The same attack on answers with the small counts alone taken out.
    recovered_of_primary +=
        this->ReadEverything("analyst", true).attack().Recovered(&example);
  }
  EXPECT_GT(recovered_of_primary, 0);
}

// Something has to be left that an evaluator can use.
TYPED_TEST(DisclosureTest, ACrossedTableIsAnsweredAndAgreesWithItsMargins) {
  using Kind = TypeParam;
  this->Fill(7, 600);
  const auto crossed = this->template Ask<Kind>(
      "evaluator", this->template By<Kind>({"track", "organisation"}));
  const auto turned = this->template Ask<Kind>(
      "evaluator", this->template By<Kind>({"organisation", "track"}));
  const auto exact = this->template Ask<Kind>(
      "analyst", this->template By<Kind>({"track", "organisation"}));
  EXPECT_EQ(Kind::Whole(crossed),
            Kind::Whole(this->template Ask<Kind>("evaluator",
                                                 this->template By<Kind>({}))));
  std::map<Names, Shown> by_key;
  for (const auto& [key, shown] : Kind::Parts(turned)) {
    by_key[{key[1], key[0]}] = shown;
  }
  std::map<Names, Shown> exact_by_key;
  for (const auto& [key, shown] : Kind::Parts(exact)) exact_by_key[key] = shown;
  size_t answered = 0, all = 0;
  for (const auto& [key, shown] : exact_by_key) all += shown.size();
  for (const auto& [key, shown] : Kind::Parts(crossed)) {
    SCOPED_TRACE(key[0] + " / " + key[1]);
    answered += shown.size();
    EXPECT_EQ(shown, by_key[key]);
    for (const auto& [name, count] : shown) {
      EXPECT_EQ(count, exact_by_key[key][name]) << name;
    }
  }
  EXPECT_GT(answered, all / 10);
  EXPECT_LE(answered, all);
  EXPECT_EQ(crossed.header().status() == v1::SUPPRESSED, answered < all);
}

template <typename Kind>
class FilterTest : public SuppressionTest {};
using FilteredKinds =
    ::testing::Types<DelayFigures, LandmarkFigures, BreakFigures>;
TYPED_TEST_SUITE(FilterTest, FilteredKinds);

TYPED_TEST(FilterTest, AFilterReadsAsItsPartOfTheBreakdown) {
  using Kind = TypeParam;
  this->Fill(7, 300);
  const auto read = [this](const std::string& role, const Names& tracks,
                           const Names& organisations, const Names& by) {
    return this->template Ask<Kind>(
        role, this->template Filtered<Kind>(tracks, organisations, by));
  };
  for (const std::string role : {"analyst", "evaluator"}) {
    SCOPED_TRACE(role);
    std::map<Names, Shown> crossed, by_track;
    for (const auto& [key, shown] :
         Kind::Parts(read(role, {}, {}, {"track", "organisation"}))) {
      crossed[key] = shown;
    }
    for (const auto& [key, shown] :
         Kind::Parts(read(role, {}, {}, {"track"}))) {
      by_track[key] = shown;
    }
    for (const std::string& track : kTracks) {
      SCOPED_TRACE(track);
      if (!by_track.contains({track})) {
        // A track of nobody: its zeros are shown, where there is a group.
        for (const auto& [name, count] :
             Kind::Whole(read(role, {track}, {}, {}))) {
          EXPECT_EQ(count, 0u) << name;
        }
        continue;
      }
      EXPECT_EQ(Kind::Whole(read(role, {track}, {}, {})), by_track[{track}]);
      const auto beside = read(role, {track}, {}, {"organisation"});
      EXPECT_EQ(Kind::Whole(beside), by_track[{track}]);
      for (const auto& [key, shown] : Kind::Parts(beside)) {
        EXPECT_EQ(shown, (crossed[{track, key[0]}])) << key[0];
        EXPECT_EQ(Kind::Whole(read(role, {track}, {key[0]}, {})), shown);
      }
    }
  }
}

TEST_F(SuppressionTest, DaysOfFewPersonsAreHidden) {
  Fill(7);
  const auto request = By<BreakFigures>({"organisation"});
  const auto exact = Ask<BreakFigures>("analyst", request);
  const auto shown = Ask<BreakFigures>("evaluator", request);
  auto pact = By<PactFigures>({"organisation"});
  v1::PactVersion& version = *pact.mutable_pact()->mutable_versions(0);
  version.clear_indicators();
  version.add_indicators()->set_id("continuity");
  version.mutable_indicators(0)->set_measure("continuity");
  std::map<Names, v1::IndicatorCell> continuity;
  const auto scorecard = Ask<PactFigures>("evaluator", pact);
  for (const v1::IndicatorCell& cell : scorecard.indicators(0).cells()) {
    continuity[KeyOf(cell)] = cell;
  }
  int few = 0, hidden = 0;
  ASSERT_EQ(shown.cells_size(), exact.cells_size()) << shown.DebugString();
  for (int i = 0; i < exact.cells_size(); ++i) {
    const uint64_t persons = exact.cells(i).figure().exposed_persons();
    const v1::BreaksFigure& figure = shown.cells(i).figure();
    hidden += figure.exposed_days() == 0;
    if (persons == 0 || persons >= kSuppressionThreshold) continue;
    ++few;
    EXPECT_EQ(figure.exposed_days(), 0u);
    EXPECT_FALSE(figure.has_continuity());
    const v1::IndicatorCell& cell = continuity[KeyOf(exact.cells(i))];
    EXPECT_EQ(cell.status(), v1::SUPPRESSED);
    EXPECT_FALSE(cell.has_denominator());
  }
  EXPECT_GT(few, 0);
  EXPECT_GT(hidden, few) << "one hidden cell is what the others leave";
  EXPECT_LT(hidden, exact.cells_size());
}

TEST_F(SuppressionTest, WhatTheFilterLeavesOutIsNotTold) {
  Fill(7);
  const auto request = Filtered<DelayFigures>({"SOCIAL"}, {});
  EXPECT_GT(Ask<DelayFigures>("analyst", request).excluded_count(), 0u);
  EXPECT_EQ(Ask<DelayFigures>("evaluator", request).excluded_count(), 0u);
}

TEST_F(SuppressionTest, WhatNoTableOfTwoDimensionsHoldsIsWithheld) {
  Fill(7);
  for (const auto& request :
       {Filtered<DelayFigures>({"SOCIAL"}, {"ORG1"}, {"sex"}),
        Filtered<DelayFigures>({"SOCIAL"}, {}, {"axis"}),
        Filtered<DelayFigures>({"SOCIAL"}, {}, {"organisation", "sex"}),
        By<DelayFigures>({"track", "funding"})}) {
    SCOPED_TRACE(request.DebugString());
    const v1::EvaluateDelayResponse answer =
        Ask<DelayFigures>("evaluator", request);
    EXPECT_EQ(answer.header().status(), v1::SUPPRESSED);
    EXPECT_FALSE(answer.has_figure());
    EXPECT_EQ(answer.groups_size(), 0);
    EXPECT_GT(Ask<DelayFigures>("analyst", request).figure().cohort(), 0u);
  }
  EXPECT_EQ(Ask<BreakFigures>("evaluator", By<BreakFigures>({"track", "axis"}))
                .cells_size(),
            0);
  EXPECT_EQ(Ask<PactFigures>("evaluator", By<PactFigures>({"axis", "track"}))
                .indicators_size(),
            0);
}

TEST_F(SuppressionTest, AFilteredComparisonIsWithheldAndSaysSo) {
  Fill(7);
  v1::CompareRequest request;
  *request.mutable_before()->mutable_breaks() =
      Filtered<BreakFigures>({"SOCIAL"}, {});
  request.mutable_before()->mutable_breaks()->set_territory("34");
  request.mutable_before()->mutable_breaks()->mutable_at()->set_as_of(
      "2024-06-30");
  *request.mutable_after() = request.before();
  v1::CompareResponse response;
  ASSERT_EQ(
      Code(Call<Evaluation>(ChannelOf("evaluator"), &Evaluation::Stub::Compare,
                            request, &response)),
      "OK");
  EXPECT_EQ(response.values_size(), 0);
  EXPECT_EQ(response.before().status(), v1::SUPPRESSED);
  EXPECT_EQ(response.after().status(), v1::SUPPRESSED);
}

}  // namespace
}  // namespace jalon::testing
