// Whatever a partner sends, as JSON or as Protobuf bytes, is refused or
// accepted, and never breaks what comes after the check.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/string_view.h"
#include <google/protobuf/stubs/logging.h>

#include "libs/base/day.h"
#include "libs/events/accept.h"
#include "libs/events/content.h"
#include "libs/events/convert.h"
#include "libs/events/json.h"
#include "libs/events/rights.h"

namespace {

using jalon::events::Check;
using jalon::events::ContentDigest;
using jalon::events::ParseEventJson;

void Exercise(const jalon::v1::Event& event) {
  static const jalon::events::CheckOptions options = {
      .territories = {},
      .time_zone = jalon::base::TerritoryTimeZone("34"),
      .now = absl::FromUnixSeconds(1709287200)};
  const bool accepted = !Check(event, options).has_value();
  const auto digest = ContentDigest(event);
  jalon::pathway::StringTable strings;
  const jalon::events::ConvertContext context{options.time_zone};
  const auto row = jalon::events::ToRow(event, 0, context, &strings);
  if (accepted && row.effective == jalon::base::kNoDay) abort();
  jalon::events::ToAmendment(event, context, &strings);
  jalon::events::IdentityOf(event);
  jalon::events::CheckSource(event, {});
  jalon::events::CheckTarget(event, {});
  if (!accepted) return;
  const auto again = ParseEventJson(jalon::events::FormatEventJson(event));
  if (!again.ok() || ContentDigest(*again) != digest) abort();
}

}  // namespace

// What is malformed is the point here; its log is not.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto event = ParseEventJson(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  if (event.ok()) Exercise(*event);
  jalon::v1::Event decoded;
  if (decoded.ParseFromArray(data, static_cast<int>(size))) Exercise(decoded);
  return 0;
}
