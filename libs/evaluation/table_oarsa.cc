// The six tables of the DREES survey OARSA, as the questionnaire lays them out.

#include "libs/evaluation/table_oarsa.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;
using Org = v1::Organisation;

constexpr char kSpe[] = "Service public de l'emploi (SPE)";
constexpr char kOutside[] = "Hors SPE";

// The ten columns of organisations other than France Travail, in the order of
// the categories.
std::vector<TableLine> OrganisationColumns() {
  return {
      {.id = "mission_locale", .label = "Mission locale", .group = kSpe},
      {.id = "employment_house",
       .label = "MDE, MDEF, PLIE, Cap emploi",
       .group = kSpe},
      {.id = "business_creation",
       .label = "Appui à la création d'entreprise",
       .group = kSpe},
      {.id = "iae",
       .label = "Insertion par l'activité économique",
       .group = kSpe},
      {.id = "other_spe",
       .label = "Autre organisme de placement ou de formation",
       .group = kSpe},
      {.id = "departement",
       .label = "Services du département",
       .group = kOutside},
      {.id = "caf", .label = "CAF", .group = kOutside},
      {.id = "msa", .label = "MSA", .group = kOutside},
      {.id = "ccas", .label = "CCAS, CIAS", .group = kOutside},
      {.id = "other", .label = "Autre organisme", .group = kOutside},
  };
}

// Index among them; the category is not France Travail.
size_t OrganisationColumn(Category category) {
  return static_cast<size_t>(category - Org::MISSION_LOCALE);
}

void Append(std::vector<TableLine> more, std::vector<TableLine>* columns) {
  for (TableLine& line : more) columns->push_back(std::move(line));
}

// What a person adds to the columns; each in every row of the person.
class Columns {
 public:
  Columns(const std::vector<size_t>& rows, TableGrid* grid)
      : rows_(rows), grid_(*grid) {}
  void Count(size_t column, bool holds = true) {
    if (!holds) return;
    for (const size_t row : rows_) grid_.Count(row, column);
  }
  void Days(size_t column, const std::optional<int>& days) {
    if (!days.has_value()) return;
    for (const size_t row : rows_) grid_.Days(row, column, *days);
  }

 private:
  const std::vector<size_t>& rows_;
  TableGrid& grid_;
};

// A table over the persons in scope, by band.
class OarsaTable : public Table {
 public:
  explicit OarsaTable(const TableQuestion& question)
      : reader_(question),
        bands_(question.options),
        strings_(question.context.view->strings()),
        day_(question.year.to) {
    layout_.rows = bands_.lines();
  }

  void Add(const Pathway& pathway, TableGrid* grid) const final {
    const std::optional<OarsaPerson> person = reader_.Read(pathway);
    if (!person.has_value()) return;
    const std::vector<size_t> rows =
        bands_.Of(pathway, strings_, person->spell, day_);
    Columns columns(rows, grid);
    AddPerson(pathway, *person, &columns);
  }

  std::vector<std::string> Notes() const override {
    return {
        "Champ : personnes soumises aux droits et devoirs au 31 décembre, "
        "droit ouvert ; celles dont on ignore si elles y sont soumises sont "
        "hors champ (note 4).",
        "Le droit est celui connu à la date de connaissance, non consolidé : "
        "ce qui a été enregistré depuis n'y change rien (note 4).",
        "Une personne est dans une seule ligne de chaque rubrique ; sexe et "
        "date de naissance tels que connus en dernier, le reste au 31 "
        "décembre."};
  }

 protected:
  virtual void AddPerson(const Pathway& pathway, const OarsaPerson& person,
                         Columns* columns) const = 0;

 private:
  const OarsaReader reader_;
  const BandRows bands_;
  const pathway::StringTable& strings_;
  const Day day_;
};

class Orientation final : public OarsaTable {
 public:
  explicit Orientation(const TableQuestion& question) : OarsaTable(question) {
    layout_.columns = {
        {.id = "sdd", .label = "Soumis aux droits et devoirs", .group = ""},
        {.id = "not_oriented", .label = "Non orientés", .group = ""},
        {.id = "oriented", .label = "Orientés", .group = ""},
        {.id = "france_travail",
         .label = "Orientés vers France Travail",
         .group = ""},
        {.id = "elsewhere", .label = "Orientés ailleurs", .group = ""}};
    Append(OrganisationColumns(), &layout_.columns);
  }

 private:
  void AddPerson(const Pathway&, const OarsaPerson& person,
                 Columns* columns) const override {
    columns->Count(0);
    columns->Count(person.oriented() ? 2 : 1);
    if (!person.oriented()) return;
    columns->Count(person.oriented_elsewhere() ? 4 : 3);
    if (person.oriented_elsewhere()) {
      columns->Count(5 + OrganisationColumn(person.category));
    }
  }
};

