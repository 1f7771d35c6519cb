#include "services/intake/routing.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"

namespace jalon::intake {
namespace {

using ::jalon::base::testing::IsOk;
using ::jalon::base::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Records everything of its own territory, or answers with a status; keeps
// the answers back until Answer.
class FakeTerritory final : public territory::Territory {
 public:
  explicit FakeTerritory(std::string name) : name_(std::move(name)) {}

  void Record(std::shared_ptr<const v1::RecordRequest> request,
              const territory::Rights& rights, RecordDone done) override {
    sources = rights.sources;
    v1::RecordResponse response;
    for (const v1::Event& event : request->events()) {
      v1::Verdict* verdict = response.add_verdicts();
      if (event.territory() != name_) {
        verdict->set_verdict(v1::Verdict::REJECTED);
        continue;
      }
      keys.push_back(event.source_event_id());
      verdict->set_verdict(v1::Verdict::RECORDED);
      verdict->set_position(keys.size());
      response.set_recorded(response.recorded() + 1);
    }
    answer_ = [this, response, done] {
      if (status.ok()) {
        done(response);
      } else {
        done(status);
      }
    };
  }
  void Answer() { answer_(); }

  std::shared_ptr<const facts::View> View() override { return nullptr; }
  std::shared_ptr<const facts::View> ViewOf(const facts::Knowledge&) override {
    return nullptr;
  }
  std::shared_ptr<const facts::View> ViewAt(ledger::Position) override {
    return nullptr;
  }
  ledger::Position PositionAt(base::Day) const override { return 0; }
  absl::StatusOr<std::vector<v1::RecordedEvent>> History(
      const facts::View&, size_t) const override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<std::vector<v1::RecordedEvent>> ReadFrom(
      ledger::Position, size_t) const override {
    return absl::UnimplementedError("");
  }
  ledger::Position facts_position() const override { return 0; }
  ledger::Ledger& ledger() override { std::abort(); }
  absl::TimeZone time_zone() const override { return absl::UTCTimeZone(); }
  const std::string& name() const override { return name_; }

  std::vector<std::string> keys, sources;
  absl::Status status;

 private:
  const std::string name_;
  std::function<void()> answer_;
};

class RoutingTest : public ::testing::Test {
 protected:
  RoutingTest() {
    for (const char* name : {"34", "30", "11"}) {
      auto fake = std::make_unique<FakeTerritory>(name);
      fakes_[name] = fake.get();
      territories_[name] = std::move(fake);
    }
    partner_.territories = {"34", "30", "66"};
    partner_.sources = {"caf"};
  }

  static v1::RecordRequest Batch(const std::vector<std::string>& territories) {
    v1::RecordRequest request;
    for (const std::string& territory : territories) {
      v1::Event* event = request.add_events();
      event->set_territory(territory);
      event->set_source_event_id(std::to_string(request.events_size()));
    }
    return request;
  }
  void Send(v1::RecordRequest request) {
    Record(environment_, partner_,
           std::make_shared<v1::RecordRequest>(std::move(request)),
           [this](auto answer) { answer_ = std::move(answer); });
  }
  std::vector<std::string> Brief() {
    std::vector<std::string> out;
    for (const v1::Verdict& verdict : (*answer_)->verdicts()) {
      out.push_back(v1::Verdict::Kind_Name(verdict.verdict()) + " " +
                    (verdict.verdict() == v1::Verdict::RECORDED
                         ? std::to_string(verdict.position())
                         : v1::Verdict::Code_Name(verdict.code())));
    }
    return out;
  }

