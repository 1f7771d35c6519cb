// `jalon table` against the real service, as its user runs them.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/support/server_process.h"

namespace jalon::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class CliTable : public ::testing::Test {
 protected:
  // Seven persons subject to obligations, four of them oriented, recorded in
  // December 2018.
  CliTable()
      : directory_("cli_table"), server_(directory_.path() + "/data", "34") {
    const std::string file = directory_.path() + "/events.jsonl";
    std::ofstream out(file);
    int key = 0;
    const auto write = [&](int person, const std::string& day,
                           const std::string& fact) {
      out << R"({"territory":"34","source":"dept","source_event_id":"e)"
          << ++key << R"(","person":{"identifiers":[{"scheme":"caf","value":")"
          << person << R"("}]},"effective_date":")" << day
          << R"(","recorded_at":"2018-12-01T10:00:00Z",)" << fact << "}\n";
    };
    for (int person = 1; person <= 7; ++person) {
      write(person, "2018-02-01",
            R"("entitlement_opened":{"origin":"NEW",)"
            R"("subject_to_obligations":true,"claim_date":"2018-01-15"})");
    }
    for (int person = 1; person <= 4; ++person) {
      write(person, "2018-03-01",
            R"("oriented":{"track":"SOCIAL","organisation":"CCAS"})");
    }
    out.close();
    EXPECT_EQ(Run("push " + file), 0) << output_;
  }

  // The exit code; what it printed is in output_.
  int Run(const std::string& arguments) {
    const std::string command =
        std::string("'" JALON_BIN_DIR "/jalon' --territory 34 --server ") +
        server_.address() + " " + arguments + " 2>&1";
    output_.clear();
    FILE* const pipe = popen(command.c_str(), "r");
    char buffer[4096];
    while (fgets(buffer, sizeof buffer, pipe) != nullptr) output_ += buffer;
    return WEXITSTATUS(pclose(pipe));
  }

  TempDirectory directory_;
  ServerProcess server_;
  std::string output_;
};

TEST_F(CliTable, PrintsTheTableItsOptionsAndNotes) {
  ASSERT_EQ(Run("table oarsa-t5 --year 2018"), 0) << output_;
  for (const char* text :
       {"Personnes entrées dans l'année", "as of 2018-12-31",
        "known at 2018-12-31", "Femmes", "Effectif total", "delay_from = CLAIM",
        "Primo-orientation, primo-CER"}) {
    EXPECT_THAT(output_, HasSubstr(text));
  }
  EXPECT_THAT(output_, HasSubstr("7  4  4  0  45  NC"));
}

TEST_F(CliTable, WritesCsvAndAWorkbook) {
  const std::string book = directory_.path() + "/t1.xlsx";
  ASSERT_EQ(Run("table oarsa-t1 --year 2018 --csv - --xlsx " + book), 0)
      << output_;
  EXPECT_THAT(output_, StartsWith("\xEF\xBB\xBFRubrique;Ligne;"));
  EXPECT_THAT(output_, HasSubstr(";Effectif total;7;3;4;0;4;"));
  EXPECT_THAT(output_, HasSubstr("Connu au;2018-12-31;"));
  EXPECT_GT(std::filesystem::file_size(book), 1000u);
  ASSERT_EQ(Run("--json table oarsa-t1 --year 2018"), 0);
  EXPECT_THAT(output_, HasSubstr("\"definition\": \"oarsa-t1\""));
}

TEST_F(CliTable, ExplainsATableACellAndAPerson) {
  ASSERT_EQ(Run("table oarsa-t1 --year 2018 --explain"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("COUNTED      7"));
  EXPECT_THAT(output_, HasSubstr("total / sdd oriented elsewhere ccas"));
  ASSERT_EQ(Run("table oarsa-t1 --year 2018 --cell total/oriented"), 0)
      << output_;
  EXPECT_THAT(output_, HasSubstr("total / oriented      4"));
  EXPECT_THAT(output_, HasSubstr("dept/e1 dept/e8"));
  EXPECT_THAT(output_, HasSubstr("adds 1"));
  EXPECT_THAT(output_, Not(HasSubstr("caf:5")));
  ASSERT_EQ(Run("table oarsa-t5 --year 2018 --person caf:2 "
                "--cell total/entry_to_orientation"),
            0);
  EXPECT_THAT(output_, HasSubstr("adds 45/1"));
  EXPECT_THAT(output_, Not(HasSubstr("caf:1")));
  ASSERT_EQ(Run("table oarsa-t3 --year 2018 --class LEFT_OUT"), 0);
  EXPECT_THAT(output_, HasSubstr("LEFT_OUT NOT_ORIENTED"));
  EXPECT_THAT(output_, HasSubstr("LEFT_OUT NO_CONTRACT"));
  ASSERT_EQ(Run("--json table oarsa-t1 --year 2018 --explain --limit 1"), 0);
  EXPECT_THAT(output_, HasSubstr("\"next_page_token\""));
}

TEST_F(CliTable, ComparesTwoReadings) {
  ASSERT_EQ(Run("table oarsa-t1 --year 2018 --known-at 2018-11-30 "
                "--compare-known-at 2018-12-31"),
            0)
      << output_;
  EXPECT_THAT(output_, HasSubstr("LATE_EVENTS"));
  EXPECT_THAT(output_, HasSubstr("total / oriented"));
}

TEST_F(CliTable, WithoutAnIdListsTheTables) {
  ASSERT_EQ(Run("table"), 0);
  EXPECT_THAT(output_, HasSubstr("oarsa-t1"));
  EXPECT_THAT(output_, HasSubstr("plan-pauvrete-b5"));
  EXPECT_THAT(output_, HasSubstr("IAE : sorties dynamiques"));
}

TEST_F(CliTable, SaysWhatIsWrongAndExitsSo) {
  EXPECT_EQ(Run("table oarsa-t1 --year 2018 --option suspended"), 2);
  EXPECT_THAT(output_, HasSubstr("--option is NAME=VALUE"));
  EXPECT_EQ(Run("table oarsa-t1 --year 2018 --option suspended=NO"), 3);
  EXPECT_THAT(output_, HasSubstr("options.suspended: give one of EXCLUDED"));
  EXPECT_EQ(Run("table oarsa-t1"), 3);
  EXPECT_THAT(output_, HasSubstr("year: give the reference year"));
  EXPECT_EQ(Run("table oarsa-t1 --year 2018 --cell total"), 3);
  EXPECT_THAT(output_, HasSubstr("cell: 'total' is none of oarsa-t1"));
  EXPECT_EQ(Run("table oarsa-t1 --year 2018 --explain --csv -"), 2);
  EXPECT_THAT(output_, HasSubstr("--csv and --xlsx write the table"));
  EXPECT_EQ(Run("table oarsa-t1 --year 2018 --xlsx " + directory_.path() +
                "/no/such/book.xlsx"),
            1);
  EXPECT_THAT(output_, HasSubstr("the workbook cannot be written"));
}

}  // namespace
}  // namespace jalon::testing
