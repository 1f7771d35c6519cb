#include "services/jalond/check_options.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "libs/base/day.h"
#include "libs/base/status_macros.h"

namespace jalon::server {
namespace {

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

// "host:port" with a port in digits, so that nothing else is read into it.
absl::Status CheckAddress(absl::string_view flag, absl::string_view address) {
  const size_t colon = address.rfind(':');
  const absl::string_view host =
      address.substr(0, std::min(colon, address.size()));
  const absl::string_view digits =
      colon == address.npos ? "" : address.substr(colon + 1);
  uint32_t port = 0;
  const bool good = !host.empty() && !digits.empty() &&
                    host.find_first_not_of(
                        "0123456789abcdefghijklmnopqrstuvwxyz"
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-_[]:") == host.npos &&
                    (host.find(':') == host.npos ||
                     (host.front() == '[' && host.back() == ']')) &&
                    digits.find_first_not_of("0123456789") == digits.npos &&
                    absl::SimpleAtoi(digits, &port) && port <= 65535;
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(flag, ": '", address,
                   "' is no host:port: give 127.0.0.1:50051 or [::]:50051"));
}

absl::Status CheckRange(absl::string_view flag, int64_t value, int64_t least,
                        int64_t most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(flag, ": ", value, " is not from ", least, " to ", most));
}

absl::Status CheckGrace(absl::Duration grace) {
  if (grace >= absl::ZeroDuration() && grace <= absl::Hours(1)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--stop_grace: ", absl::FormatDuration(grace),
                   " is not from 0 to 1h: give 10s"));
}

absl::Status CheckSecurity(const ServerOptions& options) {
  if (options.insecure_demo) {
    if (!options.tls.empty() || !options.policy.empty()) {
      return absl::InvalidArgumentError(
          "--insecure_demo goes with neither certificates nor --policy");
    }
    if (!rpc::IsLoopback(options.listen)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--insecure_demo listens on this machine only: --listen=",
          options.listen, " is not loopback"));
    }
    return absl::OkStatus();
  }
  if (options.tls.certificate.empty() || options.tls.key.empty() ||
      options.tls.ca.empty() || options.policy.empty()) {
    return absl::InvalidArgumentError(
        "give --tls_cert, --tls_key, --tls_ca and --policy; "
        "deploy/certs/make_demo_ca.sh makes certificates to try with, and "
        "--insecure_demo serves without any on this machine only");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckOptions(const ServerOptions& options) {
  RETURN_IF_ERROR(CheckTerritories(options.territories));
  RETURN_IF_ERROR(CheckAddress("--listen", options.listen));
  if (!options.metrics_listen.empty()) {
    RETURN_IF_ERROR(CheckAddress("--metrics_listen", options.metrics_listen));
  }
  RETURN_IF_ERROR(CheckSecurity(options));
  RETURN_IF_ERROR(CheckGrace(options.stop_grace));
  RETURN_IF_ERROR(
      CheckRange("--query_threads", options.query_threads, 0, 1024));
  RETURN_IF_ERROR(CheckRange("--max_waiting_queries",
                             options.max_waiting_queries, 0, 1'000'000));
  RETURN_IF_ERROR(
      CheckRange("--max_streams", options.max_streams, 1, 1'000'000));
  // A batch of the largest message always has room.
  RETURN_IF_ERROR(CheckRange("--max_queue_events", options.max_queue_events,
                             1000, 100'000'000));
  return CheckRange("--max_queue_mib", options.max_queue_mib, 16, 1 << 20);
}

}  // namespace jalon::server
