// The monthly tables B4 and B5 of the "Stratégie pauvreté" (2019-2023): what
// follows the first orientation of new entrants.

#include <algorithm>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/table_months.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;
using Org = v1::Organisation;

TableOptionSpec CohortOption(const char* by_default) {
  return {.name = "cohort",
          .by_default = by_default,
          .meaning =
              "Mois auquel une personne est comptée : celui de son "
              "entrée, ou celui de son orientation ; jamais mêlés",
          .values = {"ENTRY", "ORIENTATION"}};
}

class B4 final : public MonthTable {
 public:
  explicit B4(const TableQuestion& question) : MonthTable(question) {
    constexpr char kSet[] = "Premier rendez-vous d'accompagnement";
    oriented_ = Row("Population", "oriented",
                    "Nouveaux entrants orientés en moins d'un mois");
    set_ = Row(kSet, "set", "Rendez-vous fixé dans les deux semaines");
    tracks_ = TrackRows(kSet, "set");
    RateRow(kSet, "set.rate", "Taux de rendez-vous dans les deux semaines",
            set_, oriented_);
    unknown_ = Row(kSet, "unknown", "Rendez-vous dont on ignore la prise");
    constexpr char kOutcome[] = "Présence à ce rendez-vous";
    kept_ = Row(kOutcome, "kept", "Présents");
    Row(kOutcome, "excused", "Absents, excuse recevable");
    Row(kOutcome, "no_show", "Absents sans excuse");
    Row(kOutcome, "other", "Issue inconnue");
    resolved_ = Row(kOutcome, "resolved", "Issue connue");
    RateRow(kOutcome, "kept.rate", "Taux de présence", kept_, resolved_);
    mean_ = MeanRow(kOutcome, "mean",
                    "Délai moyen de l'orientation au rendez-vous");
  }

  std::string OwnNote() const override {
    return "« Dans les deux semaines » se juge sur le jour où le rendez-vous a "
           "été pris, le délai moyen sur le jour où il a lieu ; un rendez-vous "
           "annulé est passé, il n'est pas une absence.";
  }

  void Append(const Pathway& pathway,
              std::vector<TableUnit>* out) const override {
    for (const Entry& entry : Cohort(pathway, out)) {
      TableUnit* unit = AddUnit(pathway, entry, out);
      if (!OnTime(entry)) {
        unit->step = !entry.oriented()    ? "NOT_ORIENTED"
                     : !entry.has_delay() ? "UNKNOWN_START"
                                          : "NOT_ON_TIME";
        continue;
      }
      Count(oriented_, entry.month, unit);
      AddAppointment(pathway, entry, unit);
    }
  }

 private:
  void AddAppointment(const Pathway& pathway, const Entry& entry,
                      TableUnit* unit) const {
    const pathway::Appointment* first = First(pathway, entry);
    if (first == nullptr) return;
    unit->events.push_back(first->event);
    const Day oriented = entry.orientation->start;
    if (first->booked_on == base::kNoDay) {
      Count(unknown_, entry.month, unit);
    } else if (first->booked_on - oriented <
               options_.Number("appointment_days")) {
      Count(set_, entry.month, unit);
      Count(tracks_ + OfTrack(*entry.orientation), entry.month, unit);
      AddOutcome(*first, entry.month, unit);
      Days(mean_, entry.month, first->day - oriented, unit);
    }
  }
  // By its day, from the orientation on.
  const pathway::Appointment* First(const Pathway& pathway,
                                    const Entry& entry) const {
    const bool any = options_.Is("purposes", "ANY");
    for (const pathway::Appointment& one : pathway.appointments) {
      if (one.spell == entry.spell && one.day >= entry.orientation->start &&
          one.outcome != v1::Appointment::CANCELLED &&
          (any || one.purpose == v1::Appointment::FOLLOW_UP)) {
        return &one;
      }
    }
    return nullptr;
  }
  void AddOutcome(const pathway::Appointment& appointment, int month,
                  TableUnit* unit) const {
    const size_t row = appointment.outcome == v1::Appointment::KEPT      ? 0
                       : appointment.outcome == v1::Appointment::EXCUSED ? 1
                       : appointment.outcome == v1::Appointment::NO_SHOW ? 2
                                                                         : 3;
    Count(kept_ + row, month, unit);
    if (row < 3) Count(resolved_, month, unit);
  }

  size_t oriented_, set_, tracks_, unknown_, kept_, resolved_, mean_;
};

