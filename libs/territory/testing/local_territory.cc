#include "libs/territory/testing/local_territory.h"

#include <atomic>
#include <filesystem>
#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>
#include <unistd.h>

namespace jalon::territory::testing {
namespace {

std::string FreshFolder() {
  static std::atomic<int> count = 0;
  std::string folder =
      absl::StrCat(::testing::TempDir(), "/territory_", getpid(), "_", count++);
  std::filesystem::remove_all(folder);
  return folder;
}

}  // namespace

Rights Operator() {
  Rights rights;
  rights.any_source = true;
  rights.may_give_recorded_at = true;
  return rights;
}

LocalTerritory::LocalTerritory(std::string name,
                               std::function<absl::Time()> clock)
    : name_(std::move(name)), folder_(FreshFolder()), clock_(std::move(clock)) {
  const absl::Status opened = Open();
  EXPECT_TRUE(opened.ok()) << opened;
}

LocalTerritory::~LocalTerritory() {
  Close();
  std::filesystem::remove_all(folder_);
}

absl::Status LocalTerritory::Open() {
  Close();
  TerritoryOptions options;
  options.data_directory = folder_;
  options.territory = name_;
  options.clock = clock_;
  auto opened = Territory::Open(std::move(options));
  if (!opened.ok()) return opened.status();
  territory_ = *std::move(opened);
  return absl::OkStatus();
}

absl::StatusOr<v1::RecordResponse> LocalTerritory::Record(
    v1::RecordRequest request, const Rights& rights) {
  std::promise<absl::StatusOr<v1::RecordResponse>> promise;
  auto answer = promise.get_future();
  territory_->Record(std::make_shared<v1::RecordRequest>(std::move(request)),
                     rights,
                     [&promise](absl::StatusOr<v1::RecordResponse> response) {
                       promise.set_value(std::move(response));
                     });
  return answer.get();
}

v1::RecordRequest RequestOf(std::vector<v1::Event> events) {
  v1::RecordRequest request;
  for (v1::Event& event : events) *request.add_events() = std::move(event);
  return request;
}

std::vector<std::string> Brief(const v1::RecordResponse& response) {
  std::vector<std::string> out;
  for (const v1::Verdict& verdict : response.verdicts()) {
    std::string line = v1::Verdict::Kind_Name(verdict.verdict());
    if (verdict.position() != 0)
      absl::StrAppend(&line, " ", verdict.position());
    if (verdict.code() != 0) {
      absl::StrAppend(&line, " ", v1::Verdict::Code_Name(verdict.code()));
    }
    if (!verdict.field().empty()) absl::StrAppend(&line, " ", verdict.field());
    for (const std::string& flag : verdict.flags()) {
      absl::StrAppend(&line, " ", flag);
    }
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace jalon::territory::testing
