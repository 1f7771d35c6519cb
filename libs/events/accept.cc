#include "libs/events/accept.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/base/day.h"
#include "libs/events/date.h"
#include "libs/events/fact_check.h"
#include "libs/events/kind.h"

namespace jalon::events {
namespace {

using v1::Verdict;
using MaybeFault = std::optional<Fault>;

MaybeFault CheckTerritory(const v1::Event& event, const CheckOptions& options) {
  const std::string& territory = event.territory();
  if (territory.empty()) return Missing("territory");
  const auto& served = options.territories;
  const bool known = served.empty() ? base::IsTerritory(territory)
                                    : std::find(served.begin(), served.end(),
                                                territory) != served.end();
  if (known) return std::nullopt;
  return Fault{Verdict::UNKNOWN_TERRITORY, "territory",
               "Give the INSEE code of a département that is served here."};
}

MaybeFault CheckKeyPart(const std::string& text, const char* field) {
  if (text.empty()) return Missing(field);
  return CheckText(text, field);
}

// NO_IDENTIFIER, or a person where none may be.
MaybeFault CheckPerson(const v1::Event& event) {
  if (IsPact(KindOf(event))) {
    if (!event.has_person()) return std::nullopt;
    return Fault{Verdict::MALFORMED, "person",
                 "A pact is about no person: leave person out."};
  }
  if (event.person().identifiers().empty()) {
    return Fault{Verdict::NO_IDENTIFIER, "person",
                 "Give at least one identifier of the person."};
  }
  if (HasUnknown(event.person())) return Unknown("person");
  if (event.person().identifiers_size() > kMaxListSize) {
    return TooLongList("person.identifiers");
  }
  for (const v1::Identifier& identifier : event.person().identifiers()) {
    if (auto fault = CheckIdentifier(identifier)) {
      return Within("person", std::move(*fault));
    }
  }
  return std::nullopt;
}

MaybeFault UnknownFact(const v1::Event& event) {
  std::string name = UnknownMemberName(event);
  if (name.empty() && FactOf(event) != nullptr && !HasUnknown(event)) {
    return std::nullopt;
  }
  return Fault{Verdict::UNKNOWN_FACT, name.empty() ? "fact" : std::move(name),
               "Give exactly one fact that the contract knows "
               "(jalon.v1.Event)."};
}

// The day of recording; a fault when recorded_at cannot be read.
MaybeFault ReadRecordedDay(const v1::Event& event, const CheckOptions& options,
                           base::Day* day) {
  absl::Time recorded = options.now;
  if (!event.recorded_at().empty()) {
    const auto instant = ReadInstant(event.recorded_at());
    if (!instant) {
      return Fault{Verdict::MALFORMED, "recorded_at",
                   "Write recorded_at as an RFC 3339 instant, "
                   "2024-03-01T10:00:00Z."};
    }
    recorded = *instant;
  }
  *day = base::CivilDay(recorded, options.time_zone);
  return std::nullopt;
}

MaybeFault CheckEnvelopeTexts(const v1::Event& event) {
  if (auto fault = CheckKeyPart(event.source(), "source")) return fault;
  return CheckKeyPart(event.source_event_id(), "source_event_id");
}

}  // namespace

MaybeFault Check(const v1::Event& event, const CheckOptions& options) {
  if (auto fault = CheckTerritory(event, options)) return fault;
  if (auto fault = CheckEnvelopeTexts(event)) return fault;
  if (auto fault = UnknownFact(event)) return fault;
  if (auto fault = CheckPerson(event)) return fault;

  FactContext context{.time_zone = options.time_zone,
                      .territory = event.territory()};
  base::Day recorded = base::kNoDay;
  if (auto fault = ReadRecordedDay(event, options, &recorded)) return fault;
  context.latest = recorded + kMaxDaysAhead;

  base::Day day = base::kNoDay;
  if (event.effective_date().empty()) return Missing("effective_date");
  if (auto fault = CheckDay(event.effective_date(), "effective_date", context,
                            &context.start)) {
    return fault;
  }
  if (!event.received_date().empty()) {
    if (auto fault =
            CheckDay(event.received_date(), "received_date", context, &day)) {
      return fault;
    }
  }
  if (event.has_correction()) {
    // The correction's own date says nothing about the fact it replaces.
    context.start = base::kNoDay;
    if (auto fault = CheckCorrection(event.correction(), context)) {
      return Within("correction", std::move(*fault));
    }
    return std::nullopt;
  }
  const pathway::Kind kind = KindOf(event);
  if (auto fault = CheckFact(kind, *FactOf(event), context)) {
    return Within(KindName(kind), std::move(*fault));
  }
  return std::nullopt;
}

}  // namespace jalon::events
