// Participants of the European social fund, by the common indicators of
// regulation 1304/2013, annex I: what the events say of them, and no more.

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/status_macros.h"
#include "libs/evaluation/dimension.h"
#include "libs/evaluation/employment.h"
#include "libs/evaluation/table_person.h"
#include "libs/evaluation/table_rows.h"

namespace jalon::evaluation {
namespace {

using pathway::Enrolment;
using pathway::Pathway;

constexpr char kParticipations[] = "participations";

class Fse final : public SexTable {
 public:
  Fse(const TableQuestion& question,
      std::unique_ptr<const ZoneSource> catalogue)
      : catalogue_(std::move(catalogue)),
        strings_(question.context.view->strings()),
        year_(question.year),
        funding_(question.options.Text("funding")),
        entry_days_(question.options.Number("entry_days")),
        exit_days_(question.options.Number("exit_days")),
        months_(question.options.Number("result_months")),
        min_days_(question.options.Number("min_days")) {
    AddEntryRows();
    AddExitRows();
    if (catalogue_->get() != nullptr) return;
    for (TableLine& row : layout_.rows) row.rule = CellRule::kNoData;
  }

  std::vector<std::string> Notes() const override {
    std::vector<std::string> notes = {
        "Une participation : l'inscription d'une personne à une action du "
        "pacte que le fonds finance ; deux inscriptions sont deux "
        "participations.",
        "Résultat immédiat : situation observée entre la sortie et quatre "
        "semaines après ; à six mois : ce jour-là, ou la dernière observation "
        "depuis la sortie. Ce qui n'est pas observé est « non renseigné », "
        "jamais négatif.",
        "Une participation peut porter plusieurs résultats. Les indicateurs "
        "que nul fait ne dit n'ont pas de valeur (recherche d'emploi, "
        "qualification, handicap, origine, ruralité)."};
    if (catalogue_->get() == nullptr) {
      notes.emplace_back(
          "Le territoire n'a pas de pacte au 31 décembre de l'année : aucune "
          "action n'est connue pour financée.");
    }
    return notes;
  }

  void Append(const Pathway& pathway,
              std::vector<TableUnit>* out) const override {
    if (pathway.enrolments.empty()) {
      out->push_back(LeftOut("NO_ENROLMENT", pathway.as_of));
    }
    bool entered = false;
    for (size_t i = 0; i < pathway.enrolments.size(); ++i) {
      const Enrolment& enrolment = pathway.enrolments[i];
      TableUnit& unit = out->emplace_back();
      unit.enrolment = static_cast<int>(i);
      unit.day = enrolment.start;
      unit.stop = enrolment.end;
      unit.events = {enrolment.event, enrolment.end_event};
      const bool enters = year_.Holds(enrolment.start);
      const bool exits = enrolment.end_event >= 0 && year_.Holds(enrolment.end);
      unit.step = NoParticipation(enrolment);
      if (unit.step == nullptr && !enters && !exits) unit.step = "PERIOD";
      if (unit.step != nullptr) continue;
      Counts counts(pathway, &unit);
      if (enters) {
        if (!entered) counts.Add(persons_);
        entered = true;
        AddEntry(pathway, enrolment, &counts);
      }
      if (exits) AddExit(pathway, enrolment, &counts);
    }
  }

 private:
  void AddEntryRows() {
    constexpr char kEntries[] = "Entrées de l'année";
    entries_ =
        Row(kEntries, "entries", "Participations entrées", kParticipations);
    persons_ = Row(kEntries, "persons", "Personnes distinctes");
    constexpr char kSituation[] = "Situation à l'entrée";
    const auto no_data = [&](const char* id, const char* label) {
      NoDataRow(kSituation, id, label);
    };
    no_data("co01", "CO01 chômeurs, y compris de longue durée");
    no_data("co02", "CO02 chômeurs de longue durée");
    no_data("co03", "CO03 inactifs");
    no_data("co04", "CO04 inactifs, ni en études ni en formation");
    employed_ = Row(kSituation, "co05",
                    "CO05 en emploi, y compris indépendants", kParticipations);
    Row(kSituation, "co05.no", "CO05 sans emploi", kParticipations);
    Row(kSituation, "co05.unknown", "CO05 non renseigné", kParticipations);
    young_ = Row(kSituation, "co06", "CO06 moins de 25 ans", kParticipations);
    Row(kSituation, "co07", "CO07 plus de 54 ans", kParticipations);
    Row(kSituation, "age.other", "De 25 à 54 ans", kParticipations);
    Row(kSituation, "age.unknown", "Âge non renseigné", kParticipations);
    no_data("co08", "CO08 plus de 54 ans, au chômage ou inactifs");
    education_ = Row(kSituation, "co09", "CO09 CITE 1 et 2 (niveaux VI, V bis)",
                     kParticipations);
    Row(kSituation, "co10", "CO10 CITE 3 et 4 (niveaux V et IV)",
        kParticipations);
    Row(kSituation, "co11", "CO11 CITE 5 à 8 (niveaux III, II et I)",
        kParticipations);
    Row(kSituation, "education.unknown", "Niveau d'études non renseigné",
        kParticipations);
    no_data("co15", "CO15 migrants, origine étrangère, minorités");
    no_data("co16", "CO16 personnes handicapées");
    no_data("co17", "CO17 autres personnes défavorisées");
    no_data("co18", "CO18 sans domicile, exclusion du logement");
    no_data("co19", "CO19 zones rurales");
  }

