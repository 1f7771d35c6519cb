#include "libs/evaluation/table_person.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "jalon/v1/event.pb.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;

// The days of `a` that are not in `b`; both sorted and disjoint.
DaySet Difference(const DaySet& a, const DaySet& b) {
  DaySet out;
  for (const pathway::Interval& one : a) {
    Day start = one.start;
    for (const pathway::Interval& hole : b) {
      if (hole.end <= start || hole.start >= one.end) continue;
      if (hole.start > start) out.push_back({start, hole.start});
      start = std::max(start, hole.end);
    }
    if (start < one.end) out.push_back({start, one.end});
  }
  return out;
}

// The last that holds the day; nullptr = none.
template <typename Interval>
const Interval* LastHolding(const std::vector<Interval>& intervals, Day day) {
  const Interval* last = nullptr;
  for (const Interval& one : intervals) {
    if (one.start <= day && day < one.end) last = &one;
  }
  return last;
}

const char* SeniorityRow(Day from, Day day) {
  if (from == base::kNoDay || from > day) return "seniority.unknown";
  const int months = base::CompletedMonths(from, day);
  if (months < 6) return "seniority.0-6m";
  if (months < 12) return "seniority.6-12m";
  if (months < 24) return "seniority.1-2y";
  return months < 60 ? "seniority.2-5y" : "seniority.5y-";
}

const char* FamilyRow(uint8_t family) {
  switch (family) {
    case v1::ProfileStated::ALONE:
      return "family.alone";
    case v1::ProfileStated::ALONE_WITH_CHILD:
      return "family.alone_with_child";
    case v1::ProfileStated::COUPLE:
      return "family.couple";
    case v1::ProfileStated::COUPLE_WITH_CHILD:
      return "family.couple_with_child";
    default:
      return "family.unknown";
  }
}

const char* SexRow(uint8_t sex) {
  if (sex == v1::ProfileStated::F) return "sex.f";
  return sex == v1::ProfileStated::M ? "sex.m" : "sex.unknown";
}

const char* AgeRow(Day birth, Day day) {
  if (birth == base::kNoDay || birth > day) return "age.unknown";
  const int age = base::CompletedYears(birth, day);
  if (age < 25) return "age.-25";
  if (age < 30) return "age.25-29";
  if (age < 40) return "age.30-39";
  if (age < 50) return "age.40-49";
  return age < 60 ? "age.50-59" : "age.60-";
}

constexpr const char* kEducationRows[] = {"education.unknown", "education.vi",
                                          "education.v", "education.iv",
                                          "education.iii"};

}  // namespace

bool IsSpe(Category category) {
  return category >= v1::Organisation::FRANCE_TRAVAIL &&
         category <= v1::Organisation::OTHER_SPE;
}

Categories::Categories(const Context& context, const TableOptions& options)
    : context_(context) {
  v1::Organisation::Category_Parse(options.Text("unknown_organisation"),
                                   &unknown_);
}

Category Categories::Of(pathway::StringId organisation) const {
  if (context_.rules == nullptr) return unknown_;
  const v1::Organisation* found = context_.rules->FindOrganisation(
      context_.territory, context_.view->strings().Get(organisation));
  return found == nullptr ? unknown_ : found->category();
}

TableOptionSpec Categories::Option() {
  return {.name = "unknown_organisation",
          .by_default = "OTHER",
          .meaning =
              "Catégorie d'un organisme qui n'est dans aucune liste : "
              "autre hors SPE, ou autre organisme du SPE",
          .values = {"OTHER", "OTHER_SPE"}};
}

TableOptionSpec RightsOption() {
  return {.name = "suspended",
          .by_default = "EXCLUDED",
          .meaning =
              "Droits suspendus, quel qu'en soit le motif : hors champ, "
              "comptés avec les autres, ou comptés seuls",
          .values = {"EXCLUDED", "INCLUDED", "ONLY"}};
}

