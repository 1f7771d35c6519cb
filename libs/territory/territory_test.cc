#include "libs/territory/territory.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/facts/testing/fact_world.h"
#include "libs/territory/testing/local_territory.h"

namespace jalon::territory {
namespace {

using base::testing::IsOk;
using base::testing::StatusIs;
using facts::testing::Dump;
using facts::testing::MakeEvent;
using testing::Brief;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::LocalTerritory;
using testing::RequestOf;

constexpr char kOpening[] = R"("entitlement_opened": {"origin": "NEW"})";
constexpr char kReturn[] = R"("entitlement_opened": {"origin": "RETURN"})";

v1::Event Opening(const std::string& key) {
  return MakeEvent(key, {"caf:1"}, "2024-01-05", kOpening);
}

v1::Event Correction(const std::string& key, const std::string& source,
                     const std::string& id) {
  return MakeEvent(
      key, {"caf:1"}, "2024-06-01",
      R"("correction": {"effective_date": "2024-01-06", "target": {"source": ")" +
          source + R"(", "source_event_id": ")" + id + "\"}}");
}

absl::Time At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error));
  return time;
}

class TerritoryTest : public ::testing::Test {
 protected:
  std::vector<std::string> Push(std::vector<v1::Event> events,
                                v1::RecordMode::Commit mode,
                                v1::RecordMode::Batch batch,
                                const Rights& rights = testing::Operator()) {
    v1::RecordRequest request = RequestOf(std::move(events));
    request.set_mode(mode);
    request.set_batch(batch);
    const auto response = local_.Record(request, rights);
    EXPECT_THAT(response, IsOk());
    last_ = response.value_or(v1::RecordResponse());
    return Brief(last_);
  }
  std::vector<std::string> Push(std::vector<v1::Event> events) {
    return Push(std::move(events), v1::RecordMode::COMMIT,
                v1::RecordMode::PER_ITEM);
  }

  absl::Time now_ = At("2024-07-01T10:00:00Z");
  LocalTerritory local_{"34", [this] { return now_; }};
  v1::RecordResponse last_;
};

TEST_F(TerritoryTest, AnEmptyBatchIsAnsweredAtOnce) {
  EXPECT_THAT(Push({}), IsEmpty());
}

// Edge case 142.
TEST_F(TerritoryTest, DuplicatesAndConflictsWithinABatchAreOfItsFirst) {
  v1::Event other = MakeEvent("caf/a1", {"caf:1"}, "2024-01-05", kReturn);
  EXPECT_THAT(Push({Opening("caf/a1"), Opening("caf/a1"), other}),
              ElementsAre("RECORDED 1", "DUPLICATE 1", "CONFLICT"));
  EXPECT_EQ(last_.recorded(), 1u);
  EXPECT_EQ(last_.verdicts(2).stored_digest().size(), 64u);
  EXPECT_NE(last_.verdicts(2).stored_digest(),
            last_.verdicts(2).given_digest());
  EXPECT_THAT(Push({other, Opening("caf/a1")}),
              ElementsAre("CONFLICT", "DUPLICATE 1"));
}

TEST_F(TerritoryTest, ValidateSaysTheSameAndWritesNothing) {
  const v1::Event c4 = Correction("dept/c4", "dept", "c5");
  const v1::Event c5 = Correction("dept/c5", "dept", "c4");
  const std::vector<v1::Event> batch = {Opening("caf/a1"), Opening("caf/a1"),
                                        c4, c5};
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(Push(batch, v1::RecordMode::VALIDATE, v1::RecordMode::PER_ITEM),
                ElementsAre("RECORDED", "DUPLICATE", "RECORDED TARGET_UNKNOWN",
                            "REJECTED CORRECTION_CYCLE correction.target"));
    EXPECT_EQ(last_.recorded(), 0u);
  }
  EXPECT_EQ(local_->ledger().head(), 0u);
  EXPECT_THAT(Push({c5}), ElementsAre("RECORDED 1 TARGET_UNKNOWN"));
  EXPECT_THAT(Push({Opening("caf/a1"), c5}, v1::RecordMode::VALIDATE,
                   v1::RecordMode::ALL_OR_NOTHING),
              ElementsAre("RECORDED", "DUPLICATE 1"));
}

