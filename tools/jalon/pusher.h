#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include <grpcpp/channel.h>

#include "jalon/v1/intake.grpc.pb.h"
#include "libs/base/mutex.h"
#include "tools/jalon/event_source.h"
#include "tools/jalon/progress.h"

namespace jalon::cli {

struct PushOptions {
  size_t batch_events = 1000;
  size_t window = 8;  // Unanswered batches.
  v1::RecordMode::Commit mode = v1::RecordMode::COMMIT;
  v1::RecordMode::Batch batch = v1::RecordMode::PER_ITEM;
  bool resume = true;  // Start after what an earlier push had acknowledged.
};

struct PushCounts {
  std::map<std::string, uint64_t> verdicts;  // By name.
  std::map<std::string, uint64_t> codes;     // Of REJECTED.
  uint64_t skipped = 0;                      // Acknowledged by an earlier push.
};

// Lets several files go at once without one overtaking another's recorded_at:
// a file may send the events of an instant when no other file still has earlier
// ones unanswered. Files without recorded_at are not held.
class Steps {
 public:
  explicit Steps(size_t files);
  // Blocks until `file` may send events of `recorded_at`; all it sent before
  // must be answered. False when the push is stopped.
  bool Enter(size_t file, const std::string& recorded_at);
  void Leave(size_t file);  // The file has ended.
  void Stop();
  // Whether there is another file to wait for.
  bool needed() const { return needed_; }

 private:
  const bool needed_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<std::string> current_ GUARDED_BY(mutex_);
  bool stopped_ GUARDED_BY(mutex_) = false;
};

// What happened to one row that was not recorded.
class RowReport {
 public:
  explicit RowReport(const std::string& path);  // Empty: no report.
  void Add(const std::string& file, uint64_t row, const v1::Event& event,
           const v1::Verdict& verdict, const std::string& row_error);

 private:
  base::Mutex mutex_;
  std::ofstream out_ GUARDED_BY(mutex_);
};

// Pushes one file over one stream. What is acknowledged is noted beside the
// file ("FILE.acknowledged"), so that a push that was stopped resumes.
class Pusher {
 public:
  Pusher(std::string path, size_t index, PushOptions options,
         std::shared_ptr<grpc::Channel> channel, Steps* steps,
         RowReport* report, Progress* progress, const std::atomic<bool>* stop);

  // Until the end of the file, `stop`, or an error of the call.
  absl::Status Run();
  const PushCounts& counts() const { return counts_; }
  double fraction() const { return fraction_; }

 private:
  struct Sent {
    v1::RecordRequest request;
    std::vector<std::string> row_errors;
    uint64_t first_row;
    double fraction;
  };
  using Stream = grpc::ClientReaderWriter<v1::RecordStreamRequest,
                                          v1::RecordStreamResponse>;

  bool FillBatch(EventSource* source, Sent* batch);
  void ReadAnswers(Stream* stream);
  void Settle(const Sent& sent, const v1::RecordResponse& response);
  bool WaitForWindow(size_t at_most);
  uint64_t LoadAcknowledged() const;
  void SaveAcknowledged(uint64_t rows) const;

  const std::string path_;
  const size_t index_;
  const PushOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
  Steps* const steps_;
  RowReport* const report_;
  Progress* const progress_;
  const std::atomic<bool>* const stop_;

  base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<Sent> unanswered_ GUARDED_BY(mutex_);
  bool broken_ GUARDED_BY(mutex_) = false;
  PushCounts counts_;
  std::atomic<double> fraction_ = 0;
  uint64_t row_ = 0;
  std::optional<v1::Event> held_;  // Read, of the next instant.
  std::string held_error_;
};

}  // namespace jalon::cli
