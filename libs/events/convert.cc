#include "libs/events/convert.h"

#include "libs/events/date.h"

namespace jalon::events {
namespace {

using base::Day;
using base::kNoDay;
using pathway::Kind;
using pathway::StringTable;

uint8_t Code(int number) { return static_cast<uint8_t>(number); }

uint8_t Flag(bool holds, uint8_t bit) { return holds ? bit : uint8_t{0}; }

// The flags of an optional boolean.
uint8_t YesFlags(bool known, bool yes) {
  if (!known) return 0;
  return yes ? pathway::kYes | pathway::kYesKnown : pathway::kYesKnown;
}

// Fills the payload of a row: kind, codes, flags, day2, references.
class Payload {
 public:
  Payload(const ConvertContext& context, StringTable* strings,
          pathway::Event* row)
      : context_(context), strings_(*strings), row_(*row) {}

  // M: v1::Event or v1::Fact, which have the same facts.
  template <typename M>
  void Fill(const M& m) {
    row_.kind = KindOf(m);
    switch (row_.kind) {
      case Kind::kEntitlementOpened:
        return Put(m.entitlement_opened());
      case Kind::kEntitlementSuspended:
        row_.code = Code(m.entitlement_suspended().reason());
        return;
      case Kind::kEntitlementResumed:
        row_.code = Code(m.entitlement_resumed().reason());
        return;
      case Kind::kEntitlementClosed:
        row_.code = Code(m.entitlement_closed().reason());
        row_.ref = Id(m.entitlement_closed().to_territory());
        return;
      case Kind::kObligationsChanged:
        row_.flags = YesFlags(m.obligations_changed().has_subject(),
                              m.obligations_changed().subject());
        return;
      case Kind::kOriented:
        return Put(m.oriented());
      case Kind::kOrientationEnded:
        row_.ref = Id(m.orientation_ended().reason());
        return;
      case Kind::kReferentAssigned:
        return Put(m.referent_assigned());
      case Kind::kReferentReleased:
        row_.ref = Id(m.referent_released().reason());
        row_.flags =
            Flag(m.referent_released().temporary(), pathway::kTemporary);
        return;
      case Kind::kAppointment:
        return Put(m.appointment());
      case Kind::kContractSigned:
        return Put(m.contract_signed());
      case Kind::kContractEnded:
        row_.ref = Id(m.contract_ended().contract_id());
        row_.ref2 = Id(m.contract_ended().reason());
        return;
      default:
        return FillRest(m);
    }
  }

 private:
  template <typename M>
  void FillRest(const M& m) {
    switch (row_.kind) {
      case Kind::kActionEnrolled:
        return Put(m.action_enrolled());
      case Kind::kActionEnded:
        return Put(m.action_ended());
      case Kind::kExitToEmployment:
        return Put(m.exit_to_employment());
      case Kind::kEmploymentAttested:
        row_.flags = YesFlags(m.employment_attested().has_in_employment(),
                              m.employment_attested().in_employment());
        return;
      case Kind::kSanctionImposed:
        return Put(m.sanction_imposed());
      case Kind::kAbsenceJustified:
        row_.code = Code(m.absence_justified().reason());
        row_.day2 = After(m.absence_justified().last_day());
        return;
      case Kind::kBarrierIdentified:
        row_.code = Code(m.barrier_identified().barrier());
        return;
      case Kind::kBarrierLifted:
        row_.code = Code(m.barrier_lifted().barrier());
        return;
      case Kind::kProfileStated:
        return Put(m.profile_stated());
      default:
        return;  // employment_ended, sanction_lifted: a day is all they say.
    }            // Identity, amendments and pacts: not folded from a row.
  }

  void Put(const v1::EntitlementOpened& m);
  void Put(const v1::Oriented& m);
  void Put(const v1::ReferentAssigned& m);
  void Put(const v1::Appointment& m);
  void Put(const v1::ContractSigned& m);
  void Put(const v1::ActionEnrolled& m);
  void Put(const v1::ActionEnded& m);
  void Put(const v1::ExitToEmployment& m);
  void Put(const v1::SanctionImposed& m);
  void Put(const v1::ProfileStated& m);

  pathway::StringId Id(const std::string& text) {
    return text.empty() ? 0 : strings_.Intern(text);
  }
  Day On(const std::string& text) const {
    return text.empty() ? kNoDay
                        : ReadDay(text, context_.time_zone).value_or(kNoDay);
  }
  // The first day no longer covered, of an inclusive last day.
  Day After(const std::string& last_day) const {
    const Day day = On(last_day);
    return day == kNoDay ? kNoDay : day + 1;
  }
  void Number(bool known, uint32_t number) {
    if (!known) return;
    row_.number = number;
    row_.flags |= pathway::kNumberKnown;
  }

