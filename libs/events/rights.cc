#include "libs/events/rights.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "libs/events/kind.h"

namespace jalon::events {
namespace {

bool Holds(absl::Span<const std::string> list, absl::string_view name) {
  return std::any_of(list.begin(), list.end(),
                     [name](const std::string& entry) {
                       return entry == "*" || entry == name;
                     });
}

Fault ForbiddenKind(absl::string_view kind) {
  return {v1::Verdict::SOURCE_FORBIDDEN, std::string(kind),
          absl::StrCat("This client may not write the fact ", kind, ".")};
}

}  // namespace

std::optional<Fault> CheckSource(const v1::Event& event,
                                 const WriteRights& rights) {
  if (!event.recorded_at().empty() && !rights.may_give_recorded_at) {
    return Fault{v1::Verdict::SOURCE_FORBIDDEN, "recorded_at",
                 "Leave recorded_at out: only an operator migrating history "
                 "may give it."};
  }
  if (rights.any_source) return std::nullopt;
  if (!Holds(rights.sources, event.source())) {
    return Fault{v1::Verdict::SOURCE_FORBIDDEN, "source",
                 "This client may not write this source."};
  }
  const absl::string_view kind = KindName(KindOf(event));
  if (kind.empty()) return std::nullopt;  // Check says so better.
  if (!Holds(rights.kinds, kind)) return ForbiddenKind(kind);
  const v1::Fact* fact = &event.correction().fact();
  while (fact->fact_case() != v1::Fact::FACT_NOT_SET) {
    const absl::string_view inner = KindName(KindOf(*fact));
    if (!Holds(rights.kinds, inner)) return ForbiddenKind(inner);
    fact = &fact->correction().fact();
  }
  return std::nullopt;
}

std::optional<Fault> CheckTarget(const v1::Event& event,
                                 const WriteRights& rights) {
  absl::string_view target, field;
  if (event.has_correction()) {
    target = event.correction().target().source();
    field = "correction.target";
  } else if (event.has_retraction()) {
    target = event.retraction().target().source();
    field = "retraction.target";
  } else {
    return std::nullopt;
  }
  if (rights.any_source || target == event.source() ||
      Holds(rights.may_correct, target)) {
    return std::nullopt;
  }
  return Fault{v1::Verdict::TARGET_FORBIDDEN, std::string(field),
               "Only the source of an event, or one with the right to correct "
               "that source, may correct or retract it."};
}

}  // namespace jalon::events
