// Suppression of the figures of data quality.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "libs/evaluation/protect.h"
#include "services/evaluation/cell_table.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

using Response = v1::EvaluateQualityResponse;

struct PlainCount {
  const char* kind;  // In Response::persons.
  void (Response::*set)(google::protobuf::uint64);
};

constexpr PlainCount kPlainCounts[] = {
    {"UNKNOWN_START", &Response::set_unknown_start},
    {"AFTER_DEATH", &Response::set_after_death},
    {"PARKED", &Response::set_parked},
    {"UNKNOWN_ACTION", &Response::set_unknown_actions},
    {"UNKNOWN_ORGANISATION", &Response::set_unknown_organisations},
    {"OVERLAP", &Response::set_overlaps},
    {"IDENTITY", &Response::set_identity_anomalies},
};

using evaluation::IsFew;

// The counts of a source, tied to the sum of all that was recorded.
class SourceCells {
 public:
  SourceCells(v1::SourceQuality* source, CellTable* table) : source_(*source) {
    const bool few = table->IsSmall(source->persons());
    events_ = table->Add(source->events(), few);
    corrections_ = table->Add(source->corrections(), few);
    retractions_ = table->Add(source->retractions(), few);
    for (v1::Lateness* lateness : {source->mutable_effective_to_received(),
                                   source->mutable_received_to_recorded(),
                                   source->mutable_effective_to_recorded()}) {
      const int negative = table->Add(lateness->negative());
      table->Rest(events_, negative);
      lateness_.emplace_back(lateness, negative);
    }
  }

  // In the positions of the ledger, each once.
  std::vector<int> recorded() const {
    return {events_, corrections_, retractions_};
  }

  // Whether anything was hidden.
  bool Clean(const CellTable& table, uint64_t k, uint64_t percent) {
    if (table.IsSmall(source_.persons())) {
      const std::string name = source_.source();
      source_.Clear();
      source_.set_source(name);
      return true;
    }
    const bool events = table.hidden(events_);
    bool any =
        events || table.hidden(corrections_) || table.hidden(retractions_);
    if (table.hidden(corrections_)) source_.clear_corrections();
    if (table.hidden(retractions_)) source_.clear_retractions();
    if (events || !Holds(source_.events(), percent, k)) {
      source_.clear_complete_to();
    }
    for (const auto& [lateness, negative] : lateness_) {
      any |= table.hidden(negative);
      if (table.hidden(negative)) lateness->clear_negative();
      CleanDays(events, k, lateness);
    }
    if (events) {
      source_.clear_events();
      source_.clear_last_recorded();
    }
    return any;
  }

 private:
  // Whether k events lie on both sides of the quantile.
  static bool Holds(uint64_t events, uint64_t percent, uint64_t k) {
    return events * std::min(percent, 100 - percent) >= k * 100;
  }

  static void CleanDays(bool hidden, uint64_t k, v1::Lateness* lateness) {
    const uint64_t events = lateness->events();
    lateness->clear_max();
    if (!Holds(events, 50, k)) lateness->clear_median();
    if (!Holds(events, 90, k)) lateness->clear_p90();
    if (!Holds(events, 95, k)) lateness->clear_p95();
    if (hidden) lateness->Clear();
  }

  v1::SourceQuality& source_;
  int events_ = -1, corrections_ = -1, retractions_ = -1;
  std::vector<std::pair<v1::Lateness*, int>> lateness_;  // And its negatives.
};

// The position of the header is at least the sum of what the sources have
// recorded. Where little else is in the ledger, whoever supposes that nothing
// is knows that sum.
void TieToPosition(uint64_t position, const std::vector<SourceCells>& sources,
                   CellTable* table) {
  std::vector<int> recorded;
  uint64_t sum = 0;
  for (const SourceCells& source : sources) {
    for (const int cell : source.recorded()) {
      recorded.push_back(cell);
      sum += table->count(cell);
    }
  }
  if (position < sum || position - sum >= table->k()) return;
  table->Sum(table->AddShown(sum), recorded);
}

// Whether anything was hidden of the counts by kind: many facts of few persons
// are few.
bool CleanKinds(uint64_t k, Response* response) {
  bool hidden = false;
  for (const PlainCount& count : kPlainCounts) {
    const auto persons = response->persons().find(count.kind);
    if (persons == response->persons().end()) continue;
    if (IsFew(persons->second, k)) (response->*count.set)(0);
  }
  auto& persons = *response->mutable_persons();
  for (auto it = persons.begin(); it != persons.end();) {
    if (IsFew(it->second, k)) {
      response->mutable_flags()->erase(it->first);
      it = persons.erase(it);
      hidden = true;
    } else {
      ++it;
    }
  }
  return hidden;
}

}  // namespace

void Suppression::Apply(v1::EvaluateQualityResponse* response) const {
  response->clear_items();
  response->clear_items_left_out();
  bool hidden = CleanKinds(k_, response);
  CellTable table(k_);
  std::vector<SourceCells> sources;
  for (v1::SourceQuality& source : *response->mutable_sources()) {
    sources.emplace_back(&source, &table);
  }
  TieToPosition(response->header().position(), sources, &table);
  table.Hide();
  for (SourceCells& source : sources) {
    hidden |= source.Clean(table, k_, response->percent());
  }
  if (hidden) response->mutable_header()->set_status(v1::SUPPRESSED);
}

}  // namespace jalon::evaluation_service
