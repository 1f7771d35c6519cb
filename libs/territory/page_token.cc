#include "libs/territory/page_token.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

#include "libs/base/digest.h"

namespace jalon::territory {

std::string FingerprintOf(const google::protobuf::Message& request) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);  // Maps in one order.
    request.SerializeToCodedStream(&out);
  }
  return base::Hex(base::Sha256(bytes)).substr(0, 16);
}

std::string FormatPageToken(const PageToken& token) {
  return absl::WebSafeBase64Escape(absl::StrCat("1:", token.position, ":",
                                                token.as_of, ":", token.offset,
                                                ":", token.request));
}

absl::StatusOr<PageToken> ParsePageToken(absl::string_view text,
                                         absl::string_view fingerprint) {
  PageToken token;
  std::string plain;
  if (absl::WebSafeBase64Unescape(text, &plain)) {
    const std::vector<std::string> parts = absl::StrSplit(plain, ':');
    if (parts.size() == 5 && parts[0] == "1" &&
        absl::SimpleAtoi(parts[1], &token.position) &&
        absl::SimpleAtoi(parts[2], &token.as_of) &&
        absl::SimpleAtoi(parts[3], &token.offset) && parts[4] == fingerprint) {
      token.request = parts[4];
      return token;
    }
  }
  return absl::InvalidArgumentError(
      "page_token: not of an answer to this request");
}

}  // namespace jalon::territory
