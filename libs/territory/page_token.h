#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
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

// From the members page_size and page_token of a list request: where its page
// begins, and how long it is at most. On the first page the token has no
// as_of and position 0. INVALID_ARGUMENT naming the member.
template <typename Request>
absl::StatusOr<PageToken> ReadPage(const Request& request,
                                   uint32_t default_size, uint32_t max_size,
                                   size_t* size) {
  if (request.page_size() > max_size) {
    return absl::InvalidArgumentError(
        absl::StrCat("page_size: 1 to ", max_size));
  }
  *size = request.page_size() == 0 ? default_size : request.page_size();
  Request fixed = request;
  fixed.clear_page_size();
  fixed.clear_page_token();
  PageToken first;
  first.request = FingerprintOf(fixed);
  if (request.page_token().empty()) return first;
  return ParsePageToken(request.page_token(), first.request);
}

}  // namespace jalon::territory
