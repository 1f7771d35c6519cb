#include "services/jalond/config.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

ABSL_FLAG(std::string, data, "",
          "Directory of the ledgers, one folder a territory; made when absent");
ABSL_FLAG(std::string, backups, "",
          "Directory of the backups that jalon backup asks for, one folder a "
          "territory; on another disk");
ABSL_FLAG(std::vector<std::string>, territories, {},
          "Territories to serve, INSEE codes: 34,87");
ABSL_FLAG(std::string, definitions, "deploy",
          "Directory with rules/ and pacts/");
ABSL_FLAG(bool, demo_pacts, false,
          "Also the pacts of <definitions>/pacts/demo, before the others");
ABSL_FLAG(std::string, listen, "127.0.0.1:50051",
          "host:port of gRPC; port 0 is one of the system's choice");
ABSL_FLAG(std::string, port_file, "",
          "File to write the bound host:port to, once it serves");
ABSL_FLAG(std::string, policy, "",
          "Which client certificate may do what (jalon.v1.AccessPolicy)");
ABSL_FLAG(std::string, tls_cert, "", "Certificate chain of the server, PEM");
ABSL_FLAG(std::string, tls_key, "", "Its private key, PEM");
ABSL_FLAG(std::string, tls_ca, "",
          "Authority of the clients' certificates, PEM");
ABSL_FLAG(bool, insecure_demo, false,
          "Without certificates and rights, on this machine only");
ABSL_FLAG(std::string, metrics_listen, "",
          "host:port of GET /metrics (Prometheus), in clear, no personal data; "
          "empty is off, 127.0.0.1:9464 this machine only");
ABSL_FLAG(absl::Duration, stop_grace, absl::Seconds(10),
          "Time that calls in flight have when it stops; at most 1h");
ABSL_FLAG(int32_t, query_threads, 0,
          "Threads of queries, 0 to 1024; 0 is one a core");
ABSL_FLAG(int32_t, max_waiting_queries, 1000,
          "Queries that may wait for a thread, 0 to 1000000; beyond it they "
          "are refused with RESOURCE_EXHAUSTED");
ABSL_FLAG(int32_t, max_streams, 256,
          "Streams open at once, 1 to 1000000; beyond it they are refused");
ABSL_FLAG(int32_t, max_queue_events, 200000,
          "Events that may wait to be recorded, a territory, 1000 to "
          "100000000; beyond it batches are refused");
ABSL_FLAG(int32_t, max_queue_mib, 256, "The same in MiB, 16 to 1048576");

namespace jalon::server {
namespace {

constexpr char kUsage[] =
    "The Jalon service: records the milestones of insertion pathways and "
    "computes pathways and figures from them.\n\n"
    "  jalond --data=DIR --territories=34 --policy=FILE \\\n"
    "         --tls_cert=FILE --tls_key=FILE --tls_ca=FILE\n"
    "  jalond --data=DIR --territories=34 --insecure_demo";

}  // namespace

absl::StatusOr<Config> ReadConfig(int argc, char** argv) {
  absl::SetProgramUsageMessage(kUsage);
  absl::FlagsUsageConfig usage;
  usage.contains_helpshort_flags = [](absl::string_view file) {
    return absl::EndsWith(file, "jalond/config.cc");
  };
  usage.contains_help_flags = usage.contains_helpshort_flags;
  usage.normalize_filename = [](absl::string_view file) {
    const size_t ours = file.rfind("services/");
    return std::string(ours == file.npos ? file : file.substr(ours));
  };
  usage.version_string = [] {
    return absl::StrCat("jalond ", JALON_VERSION, "\n");
  };
  absl::SetFlagsUsageConfig(usage);
  const std::vector<char*> left = absl::ParseCommandLine(argc, argv);
  if (left.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", left[1], "' is no flag: see --help"));
  }
  Config config;
  ServerOptions& server = config.server;
  server.data_directory = absl::GetFlag(FLAGS_data);
  if (server.data_directory.empty()) {
    return absl::InvalidArgumentError(
        "give the directory of the ledgers: --data=DIR");
  }
  server.backups = absl::GetFlag(FLAGS_backups);
  server.territories = absl::GetFlag(FLAGS_territories);
  server.definitions = absl::GetFlag(FLAGS_definitions);
  server.demo_pacts = absl::GetFlag(FLAGS_demo_pacts);
  server.listen = absl::GetFlag(FLAGS_listen);
  server.policy = absl::GetFlag(FLAGS_policy);
  server.tls = {.certificate = absl::GetFlag(FLAGS_tls_cert),
                .key = absl::GetFlag(FLAGS_tls_key),
                .ca = absl::GetFlag(FLAGS_tls_ca)};
  server.insecure_demo = absl::GetFlag(FLAGS_insecure_demo);
  server.query_threads = absl::GetFlag(FLAGS_query_threads);
  server.max_waiting_queries = absl::GetFlag(FLAGS_max_waiting_queries);
  server.max_streams = absl::GetFlag(FLAGS_max_streams);
  server.max_queue_events = absl::GetFlag(FLAGS_max_queue_events);
  server.max_queue_mib = absl::GetFlag(FLAGS_max_queue_mib);
  server.stop_grace = absl::GetFlag(FLAGS_stop_grace);
  server.metrics_listen = absl::GetFlag(FLAGS_metrics_listen);
  config.port_file = absl::GetFlag(FLAGS_port_file);
  return config;
}

}  // namespace jalon::server
