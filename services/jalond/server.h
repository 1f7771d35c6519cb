#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "libs/rpc/log.h"
#include "libs/rpc/tls.h"
#include "libs/territory/question.h"

namespace jalon::server {

// What jalond is started with; config.h reads it from the command line.
struct ServerOptions {
  std::string data_directory;            // A ledger is in <it>/<territory>.
  std::vector<std::string> territories;  // INSEE codes.
  std::string definitions;               // Directory with rules/ and pacts/.
  bool demo_pacts = false;               // Also pacts/demo.
  std::string listen = "127.0.0.1:0";    // Port 0: of the system's choice.
  std::string policy;                    // File.
  std::string backups;  // Directory, a folder a territory; "" = no backups.
  rpc::TlsFiles tls;
  // In clear, on loopback only, everybody an operator who may migrate.
  bool insecure_demo = false;
  int64_t query_threads = 0;  // 0: one a core.
  int64_t max_waiting_queries = 1000;
  int64_t max_streams = 256;  // Open at once, of all kinds.
  // What waits to be recorded, a ledger; beyond it batches are refused.
  int64_t max_queue_events = 200'000;
  int64_t max_queue_mib = 256;
  absl::Duration stop_grace = absl::Seconds(10);  // For main's Drain.
  std::string metrics_listen;                     // "": no metrics.
  std::function<absl::Time()> clock;              // Default: absl::Now.
  rpc::LogSink log;                               // Default: none.
};

// The whole service in this process. Start wires it from bottom to top; the
// destructor stops it from top to bottom.
// Threads: safe, but for the destructor.
class Server {
 public:
  // INVALID_ARGUMENT what is asked makes no sense (the message says what to
  // do); NOT_FOUND a file; else those of RuleBook::Load, Policy::Load,
  // rpc::Listen and Territory::Open. While territories are opened, health says
  // NOT_SERVING and every call UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options);
  virtual ~Server() = default;

  virtual const std::string& address() const = 0;  // "127.0.0.1:50051".
  virtual int port() const = 0;
  virtual const std::string& metrics_address() const = 0;  // "": no metrics.
  virtual const territory::Territories& territories() const = 0;

  // Health NOT_SERVING, streams ended with UNAVAILABLE, no new call; returns
  // when the calls in flight are over, or cut after `grace`. Once.
  virtual void Drain(absl::Duration grace) = 0;
};

}  // namespace jalon::server