  const ConvertContext& context_;
  StringTable& strings_;
  pathway::Event& row_;
};

void Payload::Put(const v1::EntitlementOpened& m) {
  row_.code = Code(m.origin());
  row_.day2 = On(m.claim_date());
  row_.ref = Id(m.household());
  row_.ref2 = Id(m.from_territory());
  row_.flags =
      YesFlags(m.has_subject_to_obligations(), m.subject_to_obligations());
}

void Payload::Put(const v1::Oriented& m) {
  row_.code = Code(m.track());
  row_.day2 = On(m.notified_on());
  row_.organisation = Id(m.organisation());
  row_.flags = Flag(m.by_default(), pathway::kByDefault);
}

void Payload::Put(const v1::ReferentAssigned& m) {
  row_.ref = Id(m.referent());
  row_.organisation = Id(m.organisation());
  row_.flags = Flag(m.temporary(), pathway::kTemporary);
}

void Payload::Put(const v1::Appointment& m) {
  row_.code = Code(m.purpose());
  row_.code2 = Code(m.outcome());
  row_.day2 = On(m.booked_on());
  row_.organisation = Id(m.organisation());
}

void Payload::Put(const v1::ContractSigned& m) {
  row_.code = Code(m.kind());
  row_.day2 = After(m.last_day());
  row_.ref = Id(m.contract_id());
  row_.organisation = Id(m.organisation());
  for (const int action : m.actions()) {
    if (v1::ContractAction::Category_IsValid(action)) {
      row_.number |= uint32_t{1} << action;
    }
  }
}

void Payload::Put(const v1::ActionEnrolled& m) {
  row_.day2 = After(m.planned_last_day());
  row_.ref = Id(m.enrolment_id());
  row_.ref2 = Id(m.action());
  row_.organisation = Id(m.organisation());
}

void Payload::Put(const v1::ActionEnded& m) {
  row_.code = Code(m.outcome());
  row_.ref = Id(m.enrolment_id());
  row_.flags = Flag(m.justified(), pathway::kJustified);
}

void Payload::Put(const v1::ExitToEmployment& m) {
  row_.code = Code(m.contract_type());
  row_.day2 = After(m.expected_last_day());
  Number(m.has_weekly_hours(), m.weekly_hours());
}

void Payload::Put(const v1::SanctionImposed& m) {
  row_.code = Code(static_cast<int>(m.level()));
  row_.day2 = After(m.last_day());
  Number(m.has_rate_percent(), m.rate_percent());
}

void Payload::Put(const v1::ProfileStated& m) {
  row_.code = Code(m.sex());
  row_.code2 = Code(m.family_situation());
  row_.day2 = On(m.birth_date());
  row_.ref = Id(m.education());
  row_.ref2 = Id(m.commune());
  Number(m.has_children(), m.children());
}

Day Given(const std::string& text, const ConvertContext& context) {
  return text.empty() ? kNoDay
                      : ReadDay(text, context.time_zone).value_or(kNoDay);
}

// The members that a correction replaces; those already set stay.
void AddMembers(const v1::Correction& correction, const ConvertContext& context,
                StringTable* strings, pathway::Amendment* amendment) {
  if (amendment->effective == kNoDay) {
    amendment->effective = Given(correction.effective_date(), context);
  }
  if (amendment->received == kNoDay) {
    amendment->received = Given(correction.received_date(), context);
  }
  const Kind kind = KindOf(correction.fact());
  if (kind == Kind::kNone || kind == Kind::kCorrection) return;
  amendment->has_fact = true;
  Payload(context, strings, &amendment->fact).Fill(correction.fact());
}

}  // namespace

pathway::Event ToRow(const v1::Event& event, Day recorded_day,
                     const ConvertContext& context, StringTable* strings) {
  pathway::Event row;
  row.effective = Given(event.effective_date(), context);
  row.received = Given(event.received_date(), context);
  if (row.received == kNoDay) row.received = recorded_day;
  Payload(context, strings, &row).Fill(event);
  return row;
}

pathway::Amendment ToAmendment(const v1::Event& event,
                               const ConvertContext& context,
                               StringTable* strings) {
  pathway::Amendment amendment;
  if (event.has_retraction()) {
    amendment.is_retraction = true;
    return amendment;
  }
  const v1::Correction& outer = event.correction();
  if (outer.fact().has_correction()) {
    amendment.fact_is_correction = true;
    AddMembers(outer.fact().correction(), context, strings, &amendment);
  }
  AddMembers(outer, context, strings, &amendment);
  return amendment;
}

}  // namespace jalon::events
