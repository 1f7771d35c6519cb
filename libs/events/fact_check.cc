#include "libs/events/fact_check.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/protobuf/unknown_field_set.h"

#include "libs/events/date.h"
#include "libs/events/json.h"
#include "libs/events/kind.h"
#include "libs/events/pact_text.h"
#include "libs/events/schema.h"
#include "libs/events/utf8.h"

namespace jalon::events {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using pathway::Kind;
using v1::Verdict;
using MaybeFault = std::optional<Fault>;

// 1900-01-01.
constexpr base::Day kEarliest = -25567;

Fault UnknownEnum(absl::string_view field, const EnumDescriptor& type) {
  std::vector<absl::string_view> names;
  for (int i = 0; i < type.value_count(); ++i) {
    const absl::string_view name = type.value(i)->name();
    if (type.value(i)->number() != 0 && name != "jalon") names.push_back(name);
  }
  return {Verdict::UNKNOWN_ENUM, std::string(field),
          absl::StrCat("Use one of ", absl::StrJoin(names, ", "), ".")};
}

Fault OutOfRange(absl::string_view field, absl::string_view remedy) {
  return {Verdict::DATE_OUT_OF_RANGE, std::string(field), std::string(remedy)};
}

// Reads a date from 1900 on.
MaybeFault ReadDate(absl::string_view text, absl::string_view field,
                    const FactContext& context, base::Day* day) {
  const auto read = ReadDay(text, context.time_zone);
  if (!read) {
    return Fault{Verdict::BAD_DATE, std::string(field),
                 "Write a date of the calendar as YYYY-MM-DD, or an instant "
                 "in RFC 3339."};
  }
  if (*read < kEarliest) {
    return OutOfRange(field, "Give a date from 1900-01-01 on.");
  }
  *day = *read;
  return std::nullopt;
}

MaybeFault CheckLastDay(absl::string_view text, absl::string_view field,
                        const FactContext& context) {
  base::Day day = base::kNoDay;
  if (auto fault = ReadDate(text, field, context, &day)) return fault;
  if (context.start == base::kNoDay || day >= context.start) {
    return std::nullopt;
  }
  return Fault{Verdict::END_BEFORE_START, std::string(field),
               "Give a last day, inclusive, that is not before "
               "effective_date."};
}

MaybeFault CheckNumber(uint32_t number, const Member& member) {
  if (number >= member.least && number <= member.most) return std::nullopt;
  return Fault{Verdict::MALFORMED, member.field->name(),
               absl::StrCat("Give a whole number from ", member.least, " to ",
                            member.most, ".")};
}

MaybeFault CheckPactText(const std::string& text, const FactContext& context) {
  if (text.size() > kMaxPactBytes) {
    return Fault{Verdict::FIELD_TOO_LONG, "pact",
                 "Keep the definition within 1 MiB."};
  }
  const auto pact = ParsePactText(text);
  if (!pact.ok()) {
    return Fault{Verdict::MALFORMED, "pact",
                 absl::StrCat("Give a pact in the textproto form of "
                              "jalon.v1.Pact: ",
                              pact.status().message(), ".")};
  }
  if (!pact->territory().empty() && pact->territory() != context.territory) {
    return Fault{Verdict::MALFORMED, "pact",
                 "Give a pact of the event's own territory."};
  }
  return std::nullopt;
}

MaybeFault CheckEventKey(const v1::EventKey& key) {
  if (HasUnknown(key)) return Unknown("");
  if (key.source().empty()) return Missing("source");
  if (auto fault = CheckText(key.source(), "source")) return fault;
  if (key.source_event_id().empty()) return Missing("source_event_id");
  return CheckText(key.source_event_id(), "source_event_id");
}

// A member that is given and no list.
MaybeFault CheckSingle(const Message& fact, const Member& member,
                       const FactContext& context) {
  const FieldDescriptor* field = member.field;
  const auto* reflection = fact.GetReflection();
  std::string scratch;
  const auto text = [&]() -> const std::string& {
    return reflection->GetStringReference(fact, field, &scratch);
  };
  base::Day day = base::kNoDay;
  switch (member.role) {
    case Role::kText:
      return CheckText(text(), field->name());
    case Role::kDay:
      return CheckDay(text(), field->name(), context, &day);
    case Role::kLastDay:
      return CheckLastDay(text(), field->name(), context);
    case Role::kEnum:
      if (field->enum_type()->FindValueByNumber(
              reflection->GetEnumValue(fact, field)) == nullptr) {
        return UnknownEnum(field->name(), *field->enum_type());
      }
      return std::nullopt;
    case Role::kNumber:
      return CheckNumber(reflection->GetUInt32(fact, field), member);
    case Role::kBool:
      return std::nullopt;
    case Role::kPactText:
      return CheckPactText(text(), context);
    case Role::kEventKey:
    case Role::kIdentifier:
      break;
  }
  const Message& inner = reflection->GetMessage(fact, field);
  auto fault = member.role == Role::kEventKey
                   ? CheckEventKey(static_cast<const v1::EventKey&>(inner))
                   : CheckIdentifier(static_cast<const v1::Identifier&>(inner));
  if (fault) return Within(field->name(), std::move(*fault));
  return std::nullopt;
}

// The contract's lists: identifiers of person_linked, actions of a contract.
MaybeFault CheckList(const Message& fact, const Member& member) {
  const FieldDescriptor* field = member.field;
  const auto* reflection = fact.GetReflection();
  const int size = reflection->FieldSize(fact, field);
  if (size > kMaxListSize) return TooLongList(field->name());
  if (member.role == Role::kIdentifier) {
    if (size == 0) {
      return Fault{Verdict::NO_IDENTIFIER, field->name(),
                   "Give at least one identifier."};
    }
    for (int i = 0; i < size; ++i) {
      const auto& identifier = static_cast<const v1::Identifier&>(
          reflection->GetRepeatedMessage(fact, field, i));
      if (auto fault = CheckIdentifier(identifier)) return fault;
    }
    return std::nullopt;
  }
  for (int i = 0; i < size; ++i) {
    const int number = reflection->GetRepeatedEnumValue(fact, field, i);
    if (number == 0 ||
        field->enum_type()->FindValueByNumber(number) == nullptr) {
      return UnknownEnum(field->name(), *field->enum_type());
    }
  }
  return std::nullopt;
}

// Which facts a correction may put in the place of its target's.
bool MayReplace(Kind kind, bool nested) {
  return kind != Kind::kRetraction && !IsPact(kind) &&
         (kind != Kind::kCorrection || !nested);
}

MaybeFault CheckCorrectionParts(const v1::Correction& correction,
                                FactContext context, bool nested);

MaybeFault CheckReplacement(const v1::Fact& fact, const FactContext& context,
                            bool nested) {
  const Kind kind = KindOf(fact);
  if (kind == Kind::kNone || HasUnknown(fact)) {
    return Fault{Verdict::UNKNOWN_FACT, UnknownMemberName(fact),
                 "Give exactly one fact that the contract knows "
                 "(jalon.v1.Fact)."};
  }
  if (!MayReplace(kind, nested)) {
    return Fault{Verdict::MALFORMED, std::string(KindName(kind)),
                 "A correction cannot bear this fact: send it as an event of "
                 "its own."};
  }
  auto fault = kind == Kind::kCorrection
                   ? CheckCorrectionParts(fact.correction(), context, true)
                   : CheckFact(kind, *FactOf(fact), context);
  if (fault) return Within(KindName(kind), std::move(*fault));
  return std::nullopt;
}

MaybeFault CheckTargetKey(const v1::Correction& correction, bool nested) {
  // The inner correction of a correction names its target by being corrected.
  if (!correction.has_target()) {
    return nested ? MaybeFault() : Missing("target");
  }
  if (auto fault = CheckEventKey(correction.target())) {
    return Within("target", std::move(*fault));
  }
  return std::nullopt;
}

MaybeFault CheckCorrectionParts(const v1::Correction& correction,
                                FactContext context, bool nested) {
  if (HasUnknown(correction)) return Unknown("");
  if (auto fault = CheckTargetKey(correction, nested)) return fault;
  const bool has_effective = !correction.effective_date().empty();
  const bool has_received = !correction.received_date().empty();
  if (!has_effective && !has_received && !correction.has_fact()) {
    Fault fault = Missing("fact");
    fault.remedy =
        "Say what is replaced: effective_date, received_date or fact.";
    return fault;
  }
  base::Day received = base::kNoDay;
  if (has_effective) {
    if (auto fault = CheckDay(correction.effective_date(), "effective_date",
                              context, &context.start)) {
      return fault;
    }
  }
  if (has_received) {
    if (auto fault = CheckDay(correction.received_date(), "received_date",
                              context, &received)) {
      return fault;
    }
  }
  if (!correction.has_fact()) return std::nullopt;
  if (auto fault = CheckReplacement(correction.fact(), context, nested)) {
    return Within("fact", std::move(*fault));
  }
  return std::nullopt;
}

}  // namespace

