#include "libs/events/schema.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "jalon/v1/event.pb.h"

namespace jalon::events {
namespace {

using google::protobuf::FieldDescriptor;
using pathway::Kind;

constexpr size_t kKinds = 31;

// "message.member". Booleans without presence and lists are never missing.
constexpr absl::string_view kRequired[] = {
    "EntitlementOpened.origin",
    "EntitlementSuspended.reason",
    "EntitlementClosed.reason",
    "ObligationsChanged.subject",
    "Oriented.track",
    "Oriented.organisation",
    "OrientationEnded.reason",
    "ReferentAssigned.organisation",
    "ReferentReleased.reason",
    "Appointment.purpose",
    "Appointment.outcome",
    "Appointment.organisation",
    "ContractSigned.contract_id",
    "ContractSigned.kind",
    "ContractSigned.organisation",
    "ContractSigned.last_day",
    "ContractEnded.contract_id",
    "ContractEnded.reason",
    "ActionEnrolled.enrolment_id",
    "ActionEnrolled.action",
    "ActionEnded.enrolment_id",
    "ActionEnded.outcome",
    "ExitToEmployment.contract_type",
    "EmploymentAttested.in_employment",
    "SanctionImposed.level",
    "AbsenceJustified.reason",
    "BarrierIdentified.barrier",
    "BarrierLifted.barrier",
    "PersonsMerged.other",
    "MergeUndone.other",
    "Retraction.target",
    "Retraction.reason",
    "PactAdopted.pact",
    "PactAdopted.valid_from",
    "PactRevised.pact",
    "PactRevised.valid_from",
};

constexpr struct {
  absl::string_view member;
  uint32_t least, most;
} kLimits[] = {
    {"SanctionImposed.level", 1, 2},
    {"SanctionImposed.rate_percent", 0, 100},
    {"ExitToEmployment.weekly_hours", 0, 168},
    {"ProfileStated.children", 0, 64},
};

constexpr absl::string_view kDays[] = {"claim_date", "notified_on", "booked_on",
                                       "birth_date", "valid_from"};
constexpr absl::string_view kLastDays[] = {"last_day", "planned_last_day",
                                           "expected_last_day"};

template <typename List>
bool Contains(const List& list, absl::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

Role TextRole(const FieldDescriptor& field) {
  if (Contains(kDays, field.name())) return Role::kDay;
  if (Contains(kLastDays, field.name())) return Role::kLastDay;
  return field.name() == "pact" ? Role::kPactText : Role::kText;
}

Role RoleOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return Role::kEnum;
    case FieldDescriptor::CPPTYPE_BOOL:
      return Role::kBool;
    case FieldDescriptor::CPPTYPE_UINT32:
      return Role::kNumber;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return field.message_type() == v1::Identifier::descriptor()
                 ? Role::kIdentifier
                 : Role::kEventKey;
    default:
      return TextRole(field);
  }
}

Member MemberOf(const FieldDescriptor& field) {
  const std::string name =
      absl::StrCat(field.containing_type()->name(), ".", field.name());
  Member member{.field = &field,
                .role = RoleOf(field),
                .required = Contains(kRequired, name)};
  for (const auto& limit : kLimits) {
    if (limit.member == name) {
      member.least = limit.least;
      member.most = limit.most;
    }
  }
  return member;
}

std::array<std::vector<Member>, kKinds> AllMembers() {
  std::array<std::vector<Member>, kKinds> all;
  const auto* facts = v1::Fact::descriptor();
  for (int i = 0; i < facts->field_count(); ++i) {
    const auto* fact = facts->field(i)->message_type();
    if (fact == v1::Correction::descriptor()) continue;
    for (int j = 0; j < fact->field_count(); ++j) {
      all[static_cast<size_t>(i) + 1].push_back(MemberOf(*fact->field(j)));
    }
  }
  return all;
}

}  // namespace

const std::vector<Member>& MembersOf(Kind kind) {
  static const auto* const all = new std::array(AllMembers());
  return (*all)[static_cast<size_t>(kind)];
}

}  // namespace jalon::events
