#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "libs/evaluation/testing/table_reader.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using evaluation::testing::Cell;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Evaluation = v1::EvaluationService;

class TableTest : public ::testing::Test {
 protected:
  // 8 persons subject to obligations, 6 of them oriented; recorded in January
  // 2025, but for an orientation of 2024 told in March 2025.
  TableTest() {
    std::vector<v1::Event> events;
    for (int i = 1; i <= 8; ++i) {
      events.push_back(Told("2024-12-20", OpeningOf(std::to_string(i))));
    }
    for (int i = 1; i <= 6; ++i) {
      events.push_back(Told(i < 6 ? "2024-12-21" : "2025-03-01",
                            OrientationOf(std::to_string(i))));
    }
    world_.Record(events);
  }
  static v1::Event OpeningOf(const std::string& caf) {
    return Event("caf/a" + caf, caf, "2024-02-01",
                 R"("entitlement_opened": {"origin": "NEW",
                    "subject_to_obligations": true})");
  }
  static v1::Event OrientationOf(const std::string& caf) {
    return Event("dept/o" + caf, caf, "2024-03-01",
                 R"("oriented": {"track": "SOCIAL", "organisation": "CCAS"})");
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
  // 30 persons in all, 18 of them oriented: no cell tells of few.
  void RecordMany() {
    std::vector<v1::Event> more;
    for (int i = 9; i <= 30; ++i) {
      more.push_back(OpeningOf(std::to_string(i)));
      if (i <= 20) more.push_back(OrientationOf(std::to_string(i)));
    }
    world_.Record(more);
  }
  static constexpr uint64_t kMany = 48;  // Events then.
  grpc::Status Explain(const std::string& role,
                       const v1::ExplainRequest& request,
                       v1::ExplainResponse* response) {
    response->Clear();
    return Call<Evaluation>(world_.Channel(role), &Evaluation::Stub::Explain,
                            request, response);
  }
  grpc::Status Compare(const std::string& role,
                       const v1::CompareRequest& request,
                       v1::CompareResponse* response) {
    response->Clear();
    return Call<Evaluation>(world_.Channel(role), &Evaluation::Stub::Compare,
                            request, response);
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

TEST_F(TableTest, WhatIsBehindACellIsItsPersonsPageByPage) {
  v1::ExplainRequest request;
  v1::EvaluateTableRequest* table = request.mutable_figure()->mutable_table();
  *table = Orientation();
  table->mutable_at()->set_known_at("2099-01-01");
  request.add_cell("total");
  request.add_cell("oriented");
  request.set_page_size(2);
  std::vector<std::string> persons;
  v1::ExplainResponse behind;
  do {
    ASSERT_EQ(Code(Explain("analyst", request, &behind)), "OK");
    EXPECT_EQ(behind.listed(), 6u);
    EXPECT_EQ(behind.cells().at("total / oriented"), 6u);
    EXPECT_EQ(behind.cells().at("total / sdd"), 8u);
    EXPECT_EQ(behind.header().position(), 14u);
    EXPECT_EQ(behind.header().as_of(), "2024-12-31");
    EXPECT_EQ(behind.header().definition(), "oarsa-t1");
    for (const v1::ExplainedUnit& unit : behind.units()) {
      persons.push_back(unit.person());
      EXPECT_EQ(unit.numerator(), 1);
      const std::string caf = unit.person().substr(4);
      EXPECT_THAT(unit.events(), ElementsAre("caf/a" + caf, "dept/o" + caf));
    }
    request.set_page_token(behind.next_page_token());
    if (persons.size() > 2) continue;
    // Told between two pages: the list stays that of the first.
    world_.Record({OrientationOf("7")});
  } while (!behind.next_page_token().empty());
  EXPECT_THAT(persons, ElementsAre("caf:1", "caf:2", "caf:3", "caf:4", "caf:5",
                                   "caf:6"));
}

TEST_F(TableTest, WithoutIndividualAccessNothingMoreThanTheTableIsBehind) {
  RecordMany();
  auto orientation = Orientation();
  orientation.mutable_at()->set_known_at("2099-01-01");
  v1::ExplainRequest request;
  *request.mutable_figure()->mutable_table() = orientation;
  v1::ExplainResponse behind;
  ASSERT_EQ(Code(Explain("evaluator", request, &behind)), "OK");
  ASSERT_EQ(Code(Ask("evaluator", orientation)), "OK");
  EXPECT_EQ(behind.header().definition(), "oarsa-t1");
  EXPECT_EQ(behind.units_size(), 0);
  EXPECT_TRUE(behind.classes().empty() && behind.left_out().empty());
  int shown = 0;
  for (const v1::TableRow& row : table_.rows()) {
    for (int c = 0; c < row.cells_size(); ++c) {
      const auto found =
          behind.cells().find(row.id() + " / " + table_.columns(c).id());
      ASSERT_EQ(found != behind.cells().end(), row.cells(c).has_value());
      if (!row.cells(c).has_value()) continue;
      ++shown;
      EXPECT_EQ(static_cast<double>(found->second),
                row.cells(c).value().value());
    }
  }
  EXPECT_GT(shown, 10);
  request.set_person("caf:1");
  EXPECT_EQ(Code(Explain("evaluator", request, &behind)), "PERMISSION_DENIED");
}

TEST_F(TableTest, ATableOfFewHasNothingBehindWithoutIndividualAccess) {
  v1::ExplainRequest request;
  *request.mutable_figure()->mutable_table() = Orientation();
  v1::ExplainResponse behind;
  ASSERT_EQ(Code(Explain("evaluator", request, &behind)), "OK");
  EXPECT_EQ(behind.header().status(), v1::SUPPRESSED);
  EXPECT_TRUE(behind.cells().empty());
}

TEST_F(TableTest, WhatWasToldSinceTheReturnIsTheDifference) {
  v1::CompareRequest request;
  *request.mutable_before()->mutable_table() = Orientation();
  *request.mutable_after() = request.before();
  request.mutable_after()->mutable_table()->mutable_at()->set_known_at(
      "2025-10-01");
  v1::CompareResponse compared;
  ASSERT_EQ(Code(Compare("analyst", request, &compared)), "OK");
  ASSERT_EQ(compared.units_size(), 1);
  EXPECT_EQ(compared.units(0).cause(), "LATE_EVENTS");
  EXPECT_EQ(compared.units(0).after().person(), "caf:6");
  const auto value = [&](const std::string& name) {
    for (const v1::ComparedValue& one : compared.values()) {
      if (one.name() == name) return one.difference().value();
    }
    return -1.;
  };
  EXPECT_EQ(value("total / oriented"), 1);
  EXPECT_EQ(value("total / sdd"), 0);
}

TEST_F(TableTest, WithoutIndividualAccessAComparisonShowsNoCell) {
  RecordMany();
  std::vector<v1::Event> since;
  for (int i = 21; i <= 25; ++i) {
    since.push_back(OrientationOf(std::to_string(i)));
  }
  v1::CompareRequest request;
  *request.mutable_before()->mutable_table() = Orientation();
  *request.mutable_after() = request.before();
  request.mutable_before()
      ->mutable_table()
      ->mutable_at()
      ->set_known_at_position(kMany);
  request.mutable_after()->mutable_table()->mutable_at()->set_known_at(
      "2099-01-01");
  world_.Record(since);
  v1::CompareResponse compared;
  ASSERT_EQ(Code(Compare("analyst", request, &compared)), "OK");
  EXPECT_GT(compared.values_size(), 10);
  ASSERT_EQ(Code(Compare("evaluator", request, &compared)), "OK");
  EXPECT_EQ(compared.after().status(), v1::SUPPRESSED);
  EXPECT_EQ(compared.causes(0).persons(), 0u);
  EXPECT_EQ(compared.values_size(), 0);
  EXPECT_EQ(compared.units_size(), 0);
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
