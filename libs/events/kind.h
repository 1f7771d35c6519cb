#pragma once

#include <optional>

#include "absl/strings/string_view.h"

#include "jalon/v1/event.pb.h"
#include "libs/pathway/event.h"

namespace jalon::events {

// The kind of the fact; kNone when there is none that is known.
pathway::Kind KindOf(const v1::Event& event);
pathway::Kind KindOf(const v1::Fact& fact);

// The member of the fact, "oriented"; "" for kNone.
absl::string_view KindName(pathway::Kind kind);

// The reverse; nullopt for a name that is no fact.
std::optional<pathway::Kind> FindKind(absl::string_view name);

// The fact as a message; nullptr when there is none that is known.
// Lifetime: as the argument.
const google::protobuf::Message* FactOf(const v1::Event& event);
const google::protobuf::Message* FactOf(const v1::Fact& fact);

// Pact events bear no person.
inline bool IsPact(pathway::Kind kind) {
  return kind == pathway::Kind::kPactAdopted ||
         kind == pathway::Kind::kPactRevised;
}

}  // namespace jalon::events
