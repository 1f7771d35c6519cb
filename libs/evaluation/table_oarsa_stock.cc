// Tables 1 to 4 of OARSA: the persons in scope on 31 December, by where they
// are oriented and by their contract.

#include <utility>

#include "libs/evaluation/table_oarsa.h"

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

void AppendLines(std::vector<TableLine> more, std::vector<TableLine>* columns) {
  for (TableLine& line : more) columns->push_back(std::move(line));
}

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
    AppendLines(OrganisationColumns(), &layout_.columns);
  }

 private:
  const char* AddPerson(const Pathway&, const OarsaPerson& person,
                        OarsaColumns* columns) const override {
    columns->Count(0);
    columns->Count(person.oriented() ? 2 : 1);
    if (!person.oriented()) return nullptr;
    columns->Count(person.oriented_elsewhere() ? 4 : 3);
    if (person.oriented_elsewhere()) {
      columns->Count(5 + OrganisationColumn(person.category));
    }
    return nullptr;
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
    AppendLines(OrganisationColumns(), &layout_.columns);
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
  const char* AddPerson(const Pathway&, const OarsaPerson& person,
                        OarsaColumns* columns) const override {
    if (!person.oriented()) return "NOT_ORIENTED";
    if (!person.oriented_elsewhere()) {
      if (layout_.columns[0].rule == CellRule::kNoData) {
        return "REGISTRATION_UNKNOWN";
      }
      if (person.registration == nullptr) return "NO_CONTRACT";
      columns->DecidedBy(person.registration->event);
      columns->Count(0);
      return nullptr;
    }
    if (person.cer == nullptr) return "NO_CONTRACT";
    columns->DecidedBy(person.cer->event);
    columns->Count(1);
    columns->Count(2 + OrganisationColumn(person.category));
    return nullptr;
  }
};

// The step that leaves out who has no CER outside France Travail.
const char* WithoutCer(const OarsaPerson& person) {
  if (!person.oriented()) return "NOT_ORIENTED";
  if (!person.oriented_elsewhere()) return "FRANCE_TRAVAIL";
  return person.cer == nullptr ? "NO_CONTRACT" : nullptr;
}

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
  const char* AddPerson(const Pathway& pathway, const OarsaPerson& person,
                        OarsaColumns* columns) const override {
    const char* step = WithoutCer(person);
    if (step != nullptr) return step;
    columns->DecidedBy(person.cer->event);
    // As written, whatever cut it since.
    const Day end = pathway.events[static_cast<size_t>(person.cer->event)].day2;
    const int months = base::CompletedMonths(person.cer->start, end);
    columns->Count(0);
    columns->Count(months < 6 ? 1 : months < 12 ? 2 : 3);
    return nullptr;
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
  std::vector<std::string> OwnNotes() const override {
    return {
        "Une action compte au plus une fois par CER ; un CER peut en porter "
        "plusieurs, les colonnes ne s'additionnent pas (note 16)."};
  }

 private:
  const char* AddPerson(const Pathway&, const OarsaPerson& person,
                        OarsaColumns* columns) const override {
    const char* step = WithoutCer(person);
    if (step != nullptr) return step;
    columns->DecidedBy(person.cer->event);
    columns->Count(0);
    for (size_t action = 1; action < layout_.columns.size(); ++action) {
      columns->Count(action, (person.cer->actions >> action & 1) != 0);
    }
    return nullptr;
  }
};

}  // namespace

std::vector<TableSpec> OarsaStockTables() {
  return {
      OarsaSpec(1,
                "Orientation au 31 décembre des personnes soumises aux droits "
                "et devoirs",
                {}, &MakeOarsa<Orientation>),
      OarsaSpec(2, "Contrat en cours au 31 décembre",
                {ContractKindsOption(), Contract::RegistrationOption()},
                &MakeOarsa<Contract>),
      OarsaSpec(3, "Durée des CER en cours au 31 décembre",
                {ContractKindsOption()}, &MakeOarsa<Duration>),
      OarsaSpec(4, "Actions inscrites dans les CER en cours au 31 décembre",
                {ContractKindsOption()}, &MakeOarsa<Actions>)};
}

}  // namespace jalon::evaluation
