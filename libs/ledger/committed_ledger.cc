#include "libs/ledger/committed_ledger.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "libs/base/status_macros.h"
#include "libs/ledger/record.h"

namespace jalon::ledger {
namespace {

// As it is stored, so that reopening changes no answer.
absl::Time ToMicroseconds(absl::Time time) {
  return absl::FromUnixMicros(absl::ToUnixMicros(time));
}

// A group's records, while the decider decides.
class GroupAppender final : public Appender {
 public:
  GroupAppender(absl::Time now, absl::Time last, Position next)
      : now_(ToMicroseconds(now)), last_(last), next_(next) {}

  absl::Time now() const override { return std::max(now_, last_); }
  absl::Time last_recorded_at() const override { return last_; }
  Position next_position() const override { return next_; }
  Position Append(Entry entry, absl::Time recorded_at) override {
    // The log's order is the guarantee everything rests on.
    last_ = std::max(last_, ToMicroseconds(recorded_at));
    records_.push_back({next_, last_, std::move(entry)});
    return next_++;
  }

  std::span<const Record> records() const { return records_; }

 private:
  const absl::Time now_;
  absl::Time last_;
  Position next_;
  std::vector<Record> records_;
};

absl::Duration Since(std::chrono::steady_clock::time_point start) {
  return absl::FromChrono(std::chrono::steady_clock::now() - start);
}

absl::Status Missing(Position position) {
  return absl::DataLossError(
      absl::StrCat("position ", position, " is missing"));
}

// A busy core turns a flush of a fraction of a millisecond into several: the
// committer asks for precedence, and does without when it is refused.
void RaisePriority() {
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  if (setpriority(PRIO_PROCESS, thread, -10) != 0) return;
}

}  // namespace

CommittedLedger::CommittedLedger(LedgerOptions options,
                                 std::unique_ptr<Log> log, Decider* decider)
    : options_(std::move(options)),
      log_(std::move(log)),
      decider_(decider),
      space_(options_.min_free_bytes, options_.directory, options_.free_bytes) {
}

CommittedLedger::~CommittedLedger() {
  {
    base::MutexLock lock(&mutex_);
    closing_ = true;
    work_.SignalAll();
  }
  if (committer_.joinable()) committer_.join();
}

absl::Status CommittedLedger::Replay() {
  constexpr size_t kChunk = 1000;
  std::vector<Record> chunk;
  absl::Status fault;
  const auto flush = [&] {
    for (const Record& record : chunk) index_.Add(record);
    decider_->Committed(chunk);
    chunk.clear();
  };
  Position last = 0;
  RETURN_IF_ERROR(log_->Scan(
      1, Log::Extent::kWhole, [&](Position position, absl::string_view bytes) {
        auto record = DecodeRecord(position, bytes, log_->territory());
        if (record.ok() && position != last + 1) {
          fault = Missing(last + 1);
        } else if (!record.ok()) {
          fault = record.status();
        }
        if (!fault.ok()) return false;
        last = position;
        chunk.push_back(*std::move(record));
        if (chunk.size() == kChunk) flush();
        return true;
      }));
  RETURN_IF_ERROR(fault);
  flush();
  head_ = last;
  committer_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

absl::Status CommittedLedger::Submit(std::unique_ptr<Submission> submission) {
  base::MutexLock lock(&mutex_);
  if (read_only_ || closing_) {
    return absl::UnavailableError(
        read_only_ ? "the ledger is read-only after a failed write"
                   : "the ledger is closing");
  }
  RETURN_IF_ERROR(space_.Admit(submission->byte_count()));
  const size_t events = submission->event_count();
  const size_t bytes = submission->byte_count();
  if (queued_events_ + events > options_.max_queue_events ||
      queued_bytes_ + bytes > options_.max_queue_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the queue of the ledger holds ", queued_events_,
                     " events, ", queued_bytes_, " bytes: retry later"));
  }
  queued_events_ += events;
  queued_bytes_ += bytes;
  queue_.push_back(std::move(submission));
  work_.Signal();
  return absl::OkStatus();
}

QueueDepth CommittedLedger::queue() const {
  base::MutexLock lock(&mutex_);
  return {.events = queued_events_, .bytes = queued_bytes_};
}

