#include "tools/jalon/format.h"

#include <cmath>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include <google/protobuf/util/json_util.h>

namespace jalon::cli {

std::string Count(uint64_t number) {
  std::string out;
  const std::string digits = absl::StrCat(number);
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out.push_back(' ');
    out.push_back(digits[i]);
  }
  return out;
}

std::string Decimal(double value) {
  return absl::StrFormat("%.1f", std::floor(value * 10 + 0.5) / 10);
}

std::string Percent(const v1::Number& number) {
  return absl::StrCat(Decimal(number.value() * 100), " %");
}

std::string OrDash(const std::string& text) {
  return text.empty() ? "–" : text;
}

absl::StatusOr<v1::Identifier> ParseIdentifier(absl::string_view text) {
  const size_t colon = text.find(':');
  v1::Identifier out;
  v1::Identifier::Scheme scheme;
  if (colon == absl::string_view::npos || colon + 1 == text.size() ||
      !v1::Identifier::Scheme_Parse(std::string(text.substr(0, colon)),
                                    &scheme) ||
      scheme == v1::Identifier::SCHEME_UNSPECIFIED) {
    return absl::InvalidArgumentError(
        "a person is SCHEME:VALUE, with the scheme caf, msa, ft, imilo, dept, "
        "nir or jalon; for instance caf:0000001");
  }
  out.set_scheme(scheme);
  out.set_value(std::string(text.substr(colon + 1)));
  return out;
}

void PrintJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  options.add_whitespace = true;
  std::string text;
  if (google::protobuf::util::MessageToJsonString(message, &text, options)
          .ok()) {
    std::cout << text << "\n";
  }
}

std::string Dates(const v1::FigureHeader& header) {
  return absl::StrCat(
      "as of ", header.as_of(), ", known at ",
      header.known_at().empty() ? "" : absl::StrCat(header.known_at(), ", "),
      "position ", Count(header.position()),
      header.provisional() ? " (provisional)" : "");
}

}  // namespace jalon::cli
