#include "services/jalond/server.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>

#include "libs/access/policy.h"
#include "libs/base/day.h"
#include "libs/base/status_macros.h"
#include "libs/base/thread_pool.h"
#include "libs/rpc/door.h"
#include "libs/rpc/server.h"
#include "libs/rules/rule_book.h"
#include "services/admin/admin_service.h"
#include "services/evaluation/evaluation_service.h"
#include "services/intake/intake_service.h"
#include "services/pathway/pathway_service.h"

namespace jalon::server {
namespace {

using Door = rpc::Door<access::Policy>;

constexpr absl::Duration kGraceOfDestructor = absl::Seconds(5);
constexpr int kStreamThreads = 2;

absl::Status CheckTerritories(const std::vector<std::string>& territories) {
  if (territories.empty()) {
    return absl::InvalidArgumentError(
        "give the territories to serve: --territories=34,87");
  }
  std::set<std::string> seen;
  for (const std::string& territory : territories) {
    if (!base::IsTerritory(territory)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--territories: '", territory,
                       "' is no INSEE code of a département"));
    }
    if (!seen.insert(territory).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("--territories: ", territory, " is given twice"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(
    const ServerOptions& options) {
  if (options.insecure_demo) {
    if (!options.tls.empty() || !options.policy.empty()) {
      return absl::InvalidArgumentError(
          "--insecure_demo goes with neither certificates nor --policy");
    }
    if (!rpc::IsLoopback(options.listen)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--insecure_demo listens on this machine only: ", options.listen,
          " is not loopback"));
    }
    return grpc::InsecureServerCredentials();
  }
  if (options.tls.certificate.empty() || options.tls.key.empty() ||
      options.tls.ca.empty() || options.policy.empty()) {
    return absl::InvalidArgumentError(
        "give --tls_cert, --tls_key, --tls_ca and --policy; "
        "deploy/certs/make_demo_ca.sh makes certificates to try with, and "
        "--insecure_demo serves without any on this machine only");
  }
  return rpc::MutualTls(options.tls);
}

int QueryThreads(int wanted) {
  if (wanted > 0) return wanted;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

// Members from bottom to top: destroyed in reverse.
class WiredServer final : public Server {
 public:
  explicit WiredServer(ServerOptions options)
      : options_(std::move(options)),
        open_streams_(options_.max_streams),
        queries_(QueryThreads(options_.query_threads),
                 options_.max_waiting_queries),
        streams_(kStreamThreads, SIZE_MAX) {
    if (!options_.clock) options_.clock = [] { return absl::Now(); };
  }

  ~WiredServer() override {
    if (!drained_) Drain(kGraceOfDestructor);
  }

  absl::Status Run() {
    RETURN_IF_ERROR(CheckTerritories(options_.territories));
    ASSIGN_OR_RETURN(auto credentials, CredentialsOf(options_));
    ASSIGN_OR_RETURN(
        rules_, rules::RuleBook::Load(options_.definitions,
                                      {.demo_pacts = options_.demo_pacts}));
    if (options_.insecure_demo) {
      policy_ = access::Policy::Demo();
    } else {
      ASSIGN_OR_RETURN(policy_, access::Policy::Load(options_.policy));
    }
    RETURN_IF_ERROR(OpenTerritories());
    MakeServices();
    ASSIGN_OR_RETURN(
        listening_,
        rpc::Listen(
            {.address = options_.listen, .credentials = std::move(credentials)},
            {intake_.get(), pathway_.get(), evaluation_.get(), admin_.get()}));
    return absl::OkStatus();
  }

  const std::string& address() const override { return listening_.address; }
  int port() const override { return listening_.port; }
  const territory::Territories& territories() const override {
    return territories_;
  }

  void Drain(absl::Duration grace) override {
    drained_ = true;
    if (listening_.server == nullptr) return;
    listening_.server->GetHealthCheckService()->SetServingStatus(false);
    open_streams_.Drain();
    listening_.server->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  }

 private:
  absl::Status OpenTerritories() {
    for (const std::string& name : options_.territories) {
      auto territory =
          territory::Territory::Open({.data_directory = options_.data_directory,
                                      .territory = name,
                                      .clock = options_.clock});
      if (!territory.ok()) {
        return absl::Status(territory.status().code(),
                            absl::StrCat("territory ", name, ": ",
                                         territory.status().message()));
      }
      territories_[name] = *std::move(territory);
    }
    return absl::OkStatus();
  }

  void MakeServices() {
    door_ = std::make_unique<Door>(Door::Parts{.policy = &policy_,
                                               .queries = &queries_,
                                               .streams = &streams_,
                                               .open_streams = &open_streams_,
                                               .log = options_.log});
    intake_ =
        std::make_unique<intake::IntakeService>(door_.get(), &territories_);
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
  territory::Territories territories_;
  rpc::Streams open_streams_;
  base::ThreadPool queries_;
  base::ThreadPool streams_;
  std::unique_ptr<Door> door_;
  std::unique_ptr<intake::IntakeService> intake_;
  std::unique_ptr<pathway_service::PathwayService> pathway_;
  std::unique_ptr<evaluation_service::EvaluationService> evaluation_;
  std::unique_ptr<admin::AdminService> admin_;
  rpc::Listening listening_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options) {
  auto server = std::make_unique<WiredServer>(std::move(options));
  RETURN_IF_ERROR(server->Run());
  return server;
}

}  // namespace jalon::server