class Contract final : public OarsaTable {
 public:
  explicit Contract(const TableQuestion& question) : OarsaTable(question) {
    layout_.columns = {
        {.id = "registered",
         .label = "Orientés vers France Travail et inscrits",
         .group = "",
         .rule = question.options.Is("ft_registration", "CONTRACT")
                     ? CellRule::kCount
                     : CellRule::kNoData},
        {.id = "cer",
         .label = "Orientés ailleurs, CER en cours de validité",
         .group = ""}};
    Append(OrganisationColumns(), &layout_.columns);
  }
  static TableOptionSpec RegistrationOption() {
    return {.name = "ft_registration",
            .by_default = "UNKNOWN",
            .meaning =
                "Inscription effective à France Travail : aucun fait ne "
                "la dit ; à défaut, un PPAE ou un contrat d'engagement "
                "en cours (CONTRACT)",
            .values = {"UNKNOWN", "CONTRACT"}};
  }

 private:
  void AddPerson(const Pathway&, const OarsaPerson& person,
                 Columns* columns) const override {
    if (!person.oriented()) return;
    if (!person.oriented_elsewhere()) {
      columns->Count(0, person.registered);
    } else if (person.cer != nullptr) {
      columns->Count(1);
      columns->Count(2 + OrganisationColumn(person.category));
    }
  }
};

TableLine CerColumn() {
  return {.id = "cer", .label = "CER en cours de validité", .group = ""};
}

class Duration final : public OarsaTable {
 public:
  explicit Duration(const TableQuestion& question) : OarsaTable(question) {
    constexpr char kGroup[] = "Durée inscrite dans le CER";
    layout_.columns = {
        CerColumn(),
        {.id = "0-6m", .label = "Moins de 6 mois", .group = kGroup},
        {.id = "6-12m", .label = "De 6 mois à moins d'un an", .group = kGroup},
        {.id = "12m-", .label = "Un an ou plus", .group = kGroup}};
  }

 private:
  void AddPerson(const Pathway& pathway, const OarsaPerson& person,
                 Columns* columns) const override {
    if (!person.oriented_elsewhere() || person.cer == nullptr) return;
    // As written, whatever cut it since.
    const Day end = pathway.events[static_cast<size_t>(person.cer->event)].day2;
    const int months = base::CompletedMonths(person.cer->start, end);
    columns->Count(0);
    columns->Count(months < 6 ? 1 : months < 12 ? 2 : 3);
  }
};

class Actions final : public OarsaTable {
 public:
  explicit Actions(const TableQuestion& question) : OarsaTable(question) {
    static constexpr std::pair<const char*, const char*> kActions[] = {
        {"training", "Compétences et formation"},
        {"job_search", "Parcours de recherche d'emploi"},
        {"iae", "Mesure d'insertion par l'activité économique"},
        {"self_employment", "Création d'activité"},
        {"subsidised_job", "Emploi aidé"},
        {"ordinary_job", "Emploi ordinaire"},
        {"social_link", "Lien social"},
        {"mobility", "Mobilité"},
        {"housing", "Logement"},
        {"health", "Accès aux soins"},
        {"financial_autonomy", "Autonomie financière"},
        {"family", "Famille et parentalité"},
        {"literacy", "Savoirs de base, illettrisme"},
        {"rights", "Accès aux droits, démarches"},
        {"other", "Autre action"}};
    layout_.columns = {CerColumn()};
    for (const auto& [id, label] : kActions) {
      layout_.columns.push_back(
          {.id = id,
           .label = label,
           .group = "CER comportant au moins une action"});
    }
  }
  std::vector<std::string> Notes() const override {
    std::vector<std::string> notes = OarsaTable::Notes();
    notes.emplace_back(
        "Une action compte au plus une fois par CER ; un CER peut en porter "
        "plusieurs, les colonnes ne s'additionnent pas (note 16).");
    return notes;
  }

 private:
  void AddPerson(const Pathway&, const OarsaPerson& person,
                 Columns* columns) const override {
    if (!person.oriented_elsewhere() || person.cer == nullptr) return;
    columns->Count(0);
    for (size_t action = 1; action < layout_.columns.size(); ++action) {
      columns->Count(action, (person.cer->actions >> action & 1) != 0);
    }
  }
};

