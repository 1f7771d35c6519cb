#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "libs/base/digest.h"
#include "libs/ledger/committed_ledger.h"
#include "libs/ledger/record.h"

namespace jalon::ledger {
namespace {

constexpr size_t kMaxFaults = 100;

// One pass over the log.
class Check {
 public:
  Check(absl::string_view territory, const Index& index, Position from)
      : territory_(territory), index_(index) {
    report_.head = from - 1;
  }

  void Add(Position position, absl::string_view bytes) {
    ++report_.records;
    if (position != report_.head + 1) {
      Fault(absl::StrCat("position ", report_.head + 1, " is missing before ",
                         position));
    }
    report_.head = position;
    auto record = DecodeRecord(position, bytes, territory_);
    if (!record.ok()) {
      Fault(std::string(record.status().message()));
      return;
    }
    if (record->recorded_at < last_) {
      Fault(absl::StrCat("position ", position,
                         " is recorded before its predecessor"));
    }
    last_ = record->recorded_at;
    const Entry& entry = record->entry;
    if (!index_.Holds(*record)) {
      Fault(absl::StrCat("the indexes do not lead to position ", position));
    }
    if (!keys_
             .insert(base::Sha256(
                 absl::StrCat(entry.source, "\n", entry.source_event_id)))
             .second) {
      Fault(absl::StrCat("position ", position, " repeats the key of another"));
    }
  }

  void Fault(std::string what) {
    ++report_.fault_count;
    if (report_.faults.size() < kMaxFaults) {
      report_.faults.push_back(std::move(what));
    }
  }

  VerifyReport& report() { return report_; }

 private:
  const absl::string_view territory_;
  const Index& index_;
  VerifyReport report_;
  absl::Time last_ = absl::InfinitePast();
  absl::flat_hash_set<base::Digest256> keys_;
};

}  // namespace

absl::StatusOr<VerifyReport> CommittedLedger::Verify(Position from) const {
  const Position head = head_;
  from = std::max<Position>(1, std::min<Position>(from, head + 1));
  Check check(log_->territory(), index_, from);
  const auto add = [&](Position position, absl::string_view bytes) {
    if (position > head) return false;
    check.Add(position, bytes);
    return true;
  };
  const absl::Status read = log_->Scan(from, Log::Extent::kWhole, add);
  if (absl::IsDataLoss(read)) {
    check.Fault(std::string(read.message()));
  } else if (!read.ok()) {
    return read;
  }
  if (check.report().head != head) {
    check.Fault(absl::StrCat("the log ends at ", check.report().head,
                             ", the head is ", head));
  }
  return check.report();
}

}  // namespace jalon::ledger