Rights RightsOf(const TableOptions& options) {
  if (options.Is("suspended", "ONLY")) return Rights::kSuspended;
  return options.Is("suspended", "INCLUDED") ? Rights::kAll
                                             : Rights::kNotSuspended;
}

Scope::Scope(const Pathway& pathway, Rights rights)
    : pathway_(pathway), rights_(rights) {
  if (pathway.obligations.empty()) return;
  DaySet spells, subject, suspended;
  for (const auto& spell : pathway.spells) {
    spells.push_back({spell.start, spell.end});
  }
  for (const auto& obligation : pathway.obligations) {
    if (obligation.subject) {
      subject.push_back({obligation.start, obligation.end});
    }
  }
  for (const auto& suspension : pathway.suspensions) {
    suspended.push_back({suspension.start, suspension.end});
  }
  DaySet all =
      Intersection(UnionOf(std::move(spells)), UnionOf(std::move(subject)));
  const DaySet off = UnionOf(std::move(suspended));
  days_ = rights == Rights::kAll         ? std::move(all)
          : rights == Rights::kSuspended ? Intersection(all, off)
                                         : Difference(all, off);
}

const pathway::Interval* Scope::Holding(Day day) const {
  return LastHolding(days_, day);
}

std::vector<int> Scope::EventsOn(Day day) const {
  std::vector<int> events;
  const int spell = pathway_.SpellOn(day);
  if (spell >= 0) {
    events.push_back(pathway_.spells[static_cast<size_t>(spell)].first_opening);
  }
  for (const auto& stated : pathway_.obligations) {
    if (stated.subject && stated.start <= day && day < stated.end) {
      events.push_back(stated.event);
    }
  }
  if (rights_ == Rights::kSuspended) {
    if (const auto* off = LastHolding(pathway_.suspensions, day)) {
      events.push_back(off->event);
    }
  }
  return events;
}

TableUnit Scope::LeftOutOn(Day day) const {
  if (pathway_.SpellOn(day) < 0) {
    int closing = -1;
    for (const pathway::Spell& spell : pathway_.spells) {
      if (spell.end <= day) closing = spell.closing;
    }
    return LeftOut("NO_SPELL", day, closing);
  }
  const pathway::Obligation* stated = LastHolding(pathway_.obligations, day);
  if (stated == nullptr) return LeftOut("OBLIGATION_UNKNOWN", day);
  if (!stated->subject) return LeftOut("NOT_SUBJECT", day, stated->event);
  const pathway::Suspension* off = LastHolding(pathway_.suspensions, day);
  return off == nullptr ? LeftOut("NOT_SUSPENDED", day)
                        : LeftOut("SUSPENDED", day, off->event);
}

TableOptionSpec ContractKindsOption() {
  return {.name = "contract_kinds",
          .by_default = "CER+ENGAGEMENT",
          .meaning =
              "Contrats comptés comme CER : CER et contrat d'engagement "
              "(depuis 2025), l'un des deux, ou tous les contrats",
          .values = {"CER+ENGAGEMENT", "CER", "ENGAGEMENT", "ALL"}};
}

bool IsRegistration(const pathway::Contract& contract) {
  return contract.kind == v1::ContractSigned::PPAE ||
         contract.kind == v1::ContractSigned::ENGAGEMENT;
}

bool IsCer(const pathway::Contract& contract, const TableOptions& options) {
  if (options.Is("contract_kinds", "ALL")) return true;
  if (contract.kind == v1::ContractSigned::CER) {
    return !options.Is("contract_kinds", "ENGAGEMENT");
  }
  return contract.kind == v1::ContractSigned::ENGAGEMENT &&
         !options.Is("contract_kinds", "CER");
}