CommittedLedger::Group CommittedLedger::TakeGroup() {
  Group group;
  base::MutexLock lock(&mutex_);
  while (queue_.empty() && !closing_) {
    if (log_->head_synced() || read_only_) {
      work_.Wait(&mutex_);
    } else if (!work_.WaitFor(&mutex_, HeadInterval())) {
      return group;
    }
  }
  size_t bytes = 0;
  while (!queue_.empty() &&
         (group.empty() ||
          bytes + queue_.front()->byte_count() <= options_.max_group_bytes)) {
    bytes += queue_.front()->byte_count();
    queued_bytes_ -= queue_.front()->byte_count();
    queued_events_ -= queue_.front()->event_count();
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void CommittedLedger::Run() {
  RaisePriority();
  for (;;) {
    Group group = TakeGroup();
    if (group.empty() && closing()) return;
    if (!group.empty()) Commit(group);
    SyncHeadWhenDue();
  }
}

std::chrono::nanoseconds CommittedLedger::HeadInterval() const {
  return absl::ToChronoNanoseconds(
      std::min(options_.head_sync_interval, absl::Hours(1)));
}

bool CommittedLedger::closing() {
  base::MutexLock lock(&mutex_);
  return closing_ && queue_.empty();
}

void CommittedLedger::SyncHeadWhenDue() {
  if (log_->head_synced() || read_only_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - head_synced_at_ < HeadInterval()) {
    return;
  }
  head_synced_at_ = now;
  const absl::Status synced = log_->SyncHead();
  if (synced.ok()) return;
  read_only_ = true;
  GroupReport report;
  report.written = synced;
  if (options_.on_group) options_.on_group(report);
}

void CommittedLedger::Commit(const Group& group) {
  if (read_only_) {
    RefuseAll(group,
              absl::UnavailableError("the ledger is read-only after a failed "
                                     "write"));
    return;
  }
  const auto started = std::chrono::steady_clock::now();
  GroupReport report;
  report.submissions = group.size();
  GroupAppender appender(options_.clock ? options_.clock() : absl::Now(),
                         index_.last_recorded_at(), head_ + 1);
  for (const auto& submission : group) decider_->Decide(*submission, appender);
  const std::span<const Record> records = appender.records();
  if (!records.empty()) {
    if (const absl::Status written = Write(records, &report); !written.ok()) {
      read_only_ = true;
      if (options_.on_group) options_.on_group(report);
      RefuseAll(group, absl::UnavailableError(absl::StrCat(
                           "not recorded; the ledger is read-only: ",
                           written.message())));
      return;
    }
    for (const Record& record : records) index_.Add(record);
    head_ = records.back().position;
    decider_->Committed(records);
  }
  report.total = Since(started);
  if (options_.on_group) options_.on_group(report);
  for (const auto& submission : group) submission->Done(absl::OkStatus());
  if (records.empty()) return;
  base::MutexLock lock(&listeners_->mutex);
  for (const auto& on_head : listeners_->list) on_head(head_);
}

absl::Status CommittedLedger::Write(std::span<const Record> records,
                                    GroupReport* report) {
  const auto started = std::chrono::steady_clock::now();
  report->records = records.size();
  report->written = log_->Write(records);
  if (report->written.ok() &&
      options_.head_sync_interval <= absl::ZeroDuration()) {
    report->written = log_->SyncHead();
  }
  report->flush = Since(started);
  return report->written;
}

void CommittedLedger::RefuseAll(const Group& group,
                                const absl::Status& status) {
  for (const auto& submission : group) submission->Done(status);
}

absl::StatusOr<Record> CommittedLedger::Read(Position position) const {
  if (position == 0 || position > head_) {
    return absl::NotFoundError(
        absl::StrCat("no position ", position, ", the head is ", head_.load()));
  }
  absl::StatusOr<Record> record = log_->Read(position);
  if (absl::IsNotFound(record.status())) {
    return Missing(position);
  }
  return record;
}

absl::StatusOr<std::vector<Record>> CommittedLedger::ReadFrom(
    Position from, size_t limit) const {
  const Position head = head_;
  std::vector<Record> out;
  absl::Status fault;
  Position next = std::max<Position>(from, 1);
  const auto add = [&](Position position, absl::string_view bytes) {
    if (next > head || out.size() >= limit) return false;
    auto record = DecodeRecord(position, bytes, log_->territory());
    fault = position == next ? record.status() : Missing(next);
    if (!fault.ok()) return false;
    out.push_back(*std::move(record));
    ++next;
    return true;
  };
  RETURN_IF_ERROR(log_->Scan(next, Log::Extent::kSome, add));
  RETURN_IF_ERROR(fault);
  if (next <= head && out.size() < limit) return Missing(next);
  return out;
}

absl::StatusOr<std::vector<Position>> CommittedLedger::PersonPositions(
    uint32_t person) const {
  std::vector<Position> positions = index_.PersonPositions(person);
  // The index is a step ahead of the head.
  const Position head = head_;
  while (!positions.empty() && positions.back() > head) positions.pop_back();
  return positions;
}

Position CommittedLedger::PositionAt(absl::Time time) const {
  const Position position = index_.PositionAt(time);
  return std::min<Position>(position, head_);
}

absl::StatusOr<BackupReport> CommittedLedger::Backup(
    const BackupOptions& options) {
  base::MutexLock lock(&backup_mutex_);
  return log_->Backup(head_, options);
}

std::shared_ptr<void> CommittedLedger::OnHead(
    std::function<void(Position)> on_head) {
  base::MutexLock lock(&listeners_->mutex);
  const auto it =
      listeners_->list.insert(listeners_->list.end(), std::move(on_head));
  return std::shared_ptr<void>(nullptr, [listeners = listeners_, it](void*) {
    base::MutexLock erase_lock(&listeners->mutex);
    listeners->list.erase(it);
  });
}

absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(LedgerOptions options,
                                                   const LogOptions& storage,
                                                   Decider* decider) {
  ASSIGN_OR_RETURN(std::unique_ptr<Log> log,
                   Log::Open(options.directory, options.territory, storage));
  auto ledger = std::make_unique<CommittedLedger>(std::move(options),
                                                  std::move(log), decider);
  RETURN_IF_ERROR(ledger->Replay());
  return ledger;
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(LedgerOptions options,
                                                     Decider* decider) {
  return OpenLedger(std::move(options), {}, decider);
}

}  // namespace jalon::ledger
