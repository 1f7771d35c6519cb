#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include <google/protobuf/message.h>

#include "jalon/v1/evaluation.pb.h"
#include "jalon/v1/event.pb.h"

namespace jalon::cli {

// "12 345": thousands apart.
std::string Count(uint64_t number);
// Half up, one decimal: "92.3 %"; a dash when absent.
std::string Percent(const v1::Number& number);
// One decimal.
std::string Decimal(double value);
// An empty text as a dash.
std::string OrDash(const std::string& text);
// "caf:0000001".
absl::StatusOr<v1::Identifier> ParseIdentifier(absl::string_view text);
void PrintJson(const google::protobuf::Message& message);
// "as of 2018-12-31, known at position 12 345 (provisional)".
std::string Dates(const v1::FigureHeader& header);

}  // namespace jalon::cli
