#include "libs/evaluation/table_options.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace jalon::evaluation {
namespace {

absl::Status CheckValue(const TableOptionSpec& spec, const std::string& value) {
  switch (spec.kind) {
    case TableOptionSpec::Kind::kText:
      return absl::OkStatus();
    case TableOptionSpec::Kind::kNumber: {
      int number = 0;
      if (absl::SimpleAtoi(value, &number) && number >= spec.least &&
          number <= spec.most) {
        return absl::OkStatus();
      }
      return absl::InvalidArgumentError(
          absl::StrCat("options.", spec.name, ": give a whole number from ",
                       spec.least, " to ", spec.most));
    }
    case TableOptionSpec::Kind::kOneOf:
      break;
  }
  if (std::count(spec.values.begin(), spec.values.end(), value) > 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("options.", spec.name, ": give one of ",
                   absl::StrJoin(spec.values, ", ")));
}

}  // namespace

TableOptionSpec NumberOption(const std::string& name, int by_default, int least,
                             int most, const std::string& meaning) {
  return {.name = name,
          .by_default = absl::StrCat(by_default),
          .meaning = meaning,
          .values = {},
          .kind = TableOptionSpec::Kind::kNumber,
          .least = least,
          .most = most};
}

absl::StatusOr<TableOptions> TableOptions::Read(
    const std::vector<TableOptionSpec>& specs,
    const v1::EvaluateTableRequest& request) {
  TableOptions out;
  for (const TableOptionSpec& spec : specs) {
    const auto given = request.options().find(spec.name);
    const bool is_given = given != request.options().end();
    if (is_given) {
      const absl::Status status = CheckValue(spec, given->second);
      if (!status.ok()) return status;
    }
    out.values_[spec.name] = is_given ? given->second : spec.by_default;
  }
  for (const auto& [name, value] : request.options()) {
    if (out.values_.count(name) > 0) continue;
    std::string known;
    for (const TableOptionSpec& spec : specs) {
      absl::StrAppend(&known, known.empty() ? "" : ", ", spec.name);
    }
    return absl::InvalidArgumentError(
        absl::StrCat("options: '", name, "' is no option of ", request.table(),
                     "; it has ", known));
  }
  return out;
}

int TableOptions::Number(const std::string& name) const {
  int number = 0;
  const bool is_number = absl::SimpleAtoi(Text(name), &number);
  return is_number ? number : 0;
}

}  // namespace jalon::evaluation
