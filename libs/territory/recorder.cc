#include "libs/territory/recorder.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "libs/events/convert.h"
#include "libs/events/date.h"

namespace jalon::territory {
namespace {

using events::Fault;
using v1::Verdict;

// The ledger's numbering and ours are one, or nothing written can be trusted.
void RequireEqual(uint64_t a, uint64_t b) {
  if (a != b) std::abort();
}

std::string Hex(const events::Digest& digest) {
  return absl::BytesToHexString(
      {reinterpret_cast<const char*>(digest.data()), digest.size()});
}

void Refuse(const Fault& fault, Verdict* verdict) {
  verdict->Clear();
  verdict->set_verdict(Verdict::REJECTED);
  verdict->set_code(fault.code);
  verdict->set_field(fault.field);
  verdict->set_remedy(fault.remedy);
}

}  // namespace

Recorder::Recorder(std::string territory, absl::TimeZone time_zone,
                   facts::FactStore* facts)
    : territory_(std::move(territory)), time_zone_(time_zone), facts_(*facts) {}

void Recorder::Decide(ledger::Submission& submission,
                      ledger::Appender& appender) {
  Batch& batch = static_cast<Batch&>(submission);
  Trial trial{.next_position = appender.next_position(),
              .now = appender.now(),
              .last_recorded_at = appender.last_recorded_at()};
  v1::RecordResponse& response = batch.response;
  trial.accepted.reserve(batch.items.size());
  trial.keys.reserve(batch.items.size());
  response.mutable_verdicts()->Reserve(static_cast<int>(batch.items.size()));
  for (const Item& item : batch.items) {
    facts_.Prefetch(item.key, item.identity);
  }
  for (Item& item : batch.items) {
    Verdict& verdict = *response.add_verdicts();
    Judge(item, trial, &verdict);
    if (verdict.verdict() == Verdict::DUPLICATE &&
        verdict.position() >= appender.next_position()) {
      trial.repeats.push_back(
          static_cast<size_t>(response.verdicts_size() - 1));
    }
    trial.failed |= verdict.verdict() == Verdict::REJECTED ||
                    verdict.verdict() == Verdict::CONFLICT;
  }
  if (!batch.commits || (batch.all_or_nothing && trial.failed)) {
    Withdraw(trial, batch, &response);
  } else {
    response.set_recorded(trial.accepted.size());
    Append(trial, appender);
  }
}

std::optional<Recorder::Known> Recorder::Find(const facts::TextKey& key,
                                              const Trial& trial) const {
  if (const auto position = facts_.keys().Find(key)) {
    return Known{*position, &digests_[*position - 1]};
  }
  const auto it = trial.keys.find(key);
  if (it == trial.keys.end()) return std::nullopt;
  return it->second;
}

void Recorder::Judge(Item& item, Trial& trial, Verdict* verdict) {
  if (item.has_key) {
    if (const std::optional<Known> known = Find(item.key, trial)) {
      if (*known->digest == item.digest) {
        verdict->set_verdict(Verdict::DUPLICATE);
        verdict->set_position(known->position);
      } else {
        verdict->set_verdict(Verdict::CONFLICT);
        verdict->set_stored_digest(Hex(*known->digest));
        verdict->set_given_digest(Hex(item.digest));
      }
      return;
    }
  }
  absl::Time recorded_at;
  std::optional<Fault> fault = FaultInOrder(item, trial, &recorded_at);
  if (!fault) fault = FaultOfTarget(item, trial, verdict);
  if (fault) return Refuse(*fault, verdict);

  const ledger::Position position = trial.next_position++;
  trial.last_recorded_at = recorded_at;
  trial.accepted.push_back({&item, recorded_at});
  trial.keys.emplace(item.key, Known{position, &item.digest});
  verdict->set_verdict(Verdict::RECORDED);
  verdict->set_position(position);
}

std::optional<Fault> Recorder::FaultInOrder(Item& item, Trial& trial,
                                            absl::Time* recorded_at) {
  if (!item.given_recorded_at) {
    *recorded_at = std::max(ToMicroseconds(trial.now), trial.last_recorded_at);
    if (base::CivilDay(*recorded_at, time_zone_) != item.checked_on &&
        (!item.fault || item.fault->code == Verdict::DATE_OUT_OF_RANGE)) {
      // Checked on another day than it is recorded on.
      item.fault = events::Check(*item.event, {.territories = {territory_},
                                               .time_zone = time_zone_,
                                               .now = *recorded_at});
      if (!item.fault) Prepare(&item);
    }
    return item.fault;
  }
  if (item.fault) return item.fault;
  *recorded_at = *item.given_recorded_at;
  if (*recorded_at < trial.last_recorded_at) {
    return Fault{Verdict::RECORDED_AT_BEFORE_LAST, "recorded_at",
                 "Give history in order of recording: not before the last "
                 "recorded_at of the ledger."};
  }
  return std::nullopt;
}

std::optional<Fault> Recorder::FaultOfTarget(const Item& item, Trial& trial,
                                             Verdict* verdict) {
  const v1::Event& event = *item.event;
  if (!events::IsAmendment(event)) return std::nullopt;
  if (item.target_fault) return item.target_fault;
  const v1::EventKey& named = events::TargetOf(event);
  const facts::TextKey target_key(named.source(), named.source_event_id());
  const pathway::EventKey self = facts_.keys().Name(item.key);
  const pathway::EventKey target = facts_.keys().Name(target_key);
  if (pathway::ClosesCycle(targets_, self, target)) {
    return Fault{
        Verdict::CORRECTION_CYCLE,
        event.has_correction() ? "correction.target" : "retraction.target",
        "The target is, directly or by others, aimed at this event: "
        "aim at the first event instead."};
  }
  if (!Find(target_key, trial)) {
    verdict->add_flags("TARGET_UNKNOWN");
  }
  targets_.emplace(self, target);
  trial.amendments.push_back(self);
  return std::nullopt;
}

void Recorder::Withdraw(Trial& trial, const Batch& batch,
                        v1::RecordResponse* response) {
  for (const pathway::EventKey& key : trial.amendments) targets_.erase(key);
  const bool refused = batch.all_or_nothing && trial.failed;
  for (Verdict& verdict : *response->mutable_verdicts()) {
    if (verdict.verdict() != Verdict::RECORDED) continue;
    verdict.clear_position();
    if (!refused) continue;
    verdict.set_verdict(Verdict::NOT_WRITTEN);
    verdict.clear_flags();
  }
  for (const size_t index : trial.repeats) {
    Verdict* verdict = response->mutable_verdicts(static_cast<int>(index));
    verdict->clear_position();
    if (refused) verdict->set_verdict(Verdict::NOT_WRITTEN);
  }
}

void Recorder::Append(Trial& trial, ledger::Appender& appender) {
  for (const Accepted& accepted : trial.accepted) {
    Item& item = *accepted.item;
    const v1::Event& event = *item.event;
    const base::Day recorded = base::CivilDay(accepted.recorded_at, time_zone_);
    facts::Staged staged =
        facts_.Stage(event, item.key, item.identity, recorded);
    ledger::Entry entry;
    entry.kind = static_cast<uint8_t>(staged.row.kind);
    entry.effective_day = staged.row.effective;
    entry.received_day = staged.row.received;
    entry.person = staged.owner;
    entry.source = event.source();
    entry.source_event_id = event.source_event_id();
    entry.content = item.digest;
    entry.payload = std::move(item.payload);
    entry.payload_digest = item.payload_digest;
    const ledger::Position position =
        appender.Append(std::move(entry), accepted.recorded_at);
    digests_.push_back(item.digest);
    RequireEqual(digests_.size(), position);
    pending_.push_back({position, recorded, std::move(staged)});
  }
}

void Recorder::Committed(std::span<const ledger::Record> records) {
  for (const ledger::Record& record : records) {
    if (pending_.empty()) {
      Replay(record);
      continue;
    }
    Pending& pending = pending_.front();
    RequireEqual(pending.position, record.position);
    facts_.Apply(std::move(pending.staged), pending.recorded);
    pending_.pop_front();
  }
}

void Recorder::Replay(const ledger::Record& record) {
  if (!replay_status_.ok()) return;
  v1::Event event;
  const bool parsed = event.ParseFromString(record.entry.payload) &&
                      record.position == facts_.head() + 1;
  facts::Staged staged;
  if (parsed) {
    staged = facts_.Stage(
        event, facts::TextKey(event.source(), event.source_event_id()),
        events::IdentityOf(event), record.entry.received_day);
  }
  if (!parsed || staged.owner != record.entry.person) {
    replay_status_ = absl::DataLossError(
        absl::StrCat("position ", record.position, " cannot be understood"));
    return;
  }
  digests_.push_back(record.entry.content);
  if (staged.amendment) {
    targets_.emplace(staged.amendment->self, staged.amendment->target);
  }
  facts_.Apply(std::move(staged),
               base::CivilDay(record.recorded_at, time_zone_));
}

}  // namespace jalon::territory
