#pragma once

#include <memory>

#include "absl/status/status.h"

#include "libs/evaluation/table.h"
#include "libs/evaluation/table_spec.h"

namespace jalon::evaluation {

// A table as a request asks it. Stays where it is read: the table keeps the
// options. Lifetime: within the context's.
struct AskedTable {
  AskedTable() = default;
  AskedTable(const AskedTable&) = delete;
  AskedTable& operator=(const AskedTable&) = delete;

  // INVALID_ARGUMENT as EvaluateTable's.
  absl::Status Read(const Context& context,
                    const v1::EvaluateTableRequest& request);

  const TableSpec* spec = nullptr;
  TableOptions options;
  std::unique_ptr<Table> table;
};

}  // namespace jalon::evaluation