Fault Within(absl::string_view path, Fault fault) {
  fault.field = fault.field.empty() ? std::string(path)
                                    : absl::StrCat(path, ".", fault.field);
  return fault;
}

Fault Missing(absl::string_view field) {
  return {Verdict::MISSING_FIELD, std::string(field),
          "Give this member: it is required."};
}

Fault TooLongList(absl::string_view field) {
  return {Verdict::FIELD_TOO_LONG, std::string(field),
          absl::StrCat("Give at most ", kMaxListSize, " items.")};
}

Fault Unknown(absl::string_view field) {
  return {Verdict::MALFORMED, std::string(field),
          "Leave out the member that the contract does not have."};
}

bool HasUnknown(const Message& message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

std::string UnknownMemberName(const Message& message) {
  const auto& unknown = message.GetReflection()->GetUnknownFields(message);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const auto& field = unknown.field(i);
    if (field.number() != kUnknownMember ||
        field.type() != google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED ||
        !IsMemberName(field.length_delimited())) {
      continue;
    }
    return field.length_delimited();
  }
  return "";
}

MaybeFault CheckText(absl::string_view text, absl::string_view field) {
  const auto characters = CountCharacters(text);
  if (!characters) {
    return Fault{Verdict::MALFORMED, std::string(field),
                 "Send texts in UTF-8."};
  }
  if (*characters <= kMaxCharacters) return std::nullopt;
  return Fault{
      Verdict::FIELD_TOO_LONG, std::string(field),
      absl::StrCat("Keep this text within ", kMaxCharacters, " characters.")};
}

