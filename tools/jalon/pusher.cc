#include "tools/jalon/pusher.h"

#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"

namespace jalon::cli {

Steps::Steps(size_t files) : needed_(files > 1), current_(files) {}

bool Steps::Enter(size_t file, const std::string& recorded_at) {
  base::MutexLock lock(&mutex_);
  current_[file] = recorded_at;
  changed_.SignalAll();
  while (!stopped_ &&
         *std::min_element(current_.begin(), current_.end()) < recorded_at) {
    changed_.Wait(&mutex_);
  }
  return !stopped_;
}

void Steps::Leave(size_t file) {
  base::MutexLock lock(&mutex_);
  current_[file].assign(1, '\x7f');  // After every instant.
  changed_.SignalAll();
}

void Steps::Stop() {
  base::MutexLock lock(&mutex_);
  stopped_ = true;
  changed_.SignalAll();
}

RowReport::RowReport(const std::string& path) {
  base::MutexLock lock(&mutex_);
  if (!path.empty()) out_.open(path, std::ios::trunc);
}

void RowReport::Add(const std::string& file, uint64_t row,
                    const v1::Event& event, const v1::Verdict& verdict,
                    const std::string& row_error) {
  base::MutexLock lock(&mutex_);
  if (!out_.is_open()) return;
  out_ << file << ":" << row << "\t" << event.source() << "/"
       << event.source_event_id() << "\t"
       << v1::Verdict::Kind_Name(verdict.verdict());
  if (verdict.code() != v1::Verdict::CODE_UNSPECIFIED) {
    out_ << "\t" << v1::Verdict::Code_Name(verdict.code()) << "\t"
         << verdict.field() << "\t"
         << (row_error.empty() ? verdict.remedy() : row_error);
  } else if (verdict.verdict() == v1::Verdict::CONFLICT) {
    out_ << "\t\t\tstored " << verdict.stored_digest() << ", given "
         << verdict.given_digest();
  } else if (verdict.position() > 0) {
    out_ << "\t\t\tposition " << verdict.position();
  }
  out_ << "\n";
}

Pusher::Pusher(std::string path, size_t index, PushOptions options,
               std::shared_ptr<grpc::Channel> channel, Steps* steps,
               RowReport* report, Progress* progress,
               const std::atomic<bool>* stop)
    : path_(std::move(path)),
      index_(index),
      options_(options),
      channel_(std::move(channel)),
      steps_(steps),
      report_(report),
      progress_(progress),
      stop_(stop) {}

uint64_t Pusher::LoadAcknowledged() const {
  uint64_t rows = 0;
  if (options_.resume && options_.mode == v1::RecordMode::COMMIT) {
    std::ifstream(path_ + ".acknowledged") >> rows;
  }
  return rows;
}

void Pusher::SaveAcknowledged(uint64_t rows) const {
  if (options_.mode != v1::RecordMode::COMMIT) return;
  std::ofstream(path_ + ".acknowledged", std::ios::trunc) << rows << "\n";
}

// Up to batch_events rows of one recorded_at. False at the end of the file.
bool Pusher::FillBatch(EventSource* source, Sent* batch) {
  batch->first_row = row_;
  while (static_cast<size_t>(batch->request.events_size()) <
         options_.batch_events) {
    if (!held_.has_value()) {
      held_.emplace();
      if (!source->Next(&*held_)) {
        held_.reset();
        break;
      }
      held_error_ = source->row_error();
    }
    if (steps_->needed() && batch->request.events_size() > 0 &&
        batch->request.events(0).recorded_at() != held_->recorded_at()) {
      break;
    }
    *batch->request.add_events() = *std::move(held_);
    batch->row_errors.push_back(std::move(held_error_));
    held_.reset();
    ++row_;
  }
  batch->fraction = source->fraction();
  return batch->request.events_size() > 0;
}

bool Pusher::WaitForWindow(size_t at_most) {
  base::MutexLock lock(&mutex_);
  while (!broken_ && unanswered_.size() > at_most) changed_.Wait(&mutex_);
  return !broken_;
}

absl::Status Pusher::Run() {
  auto opened = EventSource::Open(path_);
  if (!opened.ok()) {
    steps_->Leave(index_);
    return opened.status();
  }
  EventSource* source = opened->get();
  v1::Event skipped;
  for (const uint64_t rows = LoadAcknowledged(); row_ < rows; ++row_) {
    if (!source->Next(&skipped)) break;
    ++counts_.skipped;
  }
  auto stub = v1::IntakeService::NewStub(channel_);
  grpc::ClientContext context;
  auto stream = stub->RecordStream(&context);
  std::thread reader([&] { ReadAnswers(stream.get()); });
  std::string instant;
  for (uint64_t sequence = 1; !*stop_; ++sequence) {
    Sent batch;
    if (!FillBatch(source, &batch)) break;
    const std::string& next = batch.request.events(0).recorded_at();
    if (steps_->needed() && next != instant) {
      instant = next;
      if (!WaitForWindow(0) || !steps_->Enter(index_, instant)) break;
    }
    if (!WaitForWindow(options_.window - 1)) break;
    batch.request.set_mode(options_.mode);
    batch.request.set_batch(options_.batch);
    v1::RecordStreamRequest request;
    request.set_sequence(sequence);
    *request.mutable_batch() = batch.request;
    {
      base::MutexLock lock(&mutex_);
      unanswered_.push_back(std::move(batch));
    }
    if (!stream->Write(request)) break;
  }
  stream->WritesDone();
  reader.join();
  steps_->Leave(index_);
  const grpc::Status status = stream->Finish();
  if (!status.ok()) {
    steps_->Stop();
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                        status.error_message());
  }
  if (!*stop_ && options_.mode == v1::RecordMode::COMMIT) {
    std::error_code ignored;
    std::filesystem::remove(path_ + ".acknowledged", ignored);
  }
  return absl::OkStatus();
}

void Pusher::ReadAnswers(Stream* stream) {
  v1::RecordStreamResponse response;
  while (stream->Read(&response)) {
    Sent sent;
    {
      base::MutexLock lock(&mutex_);
      if (unanswered_.empty()) break;
      sent = std::move(unanswered_.front());
    }
    Settle(sent, response.response());
    base::MutexLock lock(&mutex_);
    unanswered_.pop_front();
    changed_.SignalAll();
  }
  base::MutexLock lock(&mutex_);
  broken_ = true;
  changed_.SignalAll();
}

void Pusher::Settle(const Sent& sent, const v1::RecordResponse& response) {
  const int answered =
      std::min(response.verdicts_size(), sent.request.events_size());
  for (int i = 0; i < answered; ++i) {
    const v1::Verdict& verdict = response.verdicts(i);
    ++counts_.verdicts[v1::Verdict::Kind_Name(verdict.verdict())];
    if (verdict.verdict() == v1::Verdict::REJECTED) {
      ++counts_.codes[v1::Verdict::Code_Name(verdict.code())];
    }
    if (verdict.verdict() == v1::Verdict::RECORDED) continue;
    report_->Add(path_, sent.first_row + static_cast<uint64_t>(i) + 1,
                 sent.request.events(i), verdict,
                 sent.row_errors[static_cast<size_t>(i)]);
  }
  fraction_ = sent.fraction;
  SaveAcknowledged(sent.first_row +
                   static_cast<uint64_t>(sent.request.events_size()));
  progress_->Update(static_cast<uint64_t>(answered), sent.fraction);
}

}  // namespace jalon::cli
