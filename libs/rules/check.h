#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "jalon/v1/definition.pb.h"
#include "jalon/v1/pact.pb.h"

namespace jalon::rules {

// A fault of a definition, for people: where, what, and what to write instead.
struct Fault {
  std::string file;
  int line = 0;       // From 1; 0 = the whole file.
  std::string field;  // "pact.versions[0].actions[2].axes[1]"
  std::string message;
};

// "deploy/pacts/x.textproto:12: pact.versions[0]…: message"
std::string FormatFault(const Fault& fault);

// OK for none; else INVALID_ARGUMENT, one line a fault.
absl::Status FaultsToStatus(const std::vector<Fault>& faults);

// Parse and check a textproto; every fault that can be found is listed (a
// text that cannot be parsed: its first). `out` holds what was parsed.
std::vector<Fault> CheckDefinitions(absl::string_view file,
                                    absl::string_view text,
                                    v1::DefinitionFile* out);
std::vector<Fault> CheckPact(absl::string_view file, absl::string_view text,
                             v1::PactFile* out);
// The same for messages that came over the wire (no lines). They may leave
// out what only people read (labels, sources, versions), and an indicator may
// name an axis that the pact does not hold: it then measures nothing.
std::vector<Fault> CheckDelay(const v1::DelayDefinition& definition);
std::vector<Fault> CheckBreak(const v1::BreakDefinition& definition);
std::vector<Fault> CheckPact(const v1::Pact& pact);

}  // namespace jalon::rules