MaybeFault CheckDay(absl::string_view text, absl::string_view field,
                    const FactContext& context, base::Day* day) {
  if (auto fault = ReadDate(text, field, context, day)) return fault;
  if (*day <= context.latest) return std::nullopt;
  return OutOfRange(field, absl::StrCat("Give a date at most ", kMaxDaysAhead,
                                        " days after the recording: until ",
                                        base::FormatDay(context.latest), "."));
}

MaybeFault CheckIdentifier(const v1::Identifier& identifier) {
  if (HasUnknown(identifier)) return Unknown("");
  const v1::Identifier::Scheme scheme = identifier.scheme();
  if (scheme == v1::Identifier::SCHEME_UNSPECIFIED) return Missing("scheme");
  // `jalon` names persons in answers only: partners have their own numbers.
  if (!v1::Identifier::Scheme_IsValid(scheme) ||
      scheme == v1::Identifier::jalon) {
    return UnknownEnum("scheme", *v1::Identifier::Scheme_descriptor());
  }
  if (absl::StripAsciiWhitespace(identifier.value()).empty()) {
    return Fault{Verdict::MALFORMED, "value",
                 "Give the identifier's value, or leave the identifier out."};
  }
  return CheckText(identifier.value(), "value");
}

MaybeFault CheckFact(Kind kind, const Message& fact,
                     const FactContext& context) {
  if (HasUnknown(fact)) return Unknown("");
  const auto* reflection = fact.GetReflection();
  for (const Member& member : MembersOf(kind)) {
    if (member.field->is_repeated()) {
      if (auto fault = CheckList(fact, member)) return fault;
    } else if (reflection->HasField(fact, member.field)) {
      if (auto fault = CheckSingle(fact, member, context)) return fault;
    } else if (member.required) {
      return Missing(member.field->name());
    }
  }
  return std::nullopt;
}

MaybeFault CheckCorrection(const v1::Correction& correction,
                           const FactContext& context) {
  return CheckCorrectionParts(correction, context, false);
}

}  // namespace jalon::events
