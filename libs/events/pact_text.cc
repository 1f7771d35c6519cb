#include "libs/events/pact_text.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/text_format.h"

namespace jalon::events {
namespace {

using google::protobuf::TextFormat;
using google::protobuf::io::ColumnNumber;

constexpr int kMaxDepth = 16;

// Keeps where the first error is; says nothing on standard error.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, ColumnNumber, const std::string&) override {
    if (line_ < 0) line_ = line;
  }
  void AddWarning(int, ColumnNumber, const std::string&) override {}
  int line() const { return std::max(line_, 0) + 1; }

 private:
  int line_ = -1;
};

bool Parse(absl::string_view text, google::protobuf::Message* message,
           FirstError* error) {
  TextFormat::Parser parser;
  parser.RecordErrorsTo(error);
  parser.SetRecursionLimit(kMaxDepth);
  google::protobuf::io::ArrayInputStream input(text.data(),
                                               static_cast<int>(text.size()));
  return parser.Parse(&input, message);
}

}  // namespace

absl::StatusOr<v1::Pact> ParsePactText(absl::string_view text) {
  FirstError file_error, pact_error;
  v1::PactFile file;
  if (Parse(text, &file, &file_error) && file.has_pact()) {
    return std::move(*file.mutable_pact());
  }
  v1::Pact pact;
  if (Parse(text, &pact, &pact_error)) return pact;
  return absl::InvalidArgumentError(
      absl::StrCat("not the textproto of a pact: line ",
                   std::max(file_error.line(), pact_error.line())));
}

}  // namespace jalon::events
