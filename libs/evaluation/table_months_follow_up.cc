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

  std::vector<std::string> Notes() const override {
    std::vector<std::string> notes = MonthTable::Notes();
    notes.emplace_back(
        "« Dans les deux semaines » se juge sur le jour où le rendez-vous a "
        "été pris, le délai moyen sur le jour où il a lieu ; un rendez-vous "
        "annulé est passé, il n'est pas une absence.");
    return notes;
  }

  void Add(const Pathway& pathway, TableGrid* grid) const override {
    for (const Entry& entry : Cohort(pathway)) {
      if (!OnTime(entry)) continue;
      Count(oriented_, entry.month, grid);
      const pathway::Appointment* first = First(pathway, entry);
      if (first == nullptr) continue;
      const Day oriented = entry.orientation->start;
      if (first->booked_on == base::kNoDay) {
        Count(unknown_, entry.month, grid);
      } else if (first->booked_on - oriented <
                 options_.Number("appointment_days")) {
        Count(set_, entry.month, grid);
        Count(tracks_ + OfTrack(*entry.orientation), entry.month, grid);
        AddOutcome(*first, entry.month, grid);
        Days(mean_, entry.month, first->day - oriented, grid);
      }
    }
  }

 private:
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
                  TableGrid* grid) const {
    const size_t row = appointment.outcome == v1::Appointment::KEPT      ? 0
                       : appointment.outcome == v1::Appointment::EXCUSED ? 1
                       : appointment.outcome == v1::Appointment::NO_SHOW ? 2
                                                                         : 3;
    Count(kept_ + row, month, grid);
    if (row < 3) Count(resolved_, month, grid);
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

  std::vector<std::string> Notes() const override {
    std::vector<std::string> notes = MonthTable::Notes();
    notes.emplace_back(
        "Un CER est compté au mois de l'orientation et non à celui de sa "
        "signature, sauf option ; deux mois s'entendent de date à date. Les "
        "délais négatifs sont dans les délais et hors de la moyenne.");
    return notes;
  }

  void Add(const Pathway& pathway, TableGrid* grid) const override {
    for (const Entry& entry : Cohort(pathway)) {
      if (!entry.oriented() || entry.category == Org::FRANCE_TRAVAIL) continue;
      Count(oriented_, entry.month, grid);
      Count(oriented_tracks_ + OfTrack(*entry.orientation), entry.month, grid);
      AddContract(pathway, entry, grid);
    }
  }

 private:
  void AddContract(const Pathway& pathway, const Entry& entry,
                   TableGrid* grid) const {
    const Day oriented = entry.orientation->start;
    const Day due = base::AddMonths(oriented, months_);
    const Day signed_on = FirstCer(pathway, entry.spell);
    if (signed_on == base::kNoDay) {
      if (due > pathway.as_of) Count(incomplete_, entry.month, grid);
      return;
    }
    if (signed_on <= due) {
      Count(signed_, entry.month, grid);
      Count(signed_tracks_ + OfTrack(*entry.orientation), entry.month, grid);
    }
    if (signed_on - oriented < days_) Count(quick_, entry.month, grid);
    if (signed_on < oriented) {
      Count(before_, entry.month, grid);
    } else {
      Days(mean_, entry.month, signed_on - oriented, grid);
    }
    if (entry.known == base::kNoDay) return;
    if (signed_on <= base::AddMonths(entry.known, months_)) {
      Count(known_, entry.month, grid);
    }
    if (signed_on - entry.known < days_) {
      Count(known_quick_, entry.month, grid);
    }
  }
  // The first signed within the spell; kNoDay = none.
  Day FirstCer(const Pathway& pathway, int spell) const {
    const auto& held = pathway.spells[static_cast<size_t>(spell)];
    Day first = base::kNoDay;
    for (const pathway::Contract& contract : pathway.contracts) {
      if (IsCer(contract, options_) && contract.start >= held.start &&
          contract.start < held.end &&
          (first == base::kNoDay || contract.start < first)) {
        first = contract.start;
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
           NumberOption("appointment_days", 15, 366,
                        "Rendez-vous pris dans les deux semaines : strictement "
                        "moins de tant de jours après l'orientation"),
           {.name = "purposes",
            .by_default = "FOLLOW_UP",
            .meaning = "Rendez-vous d'accompagnement : ceux de suivi, ou tous",
            .values = {"FOLLOW_UP", "ANY"}},
           CohortOption("ENTRY")}),
      MonthSpec<B5>(
          "b5", "B5 : signature du CER",
          {NumberOption("contract_months", 2, 24,
                        "CER signé à temps : tant de mois, de date à date, "
                        "dernier jour compris"),
           NumberOption("contract_days", 15, 366,
                        "CER signé vite : strictement moins de tant de jours"),
           ContractKindsOption(), CohortOption("ORIENTATION")})};
}

}  // namespace jalon::evaluation
