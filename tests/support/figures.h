#pragma once

#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>

namespace jalon::testing {

// Figures and pathways of a territory as text, one a line: what two stores
// holding the same events must answer byte for byte. Left out: what names the
// store itself (ledger positions, pseudonyms).
struct Snapshot {
  std::vector<std::string> persons;
  std::vector<std::string> pathways;
  std::vector<std::string> figures;
  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

// Pathways of at most `max_pathways` persons, spread over the territory, and
// the delays, breaks and pact figures of `pact_id`, on as_of.
Snapshot TakeSnapshot(std::shared_ptr<grpc::Channel> channel,
                      const std::string& territory, const std::string& as_of,
                      const std::string& pact_id, size_t max_pathways);

}  // namespace jalon::testing
