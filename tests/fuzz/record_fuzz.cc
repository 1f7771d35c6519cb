// Whatever lies on the disk, decoding a record ends and reports loss. What was
// encoded is read back whole, and with one byte changed it is loss.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <fuzzer/FuzzedDataProvider.h>

#include "libs/ledger/record.h"

namespace {

using jalon::ledger::DecodeRecord;
using jalon::ledger::EncodeRecord;
using jalon::ledger::Record;

constexpr char kTerritory[] = "34";

bool IsLoss(const Record& record, const std::string& bytes) {
  return absl::IsDataLoss(
      DecodeRecord(record.position, bytes, kTerritory).status());
}

Record Any(FuzzedDataProvider* data) {
  Record record;
  record.position = data->ConsumeIntegral<uint64_t>();
  record.recorded_at = absl::FromUnixMicros(data->ConsumeIntegral<int64_t>());
  record.entry.kind = data->ConsumeIntegral<uint8_t>();
  record.entry.effective_day = data->ConsumeIntegral<int32_t>();
  record.entry.received_day = data->ConsumeIntegral<int32_t>();
  record.entry.person = data->ConsumeIntegral<uint32_t>();
  record.entry.source = data->ConsumeRandomLengthString();
  record.entry.source_event_id = data->ConsumeRandomLengthString();
  record.entry.payload = data->ConsumeRandomLengthString();
  return record;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string raw(reinterpret_cast<const char*>(bytes), size);
  const auto found = DecodeRecord(7, raw, kTerritory);
  if (found.ok() ? EncodeRecord(*found, kTerritory) != raw
                 : !absl::IsDataLoss(found.status())) {
    std::abort();
  }

  FuzzedDataProvider data(bytes, size);
  const Record record = Any(&data);
  std::string stored = EncodeRecord(record, kTerritory);
  const auto back = DecodeRecord(record.position, stored, kTerritory);
  if (!back.ok() || EncodeRecord(*back, kTerritory) != stored) std::abort();

  const size_t at = data.ConsumeIntegralInRange<size_t>(0, stored.size() - 1);
  const char flip = data.ConsumeIntegralInRange<char>(1, 127);
  stored[at] = static_cast<char>(stored[at] ^ flip);
  if (!IsLoss(record, stored)) std::abort();
  return 0;
}
