#include "libs/sheet/csv.h"

#include <string>
#include <vector>

#include "absl/strings/strip.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/sheet/testing/sample_table.h"

namespace jalon::sheet {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

// RFC 4180 with ";": records of fields.
std::vector<std::vector<std::string>> Parse(absl::string_view text) {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> record = {""};
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        record.back().push_back(c);
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        record.back().push_back(text[++i]);
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ';') {
      record.emplace_back();
    } else if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      ++i;
      records.push_back(std::move(record));
      record = {""};
    } else {
      record.back().push_back(c);
    }
  }
  EXPECT_FALSE(quoted);
  EXPECT_EQ(record, std::vector<std::string>{""});
  return records;
}

// Edge case 179.
TEST(Csv, ReadsBackAsTheTableItsOptionsAndItsIdentity) {
  const std::string csv = ToCsv(testing::SampleTable());
  absl::string_view text = csv;
  ASSERT_TRUE(absl::ConsumePrefix(&text, "\xEF\xBB\xBF"));
  const auto records = Parse(text);
  for (const auto& record : records) EXPECT_EQ(record.size(), 5u);
  EXPECT_THAT(records[0],
              ElementsAre("Rubrique", "Ligne", "Effectif",
                          "Moyenne : Délai (jours)", "Moyenne : Taux (%)"));
  EXPECT_THAT(records[1], ElementsAre("Sexe", "Femmes", "1234", "0,3", "66,7"));
  EXPECT_THAT(records[2], ElementsAre("Sexe", "Hommes", "s", "NC", "ND"));
  EXPECT_THAT(records[3],
              ElementsAre("", "Effectif total", "0", "-1,5", "100,0"));
  EXPECT_THAT(records[4], ElementsAre("", "", "", "", ""));
  const auto line = [&](const std::string& name, const std::string& value) {
    EXPECT_THAT(records, Contains(ElementsAre(name, value, "", "", "")));
  };
  line("Tableau", "Essai ; \"guillemets\"");
  line("Territoire", "34");
  line("À la date du", "2018-12-31");
  line("Connu au", "2019-01-31");
  line("Position du registre", "1234");
  line("Définition", "sample, version 2");
  line("suspended = =1+1", "Droits suspendus");
  line("Note 1", "Une note ;\nsur deux lignes.");
}

TEST(Csv, NoTextIsTakenForAFormula) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"}) {
    const std::string field = CsvField(text);
    EXPECT_EQ(Parse(field + "\r\n")[0][0], std::string("'") + text);
  }
  EXPECT_EQ(CsvField("a=b"), "a=b");
  EXPECT_EQ(CsvField(""), "");
  EXPECT_EQ(CsvField("a;\"b\""), "\"a;\"\"b\"\"\"");
}

}  // namespace
}  // namespace jalon::sheet
