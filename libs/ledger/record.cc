#include "libs/ledger/record.h"

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/base/digest.h"

namespace jalon::ledger {
namespace {

// Persisted: do not renumber.
constexpr uint8_t kVersion = 1;
constexpr uint8_t kPayloadPlain = 0;
constexpr absl::string_view kDigestDomain = "jalon.record.v1";

template <typename Int>
void PutInt(Int value, std::string* out) {  // Little-endian.
  char bytes[sizeof(Int)];
  for (size_t i = 0; i < sizeof(Int); ++i) {
    bytes[i] = static_cast<char>(
        static_cast<uint64_t>(static_cast<std::make_unsigned_t<Int>>(value)) >>
        (8 * i));
  }
  out->append(bytes, sizeof(Int));
}

void PutText(absl::string_view text, std::string* out) {
  PutInt(static_cast<uint32_t>(text.size()), out);
  out->append(text.data(), text.size());
}

void PutDigest(const Digest& digest, std::string* out) {
  out->append(reinterpret_cast<const char*>(digest.data()), digest.size());
}

// Reads from the front; false when the bytes end too early.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : bytes_(bytes) {}

  template <typename Int>
  bool Number(Int* value) {
    if (bytes_.size() < sizeof(*value)) return false;
    uint64_t read = 0;
    for (size_t i = 0; i < sizeof(*value); ++i) {
      read |= static_cast<uint64_t>(static_cast<uint8_t>(bytes_[i])) << (8 * i);
    }
    *value = static_cast<std::remove_reference_t<decltype(*value)>>(read);
    bytes_.remove_prefix(sizeof(*value));
    return true;
  }
  bool Text(std::string* value) {
    uint32_t size = 0;
    if (!Number(&size) || bytes_.size() < size) return false;
    value->assign(bytes_.data(), size);
    bytes_.remove_prefix(size);
    return true;
  }
  bool Hash(Digest* value) {
    if (bytes_.size() < value->size()) return false;
    std::memcpy(value->data(), bytes_.data(), value->size());
    bytes_.remove_prefix(value->size());
    return true;
  }
  bool done() const { return bytes_.empty(); }
  size_t left() const { return bytes_.size(); }

 private:
  absl::string_view bytes_;
};

void PutSkeleton(const Record& record, std::string* out) {
  const Entry& entry = record.entry;
  PutInt(entry.kind, out);
  PutInt(entry.effective_day, out);
  PutInt(entry.received_day, out);
  PutInt(entry.person, out);
  PutInt(absl::ToUnixMicros(record.recorded_at), out);
  PutDigest(entry.content, out);
  PutText(entry.source, out);
  PutText(entry.source_event_id, out);
}

bool ReadSkeleton(Reader* in, Record* record) {
  Entry& entry = record->entry;
  int64_t micros = 0;
  if (!in->Number(&entry.kind) || !in->Number(&entry.effective_day) ||
      !in->Number(&entry.received_day) || !in->Number(&entry.person) ||
      !in->Number(&micros) || !in->Hash(&entry.content) ||
      !in->Text(&entry.source) || !in->Text(&entry.source_event_id)) {
    return false;
  }
  record->recorded_at = absl::FromUnixMicros(micros);
  return true;
}

absl::Status Lost(Position position, absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("record at position ", position, ": ", what));
}

Digest DigestOf(Position position, absl::string_view skeleton,
                const Digest& payload, absl::string_view territory) {
  thread_local std::string canonical;
  canonical.assign(kDigestDomain.data(), kDigestDomain.size());
  PutText(territory, &canonical);
  PutInt(position, &canonical);
  canonical.append(skeleton.data(), skeleton.size());
  PutDigest(payload, &canonical);
  return base::Sha256(canonical);
}

}  // namespace

std::string EncodeRecord(const Record& record, absl::string_view territory) {
  std::string out;
  out.reserve(128 + record.entry.payload.size());
  PutInt(kVersion, &out);
  PutSkeleton(record, &out);
  const Digest digest =
      DigestOf(record.position, absl::string_view(out).substr(sizeof(kVersion)),
               record.entry.payload_digest.has_value()
                   ? *record.entry.payload_digest
                   : base::Sha256(record.entry.payload),
               territory);
  PutInt(kPayloadPlain, &out);
  PutText(record.entry.payload, &out);
  PutDigest(digest, &out);
  return out;
}

absl::StatusOr<Record> DecodeRecord(Position position, absl::string_view bytes,
                                    absl::string_view territory) {
  Reader in(bytes);
  uint8_t version = 0, payload_form = 0;
  if (!in.Number(&version)) return Lost(position, "empty");
  if (version != kVersion) {
    return Lost(position, absl::StrCat("unknown version ", version));
  }
  Record record;
  record.position = position;
  Digest stored;
  const bool has_skeleton = ReadSkeleton(&in, &record);
  const absl::string_view skeleton = bytes.substr(
      sizeof(kVersion), bytes.size() - sizeof(kVersion) - in.left());
  if (!has_skeleton || !in.Number(&payload_form) ||
      !in.Text(&record.entry.payload) || !in.Hash(&stored) || !in.done()) {
    return Lost(position, "truncated");
  }
  if (payload_form != kPayloadPlain) {
    return Lost(position, "unknown form of the payload");
  }
  record.entry.payload_digest = base::Sha256(record.entry.payload);
  if (DigestOf(position, skeleton, *record.entry.payload_digest, territory) !=
      stored) {
    return Lost(position, "the digest does not hold");
  }
  return record;
}

std::string EncodePosition(Position position) {
  std::string out(8, '\0');
  for (size_t i = 0; i < 8; ++i) {
    out[i] = static_cast<char>(position >> (8 * (7 - i)));
  }
  return out;
}

Position DecodePosition(absl::string_view key) {
  Position out = 0;
  for (const char c : key) out = out << 8 | static_cast<uint8_t>(c);
  return out;
}

}  // namespace jalon::ledger