TEST_F(TerritoryTest, OneBadItemOfAllOrNothingLeavesNoTrace) {
  v1::Event bad = Opening("caf/b");
  bad.set_effective_date("2024-02-30");
  const v1::Event c4 = Correction("dept/c4", "dept", "c5");
  EXPECT_THAT(Push({Opening("caf/a1"), c4, Opening("caf/a1"), bad},
                   v1::RecordMode::COMMIT, v1::RecordMode::ALL_OR_NOTHING),
              ElementsAre("NOT_WRITTEN", "NOT_WRITTEN", "NOT_WRITTEN",
                          "REJECTED BAD_DATE effective_date"));
  EXPECT_EQ(last_.recorded(), 0u);
  EXPECT_EQ(local_->ledger().head(), 0u);
  // Neither the keys nor the targets were taken.
  EXPECT_THAT(Push({Correction("dept/c5", "dept", "c4"), Opening("caf/a1")}),
              ElementsAre("RECORDED 1 TARGET_UNKNOWN", "RECORDED 2"));
  v1::Event conflict = MakeEvent("caf/a1", {"caf:2"}, "2024-01-05", kOpening);
  EXPECT_THAT(Push({Opening("caf/a2"), conflict}, v1::RecordMode::COMMIT,
                   v1::RecordMode::ALL_OR_NOTHING),
              ElementsAre("NOT_WRITTEN", "CONFLICT"));
  EXPECT_THAT(Push({Opening("caf/a2"), Opening("caf/a1")},
                   v1::RecordMode::COMMIT, v1::RecordMode::ALL_OR_NOTHING),
              ElementsAre("RECORDED 3", "DUPLICATE 2"));
}

TEST_F(TerritoryTest, ARefusedItemDoesNotTakeItsKey) {
  v1::Event bad = Opening("caf/a1");
  bad.set_effective_date("2024-13-01");
  EXPECT_THAT(Push({bad, Opening("caf/a1"), bad}),
              ElementsAre("REJECTED BAD_DATE effective_date", "RECORDED 1",
                          "CONFLICT"));
}

TEST_F(TerritoryTest, TheRightsDecideOnSourceFactTargetAndRecordedAt) {
  Rights caf;
  caf.sources = {"caf"};
  caf.kinds = {"entitlement_opened", "correction"};
  caf.may_correct = {"ft"};
  v1::Event dated = Opening("caf/a3");
  dated.set_recorded_at("2024-05-01T00:00:00Z");
  const auto push = [&](std::vector<v1::Event> events) {
    return Push(std::move(events), v1::RecordMode::COMMIT,
                v1::RecordMode::PER_ITEM, caf);
  };
  EXPECT_THAT(
      push({Opening("caf/a1"), Opening("ft/a1"), dated,
            MakeEvent("caf/e", {"caf:1"}, "2024-01-05",
                      R"("employment_ended": {})"),
            Correction("caf/c1", "caf", "a1"), Correction("caf/c2", "ft", "x"),
            Correction("caf/c3", "msa", "x")}),
      ElementsAre("RECORDED 1", "REJECTED SOURCE_FORBIDDEN source",
                  "REJECTED SOURCE_FORBIDDEN recorded_at",
                  "REJECTED SOURCE_FORBIDDEN employment_ended", "RECORDED 2",
                  "RECORDED 3 TARGET_UNKNOWN",
                  "REJECTED TARGET_FORBIDDEN correction.target"));
  // Another's key is not given away.
  EXPECT_THAT(Push({Opening("ft/a1")}), ElementsAre("RECORDED 4"));
  EXPECT_THAT(push({Opening("ft/a1")}),
              ElementsAre("REJECTED SOURCE_FORBIDDEN source"));
}

// Edge case 161.
TEST_F(TerritoryTest, HistoryNeverGoesBackAndTheClockFollowsIt) {
  const auto given = [](const char* key, const char* recorded_at) {
    v1::Event event = Opening(key);
    event.set_recorded_at(recorded_at);
    return event;
  };
  EXPECT_THAT(
      Push({given("caf/a1", "2024-07-10T23:00:00Z"),
            given("caf/a2", "2024-07-10T22:59:59.9Z"),
            given("caf/a3", "2024-07-10T23:00:00Z"), Opening("caf/a4")}),
      ElementsAre("RECORDED 1", "REJECTED RECORDED_AT_BEFORE_LAST recorded_at",
                  "RECORDED 2", "RECORDED 3"));
  const auto events = local_->ReadFrom(1, 10);
  ASSERT_THAT(events, IsOk());
  ASSERT_EQ(events->size(), 3u);
  // The clock (1 July) is behind: the event takes the last instant, which is
  // 11 July in Paris.
  EXPECT_EQ((*events)[2].recorded_at(), "2024-07-10T23:00:00Z");
  EXPECT_EQ((*events)[2].received_date(), "2024-07-11");
}

// Edge case 152.
TEST_F(TerritoryTest, ADateIsTooFarAheadOnlyOnTheDayOfRecording) {
  v1::Event ahead = Opening("caf/a1");
  ahead.set_effective_date("2025-07-03");  // 1 July 2024 + 367 days.
  EXPECT_THAT(Push({ahead}),
              ElementsAre("REJECTED DATE_OUT_OF_RANGE effective_date"));
  now_ = At("2024-07-01T22:00:00Z");  // 2 July in Paris.
  EXPECT_THAT(Push({ahead}), ElementsAre("RECORDED 1"));
}

