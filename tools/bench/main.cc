// jalon_bench: load for a running service, one JSON line a run. tools/dev bench
// runs it and says beside what.

#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "tools/bench/calls.h"
#include "tools/bench/ingest.h"
#include "tools/bench/rows.h"

namespace jalon::bench {
namespace {

// Each its own connection: one is a thread's work of the client.
Channels Connect(const std::string& server, size_t count) {
  Channels channels;
  for (size_t i = 0; i < count; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt("jalon.bench.channel", static_cast<int>(i));
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetMaxReceiveMessageSize(64 << 20);
    channels.push_back(grpc::CreateCustomChannel(
        server, grpc::InsecureChannelCredentials(), arguments));
  }
  return channels;
}

int Print(const absl::StatusOr<std::string>& report) {
  if (!report.ok()) {
    std::cerr << "jalon_bench: " << report.status() << "\n";
    return 1;
  }
  std::cout << *report << "\n";
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App app("Load for a service of the loopback demo.", "jalon_bench");
  app.require_subcommand(1);
  std::string server;
  app.add_option("--server", server, "its address");
  size_t channels = 2;
  app.add_option("--channels", channels)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.fallthrough();

  std::vector<std::string> row_files;
  CLI::App* rows_command = app.add_subcommand(
      "rows", "the events of files as rows of PostgreSQL's COPY");
  rows_command->add_option("files", row_files)->required();

  IngestOptions ingest;
  CLI::App* ingest_command = app.add_subcommand("ingest", "batches, streamed");
  ingest_command->add_option("files", ingest.files)->required();
  ingest_command->add_option("--streams", ingest.streams)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  ingest_command->add_option("--batch", ingest.batch_events)
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();

  CallOptions calls;
  uint64_t persons = 1000;
  const auto add_calls = [&](CLI::App* command) {
    command->add_option("--callers", calls.callers)
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--calls", calls.calls)->capture_default_str();
    command->add_option("--rate", calls.rate, "a second; 0: as many as can be");
    command->add_option("--first", calls.first)->capture_default_str();
  };
  CLI::App* single_command = app.add_subcommand("single", "single events");
  add_calls(single_command);
  CLI::App* pathway_command = app.add_subcommand("pathway", "pathways read");
  add_calls(pathway_command);
  pathway_command->add_option("--persons", persons)->required();
  int year = 2018;
  std::string pact = "herault-2017-2020-demo";
  CLI::App* delay_command = app.add_subcommand("delay", "orientation delay");
  CLI::App* pact_command = app.add_subcommand("pact", "scorecard by zone");
  pact_command->add_option("--pact", pact)->capture_default_str();
  for (CLI::App* command : {delay_command, pact_command}) {
    add_calls(command);
    command->add_option("--year", year)->capture_default_str();
  }
  CLI11_PARSE(app, argc, argv);

  if (*rows_command) {
    const absl::Status written = WriteRows(row_files);
    if (!written.ok()) std::cerr << "jalon_bench: " << written << "\n";
    return written.ok() ? 0 : 1;
  }
  const Channels connected = Connect(server, channels);
  if (*ingest_command) return Print(Ingest(connected, ingest));
  if (*single_command) return Print(SingleEvents(connected, calls));
  if (*delay_command) return Print(OrientationDelay(connected, calls, year));
  if (*pact_command) return Print(Scorecard(connected, calls, pact, year));
  return Print(Pathways(connected, calls, persons));
}

}  // namespace
}  // namespace jalon::bench

// A tool of measurement may end by what it did not expect.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
  const int code = jalon::bench::Main(argc, argv);
  std::cout.flush();
  // gRPC's threads may still be ending the last call, and would find the
  // library's statics gone.
  std::_Exit(code);
}