  void AddExitRows() {
    exits_ = Row("Sorties de l'année", "exits", "Participations terminées",
                 kParticipations);
    constexpr char kNow[] = "Résultats immédiats (quatre semaines)";
    NoDataRow(kNow, "cr01", "CR01 inactifs entrés en recherche d'emploi");
    training_ =
        Row(kNow, "cr02", "CR02 en études ou en formation", kParticipations);
    Row(kNow, "cr02.unknown", "CR02 non renseigné", kParticipations);
    NoDataRow(kNow, "cr03", "CR03 qualification obtenue");
    now_ = AnswerRows(kNow, "cr04", "CR04 en emploi, y compris indépendants");
    NoDataRow(kNow, "cr05", "CR05 personnes défavorisées, résultat positif");
    constexpr char kLater[] = "Résultats à six mois";
    later_ =
        AnswerRows(kLater, "cr06", "CR06 en emploi, y compris indépendants");
    NoDataRow(kLater, "cr07", "CR07 situation améliorée sur le marché");
    older_ =
        Row(kLater, "cr08", "CR08 plus de 54 ans, en emploi", kParticipations);
    NoDataRow(kLater, "cr09", "CR09 personnes défavorisées, en emploi");
  }

  // Yes, no, unknown, not over yet; the first one's index.
  size_t AnswerRows(const std::string& section, const std::string& id,
                    const std::string& label) {
    const size_t row = Row(section, id, label, kParticipations);
    const std::string code = label.substr(0, 4);
    Row(section, id + ".no", code + " sans emploi", kParticipations);
    Row(section, id + ".unknown", code + " non renseigné", kParticipations);
    Row(section, id + ".immature", code + " délai non écoulé", kParticipations);
    return row;
  }

  // The step that leaves it out; nullptr = it is one.
  const char* NoParticipation(const Enrolment& enrolment) const {
    if (catalogue_->get() == nullptr) return "NO_PACT";
    const v1::Action* action =
        catalogue_->get()->Find(enrolment.action, enrolment.start);
    if (action == nullptr) return "UNKNOWN_ACTION";
    if (std::count(action->funding().begin(), action->funding().end(),
                   funding_) == 0) {
      return "FUNDING";
    }
    const bool lasts = enrolment.end == base::kForever ||
                       enrolment.end - enrolment.start >= min_days_;
    return lasts ? nullptr : "TOO_SHORT";
  }

  void AddEntry(const Pathway& pathway, const Enrolment& enrolment,
                Counts* counts) const {
    const Day day = enrolment.start;
    counts->Add(entries_);
    int decided_by = -1;
    counts->Add(employed_ +
                AnswerRow(EmployedAtEntry(pathway, day, &decided_by)));
    counts->DecidedBy(decided_by);
    counts->Add(young_ + AgeRow(pathway, day));
    const int level =
        EducationGroup(strings_.Get(pathway.ProfileOn(day).education));
    counts->Add(education_ + (level == 0   ? 3
                              : level == 1 ? 0
                              : level == 4 ? 2
                                           : 1));
  }

  // As attested that day, else the day before: a job that starts with the
  // action is no situation at entry.
  std::optional<bool> EmployedAtEntry(const Pathway& pathway, Day day,
                                      int* decided_by) const {
    std::optional<bool> attested;
    for (const pathway::Attestation& attestation : pathway.attestations) {
      if (attestation.day != day) continue;
      attested = attestation.in_employment;
      *decided_by = attestation.event;
    }
    if (attested.has_value()) return attested;
    return EmployedOn(pathway, {.from = day - entry_days_, .to = day - 1},
                      decided_by);
  }

