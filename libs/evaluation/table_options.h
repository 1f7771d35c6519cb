#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "jalon/v1/table.pb.h"

namespace jalon::evaluation {

// A choice of a table where its source is ambiguous.
struct TableOptionSpec {
  enum class Kind { kOneOf, kNumber, kText };

  std::string name;
  std::string by_default;
  std::string meaning;              // French.
  std::vector<std::string> values;  // kOneOf.
  Kind kind = Kind::kOneOf;
  int least = 0, most = 0;  // kNumber.
};

// A whole number from `least` to `most`.
TableOptionSpec NumberOption(const std::string& name, int by_default, int least,
                             int most, const std::string& meaning);

// The options of a request, checked and completed.
class TableOptions {
 public:
  // INVALID_ARGUMENT naming the option, and what to give.
  static absl::StatusOr<TableOptions> Read(
      const std::vector<TableOptionSpec>& specs,
      const v1::EvaluateTableRequest& request);

  // Of an option that the table has.
  const std::string& Text(const std::string& name) const {
    return values_.at(name);
  }
  // False too where the table does not have the option.
  bool Is(const std::string& name, const std::string& value) const {
    const auto it = values_.find(name);
    return it != values_.end() && it->second == value;
  }
  int Number(const std::string& name) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace jalon::evaluation
