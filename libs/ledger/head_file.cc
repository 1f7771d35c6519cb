#include "libs/ledger/head_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/base/digest.h"
#include "libs/base/status_macros.h"
#include "libs/ledger/directory.h"
#include "libs/ledger/record.h"
#include "libs/ledger/rocksdb_status.h"

namespace jalon::ledger {
namespace {

// Persisted.
constexpr char kName[] = "/HEAD";
constexpr char kDraft[] = "/HEAD.new";
constexpr absl::string_view kMagic = "jalonhd1";
constexpr size_t kBodySize = 8 + 8 + 32;
constexpr size_t kSlotSize = kBodySize + 32;
// A page each: a torn write of one does not reach the other.
constexpr uint64_t kSlotDistance = 4096;
constexpr size_t kFileSize = 2 * kSlotDistance;

absl::string_view Bytes(const Digest& digest) {
  return absl::string_view(reinterpret_cast<const char*>(digest.data()),
                           digest.size());
}

std::string EncodeSlot(const Head& head) {
  std::string out =
      absl::StrCat(kMagic, EncodePosition(head.position), Bytes(head.digest));
  return absl::StrCat(out, Bytes(base::Sha256(out)));
}

std::optional<Head> DecodeSlot(absl::string_view bytes) {
  if (bytes.size() < kSlotSize || bytes.substr(0, 8) != kMagic ||
      bytes.substr(kBodySize, 32) !=
          Bytes(base::Sha256(bytes.substr(0, kBodySize)))) {
    return std::nullopt;
  }
  Head head;
  head.position = DecodePosition(bytes.substr(8, 8));
  std::memcpy(head.digest.data(), bytes.data() + 16, head.digest.size());
  return head;
}

struct Slots {
  std::array<std::optional<Head>, 2> heads;

  size_t newest() const {
    if (!heads[0] || !heads[1]) return heads[1] ? 1 : 0;
    return heads[1]->position > heads[0]->position ? 1 : 0;
  }
};

// nullopt: no such file.
absl::StatusOr<std::optional<Slots>> ReadSlots(rocksdb::FileSystem* files,
                                               const std::string& directory) {
  const std::string path = directory + kName;
  const rocksdb::IOStatus exists = files->FileExists(path, {}, nullptr);
  if (exists.IsNotFound()) return std::nullopt;
  RETURN_IF_ERROR(ToStatus(exists, "looking for the file HEAD"));
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  RETURN_IF_ERROR(ToStatus(files->NewRandomAccessFile(path, {}, &file, nullptr),
                           "opening the file HEAD"));
  Slots slots;
  for (size_t i = 0; i < slots.heads.size(); ++i) {
    char scratch[kSlotSize];
    rocksdb::Slice read;
    RETURN_IF_ERROR(ToStatus(
        file->Read(i * kSlotDistance, kSlotSize, {}, &read, scratch, nullptr),
        "reading the file HEAD"));
    slots.heads[i] = DecodeSlot(FromSlice(read));
  }
  if (!slots.heads[0] && !slots.heads[1]) {
    return absl::DataLossError(
        "the file HEAD does not hold its checksum, so that nothing tells how "
        "far the ledger was acknowledged: restore a backup, or accept what "
        "there is with jalon repair");
  }
  return slots;
}

}  // namespace

HeadFile::HeadFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, Head head,
                   size_t slot)
    : file_(std::move(file)), head_(head), slot_(slot) {}

absl::StatusOr<std::optional<Head>> HeadFile::Read(
    rocksdb::FileSystem* files, const std::string& directory) {
  ASSIGN_OR_RETURN(const std::optional<Slots> slots,
                   ReadSlots(files, directory));
  if (!slots) return std::nullopt;
  return slots->heads[slots->newest()];
}

absl::Status HeadFile::Create(rocksdb::FileSystem* files,
                              const std::string& directory, const Head& head) {
  std::string bytes(kFileSize, '\0');
  const std::string slot = EncodeSlot(head);
  bytes.replace(0, slot.size(), slot);
  bytes.replace(kSlotDistance, slot.size(), slot);
  const std::string draft = directory + kDraft;
  std::unique_ptr<rocksdb::FSWritableFile> file;
  RETURN_IF_ERROR(ToStatus(files->NewWritableFile(draft, {}, &file, nullptr),
                           "creating the file HEAD"));
  RETURN_IF_ERROR(
      ToStatus(file->Append(bytes, {}, nullptr), "writing the file HEAD"));
  RETURN_IF_ERROR(ToStatus(file->Fsync({}, nullptr), "syncing the file HEAD"));
  RETURN_IF_ERROR(ToStatus(file->Close({}, nullptr), "closing the file HEAD"));
  RETURN_IF_ERROR(
      ToStatus(files->RenameFile(draft, directory + kName, {}, nullptr),
               "naming the file HEAD"));
  return SyncDirectory(files, directory);
}

absl::StatusOr<std::unique_ptr<HeadFile>> HeadFile::Open(
    rocksdb::FileSystem* files, const std::string& directory) {
  ASSIGN_OR_RETURN(const std::optional<Slots> slots,
                   ReadSlots(files, directory));
  if (!slots) return absl::NotFoundError("there is no file HEAD");
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  RETURN_IF_ERROR(
      ToStatus(files->NewRandomRWFile(directory + kName, {}, &file, nullptr),
               "opening the file HEAD"));
  const size_t newest = slots->newest();
  std::unique_ptr<HeadFile> head(
      new HeadFile(std::move(file), *slots->heads[newest], newest));
  RETURN_IF_ERROR(head->Sync());
  return head;
}

absl::Status HeadFile::Advance(const Head& head) {
  RETURN_IF_ERROR(ToStatus(
      file_->Write(slot_ * kSlotDistance, EncodeSlot(head), {}, nullptr),
      "writing the file HEAD"));
  head_ = head;
  dirty_ = true;
  // A ledger whose synced head is 0 may lose everything unnoticed.
  return synced_ == 0 ? Sync() : absl::OkStatus();
}

absl::Status HeadFile::Sync() {
  if (!dirty_) return absl::OkStatus();
  RETURN_IF_ERROR(ToStatus(file_->Sync({}, nullptr), "syncing the file HEAD"));
  synced_ = head_.position;
  dirty_ = false;
  slot_ = 1 - slot_;
  return absl::OkStatus();
}

}  // namespace jalon::ledger
