#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "jalon/v1/event.pb.h"
#include "jalon/v1/intake.pb.h"
#include "libs/facts/view.h"
#include "libs/ledger/ledger.h"

namespace jalon::territory {

// What the caller may do, as far as a verdict depends on it. Filled by
// services/intake from the principal.
struct Rights {
  bool any_source = false;  // An operator migrating history.
  bool may_give_recorded_at = false;
  std::vector<std::string> sources;  // Sources it may write; "*" = all.
  std::vector<std::string> kinds;    // Facts it may write; "*" = all.
  std::vector<std::string>
      may_correct;  // Other sources it may correct; "*" = all.
};

struct TerritoryOptions {
  std::string data_directory;  // The ledger is in <data_directory>/<territory>.
  std::string territory;
  std::function<absl::Time()> clock;  // Default: absl::Now.
  size_t view_cache = 8;              // Views kept, by position.
  size_t max_queue_events = ledger::LedgerOptions().max_queue_events;
  size_t max_queue_bytes = ledger::LedgerOptions().max_queue_bytes;
  std::function<void(const ledger::GroupReport&)> on_group;  // As the ledger's.
};

// One territory: its ledger, its identities and its facts, wired.
// Threads: safe.
class Territory {
 public:
  // As Ledger::Open; the facts are rebuilt when it returns.
  static absl::StatusOr<std::unique_ptr<Territory>> Open(
      TerritoryOptions options);
  virtual ~Territory() = default;

  using RecordDone = std::function<void(absl::StatusOr<v1::RecordResponse>)>;
  // Checks, decides and records a batch whose events are all of this
  // territory or of an unknown one (those are refused item by item). `done`
  // is called once, from the committer thread (or at once when nothing has to
  // be decided in order); it must not block. Errors as Ledger::Submit.
  // The request is read until `done` is called.
  virtual void Record(std::shared_ptr<const v1::RecordRequest> request,
                      const Rights& rights, RecordDone done) = 0;

  // Head: everything recorded so far.
  virtual std::shared_ptr<const facts::View> View() = 0;
  // As known at a position (clamped to the head) or at the end of a civil day.
  virtual std::shared_ptr<const facts::View> ViewAt(
      ledger::Position position) = 0;
  // With part of what was recorded after a position.
  virtual std::shared_ptr<const facts::View> ViewOf(
      const facts::Knowledge& knowledge) = 0;
  virtual ledger::Position PositionAt(base::Day known_at) const = 0;

  // Full events of a person of a view, in order of position.
  virtual absl::StatusOr<std::vector<v1::RecordedEvent>> History(
      const facts::View& view, size_t person) const = 0;
  // Full events from a position on.
  virtual absl::StatusOr<std::vector<v1::RecordedEvent>> ReadFrom(
      ledger::Position from, size_t limit) const = 0;

  // How far the facts are: the head, or a little behind. Costs nothing.
  virtual ledger::Position facts_position() const = 0;

  virtual ledger::Ledger& ledger() = 0;
  virtual absl::TimeZone time_zone() const = 0;
  virtual const std::string& name() const = 0;
};

}  // namespace jalon::territory
