// jalond: the Jalon service.

#include <csignal>
#include <cstdio>
#include <fstream>

#include <unistd.h>

#include "libs/rpc/log.h"
#include "services/jalond/config.h"
#include "services/jalond/server.h"

namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "jalond: %s\n", std::string(status.message()).c_str());
  return 1;
}

// Whole or not at all: a reader never sees half an address.
bool WriteAddress(const std::string& path, const std::string& address) {
  const std::string draft = path + ".new";
  std::ofstream(draft) << address << "\n";
  return std::rename(draft.c_str(), path.c_str()) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  auto config = jalon::server::ReadConfig(argc, argv);
  if (!config.ok()) return Fail(config.status());
  // Before any thread, so that all of them leave the signals to this one.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // A failed write, not the end.

  config->server.log = jalon::rpc::StandardError();
  const jalon::rpc::LogSink log = config->server.log;
  if (config->server.insecure_demo) {
    log(jalon::rpc::FormatLogLine(
        {{"event", "insecure"},
         {"text",
          "NO CERTIFICATES, NO RIGHTS: everybody on this machine may "
          "read and write everything. For demonstrations only."}}));
  }
  const absl::Duration grace = config->server.stop_grace;
  auto server = jalon::server::Server::Start(std::move(config->server));
  if (!server.ok()) return Fail(server.status());
  std::printf("listening on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  if (!config->port_file.empty() &&
      !WriteAddress(config->port_file, (*server)->address())) {
    return Fail(absl::UnavailableError("cannot write " + config->port_file));
  }

  int signal = 0;
  sigwait(&signals, &signal);
  log(jalon::rpc::FormatLogLine({{"event", "stopping"}}));
  // A second signal ends at once: what was acknowledged is on disk.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  (*server)->Drain(grace);
  server->reset();
  log(jalon::rpc::FormatLogLine({{"event", "stopped"}}));
  return 0;
}
