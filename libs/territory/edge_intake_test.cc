// Files that come in part wrong, in part again.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"
#include "libs/facts/testing/fact_world.h"
#include "libs/territory/testing/local_territory.h"

namespace jalon::territory {
namespace {

using base::testing::IsOk;
using facts::testing::Dump;
using facts::testing::MakeEvent;
using testing::Brief;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::StartsWith;

class EdgeIntake : public ::testing::Test {
 protected:
  // Assignments of as many persons.
  static std::vector<v1::Event> Transfer(size_t count) {
    std::vector<v1::Event> events;
    events.reserve(count);
    for (size_t i = 0; i < count; ++i) {
      events.push_back(MakeEvent(
          absl::StrCat("dept/r", i), {absl::StrCat("caf:", i)}, "2024-05-10",
          R"("referent_assigned": {"organisation": "A", "referent": "PETIT"})"));
    }
    return events;
  }
  std::vector<std::string> Push(
      const std::vector<v1::Event>& events,
      v1::RecordMode::Batch batch = v1::RecordMode::PER_ITEM) {
    v1::RecordRequest request = testing::RequestOf(events);
    request.set_batch(batch);
    const auto response = local_.Record(request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? Brief(*response) : std::vector<std::string>();
  }
  uint64_t Head() { return local_->ledger().head(); }

  testing::LocalTerritory local_;
};

// Edge case 84.
TEST_F(EdgeIntake, ABulkTransferIsDoneButItsBadRowsAndDoneOnce) {
  std::vector<v1::Event> events = Transfer(300);
  events[7].mutable_person()->clear_identifiers();
  events[200].mutable_referent_assigned()->clear_organisation();

  const std::vector<std::string> first = Push(events);
  EXPECT_EQ(first[7], "REJECTED NO_IDENTIFIER person");
  EXPECT_EQ(first[200],
            "REJECTED MISSING_FIELD referent_assigned.organisation");
  EXPECT_EQ(Head(), 298u);
  const std::string known = Dump(*local_->View());
  std::vector<std::string> again = Push(events);
  EXPECT_EQ(again[7], first[7]);
  again.erase(again.begin() + 200);
  again.erase(again.begin() + 7);
  EXPECT_THAT(again, Each(StartsWith("DUPLICATE")));
  EXPECT_EQ(Head(), 298u);
  EXPECT_EQ(Dump(*local_->View()), known);
}

// Edge case 144.
TEST_F(EdgeIntake, AllOrNothingNamesEveryBadRowAndWritesNone) {
  std::vector<v1::Event> events = Transfer(1000);
  events[500].set_effective_date("2024-02-30");
  events[700].clear_source();

  std::vector<std::string> verdicts =
      Push(events, v1::RecordMode::ALL_OR_NOTHING);
  EXPECT_EQ(verdicts[500], "REJECTED BAD_DATE effective_date");
  EXPECT_EQ(verdicts[700], "REJECTED MISSING_FIELD source");
  verdicts.erase(verdicts.begin() + 700);
  verdicts.erase(verdicts.begin() + 500);
  EXPECT_THAT(verdicts, Each("NOT_WRITTEN"));
  EXPECT_EQ(Head(), 0u);
}

// Edge case 154.
TEST_F(EdgeIntake, ARowLeftOutOfTheNextFileIsNotTakenBack) {
  const std::vector<v1::Event> events = Transfer(3);
  Push(events);
  const std::string known = Dump(*local_->View());

  EXPECT_THAT(Push({events[0], events[2]}),
              ElementsAre("DUPLICATE 1", "DUPLICATE 3"));
  EXPECT_EQ(Dump(*local_->View()), known);
  Push({MakeEvent("dept/x", {"caf:1"}, "2024-06-01",
                  R"("retraction": {"reason": "error", "target":
                     {"source": "dept", "source_event_id": "r1"}})")});
  EXPECT_NE(Dump(*local_->View()), known);
}

}  // namespace
}  // namespace jalon::territory
