#include "libs/ledger/space_watch.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace jalon::ledger {
namespace {

constexpr uint64_t kAskEachBytes = 4u << 20;
constexpr std::chrono::milliseconds kAskEach(100);

// A file system that does not tell is not full.
uint64_t FreeBytes(const std::string& directory) {
  std::error_code error;
  const auto space = std::filesystem::space(directory, error);
  return error ? UINT64_MAX : space.available;
}

}  // namespace

SpaceWatch::SpaceWatch(uint64_t min_free_bytes, std::string directory,
                       std::function<uint64_t()> free_bytes)
    : min_free_bytes_(min_free_bytes),
      directory_(std::move(directory)),
      free_bytes_(free_bytes ? std::move(free_bytes)
                             : [this] { return FreeBytes(directory_); }) {}

absl::Status SpaceWatch::Admit(uint64_t bytes) {
  const auto now = std::chrono::steady_clock::now();
  base::MutexLock lock(&mutex_);
  admitted_ += bytes;
  if (low_ || admitted_ >= kAskEachBytes || now - asked_at_ >= kAskEach) {
    free_ = free_bytes_();
    low_ = free_ < min_free_bytes_;
    admitted_ = 0;
    asked_at_ = now;
  }
  if (!low_) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(
      "the disk of the ledger has ", free_ >> 20, " MiB left, at least ",
      min_free_bytes_ >> 20,
      " are kept free: make room, then writing goes on by itself"));
}

}  // namespace jalon::ledger
