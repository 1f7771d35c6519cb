#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "jalon/v1/intake.pb.h"
#include "libs/territory/territory.h"

namespace jalon::territory::testing {

// What an operator migrating history may do: everything.
Rights Operator();

// A territory in a folder of its own under TempDir, removed at the end.
class LocalTerritory {
 public:
  explicit LocalTerritory(std::string name = "34",
                          std::function<absl::Time()> clock = nullptr);
  ~LocalTerritory();
  LocalTerritory(const LocalTerritory&) = delete;
  LocalTerritory& operator=(const LocalTerritory&) = delete;

  Territory& operator*() { return *territory_; }
  Territory* operator->() { return territory_.get(); }
  const std::string& folder() const { return folder_; }

  void Close() { territory_.reset(); }
  absl::Status Open();

  // Records and waits for the answer.
  absl::StatusOr<v1::RecordResponse> Record(v1::RecordRequest request,
                                            const Rights& rights = Operator());

 private:
  const std::string name_;
  const std::string folder_;
  const std::function<absl::Time()> clock_;
  std::unique_ptr<Territory> territory_;
};

// COMMIT, PER_ITEM.
v1::RecordRequest RequestOf(std::vector<v1::Event> events);

// "RECORDED 1", "REJECTED BAD_DATE effective_date", one an item.
std::vector<std::string> Brief(const v1::RecordResponse& response);

}  // namespace jalon::territory::testing
