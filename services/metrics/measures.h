#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <prometheus/collectable.h>

#include "jalon/v1/intake.pb.h"
#include "libs/ledger/ledger.h"
#include "libs/rpc/call.h"

namespace jalon::metrics {

// What is counted and timed as it happens; what is read when somebody looks is
// in readings.h. Every name is in docs/operations.md.
//
// Labels are territories served, methods, codes and verdicts: never what a
// caller sent, so that their number is bounded and none is personal data.
//
// Threads: safe; nothing blocks. Lifetime: outlives those who count.
class Measures {
 public:
  // The series of these territories are there from the start, at 0.
  Measures(const std::string& version,
           const std::vector<std::string>& territories);
  ~Measures();
  Measures(const Measures&) = delete;
  Measures& operator=(const Measures&) = delete;

  void CountCall(const rpc::CallOutcome& outcome);
  // The verdicts that a ledger gave; `territory` is "" for those without one.
  void CountVerdicts(const std::string& territory,
                     const v1::RecordResponse& response,
                     std::chrono::duration<double> elapsed);
  void CountGroup(const std::string& territory,
                  const ledger::GroupReport& report);

  std::shared_ptr<prometheus::Collectable> all() const;

 private:
  struct Families;
  const std::unique_ptr<Families> families_;
};

}  // namespace jalon::metrics
