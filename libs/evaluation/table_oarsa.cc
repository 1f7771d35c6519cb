// The six tables of the DREES survey OARSA, as the questionnaire lays them out.

#include "libs/evaluation/table_oarsa.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace jalon::evaluation {

using pathway::Pathway;

OarsaTable::OarsaTable(const TableQuestion& question)
    : reader_(question),
      bands_(question.options),
      strings_(question.context.view->strings()),
      day_(question.year.to) {
  layout_.rows = bands_.lines();
}

void OarsaTable::Append(const Pathway& pathway,
                        std::vector<TableUnit>* out) const {
  TableUnit& unit = out->emplace_back();
  const std::optional<OarsaPerson> person = reader_.Read(pathway, &unit);
  if (!person.has_value()) return;
  const std::vector<size_t> rows =
      bands_.Of(pathway, strings_, person->spell, day_);
  OarsaColumns columns(rows, &unit);
  unit.step = AddPerson(pathway, *person, &columns);
}

std::vector<std::string> OarsaTable::Notes() const {
  std::vector<std::string> notes = {
      "Champ : personnes soumises aux droits et devoirs au 31 décembre, "
      "droit ouvert ; celles dont on ignore si elles y sont soumises sont "
      "hors champ (note 4).",
      "Le droit est celui connu à la date de connaissance, non consolidé : "
      "ce qui a été enregistré depuis n'y change rien (note 4).",
      "Une personne est dans une seule ligne de chaque rubrique ; sexe et "
      "date de naissance tels que connus en dernier, le reste au 31 "
      "décembre."};
  for (std::string& note : OwnNotes()) notes.push_back(std::move(note));
  return notes;
}

TableSpec OarsaSpec(int number, const std::string& title,
                    const std::vector<TableOptionSpec>& more,
                    decltype(TableSpec::make) make) {
  // Every table reads the person whole, so all have what the reader needs.
  std::vector<TableOptionSpec> options = {
      RightsOption(), BandRows::SeniorityOption(), Categories::Option()};
  options.insert(options.end(), more.begin(), more.end());
  return {.id = absl::StrCat("oarsa-t", number),
          .title = title,
          .source = absl::StrCat(
              "DREES, enquête OARSA, questionnaire (refonte 2017), tableau ",
              number, " et notes 1 à 23"),
          .options = std::move(options),
          .make = make};
}

std::vector<TableSpec> OarsaTables() {
  std::vector<TableSpec> out = OarsaStockTables();
  for (TableSpec& spec : OarsaFlowTables()) out.push_back(std::move(spec));
  return out;
}

}  // namespace jalon::evaluation
