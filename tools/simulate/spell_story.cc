#include "tools/simulate/spell_story.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "tools/simulate/calibration.h"

namespace jalon::simulate {
namespace {

namespace cal = calibration;

constexpr int kProfessional = v1::Oriented::PROFESSIONAL;
constexpr int kSocioProfessional = v1::Oriented::SOCIO_PROFESSIONAL;
constexpr int kSocial = v1::Oriented::SOCIAL;

template <typename Enum>
Enum As(int value) {
  return static_cast<Enum>(value);
}

}  // namespace

v1::Event SpellStory::About(Partner partner, const Adult& adult) const {
  v1::Event event;
  *event.mutable_person() = PersonFor(partner, adult);
  return event;
}

Day SpellStory::After(Day day, double yearly) {
  return day + 1 + chance_->Exponential(365.25 / yearly);
}

void SpellStory::Tell(Adult* adult, const SpellPlan& plan) {
  Right(*adult, plan);
  Profile(adult, plan);
  Orientations(adult, plan);
  Jobs(*adult, plan);
  Incidents(*adult, plan);
}

void SpellStory::Right(const Adult& adult, const SpellPlan& plan) {
  v1::Event opened = About(Partner::kCaf, adult);
  v1::EntitlementOpened* fact = opened.mutable_entitlement_opened();
  fact->set_claim_date(base::FormatDay(
      plan.open - chance_->Between(cal::kClaimLeadMin, cal::kClaimLeadMax)));
  if (chance_->Happens(0.03)) fact->clear_claim_date();
  using Opened = v1::EntitlementOpened;
  fact->set_origin(plan.returning
                       ? Opened::RETURN
                       : As<Opened::Origin>(1 + static_cast<int>(chance_->Pick(
                                                    {0.87, 0.0, 0.08, 0.05}))));
  if (fact->origin() == Opened::TRANSFER_IN) fact->set_from_territory("30");
  fact->set_household(adult.household);
  fact->set_subject_to_obligations(!chance_->Happens(0.03));
  outbox_->Send(Partner::kCaf, plan.open, std::move(opened));
  if (plan.close > last_) return;
  v1::Event closed = About(Partner::kCaf, adult);
  using Closed = v1::EntitlementClosed;
  // EMPLOYMENT … UNKNOWN, in the order of the enum.
  const auto reason = As<Closed::Reason>(
      1 + static_cast<int>(chance_->Pick({0.36, 0.28, 0.07, 0.015, 0.08, 0.04,
                                          0.008, 0.02, 0.05, 0.077})));
  closed.mutable_entitlement_closed()->set_reason(reason);
  if (reason == Closed::TRANSFER_OUT) {
    closed.mutable_entitlement_closed()->set_to_territory("30");
  }
  outbox_->Send(Partner::kCaf, plan.close, std::move(closed));
}

void SpellStory::Profile(Adult* adult, const SpellPlan& plan) {
  const auto state = [&](Partner partner, Day day) {
    v1::Event event = About(partner, *adult);
    v1::ProfileStated* fact = event.mutable_profile_stated();
    fact->set_commune(adult->commune);
    if (partner == Partner::kCaf) {
      using Stated = v1::ProfileStated;
      fact->set_birth_date(base::FormatDay(adult->birth));
      fact->set_sex(adult->man ? Stated::M : Stated::F);
      fact->set_family_situation(As<Stated::FamilySituation>(
          (adult->couple ? 3 : 1) + (adult->with_children ? 1 : 0)));
      if (adult->with_children) {
        fact->set_children(static_cast<uint32_t>(chance_->Between(1, 4)));
      }
      fact->set_education(std::array{
          "VI", "V", "IV", "III"}[chance_->Pick({0.42, 0.33, 0.15, 0.1})]);
    }
    outbox_->Send(partner, day, std::move(event));
  };
  state(Partner::kCaf, plan.open);
  const Day end = std::min(plan.close, last_);
  for (Day day = After(std::max(plan.open, plan.told_from), cal::kMoves);
       day < end; day = After(day, cal::kMoves)) {
    adult->commune = catalogue_.communes[static_cast<size_t>(
        chance_->Between(0, static_cast<int>(catalogue_.communes.size()) - 1))];
    state(Partner::kDepartement, day);
  }
}

SpellStory::Referral SpellStory::Orient(const Adult& adult, Day day,
                                        Day until) {
  struct Choice {
    double weight;
    const char* organisation;
    int track;
    Partner partner;
  };
  static constexpr Choice kChoices[] = {
      {0.34, "FRANCE_TRAVAIL", kProfessional, Partner::kFranceTravail},
      {0.20, "DEPARTEMENT", kSocial, Partner::kDepartement},
      {0.14, "DEPARTEMENT", kSocioProfessional, Partner::kDepartement},
      {0.15, "CCAS", kSocial, Partner::kDepartement},
      {0.06, "PLIE", kSocioProfessional, Partner::kDepartement},
      {0.04, "CAF", kSocial, Partner::kDepartement},
      {0.04, "MISSION_LOCALE", kSocioProfessional, Partner::kDepartement},
      {0.03, "CAP_EMPLOI", kProfessional, Partner::kDepartement},
  };
  std::array<double, std::size(kChoices)> weights;
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = kChoices[i].weight;
  const Choice& choice = kChoices[chance_->Pick(weights)];
  v1::Event event = About(Partner::kDepartement, adult);
  v1::Oriented* fact = event.mutable_oriented();
  fact->set_track(As<v1::Oriented::Track>(choice.track));
  fact->set_organisation(choice.organisation);
  fact->set_by_default(chance_->Happens(0.02));
  if (chance_->Happens(0.75)) {
    fact->set_notified_on(base::FormatDay(day + chance_->Between(2, 12)));
  }
  outbox_->Send(Partner::kDepartement, day, std::move(event));
  return {choice.track, choice.organisation, choice.partner, day, until};
}

void SpellStory::Orientations(Adult* adult, const SpellPlan& plan) {
  if (chance_->Happens(cal::kNeverOriented)) return;
  const Day end = std::min(plan.close, last_);
  Day day = plan.open + (chance_->Happens(cal::kQuickShare)
                             ? chance_->Gamma2(cal::kQuickMeanDays)
                             : chance_->Exponential(cal::kSlowMeanDays));
  while (day < end) {
    const Day next = After(day + 60, cal::kReorientations);
    const Day until = std::min(next, end);
    if (until > plan.told_from) {
      Follow(adult, plan, Orient(*adult, day, until));
    }
    day = next;
  }
}

void SpellStory::Follow(Adult* adult, const SpellPlan& plan,
                        const Referral& referral) {
  const Day from = std::max(referral.from, plan.told_from);
  Referents(*adult, referral, from);
  Appointments(*adult, referral, from);
  Contracts(adult, referral, plan.told_from);
  Enrolments(adult, referral, from);
}

void SpellStory::Referents(const Adult& adult, const Referral& referral,
                           Day from) {
  Day day = from + chance_->Exponential(12);
  while (day < referral.until) {
    v1::Event event = About(referral.partner, adult);
    v1::ReferentAssigned* fact = event.mutable_referent_assigned();
    fact->set_organisation(referral.organisation);
    fact->set_referent(absl::StrFormat("%.2s%03d", referral.organisation,
                                       chance_->Between(1, 60)));
    outbox_->Send(referral.partner, day, std::move(event));
    const Day leaves = After(day, cal::kReferentChanges);
    if (leaves >= referral.until) return;
    if (chance_->Happens(0.6)) {  // Handed over at once: no release told.
      day = leaves;
      continue;
    }
    v1::Event released = About(referral.partner, adult);
    released.mutable_referent_released()->set_reason("DEPARTURE");
    outbox_->Send(referral.partner, leaves, std::move(released));
    day = leaves + 1 + chance_->Exponential(22);
  }
}

void SpellStory::Appointments(const Adult& adult, const Referral& referral,
                              Day from) {
  const double yearly = referral.track == kProfessional
                            ? cal::kAppointmentsProfessional
                            : cal::kAppointmentsSocial;
  using Appointment = v1::Appointment;
  Day day = from + chance_->Gamma2(17);
  bool first = true;
  while (day < referral.until) {
    v1::Event event = About(referral.partner, adult);
    Appointment* fact = event.mutable_appointment();
    fact->set_purpose(first ? Appointment::ORIENTATION
                            : Appointment::FOLLOW_UP);
    fact->set_outcome(As<Appointment::Outcome>(
        1 + static_cast<int>(chance_->Pick({0.70, 0.08, 0.11, 0.05, 0.06}))));
    fact->set_organisation(referral.organisation);
    fact->set_booked_on(base::FormatDay(day - chance_->Between(3, 21)));
    outbox_->Send(referral.partner, day, std::move(event));
    first = false;
    day += 1 + chance_->Gamma2(365.25 / yearly);
  }
}

void SpellStory::Contracts(Adult* adult, const Referral& referral,
                           Day told_from) {
  const bool ppae = referral.partner == Partner::kFranceTravail;
  if (!chance_->Happens(ppae ? cal::kPpaeShare : cal::kCerShare)) return;
  Day day = referral.from +
            chance_->Gamma2(ppae ? cal::kPpaeMeanDays : cal::kCerMeanDays);
  while (day < referral.until) {
    const int months = chance_->Happens(0.55) ? 12 : 6;
    const Day end = base::AddMonths(day, months);
    if (end > told_from) {
      v1::Event event = About(referral.partner, *adult);
      v1::ContractSigned* fact = event.mutable_contract_signed();
      fact->set_contract_id(
          absl::StrFormat("K%07d-%d", adult->number, ++adult->contracts));
      fact->set_kind(ppae ? v1::ContractSigned::PPAE : v1::ContractSigned::CER);
      fact->set_organisation(referral.organisation);
      fact->set_last_day(base::FormatDay(end - 1));
      fact->add_actions(As<v1::ContractAction::Category>(
          1 + static_cast<int>(
                  chance_->Pick({0.12, 0.24, 0.06, 0.02, 0.04, 0.04, 0.14, 0.1,
                                 0.15, 0.37, 0.08, 0.24, 0.05, 0.1, 0.05}))));
      outbox_->Send(referral.partner, day, std::move(event));
    }
    if (!chance_->Happens(cal::kRenewal)) return;
    day = std::max(day + 1, end - 12 + chance_->Exponential(20));
  }
}

void SpellStory::Enrolments(Adult* adult, const Referral& referral, Day from) {
  using Ended = v1::ActionEnded;
  for (Day day = After(from, cal::kEnrolments); day < referral.until;
       day = After(day, cal::kEnrolments)) {
    const v1::Action& action = catalogue_.actions[static_cast<size_t>(
        chance_->Between(0, static_cast<int>(catalogue_.actions.size()) - 1))];
    const std::string id =
        absl::StrFormat("E%07d-%d", adult->number, ++adult->enrolments);
    v1::Event event = About(Partner::kOperators, *adult);
    v1::ActionEnrolled* fact = event.mutable_action_enrolled();
    fact->set_enrolment_id(id);
    fact->set_action(action.id());
    fact->set_organisation(action.operator_());
    const Day planned = day + chance_->Between(60, 240);
    if (chance_->Happens(0.7)) {
      fact->set_planned_last_day(base::FormatDay(planned));
    }
    outbox_->Send(Partner::kOperators, day, std::move(event));
    const auto outcome = As<Ended::Outcome>(
        1 + static_cast<int>(chance_->Pick({0.60, 0.18, 0.03, 0.10, 0.09})));
    const Day end = outcome == Ended::COMPLETED
                        ? planned + 1
                        : day + 1 + chance_->Between(5, planned - day);
    if (end >= last_ || chance_->Happens(0.03)) continue;
    v1::Event over = About(Partner::kOperators, *adult);
    over.mutable_action_ended()->set_enrolment_id(id);
    over.mutable_action_ended()->set_outcome(outcome);
    over.mutable_action_ended()->set_justified(outcome == Ended::ABANDONED &&
                                               chance_->Happens(0.25));
    outbox_->Send(Partner::kOperators, end, std::move(over));
  }
}

void SpellStory::Jobs(const Adult& adult, const SpellPlan& plan) {
  const Day end = std::min(plan.close, last_);
  using Exit = v1::ExitToEmployment;
  for (Day day = After(std::max(plan.open, plan.told_from), cal::kJobs);
       day < end; day = After(day, cal::kJobs)) {
    v1::Event event = About(Partner::kFranceTravail, adult);
    Exit* fact = event.mutable_exit_to_employment();
    fact->set_contract_type(As<Exit::ContractType>(
        1 + static_cast<int>(
                chance_->Pick({0.2, 0.36, 0.2, 0.09, 0.08, 0.05, 0.02}))));
    const Day until = day + chance_->Between(20, 300);
    if (fact->contract_type() != Exit::CDI) {
      fact->set_expected_last_day(base::FormatDay(until));
    }
    fact->set_weekly_hours(
        std::array<uint32_t, 4>{20, 24, 30, 35}[chance_->Pick({1, 1, 1, 2})]);
    const bool open_ended = fact->contract_type() == Exit::CDI;
    outbox_->Send(Partner::kFranceTravail, day, std::move(event));
    for (const int after : {90, 180}) {
      if (!chance_->Happens(0.45) || day + after > last_) continue;
      v1::Event attested = About(Partner::kFranceTravail, adult);
      attested.mutable_employment_attested()->set_in_employment(
          open_ended || day + after <= until || chance_->Happens(0.3));
      outbox_->Send(Partner::kFranceTravail, day + after, std::move(attested));
    }
    if (chance_->Happens(open_ended ? 0.35 : 0.15) && until < last_) {
      v1::Event ended = About(Partner::kFranceTravail, adult);
      ended.mutable_employment_ended();
      outbox_->Send(Partner::kFranceTravail, until, std::move(ended));
    }
    day = until;
  }
}

void SpellStory::Incidents(const Adult& adult, const SpellPlan& plan) {
  const Day from = std::max(plan.open, plan.told_from);
  const Day end = std::min(plan.close, last_);
  for (Day day = After(from, cal::kBarriers); day < end;
       day = After(day, cal::kBarriers)) {
    const auto barrier = As<v1::BarrierIdentified::Barrier>(
        1 + static_cast<int>(chance_->Pick(
                {0.19, 0.18, 0.13, 0.07, 0.07, 0.06, 0.08, 0.05, 0.06, 0.11})));
    v1::Event event = About(Partner::kDepartement, adult);
    event.mutable_barrier_identified()->set_barrier(barrier);
    outbox_->Send(Partner::kDepartement, day, std::move(event));
    const Day lifted = day + 1 + chance_->Gamma2(210);
    if (!chance_->Happens(0.45) || lifted >= end) continue;
    v1::Event over = About(Partner::kDepartement, adult);
    over.mutable_barrier_lifted()->set_barrier(barrier);
    outbox_->Send(Partner::kDepartement, lifted, std::move(over));
  }
  for (Day day = After(from, cal::kSuspensions); day < end;
       day = After(day + 130, cal::kSuspensions)) {
    using Suspended = v1::EntitlementSuspended;
    v1::Event event = About(Partner::kCaf, adult);
    event.mutable_entitlement_suspended()->set_reason(
        chance_->Happens(0.6) ? Suspended::RESOURCES
                              : Suspended::ADMINISTRATIVE);
    outbox_->Send(Partner::kCaf, day, std::move(event));
    v1::Event resumed = About(Partner::kCaf, adult);
    resumed.mutable_entitlement_resumed();
    outbox_->Send(Partner::kCaf, day + chance_->Between(20, 120),
                  std::move(resumed));
  }
  for (Day day = After(from, cal::kSanctions); day < end;
       day = After(day + 120, cal::kSanctions)) {
    v1::Event event = About(Partner::kDepartement, adult);
    event.mutable_sanction_imposed()->set_level(chance_->Happens(0.8) ? 1 : 2);
    event.mutable_sanction_imposed()->set_rate_percent(
        chance_->Happens(0.5) ? 80 : 50);
    event.mutable_sanction_imposed()->set_last_day(
        base::FormatDay(day + chance_->Between(30, 110)));
    outbox_->Send(Partner::kDepartement, day, std::move(event));
  }
  for (Day day = After(from, cal::kAbsences); day < end;
       day = After(day + 60, cal::kAbsences)) {
    v1::Event event = About(Partner::kDepartement, adult);
    event.mutable_absence_justified()->set_reason(
        As<v1::AbsenceJustified::Reason>(
            1 + static_cast<int>(chance_->Pick({0.3, 0.2, 0.38, 0.03, 0.09}))));
    event.mutable_absence_justified()->set_last_day(
        base::FormatDay(day + chance_->Between(10, 110)));
    outbox_->Send(Partner::kDepartement, day, std::move(event));
  }
}

}  // namespace jalon::simulate
