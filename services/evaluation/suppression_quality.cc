// Suppression of the figures of data quality.

#include <algorithm>
#include <string>

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

bool IsFew(uint64_t count, uint64_t k) { return count > 0 && count < k; }

// A source's figures, of which the small counts are hidden.
class SourceCleaner {
 public:
  SourceCleaner(uint64_t k, uint64_t percent) : k_(k), percent_(percent) {}

  // Whether anything was hidden.
  bool Clean(v1::SourceQuality* source) {
    if (IsFew(source->persons(), k_)) {
      const std::string name = source->source();
      source->Clear();
      source->set_source(name);
      return true;
    }
    hidden_ = false;
    Plain(source->corrections(), [&] { source->clear_corrections(); });
    Plain(source->retractions(), [&] { source->clear_retractions(); });
    if (!Holds(source->effective_to_recorded().events(), percent_)) {
      source->clear_complete_to();
    }
    // The same number for all three.
    Plain(source->events(), [&] {
      source->clear_events();
      source->clear_last_recorded();
    });
    Clean(source->mutable_effective_to_received());
    Clean(source->mutable_received_to_recorded());
    Clean(source->mutable_effective_to_recorded());
    return hidden_;
  }

 private:
  // Whether k events lie on both sides of the quantile.
  bool Holds(uint64_t events, uint64_t percent) const {
    return events * std::min(percent, 100 - percent) >= k_ * 100;
  }
  template <typename Clear>
  void Plain(uint64_t count, const Clear& clear) {
    if (!IsFew(count, k_)) return;
    clear();
    hidden_ = true;
  }

  void Clean(v1::Lateness* lateness) {
    const uint64_t events = lateness->events();
    lateness->clear_max();
    if (!Holds(events, 50)) lateness->clear_median();
    if (!Holds(events, 90)) lateness->clear_p90();
    if (!Holds(events, 95)) lateness->clear_p95();
    Plain(lateness->negative(), [&] { lateness->clear_negative(); });
    Plain(events, [&] { lateness->Clear(); });
  }

  const uint64_t k_;
  const uint64_t percent_;
  bool hidden_ = false;
};

}  // namespace

void Suppression::Apply(v1::EvaluateQualityResponse* response) const {
  response->clear_items();
  response->clear_items_left_out();
  bool hidden = false;
  for (const PlainCount& count : kPlainCounts) {
    const auto persons = response->persons().find(count.kind);
    if (persons == response->persons().end()) continue;
    if (IsFew(persons->second, k_)) (response->*count.set)(0);
  }
  auto& persons = *response->mutable_persons();
  for (auto it = persons.begin(); it != persons.end();) {
    if (IsFew(it->second, k_)) {
      response->mutable_flags()->erase(it->first);
      it = persons.erase(it);
      hidden = true;
    } else {
      ++it;
    }
  }
  SourceCleaner cleaner(k_, response->percent());
  for (v1::SourceQuality& source : *response->mutable_sources()) {
    hidden |= cleaner.Clean(&source);
  }
  if (hidden) response->mutable_header()->set_status(v1::SUPPRESSED);
}

}  // namespace jalon::evaluation_service
