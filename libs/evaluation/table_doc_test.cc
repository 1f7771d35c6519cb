// What people read of the official tables: docs/figures.md, labels, options.

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/evaluation/table_spec.h"
#include "libs/evaluation/testing/table_world.h"

namespace jalon::evaluation {
namespace {

using ::testing::HasSubstr;

class TableDoc : public testing::TableWorld {};

TEST_F(TableDoc, EveryTableAndEveryOptionIsDescribed) {
  std::ifstream in(JALON_SOURCE_DIR "/docs/figures.md");
  const std::string doc{std::istreambuf_iterator<char>(in), {}};
  size_t headings = 0;
  for (size_t at = doc.find("### Tableau `"); at != std::string::npos;
       at = doc.find("### Tableau `", at + 1)) {
    ++headings;
  }
  EXPECT_EQ(headings, TableDefinitions().size());
  for (const v1::TableDefinition& one : TableDefinitions()) {
    EXPECT_THAT(doc, HasSubstr("### Tableau `" + one.id() + "`"));
    const v1::EvaluateTableResponse table = Table(one.id(), 2018);
    for (const v1::TableOption& option : table.options()) {
      // min_days explains itself; the others are choices of meaning.
      if (option.name() == "min_days") continue;
      EXPECT_THAT(doc, HasSubstr("`" + option.name() + "`")) << one.id();
    }
  }
}

TEST_F(TableDoc, EveryLineHasALabelAndAnIdOfItsOwn) {
  for (const v1::TableDefinition& one : TableDefinitions()) {
    SCOPED_TRACE(one.id());
    EXPECT_FALSE(one.title().empty() || one.source().empty());
    const v1::EvaluateTableResponse table = Table(one.id(), 2018);
    std::set<std::string> rows, columns;
    for (const v1::TableRow& row : table.rows()) {
      EXPECT_FALSE(row.label().empty());
      EXPECT_TRUE(rows.insert(row.id()).second) << row.id();
      EXPECT_EQ(row.cells_size(), table.columns_size());
      for (int c = 0; c < table.columns_size(); ++c) {
        EXPECT_NE(row.unit().empty(), table.columns(c).unit().empty());
      }
    }
    for (const v1::TableColumn& column : table.columns()) {
      EXPECT_FALSE(column.label().empty());
      EXPECT_TRUE(columns.insert(column.id()).second) << column.id();
    }
  }
}

}  // namespace
}  // namespace jalon::evaluation
