#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "libs/evaluation/testing/table_reader.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using evaluation::testing::Cell;
using ::testing::HasSubstr;
using Evaluation = v1::EvaluationService;

class TableTest : public ::testing::Test {
 protected:
  // 8 persons subject to obligations, 6 of them oriented; recorded in January
  // 2025, but for an orientation of 2024 told in March 2025.
  TableTest() {
    std::vector<v1::Event> events;
    for (int i = 1; i <= 8; ++i) {
      const std::string caf = std::to_string(i);
      events.push_back(
          Told("2024-12-20", Event("caf/a" + caf, caf, "2024-02-01",
                                   R"("entitlement_opened": {"origin": "NEW",
                   "subject_to_obligations": true})")));
    }
    for (int i = 1; i <= 6; ++i) {
      const std::string caf = std::to_string(i);
      events.push_back(Told(i < 6 ? "2024-12-21" : "2025-03-01",
                            Event("dept/o" + caf, caf, "2024-03-01",
                                  R"("oriented": {"track": "SOCIAL",
                        "organisation": "CCAS"})")));
    }
    world_.Record(events);
  }
  static v1::Event Told(const std::string& day, v1::Event event) {
    event.set_recorded_at(day + "T12:00:00Z");
    return event;
  }
  grpc::Status Ask(const std::string& role,
                   const v1::EvaluateTableRequest& request) {
    table_.Clear();
    return Call<Evaluation>(world_.Channel(role),
                            &Evaluation::Stub::EvaluateTable, request, &table_);
  }
  static v1::EvaluateTableRequest Orientation() {
    v1::EvaluateTableRequest request;
    request.set_territory("34");
    request.set_table("oarsa-t1");
    request.set_year(2024);
    return request;
  }

  ServiceWorld world_;
  v1::EvaluateTableResponse table_;
};

// Edge case 162: the return of the year does not change with what came since.
TEST_F(TableTest, WhatIsToldAfterTheYearChangesOnlyALaterReading) {
  ASSERT_EQ(Code(Ask("analyst", Orientation())), "OK");
  EXPECT_EQ(Cell(table_, "total", "sdd"), "8");
  EXPECT_EQ(Cell(table_, "total", "oriented"), "5");
  EXPECT_EQ(table_.header().as_of(), "2024-12-31");
  EXPECT_EQ(table_.header().known_at(), "2024-12-31");
  EXPECT_EQ(table_.header().position(), 13u);
  EXPECT_FALSE(table_.header().provisional());
  auto since = Orientation();
  since.mutable_at()->set_known_at("2025-10-01");
  ASSERT_EQ(Code(Ask("analyst", since)), "OK");
  EXPECT_EQ(Cell(table_, "total", "ccas"), "6");
}

// Three are not oriented, of eight: the total itself tells of few.
TEST_F(TableTest, WithoutIndividualAccessATableOfFewIsWithheld) {
  ASSERT_EQ(Code(Ask("evaluator", Orientation())), "OK");
  EXPECT_EQ(table_.rows_size(), 0);
  EXPECT_EQ(table_.table().id(), "oarsa-t1");
  EXPECT_EQ(table_.header().status(), v1::SUPPRESSED);
}

TEST_F(TableTest, ATerritoryWithoutDataIsNoError) {
  auto nowhere = Orientation();
  nowhere.set_territory("30");
  ASSERT_EQ(Code(Ask("operator", nowhere)), "OK");
  EXPECT_EQ(table_.header().status(), v1::NO_DATA);
  EXPECT_EQ(Cell(table_, "total", "sdd"), "NO_DATA");
}

TEST_F(TableTest, NamesTheFieldAtFault) {
  auto request = Orientation();
  request.set_table("oarsa");
  EXPECT_THAT(Ask("analyst", request).error_message(),
              HasSubstr("table: 'oarsa' is none of oarsa-t1"));
  request = Orientation();
  (*request.mutable_options())["suspended"] = "MAYBE";
  const grpc::Status status = Ask("analyst", request);
  EXPECT_EQ(Code(status), "INVALID_ARGUMENT");
  EXPECT_THAT(status.error_message(), HasSubstr("options.suspended: give one"));
}

TEST_F(TableTest, TheListNamesEveryTableAndEachCanBeAsked) {
  v1::ListDefinitionsResponse list;
  ASSERT_EQ(Code(Call<Evaluation>(world_.Channel("analyst"),
                                  &Evaluation::Stub::ListDefinitions,
                                  v1::ListDefinitionsRequest(), &list)),
            "OK");
  EXPECT_GT(list.organisations_size(), 10);
  ASSERT_GE(list.tables_size(), 6);
  for (const v1::TableDefinition& one : list.tables()) {
    auto request = Orientation();
    request.set_table(one.id());
    EXPECT_EQ(Code(Ask("analyst", request)), "OK") << one.id();
    EXPECT_EQ(table_.table().title(), one.title());
    EXPECT_FALSE(table_.rows().empty()) << one.id();
  }
}

}  // namespace
}  // namespace jalon::testing