class Entrants final : public OarsaTable {
 public:
  explicit Entrants(const TableQuestion& question) : OarsaTable(question) {
    layout_.columns = {
        {.id = "entrants", .label = "Entrés dans l'année", .group = ""},
        {.id = "oriented", .label = "Primo-orientés", .group = ""},
        {.id = "elsewhere",
         .label = "Primo-orientés ailleurs qu'à France Travail",
         .group = ""},
        {.id = "cer", .label = "… avec un primo-CER", .group = ""},
        {.id = "entry_to_orientation",
         .label = "De l'entrée à la primo-orientation",
         .group = "Délai moyen",
         .rule = CellRule::kMean,
         .unit = "days"},
        {.id = "orientation_to_cer",
         .label = "De la primo-orientation au primo-CER",
         .group = "Délai moyen",
         .rule = CellRule::kMean,
         .unit = "days"}};
  }
  std::vector<std::string> Notes() const override {
    std::vector<std::string> notes = OarsaTable::Notes();
    notes.emplace_back(
        "Primo-orientation, primo-CER : les premiers depuis la dernière entrée "
        "et encore en cours au 31 décembre ; une personne réorientée ou dont "
        "le CER a été renouvelé n'y est plus (notes 18 et 20).");
    notes.emplace_back(
        "Moyennes simples, arrondies au jour à l'affichage, sur les seuls "
        "délais achevés dont les deux dates sont connues : elles ne disent "
        "rien de ceux qui attendent (notes 21 et 22).");
    return notes;
  }
  static TableOptionSpec DelayOption() {
    return {.name = "delay_from",
            .by_default = "CLAIM",
            .meaning =
                "Départ du premier délai : la demande de RSA (sans "
                "elle, hors de la moyenne), ou l'ouverture du droit",
            .values = {"CLAIM", "OPENING"}};
  }
  static TableOptionSpec NegativeOption() {
    return {.name = "negative_delays",
            .by_default = "EXCLUDED",
            .meaning =
                "Délais négatifs (orientation avant l'entrée, CER avant "
                "l'orientation) : hors des moyennes, ou comptés",
            .values = {"EXCLUDED", "INCLUDED"}};
  }

 private:
  void AddPerson(const Pathway&, const OarsaPerson& person,
                 Columns* columns) const override {
    if (!person.entrant) return;
    const bool elsewhere =
        person.first_orientation && person.oriented_elsewhere();
    columns->Count(0);
    columns->Count(1, person.first_orientation);
    columns->Count(2, elsewhere);
    columns->Count(3, elsewhere && person.first_cer);
    columns->Days(4, person.entry_to_orientation);
    columns->Days(5, person.orientation_to_cer);
  }
};

class Reorientations final : public OarsaTable {
 public:
  explicit Reorientations(const TableQuestion& question)
      : OarsaTable(question) {
    layout_.columns = {
        {.id = "any", .label = "Réorientés entre SPE et hors SPE", .group = ""},
        {.id = "to_other", .label = "Du SPE vers hors SPE", .group = ""},
        {.id = "to_spe", .label = "De hors SPE vers le SPE", .group = ""}};
  }
  std::vector<std::string> Notes() const override {
    std::vector<std::string> notes = OarsaTable::Notes();
    notes.emplace_back(
        "Parmi les orientés au 31 décembre ; d'un organisme du SPE à un autre, "
        "ou d'un référent à un autre, ce n'est pas une réorientation ; une "
        "personne compte une fois, dans le sens de la dernière (note 23).");
    return notes;
  }

 private:
  void AddPerson(const Pathway&, const OarsaPerson& person,
                 Columns* columns) const override {
    if (person.reorientation == Reorientation::kNone) return;
    columns->Count(0);
    columns->Count(person.reorientation == Reorientation::kSpeToOther ? 1 : 2);
  }
};

template <typename T>
absl::StatusOr<std::unique_ptr<Table>> Make(const TableQuestion& question) {
  return std::make_unique<T>(question);
}

template <typename T>
TableSpec Spec(int number, const std::string& title,
               std::vector<TableOptionSpec> more) {
  // Every table reads the person whole, so all have what the reader needs.
  std::vector<TableOptionSpec> options = {
      RightsOption(), BandRows::SeniorityOption(), Categories::Option()};
  for (TableOptionSpec& option : more) options.push_back(std::move(option));
  return {.id = absl::StrCat("oarsa-t", number),
          .title = title,
          .source = absl::StrCat(
              "DREES, enquête OARSA, questionnaire (refonte 2017), tableau ",
              number, " et notes 1 à 23"),
          .options = std::move(options),
          .make = &Make<T>};
}

}  // namespace

std::vector<TableSpec> OarsaTables() {
  return {
      Spec<Orientation>(
          1,
          "Orientation au 31 décembre des personnes soumises aux droits et "
          "devoirs",
          {}),
      Spec<Contract>(2, "Contrat en cours au 31 décembre",
                     {ContractKindsOption(), Contract::RegistrationOption()}),
      Spec<Duration>(3, "Durée des CER en cours au 31 décembre",
                     {ContractKindsOption()}),
      Spec<Actions>(4, "Actions inscrites dans les CER en cours au 31 décembre",
                    {ContractKindsOption()}),
      Spec<Entrants>(5, "Personnes entrées dans l'année : délais",
                     {ContractKindsOption(), Entrants::DelayOption(),
                      Entrants::NegativeOption()}),
      Spec<Reorientations>(6, "Réorientations de l'année", {}),
  };
}

}  // namespace jalon::evaluation