BandRows::BandRows(const TableOptions& options)
    : from_claim_(options.Is("seniority_from", "CLAIM")) {
  AddSection("seniority", "Ancienneté dans le RSA",
             {{"0-6m", "Moins de 6 mois"},
              {"6-12m", "De 6 mois à moins d'un an"},
              {"1-2y", "D'un an à moins de 2 ans"},
              {"2-5y", "De 2 ans à moins de 5 ans"},
              {"5y-", "5 ans ou plus"},
              {"unknown", "Ancienneté inconnue"}});
  AddSection("age", "Âge au 31 décembre",
             {{"-25", "Moins de 25 ans"},
              {"25-29", "De 25 à 29 ans"},
              {"30-39", "De 30 à 39 ans"},
              {"40-49", "De 40 à 49 ans"},
              {"50-59", "De 50 à 59 ans"},
              {"60-", "60 ans ou plus"},
              {"unknown", "Âge inconnu"}});
  AddSection("family", "Situation familiale",
             {{"alone", "Personne seule sans enfant"},
              {"alone_with_child", "Personne seule avec enfant(s)"},
              {"couple", "En couple sans enfant"},
              {"couple_with_child", "En couple avec enfant(s)"},
              {"unknown", "Situation familiale inconnue"}});
  AddSection("education", "Niveau d'études",
             {{"vi", "Niveaux VI et V bis"},
              {"v", "Niveau V"},
              {"iv", "Niveau IV"},
              {"iii", "Niveaux III, II et I"},
              {"unknown", "Niveau inconnu"}});
  AddSection("sex", "Sexe",
             {{"f", "Femmes"}, {"m", "Hommes"}, {"unknown", "Sexe inconnu"}});
  lines_.push_back({.id = "total", .label = "Effectif total", .group = ""});
}

TableOptionSpec BandRows::SeniorityOption() {
  return {.name = "seniority_from",
          .by_default = "OPENING",
          .meaning =
              "Départ de l'ancienneté : l'ouverture du droit la plus "
              "récente, ou la demande de RSA quand elle est connue",
          .values = {"OPENING", "CLAIM"}};
}

void BandRows::AddSection(
    const std::string& id, const std::string& title,
    const std::vector<std::pair<std::string, std::string>>& rows) {
  for (const auto& [row, label] : rows) {
    lines_.push_back(
        {.id = absl::StrCat(id, ".", row), .label = label, .group = title});
  }
}

size_t BandRows::Row(const std::string& id) const {
  for (size_t i = 0; i < lines_.size(); ++i) {
    if (lines_[i].id == id) return i;
  }
  return lines_.size() - 1;
}

std::vector<size_t> BandRows::Of(const Pathway& pathway,
                                 const pathway::StringTable& strings, int spell,
                                 Day day) const {
  const pathway::Spell& held = pathway.spells[static_cast<size_t>(spell)];
  const Day from = from_claim_ && held.claim_date != base::kNoDay
                       ? held.claim_date
                       : held.start;
  const pathway::ProfileValues profile = pathway.ProfileOn(day);
  const pathway::ProfileValues last = pathway.LastProfile();
  const int education = EducationGroup(strings.Get(profile.education));
  return {Row(SeniorityRow(from, day)),   Row(AgeRow(last.birth_date, day)),
          Row(FamilyRow(profile.family)), Row(kEducationRows[education]),
          Row(SexRow(last.sex)),          lines_.size() - 1};
}

std::vector<TableLine> SexColumns() {
  return {{.id = "f", .label = "Femmes", .group = ""},
          {.id = "m", .label = "Hommes", .group = ""},
          {.id = "unknown", .label = "Sexe inconnu", .group = ""},
          {.id = "total", .label = "Ensemble", .group = ""}};
}

size_t SexColumn(const Pathway& pathway) {
  const uint8_t sex = pathway.LastProfile().sex;
  if (sex == v1::ProfileStated::F) return 0;
  return sex == v1::ProfileStated::M ? 1 : 2;
}

int EducationGroup(absl::string_view education) {
  const std::string level = absl::AsciiStrToUpper(
      absl::StrReplaceAll(education, {{" ", ""}, {"-", ""}}));
  if (level == "VI" || level == "VBIS") return 1;
  if (level == "V") return 2;
  if (level == "IV") return 3;
  return level == "III" || level == "II" || level == "I" ? 4 : 0;
}

}  // namespace jalon::evaluation
