// `jalon backup`, `restore`, `repair` and `verify` against the real service, as
// an operator runs them.

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/support/server_process.h"

namespace jalon::testing {
namespace {

using ::testing::HasSubstr;

class CliBackup : public ::testing::Test {
 protected:
  CliBackup() : directory_("cli_backup") { Start("data"); }

  void Start(const std::string& data) {
    server_.emplace(Path(data), "34",
                    std::vector<std::string>{"--backups=" + Path("backups")});
    ASSERT_FALSE(server_->address().empty());
  }
  std::string Path(const std::string& name) const {
    return directory_.path() + "/" + name;
  }

  // The exit code; what it printed is in output_.
  int Run(const std::string& arguments) {
    const std::string command =
        std::string("'" JALON_BIN_DIR "/jalon' --territory 34 --server ") +
        server_->address() + " " + arguments + " 2>&1";
    output_.clear();
    FILE* const pipe = popen(command.c_str(), "r");
    char buffer[4096];
    while (fgets(buffer, sizeof buffer, pipe) != nullptr) output_ += buffer;
    return WEXITSTATUS(pclose(pipe));
  }
  int Restore(const std::string& to, const std::string& more = "") {
    return Run("restore --from " + Path("backups") + " --data " + Path(to) +
               " " + more);
  }

  // Keys <name>/0 … of persons 0 …
  std::string WriteEvents(const std::string& name, int count) {
    std::string file = Path(name + ".jsonl");
    std::ofstream out(file);
    for (int i = 0; i < count; ++i) {
      out << R"({"territory":"34","source":"dept","source_event_id":")" << name
          << "/" << i
          << R"(","person":{"identifiers":[{"scheme":"caf","value":")" << i
          << R"("}]},"effective_date":"2018-02-01",)"
          << R"("recorded_at":"2018-12-01T10:00:00Z",)"
          << R"("entitlement_opened":{"origin":"NEW",)"
          << R"("subject_to_obligations":true}})"
          << "\n";
    }
    return file;
  }
  void Push(const std::string& name, int count) {
    EXPECT_EQ(Run("push " + WriteEvents(name, count)), 0) << output_;
  }
  std::string Pathway(int person) {
    Run("--json pathway caf:" + std::to_string(person) + " --as-of 2019-01-01");
    return output_;
  }

  TempDirectory directory_;
  std::optional<ServerProcess> server_;
  std::string output_;
};

