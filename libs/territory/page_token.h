#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "libs/base/day.h"

namespace jalon::territory {

// Where a paged list goes on: the same list, whatever was recorded meanwhile.
// Opaque to clients. It gives no right: the next page is authorised as the
// first.
struct PageToken {
  uint64_t position = 0;  // Of the view.
  base::Day as_of = base::kNoDay;
  uint64_t offset = 0;
  std::string request;  // FingerprintOf the request.
};

// Of a request whose page members are cleared.
std::string FingerprintOf(const google::protobuf::Message& request);

std::string FormatPageToken(const PageToken& token);

// INVALID_ARGUMENT: not one of ours, or of another request.
absl::StatusOr<PageToken> ParsePageToken(absl::string_view text,
                                         absl::string_view fingerprint);

}  // namespace jalon::territory
