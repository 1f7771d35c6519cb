#include "services/metrics/measures.h"

#include <map>
#include <utility>

#include "absl/time/time.h"
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "libs/rpc/status.h"

namespace jalon::metrics {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;
using Counters = prometheus::Family<prometheus::Counter>;
using Histograms = prometheus::Family<prometheus::Histogram>;

// In seconds. A flush of an idle disk takes 0.2 ms, one of a busy core 4.
const Buckets kFlushBuckets = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                               0.01,   0.025,   0.05,   0.1,   0.25,   1};
const Buckets kCallBuckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                              0.1,    0.25,  0.5,    1,     2.5,  5,     10};
const Buckets kSizeBuckets = {1, 3, 10, 30, 100, 300, 1000, 3000, 10000};

constexpr char kNoTerritory[] = "none";

Counters& CountersOf(prometheus::Registry& registry, const char* name,
                     const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

Histograms& HistogramsOf(prometheus::Registry& registry, const char* name,
                         const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

}  // namespace

struct Measures::Families {
  // What is timed of one territory; kept, so that the committer looks nothing
  // up.
  struct OfTerritory {
    prometheus::Histogram* record;
    prometheus::Histogram* commit;
    prometheus::Histogram* flush;
    prometheus::Histogram* size;
  };

  std::shared_ptr<prometheus::Registry> registry =
      std::make_shared<prometheus::Registry>();
  Counters& events = CountersOf(
      *registry, "jalon_events_total",
      "Verdicts given to events sent to be recorded, by territory (none: no "
      "such territory), verdict and code of refusal.");
  Histograms& record = HistogramsOf(
      *registry, "jalon_record_seconds",
      "From the arrival of a batch to its verdicts, events durable.");
  Histograms& commit =
      HistogramsOf(*registry, "jalon_commit_seconds",
                   "Deciding, writing and applying one group of a ledger.");
  Histograms& flush =
      HistogramsOf(*registry, "jalon_flush_seconds",
                   "The synced write of one group, failed ones included.");
  Histograms& size = HistogramsOf(*registry, "jalon_group_events",
                                  "Events written by one synced write.");
  Counters& failed =
      CountersOf(*registry, "jalon_failed_writes_total",
                 "Synced writes that failed; the ledger is then read-only.");
  Counters& calls =
      CountersOf(*registry, "jalon_calls_total",
                 "Calls that have ended, by method and code; streams too.");
  Histograms& call_seconds =
      HistogramsOf(*registry, "jalon_call_seconds",
                   "Unary calls, from their start to their answer.");
  std::map<std::string, OfTerritory> territories;
};

Measures::Measures(const std::string& version,
                   const std::vector<std::string>& territories)
    : families_(std::make_unique<Families>()) {
  Families& all = *families_;
  prometheus::BuildGauge()
      .Name("jalon_build_info")
      .Help("1; the label has the version.")
      .Register(*all.registry)
      .Add({{"version", version}})
      .Set(1);
  for (const std::string& name : territories) {
    const prometheus::Labels labels = {{"territory", name}};
    all.territories[name] = {.record = &all.record.Add(labels, kCallBuckets),
                             .commit = &all.commit.Add(labels, kFlushBuckets),
                             .flush = &all.flush.Add(labels, kFlushBuckets),
                             .size = &all.size.Add(labels, kSizeBuckets)};
    all.failed.Add(labels);
    for (const char* verdict : {"RECORDED", "DUPLICATE", "CONFLICT"}) {
      all.events.Add({{"territory", name}, {"verdict", verdict}, {"code", ""}});
    }
  }
}

Measures::~Measures() = default;

std::shared_ptr<prometheus::Collectable> Measures::all() const {
  return families_->registry;
}

void Measures::CountCall(const rpc::CallOutcome& outcome) {
  families_->calls
      .Add({{"method", outcome.method}, {"code", rpc::CodeName(outcome.code)}})
      .Increment();
  if (outcome.is_stream) return;
  families_->call_seconds.Add({{"method", outcome.method}}, kCallBuckets)
      .Observe(outcome.elapsed.count());
}

void Measures::CountVerdicts(const std::string& territory,
                             const v1::RecordResponse& response,
                             std::chrono::duration<double> elapsed) {
  std::map<std::pair<v1::Verdict::Kind, v1::Verdict::Code>, int> counts;
  for (const v1::Verdict& verdict : response.verdicts()) {
    ++counts[{verdict.verdict(), verdict.code()}];
  }
  const auto it = families_->territories.find(territory);
  const bool served = it != families_->territories.end();
  for (const auto& [what, count] : counts) {
    families_->events
        .Add({{"territory", served ? territory : kNoTerritory},
              {"verdict", v1::Verdict::Kind_Name(what.first)},
              {"code", what.second == v1::Verdict::CODE_UNSPECIFIED
                           ? ""
                           : v1::Verdict::Code_Name(what.second)}})
        .Increment(count);
  }
  if (served) it->second.record->Observe(elapsed.count());
}

void Measures::CountGroup(const std::string& territory,
                          const ledger::GroupReport& report) {
  const auto it = families_->territories.find(territory);
  if (it == families_->territories.end()) return;
  if (!report.written.ok()) {
    families_->failed.Add({{"territory", territory}}).Increment();
  }
  if (report.records == 0) return;
  it->second.flush->Observe(absl::ToDoubleSeconds(report.flush));
  if (!report.written.ok()) return;
  it->second.commit->Observe(absl::ToDoubleSeconds(report.total));
  it->second.size->Observe(static_cast<double>(report.records));
}

}  // namespace jalon::metrics
