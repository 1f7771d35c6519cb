#pragma once

#include <cstdint>
#include <string>

#include "google/protobuf/generated_enum_reflection.h"

#include "jalon/v1/pathway.pb.h"
#include "libs/pathway/pathway.h"

namespace jalon::pathway_service {

// Spells, states, orientations … flags and events: all that is a list.
void EncodeIntervals(const pathway::Pathway& pathway,
                     const pathway::StringTable& strings, v1::Pathway* out);

inline std::string TextOf(const pathway::StringTable& strings,
                          pathway::StringId id) {
  return std::string(strings.Get(id));
}

// The name of a code in its enum of jalon.v1; "" for 0, not given.
template <typename Enum>
std::string NameOf(uint32_t code) {
  if (code == 0) return "";
  const auto* value =
      google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(
          static_cast<int>(code));
  return value == nullptr ? "" : value->name();
}

}  // namespace jalon::pathway_service
