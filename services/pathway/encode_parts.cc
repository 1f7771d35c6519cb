#include "services/pathway/encode_parts.h"

#include "absl/strings/str_cat.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/day.h"

namespace jalon::pathway_service {
namespace {

using base::FormatDay;
using pathway::Pathway;

// Encodes one list after the other.
class Encoder {
 public:
  Encoder(const Pathway& pathway, const pathway::StringTable& strings,
          v1::Pathway* out)
      : pathway_(pathway), strings_(strings), out_(*out) {}

  void Run() {
    Spells();
    States();
    Orientations();
    Referents();
    Contracts();
    Enrolments();
    Jobs();
    Milestones();
    for (const pathway::Flag& flag : pathway_.flags) {
      v1::Pathway::Flag* item = out_.add_flags();
      item->set_code(flag.code);
      item->set_event(EventName(flag.event));
    }
    for (size_t i = 0; i < pathway_.events.size(); ++i) {
      out_.add_events(EventName(static_cast<int>(i)));
    }
  }

 private:
  std::string Text(pathway::StringId id) const { return TextOf(strings_, id); }

  // "source/source_event_id"; "" for none.
  std::string EventName(int index) const {
    if (index < 0) return "";
    const pathway::Event& event = pathway_.events[static_cast<size_t>(index)];
    const absl::string_view source = strings_.Get(event.source);
    return absl::StrCat(source, "/", strings_.Get(event.key));
  }

  template <typename From, typename To>
  static void Days(const From& from, To* to) {
    to->set_start(FormatDay(from.start));
    to->set_end(FormatDay(from.end));
  }

  void Spells() {
    for (const pathway::Spell& spell : pathway_.spells) {
      v1::Pathway::Spell* item = out_.add_spells();
      Days(spell, item);
      item->set_reason(
          NameOf<v1::EntitlementClosed::Reason>(spell.close_reason));
      item->set_received(FormatDay(spell.received));
      item->set_claim_date(FormatDay(spell.claim_date));
      item->set_household(Text(spell.household));
      item->set_origin(NameOf<v1::EntitlementOpened::Origin>(spell.origin));
      for (const int event : spell.openings) item->add_events(EventName(event));
      if (spell.closing >= 0) item->add_events(EventName(spell.closing));
    }
  }

  void States() {
    for (const pathway::Suspension& one : pathway_.suspensions) {
      v1::Pathway::Suspension* item = out_.add_suspensions();
      Days(one, item);
      item->set_reason(NameOf<v1::EntitlementSuspended::Reason>(one.reason));
    }
    for (const pathway::Obligation& one : pathway_.obligations) {
      v1::Pathway::Obligation* item = out_.add_obligations();
      Days(one, item);
      item->set_subject(one.subject);
    }
    for (const pathway::Justified& one : pathway_.justified) {
      v1::Pathway::Justified* item = out_.add_justified();
      Days(one, item);
      item->set_reason(NameOf<v1::AbsenceJustified::Reason>(one.reason));
    }
    for (const pathway::Sanction& one : pathway_.sanctions) {
      v1::Pathway::Sanction* item = out_.add_sanctions();
      Days(one, item);
      item->set_level(one.level);
      item->set_rate_percent(one.rate_percent);
    }
    for (const pathway::BarrierInterval& one : pathway_.barriers) {
      v1::Pathway::BarrierInterval* item = out_.add_barriers();
      Days(one, item);
      item->set_barrier(NameOf<v1::BarrierIdentified::Barrier>(one.barrier));
    }
  }

  void Orientations() {
    for (const pathway::Orientation& one : pathway_.orientations) {
      if (one.start == one.end) continue;  // Holds no day: a milestone only.
      v1::Pathway::Orientation* item = out_.add_orientations();
      Days(one, item);
      item->set_track(NameOf<v1::Oriented::Track>(one.track));
      item->set_organisation(Text(one.organisation));
      item->set_by_default(one.by_default);
      item->set_notified_on(FormatDay(one.notified_on));
      if (one.spell >= 0) item->set_spell(static_cast<uint32_t>(one.spell));
      item->set_event(EventName(one.event));
    }
  }

  void Referent(const pathway::Referent& one, v1::Pathway::Referent* item) {
    Days(one, item);
    item->set_organisation(Text(one.organisation));
    item->set_referent(Text(one.referent));
    item->set_temporary(one.temporary);
    item->set_event(EventName(one.event));
  }

  void Referents() {
    for (const pathway::Referent& one : pathway_.referents) {
      Referent(one, out_.add_referents());
    }
    if (const auto* now = pathway_.ReferentOn(pathway_.as_of)) {
      Referent(*now, out_.mutable_referent_on_as_of());
    }
  }

  void Contracts() {
    for (const pathway::Contract& one : pathway_.contracts) {
      v1::Pathway::Contract* item = out_.add_contracts();
      Days(one, item);
      item->set_source(Text(one.source));
      item->set_contract_id(Text(one.contract_id));
      item->set_kind(NameOf<v1::ContractSigned::Kind>(one.kind));
      item->set_organisation(Text(one.organisation));
      for (uint32_t category = 1; category < 32; ++category) {
        if ((one.actions >> category & 1) == 0) continue;
        item->add_actions(NameOf<v1::ContractAction::Category>(category));
      }
      item->set_event(EventName(one.event));
    }
  }

  void Enrolments() {
    for (const pathway::Enrolment& one : pathway_.enrolments) {
      v1::Pathway::Enrolment* item = out_.add_enrolments();
      Days(one, item);
      item->set_source(Text(one.source));
      item->set_enrolment_id(Text(one.enrolment_id));
      item->set_action(Text(one.action));
      item->set_organisation(Text(one.organisation));
      item->set_outcome(NameOf<v1::ActionEnded::Outcome>(one.outcome));
      item->set_justified(one.justified);
      item->set_event(EventName(one.event));
    }
  }

  void Jobs() {
    for (const pathway::Job& one : pathway_.jobs) {
      v1::Pathway::Job* item = out_.add_jobs();
      Days(one, item);
      item->set_contract_type(
          NameOf<v1::ExitToEmployment::ContractType>(one.contract_type));
      item->set_event(EventName(one.event));
    }
  }

  void Milestones() {
    for (const pathway::Appointment& one : pathway_.appointments) {
      v1::Pathway::AttendedAppointment* item = out_.add_appointments();
      item->set_day(FormatDay(one.day));
      item->set_purpose(NameOf<v1::Appointment::Purpose>(one.purpose));
      item->set_outcome(NameOf<v1::Appointment::Outcome>(one.outcome));
      item->set_organisation(Text(one.organisation));
      item->set_event(EventName(one.event));
    }
    for (const pathway::Attestation& one : pathway_.attestations) {
      v1::Pathway::Attestation* item = out_.add_attestations();
      item->set_day(FormatDay(one.day));
      item->set_in_employment(one.in_employment);
    }
  }

  const Pathway& pathway_;
  const pathway::StringTable& strings_;
  v1::Pathway& out_;
};

}  // namespace

void EncodeIntervals(const Pathway& pathway,
                     const pathway::StringTable& strings, v1::Pathway* out) {
  Encoder(pathway, strings, out).Run();
}

}  // namespace jalon::pathway_service