  static size_t AnswerRow(const std::optional<bool>& answer) {
    return !answer.has_value() ? 2 : *answer ? 0 : 1;
  }

  // Below 25, above 54, between, unknown.
  static size_t AgeRow(const Pathway& pathway, Day day) {
    const Day birth = pathway.LastProfile().birth_date;
    if (birth == base::kNoDay || birth > day) return 3;
    const int age = base::CompletedYears(birth, day);
    if (age < 25) return 0;
    return age > 54 ? 1 : 2;
  }

  void AddExit(const Pathway& pathway, const Enrolment& enrolment,
               Counts* counts) const {
    const Day exit = enrolment.end;
    const Period weeks = {.from = exit, .to = exit + exit_days_};
    counts->Add(exits_);
    const int training = TrainingIn(pathway, weeks);
    counts->Add(training_ + (training >= 0 ? 0 : 1));
    counts->DecidedBy(training);
    AddEmployment(pathway, enrolment, weeks, counts);
  }

  void AddEmployment(const Pathway& pathway, const Enrolment& enrolment,
                     const Period& weeks, Counts* counts) const {
    int decided_by = -1;
    std::optional<bool> now = EmployedIn(pathway, weeks, &decided_by);
    if (enrolment.outcome == v1::ActionEnded::EMPLOYMENT) {
      now = true;
      decided_by = enrolment.end_event;
    }
    counts->DecidedBy(decided_by);
    const bool now_open = !now.has_value() && weeks.to > pathway.as_of;
    counts->Add(now_ + (now_open ? 3 : AnswerRow(now)));
    const Day due = base::AddMonths(enrolment.end, months_);
    if (due > pathway.as_of) {
      counts->Add(later_ + 3);
      return;
    }
    decided_by = -1;
    const std::optional<bool> later =
        EmployedOn(pathway, {.from = enrolment.end, .to = due}, &decided_by);
    counts->DecidedBy(decided_by);
    counts->Add(later_ + AnswerRow(later));
    if (later.value_or(false) && AgeRow(pathway, enrolment.start) == 1) {
      counts->Add(older_);
    }
  }

  const std::unique_ptr<const ZoneSource> catalogue_;
  const pathway::StringTable& strings_;
  const Period year_;
  const std::string funding_;
  const int entry_days_, exit_days_, months_, min_days_;
  size_t entries_ = 0, persons_ = 0, employed_ = 0, young_ = 0, education_ = 0,
         exits_ = 0, training_ = 0, now_ = 0, later_ = 0, older_ = 0;
};

absl::StatusOr<std::unique_ptr<Table>> MakeFse(const TableQuestion& question) {
  // The pact of the year, however late the follow-up.
  Context context = question.context;
  context.as_of = question.year.to;
  auto catalogue = std::make_unique<ZoneSource>();
  RETURN_IF_ERROR(catalogue->Read(context, question.options.Text("pact"),
                                  v1::ON_AS_OF, "options.pact"));
  return std::make_unique<Fse>(question, std::move(catalogue));
}

}  // namespace

TableSpec FseTable() {
  return {
      .id = "fse",
      .title = "FSE : participants, résultats immédiats et à six mois",
      .source =
          "Règlement (UE) 1304/2013, annexe I, indicateurs communs ; "
          "PON Emploi et Inclusion 2014-2020, axe 3",
      .follows_up = true,
      .options = {{.name = "pact",
                   .by_default = "",
                   .meaning = "Pacte dont le catalogue dit les financements ; "
                              "vide : celui du territoire au 31 décembre",
                   .values = {},
                   .kind = TableOptionSpec::Kind::kText},
                  {.name = "funding",
                   .by_default = "FSE",
                   .meaning = "Étiquette de financement des actions comptées",
                   .values = {},
                   .kind = TableOptionSpec::Kind::kText},
                  NumberOption(
                      "entry_days", 28, 0, 366,
                      "Emploi à l'entrée : une observation vaut si elle a au "
                      "plus tant de jours"),
                  NumberOption(
                      "exit_days", 28, 0, 366,
                      "Résultat immédiat : observé au plus tant de jours après "
                      "la sortie"),
                  NumberOption(
                      "result_months", 6, 0, 60,
                      "Résultat à plus long terme : tant de mois après la "
                      "sortie, de date à date"),
                  NumberOption(
                      "min_days", 0, 0, 366,
                      "Une participation compte si elle dure au moins tant de "
                      "jours (FSE+ : 2)")},
      .make = &MakeFse};
}

}  // namespace jalon::evaluation