  territory::Territories territories_;
  std::vector<std::string> told_;  // "34: 2 verdicts".
  const Environment environment_{
      .territories = &territories_, .on_answer = [this](const auto& part) {
        told_.push_back(part.territory + ": " +
                        std::to_string(part.response.verdicts_size()));
      }};
  std::map<std::string, FakeTerritory*> fakes_;
  access::Principal partner_;
  std::optional<absl::StatusOr<v1::RecordResponse>> answer_;
};

TEST_F(RoutingTest, EachVerdictIsToldOnceAndNoneOfAValidation) {
  Send(Batch({"34", "30", "11", "34"}));
  EXPECT_THAT(told_, ElementsAre(": 1"));
  fakes_["34"]->Answer();
  fakes_["30"]->Answer();
  EXPECT_THAT(told_, ElementsAre(": 1", "34: 2", "30: 1"));
  told_.clear();
  v1::RecordRequest trial = Batch({"34", "11"});
  Send(trial);  // One ledger alone refuses what is of none.
  fakes_["34"]->Answer();
  EXPECT_THAT(told_, ElementsAre("34: 2"));
  trial.set_mode(v1::RecordMode::VALIDATE);
  Send(trial);
  fakes_["34"]->Answer();
  EXPECT_THAT(told_, ElementsAre("34: 2"));
}

TEST_F(RoutingTest, VerdictsOfSeveralTerritoriesInTheOrderSent) {
  // 11 is served, but not this partner's; 66 is not served; both look alike.
  Send(Batch({"34", "30", "11", "34", "66", ""}));
  fakes_["30"]->Answer();
  EXPECT_FALSE(answer_.has_value());
  fakes_["34"]->Answer();
  ASSERT_TRUE(answer_.has_value());
  ASSERT_THAT(*answer_, IsOk());
  EXPECT_THAT(Brief(), ElementsAre("RECORDED 1", "RECORDED 1",
                                   "REJECTED UNKNOWN_TERRITORY", "RECORDED 2",
                                   "REJECTED UNKNOWN_TERRITORY",
                                   "REJECTED MISSING_FIELD"));
  EXPECT_EQ((*answer_)->recorded(), 3u);
  EXPECT_THAT(fakes_["34"]->keys, ElementsAre("1", "4"));
  EXPECT_THAT(fakes_["34"]->sources, ElementsAre("caf"));
  EXPECT_TRUE(fakes_["11"]->keys.empty());
}

TEST_F(RoutingTest, OneTerritoryTakesTheWholeBatch) {
  v1::RecordRequest request = Batch({"34", "99"});
  request.set_batch(v1::RecordMode::ALL_OR_NOTHING);
  Send(request);
  fakes_["34"]->Answer();
  EXPECT_EQ((*answer_)->verdicts_size(), 2);
}

TEST_F(RoutingTest, NoTerritoryAtAll) {
  Send(Batch({"99", "11"}));
  ASSERT_TRUE(answer_.has_value());
  EXPECT_THAT(Brief(), ElementsAre("REJECTED UNKNOWN_TERRITORY",
                                   "REJECTED UNKNOWN_TERRITORY"));
  answer_.reset();
  Send({});
  ASSERT_THAT(*answer_, IsOk());
}

TEST_F(RoutingTest, AnErrorOfOneTerritoryIsTheCalls) {
  fakes_["30"]->status = absl::ResourceExhaustedError("full");
  Send(Batch({"34", "30"}));
  fakes_["34"]->Answer();
  fakes_["30"]->Answer();
  EXPECT_THAT(*answer_, StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(RoutingTest, RefusedCalls) {
  v1::RecordRequest both = Batch({"34", "30"});
  both.set_batch(v1::RecordMode::ALL_OR_NOTHING);
  v1::RecordRequest mode = Batch({"34"});
  mode.set_mode(static_cast<v1::RecordMode::Commit>(7));
  v1::RecordRequest batch = Batch({"34"});
  batch.set_batch(static_cast<v1::RecordMode::Batch>(7));
  const v1::RecordRequest large =
      Batch(std::vector<std::string>(kMaxEvents + 1, "34"));
  const std::pair<v1::RecordRequest, const char*> kRows[] = {
      {both, "batch"}, {mode, "mode"}, {batch, "batch"}, {large, "events"}};
  for (const auto& [request, field] : kRows) {
    SCOPED_TRACE(field);
    answer_.reset();
    Send(request);
    ASSERT_TRUE(answer_.has_value());
    EXPECT_THAT(*answer_,
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(field)));
  }
  EXPECT_TRUE(fakes_["34"]->keys.empty());
}

}  // namespace
}  // namespace jalon::intake
