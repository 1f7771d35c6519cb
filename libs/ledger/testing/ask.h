#pragma once

#include <algorithm>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/ledger/ledger.h"

namespace jalon::ledger::testing {

// Asks for some entries, "<name>/0", "<name>/1" …; what it was told is in the
// future.
class Ask final : public Submission {
 public:
  struct Result {
    absl::Status status;
    std::vector<Position> positions;
  };
  Ask(size_t count, std::string name, size_t padding = 0)
      : count_(count), name_(std::move(name)), padding_(padding) {}

  size_t event_count() const override { return count_; }
  size_t byte_count() const override { return (100 + padding_) * count_; }
  void Done(const absl::Status& status) override {
    result_.status = status;
    promise_.set_value(result_);
  }
  std::future<Result> future() { return promise_.get_future(); }

  void Decide(Appender& appender) {
    for (size_t i = 0; i < count_; ++i) {
      Entry entry;
      entry.kind = 6;
      entry.effective_day = static_cast<int32_t>(i);
      entry.person = static_cast<uint32_t>(1 + i % 3);
      entry.source = "dept";
      entry.source_event_id = Key(name_, i);
      entry.payload = PayloadOf(entry.source_event_id, padding_);
      result_.positions.push_back(appender.Append(entry, appender.now()));
    }
  }

  static std::string Key(const std::string& name, size_t i) {
    return name + "/" + std::to_string(i);
  }
  // Does not compress away: files grow as they would.
  static std::string PayloadOf(const std::string& key, size_t padding) {
    std::string out = "payload of " + key;
    uint64_t state = std::hash<std::string>()(key);
    for (size_t i = 0; i < padding; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      out += static_cast<char>(state >> 56);
    }
    return out;
  }

 private:
  const size_t count_;
  const std::string name_;
  const size_t padding_;
  Result result_;
  std::promise<Result> promise_;
};

// Appends what each Ask asks for.
class AskDecider final : public Decider {
 public:
  void Decide(Submission& submission, Appender& appender) override {
    static_cast<Ask&>(submission).Decide(appender);
  }
  void Committed(std::span<const Record> records) override {
    for (const Record& record : records) seen.push_back(record.position);
  }
  std::vector<Position> seen;  // Read when the ledger is closed or idle.
};

}  // namespace jalon::ledger::testing
