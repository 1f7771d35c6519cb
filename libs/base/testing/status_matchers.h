#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <gmock/gmock.h>

namespace jalon::base::testing {

inline const absl::Status& GetStatus(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& GetStatus(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).ok();
}

MATCHER_P(StatusIs, code, "") {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).code() == code;
}

MATCHER_P2(StatusIs, code, message, "") {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).code() == code &&
         ::testing::ExplainMatchResult(
             message, std::string(GetStatus(arg).message()), result_listener);
}

MATCHER_P(IsOkAndHolds, value, "") {
  *result_listener << GetStatus(arg).ToString();
  return arg.ok() &&
         ::testing::ExplainMatchResult(value, *arg, result_listener);
}

}  // namespace jalon::base::testing
