// Tables 5 and 6 of OARSA: the entries and the reorientations of the year.

#include "libs/evaluation/table_oarsa.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;

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
  std::vector<std::string> OwnNotes() const override {
    return {
        "Primo-orientation, primo-CER : les premiers depuis la dernière entrée "
        "et encore en cours au 31 décembre ; une personne réorientée ou dont "
        "le CER a été renouvelé n'y est plus (notes 18 et 20).",
        "Moyennes simples, arrondies au jour à l'affichage, sur les seuls "
        "délais achevés dont les deux dates sont connues : elles ne disent "
        "rien de ceux qui attendent (notes 21 et 22)."};
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
  const char* AddPerson(const Pathway& pathway, const OarsaPerson& person,
                        OarsaColumns* columns) const override {
    if (!person.entrant) return "COHORT";
    columns->DecidedBy(
        pathway.spells[static_cast<size_t>(person.spell)].claim_event);
    if (person.first_cer) columns->DecidedBy(person.cer->event);
    const bool elsewhere =
        person.first_orientation && person.oriented_elsewhere();
    columns->Count(0);
    columns->Count(1, person.first_orientation);
    columns->Count(2, elsewhere);
    columns->Count(3, elsewhere && person.first_cer);
    columns->Days(4, person.entry_to_orientation);
    columns->Days(5, person.orientation_to_cer);
    return nullptr;
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
  std::vector<std::string> OwnNotes() const override {
    return {
        "Parmi les orientés au 31 décembre ; d'un organisme du SPE à un autre, "
        "ou d'un référent à un autre, ce n'est pas une réorientation ; une "
        "personne compte une fois, dans le sens de la dernière (note 23)."};
  }

 private:
  const char* AddPerson(const Pathway&, const OarsaPerson& person,
                        OarsaColumns* columns) const override {
    if (!person.oriented()) return "NOT_ORIENTED";
    if (person.reorientation == Reorientation::kNone) return "NOT_REORIENTED";
    columns->DecidedBy(person.left->event);
    columns->DecidedBy(person.taken->event);
    columns->Count(0);
    columns->Count(person.reorientation == Reorientation::kSpeToOther ? 1 : 2);
    return nullptr;
  }
};

}  // namespace

std::vector<TableSpec> OarsaFlowTables() {
  return {OarsaSpec(5, "Personnes entrées dans l'année : délais",
                    {ContractKindsOption(), Entrants::DelayOption(),
                     Entrants::NegativeOption()},
                    &MakeOarsa<Entrants>),
          OarsaSpec(6, "Réorientations de l'année", {},
                    &MakeOarsa<Reorientations>)};
}

}  // namespace jalon::evaluation
