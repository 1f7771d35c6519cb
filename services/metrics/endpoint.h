#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

namespace jalon::metrics {

// GET /metrics over HTTP, in the text format of Prometheus: no certificates,
// so for the machine itself or a network of operators.
//
// Threads: safe. The destructor waits for those who read.
class Endpoint {
 public:
  // UNAVAILABLE: the address cannot be bound. Port 0: of the system's choice.
  static absl::StatusOr<std::unique_ptr<Endpoint>> Listen(
      const std::string& address,
      std::vector<std::shared_ptr<prometheus::Collectable>> shown);

  const std::string& address() const { return address_; }

 private:
  Endpoint(std::unique_ptr<prometheus::Exposer> exposer, std::string address,
           std::vector<std::shared_ptr<prometheus::Collectable>> shown);

  const std::string address_;  // With the bound port.
  const std::vector<std::shared_ptr<prometheus::Collectable>> shown_;
  const std::unique_ptr<prometheus::Exposer> exposer_;  // Destroyed first.
};

}  // namespace jalon::metrics
