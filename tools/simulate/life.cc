#include "tools/simulate/life.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace jalon::simulate {
namespace {

void AddIdentifier(v1::Identifier::Scheme scheme, std::string value,
                   v1::Person* person) {
  v1::Identifier* identifier = person->add_identifiers();
  identifier->set_scheme(scheme);
  identifier->set_value(std::move(value));
}

// 13 characters: sex, year, month, commune of birth, order.
std::string DrawNir(const Adult& adult, Chance* chance) {
  const std::string birth = base::FormatDay(adult.birth);
  return absl::StrCat(adult.man ? "1" : "2", birth.substr(2, 2),
                      birth.substr(5, 2), "34",
                      absl::StrFormat("%03d", chance->Between(1, 343)),
                      absl::StrFormat("%03d", adult.number % 1000));
}

}  // namespace

Catalogue CatalogueOf(const v1::Pact& pact) {
  Catalogue out;
  if (pact.versions_size() > 0) {
    const v1::PactVersion& version = pact.versions(0);
    out.actions.assign(version.actions().begin(), version.actions().end());
    for (const v1::Zone& zone : version.zones()) {
      out.communes.insert(out.communes.end(), zone.communes().begin(),
                          zone.communes().end());
    }
  }
  if (out.actions.empty()) {
    for (const char* id : {"ACCUEIL", "MOBILITE", "FORMATION", "IAE"}) {
      out.actions.emplace_back().set_id(id);
      out.actions.back().set_operator_("OPERATEUR");
    }
  }
  if (out.communes.empty()) out.communes = {"34172", "34032", "34301"};
  return out;
}

Adult DrawAdult(uint32_t number, const Catalogue& catalogue, Day on,
                Chance* chance) {
  Adult adult;
  adult.number = number;
  adult.man = chance->Happens(0.48);
  adult.birth = on - chance->Between(25 * 365, 40 * 365) -
                (chance->Happens(0.4) ? chance->Between(0, 22 * 365) : 0);
  adult.nir = DrawNir(adult, chance);
  adult.household = absl::StrFormat("H%07d", number);
  adult.with_children = chance->Happens(0.46);
  adult.couple = chance->Happens(0.19);
  const size_t last = catalogue.communes.size() - 1;
  // The first communes of the list are the larger ones.
  adult.commune = catalogue.communes[static_cast<size_t>(
      chance->Between(0, chance->Between(0, static_cast<int>(last))))];
  adult.ft_known_by_nir = !chance->Happens(0.02);
  return adult;
}

v1::Person PersonFor(Partner partner, const Adult& adult) {
  v1::Person person;
  const std::string number = absl::StrFormat("%07d", adult.number);
  switch (partner) {
    case Partner::kCaf:
      AddIdentifier(v1::Identifier::caf, number, &person);
      AddIdentifier(v1::Identifier::nir, adult.nir, &person);
      break;
    case Partner::kFranceTravail:
      AddIdentifier(v1::Identifier::ft, number, &person);
      if (adult.ft_known_by_nir) {
        AddIdentifier(v1::Identifier::nir, adult.nir, &person);
      }
      break;
    case Partner::kDepartement:
      AddIdentifier(v1::Identifier::dept, number, &person);
      AddIdentifier(v1::Identifier::nir, adult.nir, &person);
      break;
    case Partner::kOperators:
      AddIdentifier(v1::Identifier::dept, number, &person);
      break;
  }
  return person;
}

}  // namespace jalon::simulate
