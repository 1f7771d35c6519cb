#include "services/metrics/endpoint.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"

namespace jalon::metrics {
namespace {

// Those of civetweb: a reader who is slow or silent is cut, and holds one of
// two threads meanwhile.
std::vector<std::string> HttpOptions(const std::string& address) {
  return {"listening_ports",    address, "num_threads", "2",
          "request_timeout_ms", "5000"};
}

}  // namespace

Endpoint::Endpoint(std::unique_ptr<prometheus::Exposer> exposer,
                   std::string address,
                   std::vector<std::shared_ptr<prometheus::Collectable>> shown)
    : address_(std::move(address)),
      shown_(std::move(shown)),
      exposer_(std::move(exposer)) {
  for (const auto& one : shown_) exposer_->RegisterCollectable(one);
}

absl::StatusOr<std::unique_ptr<Endpoint>> Endpoint::Listen(
    const std::string& address,
    std::vector<std::shared_ptr<prometheus::Collectable>> shown) {
  std::unique_ptr<prometheus::Exposer> exposer;
  try {
    exposer = std::make_unique<prometheus::Exposer>(HttpOptions(address));
  } catch (const std::exception&) {
    return absl::UnavailableError(absl::StrCat(
        "--metrics_listen: cannot listen on ", address, " (taken? not ours?)"));
  }
  const std::vector<int> ports = exposer->GetListeningPorts();
  std::string bound = absl::StrCat(address.substr(0, address.rfind(':')), ":",
                                   ports.empty() ? 0 : ports.front());
  return std::unique_ptr<Endpoint>(
      new Endpoint(std::move(exposer), std::move(bound), std::move(shown)));
}

}  // namespace jalon::metrics
