// The monthly tables A1, A2 and B1 of the "Stratégie pauvreté" (2019-2023), by
// the rules of the software that départements filed them with.

#include <algorithm>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/table_months.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;
using Org = v1::Organisation;

class A1 final : public MonthTable {
 public:
  explicit A1(const TableQuestion& question) : MonthTable(question) {
    constexpr char kEntrants[] = "Nouveaux entrants";
    entrants_ = Row(kEntrants, "entrants", "Nouveaux entrants");
    Row(kEntrants, "entrants.first", "dont premières demandes");
    Row(kEntrants, "entrants.return",
        "dont anciens bénéficiaires (droit clos, ou suspendu sans "
        "orientation)");
    Row(kEntrants, "entrants.newly_subject",
        "dont bénéficiaires devenus soumis aux droits et devoirs");
    Row(kEntrants, "entrants.household", "dont arrivés dans un foyer");
    Row(kEntrants, "entrants.other_territory",
        "dont venus d'un autre département");
    constexpr char kOnTime[] = "Orientés en moins d'un mois";
    on_time_ = Row(kOnTime, "on_time", "Orientés en moins d'un mois");
    tracks_ = TrackRows(kOnTime, "on_time");
    organisations_ = OrganisationRows(kOnTime, "on_time");
    RateRow(kOnTime, "on_time.rate", "Taux d'orientation en moins d'un mois",
            on_time_, entrants_);
    constexpr char kFollowUp[] = "Limites";
    incomplete_ = Row(kFollowUp, "incomplete",
                      "Non orientés, délai non écoulé à la date du tableau");
    unknown_ =
        Row(kFollowUp, "unknown", "Date de connaissance de l'entrée inconnue");
    constexpr char kMeeting[] = "Réunion d'information collective";
    NoDataRow(kMeeting, "meeting.absent", "Absents à la réunion");
    NoDataRow(kMeeting, "meeting.rate", "Taux d'absence", "ratio");
  }

  void Append(const Pathway& pathway,
              std::vector<TableUnit>* out) const override {
    for (const Entry& entry : finder_.Find(pathway, 0, out)) {
      TableUnit* unit = AddUnit(pathway, entry, out);
      Count(entrants_, entry.month, unit);
      Count(entrants_ + 1 + static_cast<size_t>(entry.origin), entry.month,
            unit);
      if (entry.known == base::kNoDay) Count(unknown_, entry.month, unit);
      if (!entry.oriented() && entry.known != base::kNoDay &&
          entry.known + options_.Number("orientation_days") > pathway.as_of) {
        Count(incomplete_, entry.month, unit);
      }
      if (!OnTime(entry)) continue;
      Count(on_time_, entry.month, unit);
      Count(tracks_ + OfTrack(*entry.orientation), entry.month, unit);
      Count(organisations_ + OfCategory(entry.category), entry.month, unit);
    }
  }

 private:
  size_t entrants_, on_time_, tracks_, organisations_, incomplete_, unknown_;
};

class B1 final : public MonthTable {
 public:
  explicit B1(const TableQuestion& question) : MonthTable(question) {
    entrants_ = Row("Nouveaux entrants", "entrants", "Nouveaux entrants");
    constexpr char kWaiting[] = "Non orientés";
    not_oriented_ = Row(kWaiting, "not_oriented", "Non orientés");
    NoDataRow(kWaiting, "not_oriented.summoned", "dont convocation prévue");
    NoDataRow(kWaiting, "not_oriented.hearing",
              "dont dossier en équipe pluridisciplinaire");
    NoDataRow(kWaiting, "not_oriented.other", "dont autre motif");
    constexpr char kOriented[] = "Orientés";
    oriented_ = Row(kOriented, "oriented", "Orientés");
    on_time_ = Row(kOriented, "on_time", "Orientés en moins d'un mois");
    outside_ = Row(kOriented, "on_time.elsewhere", "dont hors France Travail");
    RateRow(kOriented, "on_time.rate", "Taux d'orientation en moins d'un mois",
            on_time_, entrants_);
    mean_ = MeanRow(kOriented, "mean", "Délai moyen d'orientation");
    constexpr char kBands[] = "Délai d'orientation";
    before_ = Row(kBands, "before", "Avant la connaissance de l'entrée");
    Row(kBands, "0-29", "Moins de 30 jours");
    Row(kBands, "30-59", "De 30 à 59 jours");
    Row(kBands, "60-89", "De 60 à 89 jours");
    Row(kBands, "90-", "90 jours ou plus");
    unknown_ = Row(kBands, "unknown", "Date de connaissance inconnue");
  }

  std::string OwnNote() const override {
    return "Délai compté du jour où le département connaît l'entrée, et non de "
           "la demande (à la différence d'OARSA) ; moyenne des seuls délais "
           "achevés et positifs.";
  }

