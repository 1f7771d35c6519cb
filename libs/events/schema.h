#pragma once

#include <cstdint>
#include <vector>

#include "google/protobuf/descriptor.h"

#include "libs/pathway/event.h"

namespace jalon::events {

// How a member of a fact is checked.
enum class Role : uint8_t {
  kText,
  kDay,      // A date of the past or of the next year.
  kLastDay,  // Inclusive end: may be far ahead, not before the start.
  kEnum,
  kNumber,
  kBool,
  kEventKey,    // The target of a retraction.
  kIdentifier,  // jalon.v1.Identifier, alone or in a list.
  kPactText,
};

struct Member {
  const google::protobuf::FieldDescriptor* field = nullptr;
  Role role = Role::kText;
  bool required = false;
  uint32_t least = 0, most = UINT32_MAX;  // Of kNumber.
};

// The members of a fact in order of their numbers; empty for kNone and for
// corrections, which have a shape of their own. What is required and the
// limits of numbers are in schema.cc; dates are known by their names.
const std::vector<Member>& MembersOf(pathway::Kind kind);

}  // namespace jalon::events
