#include "libs/rpc/status.h"

#include "absl/strings/str_cat.h"

namespace jalon::rpc {
namespace {

std::string Cut(absl::string_view text) {
  if (text.size() <= kMaxMessageBytes) return std::string(text);
  size_t size = kMaxMessageBytes;
  // Not inside a character: its later bytes are 10xxxxxx.
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) {
    --size;
  }
  return std::string(text.substr(0, size));
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status,
                          absl::string_view request_id) {
  if (status.ok()) return grpc::Status::OK;
  const auto code = static_cast<grpc::StatusCode>(status.code());
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return grpc::Status(
          code, absl::StrCat("a fault of the service; it is in its log under "
                             "request ",
                             request_id));
    case absl::StatusCode::kDataLoss:
      return grpc::Status(
          code, absl::StrCat("stored data is damaged: call the operator, "
                             "request ",
                             request_id));
    default:
      return grpc::Status(code, Cut(status.message()));
  }
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                      status.error_message());
}

std::string CodeName(absl::StatusCode code) {
  return absl::StatusCodeToString(code);
}

}  // namespace jalon::rpc