class B5 final : public MonthTable {
 public:
  explicit B5(const TableQuestion& question)
      : MonthTable(question),
        months_(options_.Number("contract_months")),
        days_(options_.Number("contract_days")) {
    constexpr char kPopulation[] = "Population";
    oriented_ = Row(kPopulation, "oriented",
                    "Nouveaux entrants orientés ailleurs qu'à France Travail");
    oriented_tracks_ = TrackRows(kPopulation, "oriented");
    constexpr char kOrientation[] = "Depuis l'orientation";
    signed_ = Row(kOrientation, "signed", "CER signés dans les deux mois");
    signed_tracks_ = TrackRows(kOrientation, "signed");
    before_ = Row(kOrientation, "before", "dont signés avant l'orientation");
    RateRow(kOrientation, "signed.rate", "Taux de contractualisation", signed_,
            oriented_);
    quick_ = Row(kOrientation, "quick", "CER signés en moins de 15 jours");
    mean_ = MeanRow(kOrientation, "mean", "Délai moyen jusqu'au CER");
    incomplete_ = Row(kOrientation, "incomplete",
                      "Sans CER, deux mois non écoulés à la date du tableau");
    constexpr char kKnown[] = "Depuis la connaissance de l'entrée";
    known_ = Row(kKnown, "known", "CER signés dans les deux mois");
    known_quick_ =
        Row(kKnown, "known.quick", "CER signés en moins de 15 jours");
    RateRow(kKnown, "known.rate", "Taux de contractualisation", known_,
            oriented_);
  }

  std::string OwnNote() const override {
    return "Un CER est compté au mois de l'orientation et non à celui de sa "
           "signature, sauf option ; deux mois s'entendent de date à date. Les "
           "délais négatifs sont dans les délais et hors de la moyenne.";
  }

  void Append(const Pathway& pathway,
              std::vector<TableUnit>* out) const override {
    for (const Entry& entry : Cohort(pathway, out)) {
      TableUnit* unit = AddUnit(pathway, entry, out);
      if (!entry.oriented()) {
        unit->step = "NOT_ORIENTED";
        continue;
      }
      if (entry.category == Org::FRANCE_TRAVAIL) {
        unit->step = "FRANCE_TRAVAIL";
        continue;
      }
      Count(oriented_, entry.month, unit);
      Count(oriented_tracks_ + OfTrack(*entry.orientation), entry.month, unit);
      AddContract(pathway, entry, unit);
    }
  }

 private:
  void AddContract(const Pathway& pathway, const Entry& entry,
                   TableUnit* unit) const {
    const Day oriented = entry.orientation->start;
    const Day due = base::AddMonths(oriented, months_);
    const pathway::Contract* cer = FirstCer(pathway, entry.spell);
    if (cer == nullptr) {
      if (due > pathway.as_of) Count(incomplete_, entry.month, unit);
      return;
    }
    unit->events.push_back(cer->event);
    const Day signed_on = cer->start;
    if (signed_on <= due) {
      Count(signed_, entry.month, unit);
      Count(signed_tracks_ + OfTrack(*entry.orientation), entry.month, unit);
    }
    if (signed_on - oriented < days_) Count(quick_, entry.month, unit);
    if (signed_on < oriented) {
      Count(before_, entry.month, unit);
    } else {
      Days(mean_, entry.month, signed_on - oriented, unit);
    }
    if (entry.known == base::kNoDay) return;
    if (signed_on <= base::AddMonths(entry.known, months_)) {
      Count(known_, entry.month, unit);
    }
    if (signed_on - entry.known < days_) {
      Count(known_quick_, entry.month, unit);
    }
  }
  // The first signed within the spell; nullptr = none.
  const pathway::Contract* FirstCer(const Pathway& pathway, int spell) const {
    const auto& held = pathway.spells[static_cast<size_t>(spell)];
    const pathway::Contract* first = nullptr;
    for (const pathway::Contract& contract : pathway.contracts) {
      if (IsCer(contract, options_) && contract.start >= held.start &&
          contract.start < held.end &&
          (first == nullptr || contract.start < first->start)) {
        first = &contract;
      }
    }
    return first;
  }

  const int months_, days_;
  size_t oriented_, oriented_tracks_, signed_, signed_tracks_, before_, quick_,
      mean_, incomplete_, known_, known_quick_;
};

}  // namespace

std::vector<TableSpec> FollowUpMonthTables() {
  return {
      MonthSpec<B4>(
          "b4", "B4 : premier rendez-vous d'accompagnement",
          {OrientationDaysOption(),
           NumberOption("appointment_days", 15, 1, 366,
                        "Rendez-vous pris dans les deux semaines : strictement "
                        "moins de tant de jours après l'orientation"),
           {.name = "purposes",
            .by_default = "FOLLOW_UP",
            .meaning = "Rendez-vous d'accompagnement : ceux de suivi, ou tous",
            .values = {"FOLLOW_UP", "ANY"}},
           CohortOption("ENTRY")}),
      MonthSpec<B5>(
          "b5", "B5 : signature du CER",
          {NumberOption("contract_months", 2, 1, 24,
                        "CER signé à temps : tant de mois, de date à date, "
                        "dernier jour compris"),
           NumberOption("contract_days", 15, 1, 366,
                        "CER signé vite : strictement moins de tant de jours"),
           ContractKindsOption(), CohortOption("ORIENTATION")})};
}

}  // namespace jalon::evaluation