  void Append(const Pathway& pathway,
              std::vector<TableUnit>* out) const override {
    for (const Entry& entry : finder_.Find(pathway, 0, out)) {
      TableUnit* unit = AddUnit(pathway, entry, out);
      Count(entrants_, entry.month, unit);
      Count(entry.oriented() ? oriented_ : not_oriented_, entry.month, unit);
      if (!entry.oriented()) continue;
      if (!entry.has_delay()) {
        Count(unknown_, entry.month, unit);
        continue;
      }
      if (OnTime(entry)) {
        Count(on_time_, entry.month, unit);
        if (entry.category != Org::FRANCE_TRAVAIL) {
          Count(outside_, entry.month, unit);
        }
      }
      const int delay = entry.delay();
      if (delay < 0) {
        Count(before_, entry.month, unit);
        continue;
      }
      Count(before_ + 1 + static_cast<size_t>(std::min(delay / 30, 3)),
            entry.month, unit);
      Days(mean_, entry.month, delay, unit);
    }
  }

 private:
  size_t entrants_, not_oriented_, oriented_, on_time_, outside_, mean_,
      before_, unknown_;
};

class A2 final : public MonthTable {
 public:
  explicit A2(const TableQuestion& question) : MonthTable(question) {
    constexpr char kStock[] = "À la fin du mois";
    subject_ = Stock(
        Row(kStock, "subject", "Soumis aux droits et devoirs, droit ouvert"));
    oriented_ = Stock(Row(kStock, "oriented", "Orientés"));
    tracks_ = TrackRows(kStock, "oriented");
    organisations_ = OrganisationRows(kStock, "oriented");
    RateRow(kStock, "oriented.rate", "Taux d'orientation", oriented_, subject_);
    active_ = Row(kStock, "contract", "Avec un contrat en cours");
    Row(kStock, "contract.france_travail",
        "dont France Travail (PPAE, contrat d'engagement)");
    Row(kStock, "contract.elsewhere", "dont autres organismes (CER)");
    RateRow(kStock, "contract.rate", "Taux de contractualisation", active_,
            oriented_);
    for (size_t row = subject_; row < layout_.rows.size(); ++row) Stock(row);
    appointments_ = Row("Dans le mois", "appointments",
                        "Rendez-vous tenus avec ces personnes", "appointments");
  }

  void Append(const Pathway& pathway,
              std::vector<TableUnit>* out) const override {
    const Scope scope(pathway, finder_.rights());
    for (int month = 0; month < 12; ++month) {
      const FlowMonth& period = finder_.MonthOf(month);
      if (period.last > pathway.as_of) break;
      if (!scope.Holds(period.last)) {
        LeaveOutMonth(period, scope.LeftOutOn(period.last), out);
        continue;
      }
      TableUnit& unit = out->emplace_back();
      unit.day = period.last;
      unit.spell = pathway.SpellOn(period.last);
      unit.events = scope.EventsOn(period.last);
      Count(subject_, month, &unit);
      CountOrientation(pathway, month, &unit);
      AddAppointments(pathway, month, out);
    }
  }

 private:
  size_t Stock(size_t row) {
    layout_.rows[row].no_sum = true;
    return row;
  }
  void CountOrientation(const Pathway& pathway, int month,
                        TableUnit* unit) const {
    const Day day = unit->day;
    const auto* orientation = pathway.OrientationOn(day);
    if (orientation == nullptr) return;
    const Category category =
        finder_.categories().Of(orientation->organisation);
    unit->events.push_back(orientation->event);
    Count(oriented_, month, unit);
    Count(tracks_ + OfTrack(*orientation), month, unit);
    Count(organisations_ + OfCategory(category), month, unit);
    const bool elsewhere = category != Org::FRANCE_TRAVAIL;
    const pathway::Contract* contract = ContractOn(pathway, day, elsewhere);
    if (contract == nullptr) return;
    unit->events.push_back(contract->event);
    Count(active_, month, unit);
    Count(active_ + (elsewhere ? 2 : 1), month, unit);
  }
  const pathway::Contract* ContractOn(const Pathway& pathway, Day day,
                                      bool elsewhere) const {
    for (const pathway::Contract& contract : pathway.contracts) {
      if (contract.start > day || contract.end <= day) continue;
      if (elsewhere ? IsCer(contract, options_) : IsRegistration(contract)) {
        return &contract;
      }
    }
    return nullptr;
  }
  void AddAppointments(const Pathway& pathway, int month,
                       std::vector<TableUnit>* out) const {
    const FlowMonth& period = finder_.MonthOf(month);
    for (const pathway::Appointment& one : pathway.appointments) {
      if (one.outcome == v1::Appointment::KEPT && period.first <= one.day &&
          one.day <= period.last) {
        TableUnit& unit = out->emplace_back();
        unit.day = one.day;
        unit.spell = one.spell;
        unit.events = {one.event};
        Count(appointments_, month, &unit);
      }
    }
  }

  size_t subject_, oriented_, tracks_, organisations_, active_, appointments_;
};

}  // namespace

std::vector<TableSpec> OrientationMonthTables() {
  return {
      MonthSpec<A1>("a1", "A1 : nouveaux entrants orientés en moins d'un mois",
                    {OrientationDaysOption()}),
      MonthSpec<A2>("a2", "A2 : personnes accompagnées à la fin de chaque mois",
                    {ContractKindsOption()}),
      MonthSpec<B1>("b1", "B1 : suivi de la première orientation",
                    {OrientationDaysOption()})};
}

}  // namespace jalon::evaluation
