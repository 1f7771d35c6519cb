// Whatever the text, checking a definition ends and reports; what has no fault
// is taken by a rule book and gives due dates.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "absl/strings/string_view.h"

#include "libs/rules/check.h"
#include "libs/rules/rule_book.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace jalon;  // NOLINT: a fuzz target.
  const absl::string_view text(reinterpret_cast<const char*>(data), size);

  v1::DefinitionFile definitions;
  if (rules::CheckDefinitions("fuzz", text, &definitions).empty()) {
    const auto book = rules::RuleBook::FromProto(definitions, {});
    if (!book.ok()) std::abort();
    for (const base::Day start : {-40000, 0, 15461, 20089, 40000}) {
      const auto due =
          book->DueDate(v1::LegalRule::CONTRACT_MAX_DELAY, 1, "34", start);
      if (due.has_value() && *due <= start) std::abort();
    }
  }

  v1::PactFile file;
  if (rules::CheckPact("fuzz", text, &file).empty()) {
    const auto book = rules::RuleBook::FromProto({}, {file.pact()});
    if (!book.ok()) std::abort();
    if (rules::VersionOn(file.pact(), 0) == nullptr) std::abort();
  }
  for (const rules::Fault& fault : rules::CheckPact(file.pact())) {
    if (rules::FormatFault(fault).empty()) std::abort();
  }
  return 0;
}