TEST_F(TerritoryTest, AnotherTerritorysEventIsRefused) {
  v1::Event other = Opening("caf/a1");
  other.set_territory("30");
  EXPECT_THAT(Push({other}),
              ElementsAre("REJECTED UNKNOWN_TERRITORY territory"));
}

TEST_F(TerritoryTest, HistoryHoldsEverythingOfAPersonAsSent) {
  Push({Opening("caf/a1"), MakeEvent("ft/f1", {"ft:9"}, "2024-01-06", kOpening),
        MakeEvent("dept/l1", {"ft:9", "caf:1"}, "2024-01-07", kReturn),
        MakeEvent("dept/x1", {"caf:1"}, "2024-01-08",
                  R"("retraction": {"reason": "error", "target":
                     {"source": "caf", "source_event_id": "a1"}})"),
        MakeEvent("msa/m1", {"msa:1"}, "2024-01-08", kOpening)});
  const auto view = local_->View();
  const auto history = local_->History(*view, *view->Find("ft", "9"));
  ASSERT_THAT(history, IsOk());
  ASSERT_EQ(history->size(), 4u);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ((*history)[i].position(), i + 1);
    EXPECT_EQ((*history)[i].person_id(), view->Pseudonym(0));
  }
  EXPECT_EQ((*history)[0].event().ShortDebugString(),
            Opening("caf/a1").ShortDebugString());
  EXPECT_EQ((*history)[0].received_date(), "2024-07-01");
  const auto old = local_->ViewAt(1);
  EXPECT_EQ(local_->History(*old, 0)->size(), 1u);
  EXPECT_THAT(local_->History(*old, 1),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(TerritoryTest, PositionAtIsTheEndOfTheCivilDay) {
  v1::Event first = Opening("caf/a1"), second = Opening("caf/a2");
  first.set_recorded_at("2024-01-31T22:59:59Z");   // 31 January in Paris.
  second.set_recorded_at("2024-01-31T23:00:00Z");  // 1 February.
  Push({first, second});
  EXPECT_EQ(local_->PositionAt(*base::ParseDay("2024-01-30")), 0u);
  EXPECT_EQ(local_->PositionAt(*base::ParseDay("2024-01-31")), 1u);
  EXPECT_EQ(local_->PositionAt(*base::ParseDay("2024-02-01")), 2u);
}

// Edge case 146.
TEST_F(TerritoryTest, OpenedAgainItIsTheSame) {
  std::mt19937 random(11);
  const std::vector<v1::Event> events =
      facts::testing::RandomEvents(300, &random);
  Push({events.begin(), events.begin() + 150});
  Push({events.begin() + 100, events.end()});
  const std::string head = Dump(*local_->View());
  const std::string middle = Dump(*local_->ViewAt(120));
  const std::string pseudonym = local_->View()->Pseudonym(0);
  const ledger::Position position = local_->ledger().head();
  ASSERT_THAT(local_.Open(), IsOk());
  EXPECT_EQ(local_->ledger().head(), position);
  EXPECT_EQ(Dump(*local_->View()), head);
  EXPECT_EQ(Dump(*local_->ViewAt(120)), middle);
  EXPECT_EQ(local_->View()->Pseudonym(0), pseudonym);
  for (const std::string& line : Push(events)) {
    EXPECT_EQ(line.substr(0, 9), "DUPLICATE") << line;
  }
  EXPECT_EQ(local_->ledger().head(), position);
  // Targets are remembered too.
  Push({Correction("dept/c4", "dept", "c5")});
  ASSERT_THAT(local_.Open(), IsOk());
  EXPECT_THAT(Push({Correction("dept/c5", "dept", "c4")}),
              ElementsAre("REJECTED CORRECTION_CYCLE correction.target"));
}

TEST_F(TerritoryTest, ADayOfRecordingIsTheTerritorysAndOutlivesARestart) {
  now_ = At("2024-07-01T21:59:59Z");  // 23:59:59 in Paris.
  Push({Opening("caf/a1"), Opening("caf/a2")});
  now_ = At("2024-07-01T22:00:00Z");
  Push({Opening("caf/a3")});
  const auto days = [this] {
    const auto view = local_->View();
    std::vector<std::string> out;
    for (uint64_t p = 1; p <= view->position(); ++p) {
      out.push_back(base::FormatDay(view->RecordedOn(p)));
    }
    return out;
  };
  EXPECT_THAT(days(), ElementsAre("2024-07-01", "2024-07-01", "2024-07-02"));
  local_.Close();
  ASSERT_THAT(local_.Open(), IsOk());
  EXPECT_THAT(days(), ElementsAre("2024-07-01", "2024-07-01", "2024-07-02"));
}

TEST_F(TerritoryTest, TheKeyOfPseudonymsLiesBesideTheLedger) {
  const std::string path = local_.folder() + "/34/pseudonym.key";
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, mode_t{0600});
  local_.Close();
  std::ofstream(path) << "damaged";
  EXPECT_THAT(local_.Open(), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace jalon::territory