TEST_F(CliBackup, ARestoredLedgerIsTheOneThatWasBackedUp) {
  Push("a", 500);
  ASSERT_EQ(Run("backup"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("backup 1 in"));
  EXPECT_THAT(output_, HasSubstr("up to position 500"));
  const std::string before = Pathway(7);
  Push("b", 300);
  ASSERT_EQ(Run("backup"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("up to position 800"));

  ASSERT_EQ(Restore("first", "--id 1"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("500 records, every one read"));
  ASSERT_EQ(Restore("last"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("800 records"));
  ASSERT_EQ(Restore("cut", "--to 650"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("650 records"));

  Start("first");
  ASSERT_EQ(Run("verify"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("500 records up to position 500"));
  // With the key of the pseudonyms.
  EXPECT_EQ(Pathway(7), before);

  Start("cut");
  ASSERT_EQ(Run("verify"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("650 records up to position 650"));
  // What was cut can be recorded again, what was kept is there.
  Push("b", 300);
  EXPECT_THAT(output_, HasSubstr("DUPLICATE"));
  ASSERT_EQ(Run("verify --from 651"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("150 records up to position 800"));
  EXPECT_THAT(output_, HasSubstr("0 faults"));
}

TEST_F(CliBackup, ABackupIsTakenWhileEventsArrive) {
  WriteEvents("many", 5'000);
  std::atomic<bool> done = false;
  std::thread pusher([&] {
    const std::string command =
        std::string("'" JALON_BIN_DIR "/jalon' -t 34 --server ") +
        server_->address() + " push " + Path("many.jsonl") +
        " > /dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0);
    done = true;
  });
  // Each is of a moment of its own.
  int backups = 0;
  do {
    ASSERT_EQ(Run("backup --keep 3"), 0) << output_;
    ++backups;
  } while (!done || backups < 5);
  pusher.join();
  ASSERT_EQ(Run("backup"), 0) << output_;
  ASSERT_EQ(Restore("copy"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("5 000 records"));
  EXPECT_EQ(Restore("old", "--id 1"), 1);
  EXPECT_THAT(output_, HasSubstr("there is no backup 1"));
}

TEST_F(CliBackup, RestoreRefusesWhatWouldLoseSomething) {
  Push("a", 20);
  EXPECT_EQ(Restore("other"), 1);
  EXPECT_THAT(output_, HasSubstr("jalon: "));
  ASSERT_EQ(Run("backup"), 0) << output_;
  EXPECT_EQ(Restore("data"), 1);
  EXPECT_THAT(output_, HasSubstr("is in use by another process"));
  EXPECT_EQ(Restore("far", "--to 21"), 1);
  EXPECT_THAT(output_, HasSubstr("ends at position 20"));
  server_->Terminate();
  EXPECT_EQ(Restore("data"), 1);
  EXPECT_THAT(output_, HasSubstr("is not empty"));
}

TEST_F(CliBackup, ADamagedBackupIsRefused) {
  Push("a", 50);
  ASSERT_EQ(Run("backup"), 0) << output_;
  int damaged = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(
           Path("backups/34/shared_checksum"))) {
    std::fstream table(file.path(),
                       std::ios::in | std::ios::out | std::ios::binary);
    table.seekp(100);
    table.put('?');
    ++damaged;
  }
  ASSERT_GT(damaged, 0);
  EXPECT_EQ(Restore("copy"), 1);
  EXPECT_THAT(output_, HasSubstr("does not hold"));
  EXPECT_FALSE(std::filesystem::exists(Path("copy/34/CURRENT")));
}

TEST_F(CliBackup, RepairMakesTheHeadFileAgain) {
  Push("a", 30);
  EXPECT_EQ(Run("repair --data " + Path("data")), 1);
  EXPECT_THAT(output_, HasSubstr("is in use by another process"));
  server_->Terminate();
  EXPECT_EQ(Run("repair --data " + Path("data")), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("nothing to repair"));

  std::filesystem::remove(Path("data/34/HEAD"));
  EXPECT_TRUE(ServerProcess(Path("data"), "34").address().empty());
  EXPECT_EQ(Run("repair --data " + Path("data")), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("30 records, every one read"));
  EXPECT_THAT(output_, HasSubstr("HEAD is made again"));
  Start("data");
  ASSERT_EQ(Run("verify"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("30 records"));
}

// The write-ahead log is gone: what was acknowledged is named, and given up
// only by whoever types where the log ends.
TEST_F(CliBackup, LostRecordsAreGivenUpOnPurposeOnly) {
  Push("a", 30);
  server_->Terminate();
  Start("data");  // The first 30 are in a table now.
  Push("b", 12);
  server_->Terminate();
  for (const auto& file :
       std::filesystem::directory_iterator(Path("data/34"))) {
    if (file.path().extension() == ".log") std::filesystem::remove(file.path());
  }
  EXPECT_TRUE(ServerProcess(Path("data"), "34").address().empty());
  for (const char* accept : {"", " --accept-head 31"}) {
    EXPECT_EQ(Run("repair --data " + Path("data") + accept), 1);
    EXPECT_THAT(output_, HasSubstr("positions 31 to 42 were acknowledged"));
  }
  EXPECT_EQ(Run("repair --accept-head 30 --data " + Path("data")), 0)
      << output_;
  EXPECT_THAT(output_, HasSubstr("12 positions after it"));
  Start("data");
  ASSERT_EQ(Run("verify"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("30 records"));
}

TEST_F(CliBackup, ASecondServiceOnOneLedgerIsRefused) {
  Push("a", 1);
  EXPECT_TRUE(ServerProcess(Path("data"), "34").address().empty());
  ASSERT_EQ(Run("status"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("SERVING"));
}

}  // namespace
}  // namespace jalon::testing
