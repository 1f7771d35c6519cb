#pragma once

#include <string>
#include <vector>

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

// Parse and check a textproto; every fault that can be found is listed.
std::vector<Fault> CheckDefinitions(absl::string_view file,
                                    absl::string_view text,
                                    v1::DefinitionFile* out);
std::vector<Fault> CheckPact(absl::string_view file, absl::string_view text,
                             v1::PactFile* out);
// The same for messages that came over the wire (no lines).
std::vector<Fault> CheckDelay(const v1::DelayDefinition& definition);
std::vector<Fault> CheckBreak(const v1::BreakDefinition& definition);
std::vector<Fault> CheckPact(const v1::Pact& pact);

}  // namespace jalon::rules
