#include "libs/territory/territory.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/base/day.h"
#include "libs/facts/fact_store.h"
#include "libs/facts/stored_view.h"
#include "libs/identity/pseudonym.h"
#include "libs/territory/batch.h"
#include "libs/territory/recorder.h"

namespace jalon::territory {
namespace {

std::string FormatInstant(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

class WiredTerritory final : public Territory {
 public:
  WiredTerritory(const TerritoryOptions& options,
                 const identity::Pseudonyms& pseudonyms)
      : name_(options.territory),
        time_zone_(base::TerritoryTimeZone(options.territory)),
        clock_(options.clock ? options.clock : [] { return absl::Now(); }),
        facts_({.time_zone = time_zone_,
                .pseudonyms = pseudonyms,
                .max_views = options.view_cache}),
        recorder_(name_, time_zone_, &facts_) {}

  absl::Status OpenLedger(TerritoryOptions options,
                          const std::string& directory) {
    auto ledger =
        ledger::Ledger::Open({.directory = directory,
                              .territory = name_,
                              .max_queue_events = options.max_queue_events,
                              .max_queue_bytes = options.max_queue_bytes,
                              .clock = std::move(options.clock),
                              .on_group = std::move(options.on_group)},
                             &recorder_);
    if (!ledger.ok()) return ledger.status();
    ledger_ = *std::move(ledger);
    return recorder_.replay_status();
  }

  void Record(std::shared_ptr<const v1::RecordRequest> request,
              const Rights& rights, RecordDone done) override {
    if (request->events().empty()) return done(v1::RecordResponse());
    const CheckContext context{
        .territory = name_,
        .time_zone = time_zone_,
        .now = std::max(clock_(), ledger_->last_recorded_at())};
    auto batch =
        std::make_unique<Batch>(std::move(request), rights, context, done);
    const absl::Status queued = ledger_->Submit(std::move(batch));
    if (!queued.ok()) done(queued);
  }

  std::shared_ptr<const facts::View> View() override {
    return facts_.HeadView();
  }
  std::shared_ptr<const facts::View> ViewAt(
      ledger::Position position) override {
    return facts_.ViewAt(position);
  }
  std::shared_ptr<const facts::View> ViewOf(
      const facts::Knowledge& knowledge) override {
    return facts_.ViewOf(knowledge);
  }
  ledger::Position PositionAt(base::Day known_at) const override {
    return ledger_->PositionAt(base::EndOfDay(known_at, time_zone_));
  }

  absl::StatusOr<std::vector<v1::RecordedEvent>> History(
      const facts::View& view, size_t person) const override {
    const auto* stored = dynamic_cast<const facts::StoredView*>(&view);
    if (stored == nullptr || person >= stored->size()) {
      return absl::InvalidArgumentError("not a person of a view");
    }
    std::vector<ledger::Position> positions;
    for (const identity::Node node : stored->Nodes(person)) {
      auto found = ledger_->PersonPositions(node);
      if (!found.ok()) return found.status();
      std::copy_if(found->begin(), found->end(), std::back_inserter(positions),
                   [&](ledger::Position p) { return p <= view.position(); });
    }
    std::sort(positions.begin(), positions.end());
    std::vector<v1::RecordedEvent> out;
    for (const ledger::Position position : positions) {
      auto record = ledger_->Read(position);
      if (!record.ok()) return record.status();
      auto event = ToRecordedEvent(*record);
      if (!event.ok()) return event.status();
      event->set_person_id(view.Pseudonym(person));
      out.push_back(*std::move(event));
    }
    return out;
  }

  absl::StatusOr<std::vector<v1::RecordedEvent>> ReadFrom(
      ledger::Position from, size_t limit) const override {
    auto records = ledger_->ReadFrom(from, limit);
    if (!records.ok()) return records.status();
    std::vector<v1::RecordedEvent> out;
    for (const ledger::Record& record : *records) {
      auto event = ToRecordedEvent(record);
      if (!event.ok()) return event.status();
      out.push_back(*std::move(event));
    }
    return out;
  }

  ledger::Position facts_position() const override { return facts_.head(); }
  ledger::Ledger& ledger() override { return *ledger_; }
  absl::TimeZone time_zone() const override { return time_zone_; }
  const std::string& name() const override { return name_; }

 private:
  absl::StatusOr<v1::RecordedEvent> ToRecordedEvent(
      const ledger::Record& record) const {
    v1::RecordedEvent out;
    if (!out.mutable_event()->ParseFromString(record.entry.payload)) {
      return absl::DataLossError(
          absl::StrCat("position ", record.position, " cannot be understood"));
    }
    out.set_position(record.position);
    out.set_recorded_at(FormatInstant(record.recorded_at));
    out.set_received_date(base::FormatDay(record.entry.received_day));
    if (record.entry.person != 0) {
      out.set_person_id(facts_.pseudonyms().Of(record.entry.person));
    }
    return out;
  }

  const std::string name_;
  const absl::TimeZone time_zone_;
  const std::function<absl::Time()> clock_;
  facts::FactStore facts_;
  Recorder recorder_;
  std::unique_ptr<ledger::Ledger> ledger_;  // Last: it calls recorder_.
};

}  // namespace

absl::StatusOr<std::unique_ptr<Territory>> Territory::Open(
    TerritoryOptions options) {
  const std::string directory =
      absl::StrCat(options.data_directory, "/", options.territory);
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("create ", directory, ": ", error.message()));
  }
  auto pseudonyms = identity::Pseudonyms::Open(directory + "/pseudonym.key");
  if (!pseudonyms.ok()) return pseudonyms.status();
  auto territory = std::make_unique<WiredTerritory>(options, *pseudonyms);
  const absl::Status opened =
      territory->OpenLedger(std::move(options), directory);
  if (!opened.ok()) return opened;
  return territory;
}

}  // namespace jalon::territory
