#include "libs/events/kind.h"

#include <array>

namespace jalon::events {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using pathway::Kind;

constexpr size_t kKinds = 31;
// A fact's field number is its kind + 15.
constexpr int kNumberOffset = 15;

static_assert(v1::Event::kEntitlementOpened ==
              static_cast<int>(Kind::kEntitlementOpened) + kNumberOffset);
static_assert(v1::Event::kOriented ==
              static_cast<int>(Kind::kOriented) + kNumberOffset);
static_assert(v1::Event::kCorrection ==
              static_cast<int>(Kind::kCorrection) + kNumberOffset);
static_assert(v1::Event::kPactRevised ==
              static_cast<int>(Kind::kPactRevised) + kNumberOffset);
static_assert(v1::Fact::kPactRevised ==
              static_cast<int>(Kind::kPactRevised) + kNumberOffset);

Kind KindOfNumber(int number) {
  return number == 0 ? Kind::kNone : static_cast<Kind>(number - kNumberOffset);
}

// The members of `descriptor` that are facts, by kind.
std::array<const FieldDescriptor*, kKinds> FactFields(
    const google::protobuf::Descriptor* descriptor) {
  std::array<const FieldDescriptor*, kKinds> fields{};
  for (size_t kind = 1; kind < kKinds; ++kind) {
    fields[kind] =
        descriptor->FindFieldByNumber(static_cast<int>(kind) + kNumberOffset);
  }
  return fields;
}

const std::array<const FieldDescriptor*, kKinds>& EventFacts() {
  static const auto* const fields =
      new std::array(FactFields(v1::Event::descriptor()));
  return *fields;
}

template <typename M>
const Message* FactMessage(
    const M& message,
    const std::array<const FieldDescriptor*, kKinds>& fields) {
  const Kind kind = KindOf(message);
  if (kind == Kind::kNone) return nullptr;
  return &message.GetReflection()->GetMessage(
      message, fields[static_cast<size_t>(kind)]);
}

}  // namespace

Kind KindOf(const v1::Event& event) { return KindOfNumber(event.fact_case()); }

Kind KindOf(const v1::Fact& fact) { return KindOfNumber(fact.fact_case()); }

absl::string_view KindName(Kind kind) {
  const auto index = static_cast<size_t>(kind);
  if (index == 0 || index >= kKinds) return "";
  return EventFacts()[index]->name();
}

std::optional<Kind> FindKind(absl::string_view name) {
  for (size_t kind = 1; kind < kKinds; ++kind) {
    if (EventFacts()[kind]->name() == name) return static_cast<Kind>(kind);
  }
  return std::nullopt;
}

const Message* FactOf(const v1::Event& event) {
  return FactMessage(event, EventFacts());
}

const Message* FactOf(const v1::Fact& fact) {
  static const auto* const fields =
      new std::array(FactFields(v1::Fact::descriptor()));
  return FactMessage(fact, *fields);
}

}  // namespace jalon::events
