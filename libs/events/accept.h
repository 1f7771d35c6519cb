#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "jalon/v1/event.pb.h"
#include "jalon/v1/intake.pb.h"

namespace jalon::events {

// Why an event is refused; goes into its verdict.
struct Fault {
  v1::Verdict::Code code = v1::Verdict::CODE_UNSPECIFIED;
  std::string field;   // "entitlement_opened.origin"
  std::string remedy;  // What to do, in words; never a value that was sent.
};

struct CheckOptions {
  // Those served here; empty: any département or collectivité.
  std::vector<std::string> territories;
  absl::TimeZone time_zone;  // Of the territory: instants become its dates.
  absl::Time now;            // Recording, unless the event gives recorded_at.
};

// The first fault of an event by the rules of "Acceptance" that need neither
// the ledger nor the caller's rights (those: libs/events/rights.h); nullopt
// when it has none. Order: envelope, person, dates, fact, each by its members'
// numbers. Threads: safe.
std::optional<Fault> Check(const v1::Event& event, const CheckOptions& options);

}  // namespace jalon::events
