#include "tools/jalon/event_source.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <zlib.h>

#include "libs/events/json.h"

namespace jalon::cli {
namespace {

constexpr int kMaxEventBytes = 4 << 20;

double Size(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error || size == 0 ? 1.0 : static_cast<double>(size);
}

class JsonLines final : public EventSource {
 public:
  JsonLines(gzFile file, double size) : file_(file, &gzclose), size_(size) {}

  bool Next(v1::Event* event) override {
    std::string line;
    do {
      if (!ReadLine(&line)) return false;
    } while (line.empty());
    row_error_.clear();
    absl::StatusOr<v1::Event> parsed = events::ParseEventJson(line);
    if (parsed.ok()) {
      *event = *std::move(parsed);
    } else {
      event->Clear();
      row_error_ = std::string(parsed.status().message());
    }
    return true;
  }

  double fraction() const override {
    return static_cast<double>(gzoffset(file_.get())) / size_;
  }

 private:
  bool ReadLine(std::string* line) {
    line->clear();
    char buffer[4096];
    while (gzgets(file_.get(), buffer, sizeof(buffer)) != nullptr) {
      *line += buffer;
      if (line->back() == '\n') {
        while (!line->empty() &&
               (line->back() == '\n' || line->back() == '\r')) {
          line->pop_back();
        }
        return true;
      }
    }
    return !line->empty();
  }

  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
  const double size_;
};

class Binary final : public EventSource {
 public:
  Binary(std::ifstream file, double size)
      : file_(std::move(file)), stream_(&file_), size_(size) {}

  bool Next(v1::Event* event) override {
    google::protobuf::io::CodedInputStream in(&stream_);
    in.SetTotalBytesLimit(kMaxEventBytes);
    uint32_t length = 0;
    if (!in.ReadVarint32(&length)) return false;
    row_error_.clear();
    const auto limit = in.PushLimit(static_cast<int>(length));
    if (!event->ParseFromCodedStream(&in)) {
      event->Clear();
      row_error_ = "not an event";
    }
    in.PopLimit(limit);
    read_ += length;
    return true;
  }

  double fraction() const override {
    return static_cast<double>(read_) / size_;
  }

 private:
  std::ifstream file_;
  google::protobuf::io::IstreamInputStream stream_;
  const double size_;
  uint64_t read_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EventSource>> EventSource::Open(
    const std::string& path) {
  if (absl::EndsWith(path, ".pb")) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return absl::NotFoundError(absl::StrCat("cannot open ", path));
    return std::make_unique<Binary>(std::move(file), Size(path));
  }
  if (absl::EndsWith(path, ".jsonl") || absl::EndsWith(path, ".jsonl.gz") ||
      absl::EndsWith(path, ".json")) {
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) {
      return absl::NotFoundError(absl::StrCat("cannot open ", path));
    }
    gzbuffer(file, 1 << 18);
    return std::make_unique<JsonLines>(file, Size(path));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      path, ": a file of events ends in .jsonl, .jsonl.gz or .pb"));
}

}  // namespace jalon::cli
