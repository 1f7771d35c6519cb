#include "services/metrics/readings.h"

#include <algorithm>
#include <string>

#include "absl/time/time.h"

#include "services/metrics/process.h"

namespace jalon::metrics {
namespace {

using prometheus::MetricFamily;

using ReadTerritory = double (*)(territory::Territory&);

// One gauge a territory.
struct TerritoryGauge {
  const char* name;
  const char* help;
  ReadTerritory read;
};

const TerritoryGauge kTerritoryGauges[] = {
    {"jalon_head_position", "Position of the last durable event.",
     [](territory::Territory& territory) {
       return static_cast<double>(territory.ledger().head());
     }},
    {"jalon_facts_position", "Position up to which the facts are.",
     [](territory::Territory& territory) {
       return static_cast<double>(territory.facts_position());
     }},
    {"jalon_facts_lag_events", "Durable events that the facts lack.",
     [](territory::Territory& territory) {
       // The facts first: what comes between makes the lag larger, not less.
       const ledger::Position facts = territory.facts_position();
       const ledger::Position head = territory.ledger().head();
       return static_cast<double>(std::max(head, facts) - facts);
     }},
    {"jalon_last_recorded_timestamp_seconds",
     "Recording of the last event, in seconds since 1970; 0 = none.",
     [](territory::Territory& territory) {
       if (territory.ledger().head() == 0) return 0.0;
       return static_cast<double>(
           absl::ToUnixSeconds(territory.ledger().last_recorded_at()));
     }},
    {"jalon_read_only", "1 after a failed write, until the next start.",
     [](territory::Territory& territory) {
       return territory.ledger().read_only() ? 1.0 : 0.0;
     }},
    {"jalon_low_space", "1 while the disk has too little room to record.",
     [](territory::Territory& territory) {
       return territory.ledger().low_on_space() ? 1.0 : 0.0;
     }},
    {"jalon_queue_events", "Events that wait for the committer.",
     [](territory::Territory& territory) {
       return static_cast<double>(territory.ledger().queue().events);
     }},
    {"jalon_queue_bytes", "Their bytes.",
     [](territory::Territory& territory) {
       return static_cast<double>(territory.ledger().queue().bytes);
     }},
};

MetricFamily Family(const char* name, const char* help) {
  return {.name = name,
          .help = help,
          .type = prometheus::MetricType::Gauge,
          .metric = {}};
}

void Add(const char* name, const char* help, double value,
         std::vector<MetricFamily>* out) {
  MetricFamily family = Family(name, help);
  family.metric.emplace_back().gauge.value = value;
  out->push_back(std::move(family));
}

MetricFamily ReadAll(const TerritoryGauge& gauge,
                     const territory::Territories& territories) {
  MetricFamily family = Family(gauge.name, gauge.help);
  for (const auto& [name, territory] : territories) {
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    metric.label = {{"territory", name}};
    metric.gauge.value = gauge.read(*territory);
  }
  return family;
}

}  // namespace

std::vector<MetricFamily> Readings::Collect() const {
  std::vector<MetricFamily> out = ReadProcess();
  const bool ready = sources_.ready();
  Add("jalon_ready", "1 when calls are answered, 0 while starting.",
      ready ? 1 : 0, &out);
  const auto add = [&out](const char* name, const char* help, size_t value) {
    Add(name, help, static_cast<double>(value), &out);
  };
  add("jalon_streams_open", "Open streams of all kinds.",
      sources_.open_streams->open());
  add("jalon_streams_limit", "Beyond it a stream is refused.",
      sources_.max_streams);
  add("jalon_queries_waiting", "Queries that wait for a thread.",
      sources_.queries->waiting());
  add("jalon_queries_waiting_limit", "Beyond it a query is refused.",
      sources_.max_waiting_queries);
  add("jalon_queue_events_limit",
      "Events in the queue of a ledger beyond which a batch is refused.",
      sources_.max_queue_events);
  add("jalon_queue_bytes_limit", "The same, in bytes.",
      sources_.max_queue_bytes);
  if (!ready) return out;
  for (const TerritoryGauge& gauge : kTerritoryGauges) {
    out.push_back(ReadAll(gauge, *sources_.territories));
  }
  return out;
}

}  // namespace jalon::metrics
