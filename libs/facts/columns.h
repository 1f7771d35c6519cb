#pragma once

#include <cstdint>
#include <vector>

#include "absl/base/thread_annotations.h"

#include "libs/base/day.h"
#include "libs/base/mutex.h"
#include "libs/facts/view.h"
#include "libs/identity/append_log.h"
#include "libs/identity/partition.h"
#include "libs/identity/pseudonym.h"
#include "libs/identity/registry.h"
#include "libs/pathway/event.h"
#include "libs/pathway/string_table.h"
#include "libs/pathway/visible.h"

namespace jalon::facts {

// A correction or retraction, and whether its target has come.
struct RecordedAmendment {
  pathway::Amendment amendment;
  identity::Node owner = 0;
  uint64_t target_position = 0;  // 0 = not yet.
};

struct RecordedLink {
  uint64_t position = 0;
  identity::Link link;
};

// The first position recorded on a civil day.
struct RecordedDay {
  uint64_t first = 0;
  base::Day day = base::kNoDay;
};

// The events of a territory as columns, in order of position. Only grows;
// what lies at or before size() never changes, so that a view is built from it
// without stopping the writer.
struct Columns {
  explicit Columns(const identity::Pseudonyms& pseudonyms_of_ledger)
      : pseudonyms(pseudonyms_of_ledger) {}

  uint64_t size() const { return owners.size(); }
  // Requires: 1 <= position <= size().
  const pathway::Event& row(uint64_t position) const {
    return rows[position - 1];
  }
  identity::Node owner(uint64_t position) const { return owners[position - 1]; }
  // The civil day of recording. Requires: 1 <= position <= size().
  base::Day RecordedOn(uint64_t position) const;

  const identity::Pseudonyms pseudonyms;
  pathway::StringTable strings;
  identity::Registry registry{&strings};

  identity::AppendLog<pathway::Event> rows;  // All kinds; [0] is position 1.
  identity::AppendLog<RecordedLink> links;   // By position.
  // By position, one a day on which something was recorded.
  identity::AppendLog<RecordedDay> recorded_days;
  // Payloads that a row cannot hold; the row's `number` is the index.
  identity::AppendLog<std::vector<identity::Node>> identifiers;
  identity::AppendLog<View::PactText> pacts;
  // The node an event is about; 0 = none. Appended last: its size is the head.
  identity::AppendLog<identity::Node> owners;

  mutable base::Mutex mutex;
  std::vector<RecordedAmendment> amendments GUARDED_BY(mutex);  // By position.
};

}  // namespace jalon::facts
