#include "libs/events/content.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "libs/events/kind.h"

namespace jalon::events {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Persisted in digests: a change of the format is a new version.
constexpr char kVersion = 1;

// Members of Event (proto/jalon/v1/event.proto).
constexpr int kTerritory = v1::Event::kTerritoryFieldNumber;
constexpr int kSource = v1::Event::kSourceFieldNumber;
constexpr int kSourceEventId = v1::Event::kSourceEventIdFieldNumber;
constexpr int kPerson = v1::Event::kPersonFieldNumber;
constexpr int kEffectiveDate = v1::Event::kEffectiveDateFieldNumber;
constexpr int kReceivedDate = v1::Event::kReceivedDateFieldNumber;

void PutNumber(uint32_t number, std::string* out) {
  const char bytes[] = {
      static_cast<char>(number >> 24), static_cast<char>(number >> 16),
      static_cast<char>(number >> 8), static_cast<char>(number)};
  out->append(bytes, sizeof(bytes));
}

void PutMember(int field, absl::string_view value, std::string* out) {
  out->push_back(static_cast<char>(field));
  PutNumber(static_cast<uint32_t>(value.size()), out);
  out->append(value.data(), value.size());
}

void PutText(int field, absl::string_view text, std::string* out) {
  if (!text.empty()) PutMember(field, text, out);
}

// Writes a member whose value `write` appends.
template <typename Write>
void PutNested(int field, std::string* out, Write write) {
  out->push_back(static_cast<char>(field));
  const size_t size_at = out->size();
  PutNumber(0, out);
  write();
  std::string size;
  PutNumber(static_cast<uint32_t>(out->size() - size_at - 4), &size);
  out->replace(size_at, 4, size);
}

// A list is a set: in order of the bytes, each once.
void PutSet(int field, std::vector<std::string>* values, std::string* out) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
  for (const std::string& value : *values) PutMember(field, value, out);
}

// What a descriptor says of a field; asking it each time costs more than
// writing the field.
struct Member {
  const FieldDescriptor* field;
  int number;
  FieldDescriptor::CppType type;
  bool is_list;
};

const std::vector<Member>& MembersOf(const google::protobuf::Descriptor* type) {
  thread_local absl::flat_hash_map<const google::protobuf::Descriptor*,
                                   std::unique_ptr<std::vector<Member>>>
      known;
  std::unique_ptr<std::vector<Member>>& members = known[type];
  if (members != nullptr) return *members;
  members = std::make_unique<std::vector<Member>>();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    members->push_back(
        {field, field->number(), field->cpp_type(), field->is_repeated()});
  }
  return *members;
}

void PutMessage(const Message& message, std::string* out);

void PutSingle(const Message& message, const Member& member, std::string* out) {
  const auto* reflection = message.GetReflection();
  const FieldDescriptor* field = member.field;
  if (!reflection->HasField(message, field)) return;
  const int number = member.number;
  std::string scratch;
  switch (member.type) {
    case FieldDescriptor::CPPTYPE_STRING:
      PutMember(number,
                reflection->GetStringReference(message, field, &scratch), out);
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      PutMember(number, reflection->GetBool(message, field) ? "1" : "0", out);
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      PutNumber(static_cast<uint32_t>(reflection->GetEnumValue(message, field)),
                &scratch);
      PutMember(number, scratch, out);
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      PutNumber(reflection->GetUInt32(message, field), &scratch);
      PutMember(number, scratch, out);
      return;
    default:
      PutNested(number, out, [&] {
        PutMessage(reflection->GetMessage(message, field), out);
      });
  }
}

void PutList(const Message& message, const Member& member, std::string* out) {
  const auto* reflection = message.GetReflection();
  const FieldDescriptor* field = member.field;
  std::vector<std::string> values(
      static_cast<size_t>(reflection->FieldSize(message, field)));
  for (size_t i = 0; i < values.size(); ++i) {
    const int index = static_cast<int>(i);
    if (member.type == FieldDescriptor::CPPTYPE_MESSAGE) {
      PutMessage(reflection->GetRepeatedMessage(message, field, index),
                 &values[i]);
    } else {
      PutNumber(static_cast<uint32_t>(
                    reflection->GetRepeatedEnumValue(message, field, index)),
                &values[i]);
    }
  }
  PutSet(member.number, &values, out);
}

// Members are declared in order of their numbers (content_test checks it).
void PutMessage(const Message& message, std::string* out) {
  const auto* type = message.GetDescriptor();
  if (type == v1::Fact::descriptor()) {  // One member of thirty.
    const auto& fact = static_cast<const v1::Fact&>(message);
    const Message* inner = FactOf(fact);
    if (inner == nullptr) return;
    PutNested(fact.fact_case(), out, [&] { PutMessage(*inner, out); });
    return;
  }
  for (const Member& member : MembersOf(type)) {
    if (member.is_list) {
      PutList(message, member, out);
    } else {
      PutSingle(message, member, out);
    }
  }
}

void PutIdentifier(const v1::Identifier& identifier, std::string* out) {
  std::string scheme;
  PutNumber(static_cast<uint32_t>(identifier.scheme()), &scheme);
  if (identifier.scheme() != 0) {
    PutMember(v1::Identifier::kSchemeFieldNumber, scheme, out);
  }
  PutText(v1::Identifier::kValueFieldNumber, identifier.value(), out);
}

// As PutMessage writes it; by hand, as every event has one.
void PutPerson(const v1::Person& person, std::string* out) {
  constexpr int kIdentifiers = v1::Person::kIdentifiersFieldNumber;
  if (person.identifiers_size() == 1) {
    PutNested(kIdentifiers, out,
              [&] { PutIdentifier(person.identifiers(0), out); });
    return;
  }
  std::vector<std::string> values(
      static_cast<size_t>(person.identifiers_size()));
  for (size_t i = 0; i < values.size(); ++i) {
    PutIdentifier(person.identifiers(static_cast<int>(i)), &values[i]);
  }
  PutSet(kIdentifiers, &values, out);
}

void PutEvent(const v1::Event& event, std::string* out) {
  out->push_back(kVersion);
  PutText(kTerritory, event.territory(), out);
  PutText(kSource, event.source(), out);
  PutText(kSourceEventId, event.source_event_id(), out);
  if (event.has_person()) {
    PutNested(kPerson, out, [&] { PutPerson(event.person(), out); });
  }
  PutText(kEffectiveDate, event.effective_date(), out);
  PutText(kReceivedDate, event.received_date(), out);
  const Message* fact = FactOf(event);
  if (fact == nullptr) return;
  PutNested(event.fact_case(), out, [&] { PutMessage(*fact, out); });
}

}  // namespace

std::string CanonicalContent(const v1::Event& event) {
  std::string out;
  PutEvent(event, &out);
  return out;
}

Digest ContentDigest(const v1::Event& event) {
  thread_local std::string content;
  content.clear();
  PutEvent(event, &content);
  return base::Sha256(content);
}

}  // namespace jalon::events
