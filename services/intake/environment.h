#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "jalon/v1/intake.pb.h"
#include "libs/territory/question.h"

namespace jalon::intake {

// The answer of one ledger to its part of a batch, in mode COMMIT.
struct PartAnswer {
  // "": what no ledger was asked for, its territory being unknown.
  const std::string& territory;
  const v1::RecordResponse& response;
  std::chrono::duration<double> elapsed;  // Since the batch came.
};

// What the methods of the service work with. Lifetime: outlives it.
struct Environment {
  const territory::Territories* territories = nullptr;
  // May be absent. Committer threads and others; must not block.
  std::function<void(const PartAnswer&)> on_answer;
};

}  // namespace jalon::intake
