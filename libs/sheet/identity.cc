#include "libs/sheet/identity.h"

#include "absl/strings/str_cat.h"

namespace jalon::sheet {

std::vector<std::pair<std::string, std::string>> IdentityLines(
    const v1::EvaluateTableResponse& table) {
  const v1::FigureHeader& header = table.header();
  std::vector<std::pair<std::string, std::string>> out = {
      {"Identité", ""},
      {"Tableau", table.table().title()},
      {"Source", table.table().source()},
      {"Définition", absl::StrCat(header.definition(), ", version ",
                                  header.definition_version())},
      {"Territoire", header.territory()},
      {"À la date du", header.as_of()},
      {"Connu au", header.known_at().empty()
                       ? absl::StrCat("position ", header.position())
                       : header.known_at()},
      {"Position du registre", absl::StrCat(header.position())},
      {"Provisoire", header.provisional() ? "oui" : "non"},
      {"Statut", v1::FigureStatus_Name(header.status())},
      {"NC", "non concerné : personne au dénominateur"},
      {"ND",
       "non disponible : aucun fait enregistré ne le dit, ou "
       "période non achevée"},
      {"s", "secret statistique"},
      {"Options", ""}};
  for (const v1::TableOption& option : table.options()) {
    out.emplace_back(absl::StrCat(option.name(), " = ", option.value()),
                     option.meaning());
  }
  out.emplace_back("Notes", "");
  int number = 0;
  for (const std::string& note : table.notes()) {
    out.emplace_back(absl::StrCat("Note ", ++number), note);
  }
  return out;
}

}  // namespace jalon::sheet
