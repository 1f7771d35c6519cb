#include "services/jalond/server.h"

#include <algorithm>
#include <cstdint>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include <grpcpp/security/server_credentials.h>

#include "libs/access/policy.h"
#include "libs/base/status_macros.h"
#include "libs/base/thread_pool.h"
#include "libs/rpc/door.h"
#include "libs/rpc/server.h"
#include "libs/rules/rule_book.h"
#include "services/admin/admin_service.h"
#include "services/evaluation/evaluation_service.h"
#include "services/intake/intake_service.h"
#include "services/jalond/check_options.h"
#include "services/jalond/health.h"
#include "services/metrics/endpoint.h"
#include "services/metrics/measures.h"
#include "services/metrics/readings.h"
#include "services/pathway/pathway_service.h"

namespace jalon::server {
namespace {

using Door = rpc::Door<access::Policy>;

constexpr absl::Duration kGraceOfDestructor = absl::Seconds(5);
constexpr int kStreamThreads = 2;

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(
    const ServerOptions& options) {
  if (options.insecure_demo) return grpc::InsecureServerCredentials();
  return rpc::MutualTls(options.tls);
}

int QueryThreads(int64_t wanted) {
  if (wanted > 0) return static_cast<int>(wanted);
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

size_t Bytes(int64_t mib) { return static_cast<size_t>(mib) << 20; }

std::string Milliseconds(absl::Time since) {
  return absl::StrCat(absl::ToInt64Milliseconds(absl::Now() - since));
}

// Members from bottom to top: destroyed in reverse. Requires: options that
// CheckOptions accepts.
class WiredServer final : public Server {
 public:
  explicit WiredServer(ServerOptions options)
      : options_(std::move(options)),
        measures_(JALON_VERSION, options_.territories),
        health_(options_.territories),
        open_streams_(static_cast<size_t>(options_.max_streams)),
        queries_(QueryThreads(options_.query_threads),
                 static_cast<size_t>(options_.max_waiting_queries)),
        streams_(kStreamThreads, SIZE_MAX) {
    if (!options_.clock) options_.clock = [] { return absl::Now(); };
  }

  ~WiredServer() override {
    if (!drained_) Drain(kGraceOfDestructor);
  }

  absl::Status Run() {
    const absl::Time started = absl::Now();
    LogStart();
    ASSIGN_OR_RETURN(auto credentials, CredentialsOf(options_));
    ASSIGN_OR_RETURN(
        rules_, rules::RuleBook::Load(options_.definitions,
                                      {.demo_pacts = options_.demo_pacts}));
    if (options_.insecure_demo) {
      policy_ = access::Policy::Demo();
    } else {
      ASSIGN_OR_RETURN(policy_, access::Policy::Load(options_.policy));
    }
    MakeServices();
    RETURN_IF_ERROR(Listen(std::move(credentials)));
    RETURN_IF_ERROR(OpenTerritories());
    door_->Open();
    health_.Ready();
    Log({{"event", "ready"},
         {"address", address()},
         {"ms", Milliseconds(started)}});
    return absl::OkStatus();
  }

  const std::string& address() const override { return listening_.address; }
  int port() const override { return listening_.port; }
  const std::string& metrics_address() const override {
    return endpoint_ == nullptr ? options_.metrics_listen
                                : endpoint_->address();
  }
  const territory::Territories& territories() const override {
    return territories_;
  }

  void Drain(absl::Duration grace) override {
    drained_ = true;
    if (listening_.server == nullptr) return;
    health_.Stop();
    open_streams_.Drain();
    listening_.server->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  }

 private:
  void Log(const rpc::LogFields& fields) const {
    if (options_.log) options_.log(rpc::FormatLogLine(fields));
  }

  // Neither keys nor what is in files.
  void LogStart() const {
    Log({{"event", "starting"},
         {"version", JALON_VERSION},
         {"territories", absl::StrJoin(options_.territories, ",")},
         {"data", options_.data_directory},
         {"definitions", options_.definitions},
         {"demo_pacts", options_.demo_pacts ? "true" : "false"},
         {"listen", options_.listen},
         {"metrics_listen", options_.metrics_listen},
         {"policy", options_.policy},
         {"insecure_demo", options_.insecure_demo ? "true" : "false"},
         {"query_threads", absl::StrCat(queries_.threads())},
         {"max_waiting_queries", absl::StrCat(options_.max_waiting_queries)},
         {"max_streams", absl::StrCat(options_.max_streams)},
         {"max_queue_events", absl::StrCat(options_.max_queue_events)},
         {"max_queue_mib", absl::StrCat(options_.max_queue_mib)},
         {"stop_grace", absl::FormatDuration(options_.stop_grace)}});
  }

  // Answers health, metrics and, until the door is open, UNAVAILABLE.
  absl::Status Listen(std::shared_ptr<grpc::ServerCredentials> credentials) {
    if (!options_.metrics_listen.empty()) {
      std::vector<std::shared_ptr<prometheus::Collectable>> shown = {
          measures_.all(), MakeReadings()};
      ASSIGN_OR_RETURN(
          endpoint_, metrics::Endpoint::Listen(options_.metrics_listen, shown));
    }
    ASSIGN_OR_RETURN(
        listening_,
        rpc::Listen(
            {.address = options_.listen, .credentials = std::move(credentials)},
            {intake_.get(), pathway_.get(), evaluation_.get(), admin_.get()}));
    health_.Start(listening_.server->GetHealthCheckService());
    Log({{"event", "listening"},
         {"address", address()},
         {"metrics", metrics_address()}});
    return absl::OkStatus();
  }

  std::shared_ptr<metrics::Readings> MakeReadings() {
    return std::make_shared<metrics::Readings>(metrics::Readings::Sources{
        .territories = &territories_,
        .open_streams = &open_streams_,
        .queries = &queries_,
        .max_streams = static_cast<size_t>(options_.max_streams),
        .max_waiting_queries =
            static_cast<size_t>(options_.max_waiting_queries),
        .max_queue_events = static_cast<size_t>(options_.max_queue_events),
        .max_queue_bytes = Bytes(options_.max_queue_mib),
        .ready = [this] { return door_->is_open(); }});
  }

  absl::Status OpenTerritories() {
    for (const std::string& name : options_.territories) {
      const absl::Time started = absl::Now();
      auto territory = territory::Territory::Open(
          {.data_directory = options_.data_directory,
           .territory = name,
           .clock = options_.clock,
           .max_queue_events = static_cast<size_t>(options_.max_queue_events),
           .max_queue_bytes = Bytes(options_.max_queue_mib),
           .on_group = [this, name](const ledger::GroupReport& report) {
             Committed(name, report);
           }});
      if (!territory.ok()) {
        return absl::Status(territory.status().code(),
                            absl::StrCat("territory ", name, ": ",
                                         territory.status().message()));
      }
      Log({{"event", "opened"},
           {"territory", name},
           {"head", absl::StrCat((*territory)->ledger().head())},
           {"facts", absl::StrCat((*territory)->facts_position())},
           {"ms", Milliseconds(started)}});
      territories_[name] = *std::move(territory);
    }
    return absl::OkStatus();
  }

  void Committed(const std::string& territory,
                 const ledger::GroupReport& report) {
    measures_.CountGroup(territory, report);
    if (report.written.ok()) return;
    health_.ReadOnly(territory);
    Log({{"event", "read_only"},
         {"territory", territory},
         {"detail", std::string(report.written.message())}});
  }

  void MakeServices() {
    const auto count = [this](const rpc::CallOutcome& outcome) {
      measures_.CountCall(outcome);
    };
    door_ = std::make_unique<Door>(
        Door::Parts{.policy = &policy_,
                    .queries = &queries_,
                    .streams = &streams_,
                    .open_streams = &open_streams_,
                    .sinks = {.log = options_.log, .count = count}});
    intake_ = std::make_unique<intake::IntakeService>(
        door_.get(), intake::Environment{.territories = &territories_,
                                         .on_answer = [this](const auto& part) {
                                           measures_.CountVerdicts(
                                               part.territory, part.response,
                                               part.elapsed);
                                         }});
    pathway_ = std::make_unique<pathway_service::PathwayService>(
        door_.get(), pathway_service::Environment{.territories = &territories_,
                                                  .rules = &rules_,
                                                  .pool = &queries_,
                                                  .clock = options_.clock});
    evaluation_ = std::make_unique<evaluation_service::EvaluationService>(
        door_.get(),
        evaluation_service::Environment{.territories = &territories_,
                                        .rules = &rules_,
                                        .pool = &queries_,
                                        .clock = options_.clock});
    admin_ = std::make_unique<admin::AdminService>(
        door_.get(), &territories_, JALON_VERSION, options_.backups);
  }

  ServerOptions options_;
  bool drained_ = false;
  rules::RuleBook rules_;
  access::Policy policy_;
  metrics::Measures measures_;
  Health health_;
  territory::Territories territories_;
  rpc::Streams open_streams_;
  base::ThreadPool queries_;
  base::ThreadPool streams_;
  std::unique_ptr<Door> door_;
  std::unique_ptr<intake::IntakeService> intake_;
  std::unique_ptr<pathway_service::PathwayService> pathway_;
  std::unique_ptr<evaluation_service::EvaluationService> evaluation_;
  std::unique_ptr<admin::AdminService> admin_;
  std::unique_ptr<metrics::Endpoint> endpoint_;
  rpc::Listening listening_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options) {
  RETURN_IF_ERROR(CheckOptions(options));
  auto server = std::make_unique<WiredServer>(std::move(options));
  RETURN_IF_ERROR(server->Run());
  return server;
}

}  // namespace jalon::server
