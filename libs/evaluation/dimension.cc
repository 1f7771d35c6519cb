#include "libs/evaluation/dimension.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/status_macros.h"

namespace jalon::evaluation {
namespace {

std::string OrUnknown(absl::string_view text) {
  return text.empty() ? kUnknown : std::string(text);
}

std::string YearOf(Day day) { return base::FormatDay(day).substr(0, 4); }

}  // namespace

absl::StatusOr<Dimension> Dimension::Make(const std::string& name,
                                          const std::string& field,
                                          const Catalogue* catalogue,
                                          const pathway::StringTable* strings) {
  static constexpr struct {
    const char* name;
    Kind kind;
  } kNames[] = {
      {"zone", Kind::kZone},
      {"axis", Kind::kAxis},
      {"track", Kind::kTrack},
      {"organisation", Kind::kOrganisation},
      {"age_band", Kind::kAgeBand},
      {"sex", Kind::kSex},
      {"family_situation", Kind::kFamilySituation},
      {"seniority", Kind::kSeniority},
      {"cohort", Kind::kCohort},
      {"funding", Kind::kFunding},
      {"year", Kind::kYear},
  };
  std::string known;
  for (const auto& entry : kNames) {
    if (name == entry.name) {
      Dimension out;
      out.kind_ = entry.kind;
      out.name_ = name;
      out.catalogue_ = catalogue;
      out.strings_ = strings;
      return out;
    }
    absl::StrAppend(&known, known.empty() ? "" : ", ", entry.name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": '", name, "' is none of ", known));
}

bool Dimension::overlaps() const {
  return kind_ == Kind::kAxis || kind_ == Kind::kFunding;
}

std::vector<std::string> Dimension::ValuesOf(const pathway::Pathway& pathway,
                                             Day day, int spell,
                                             int enrolment) const {
  if (overlaps()) return OfActions(pathway, day, enrolment);
  return {One(pathway, day, spell)};
}

std::vector<std::string> Dimension::OfActions(const pathway::Pathway& pathway,
                                              Day day, int enrolment) const {
  std::vector<std::string> out;
  const auto add = [&](const pathway::Enrolment& e) {
    const v1::Action* action =
        catalogue_ == nullptr ? nullptr : catalogue_->Find(e.action, day);
    if (action == nullptr) return;
    const auto& values =
        kind_ == Kind::kAxis ? action->axes() : action->funding();
    out.insert(out.end(), values.begin(), values.end());
  };
  if (enrolment >= 0) {
    add(pathway.enrolments[static_cast<size_t>(enrolment)]);
  } else {
    for (const pathway::Enrolment& e : pathway.enrolments) {
      if (e.start <= day && day < e.end) add(e);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.empty()) out.push_back(kUnknown);
  return out;
}

std::string Dimension::One(const pathway::Pathway& pathway, Day day,
                           int spell) const {
  if (spell < 0) spell = pathway.SpellOn(day);
  const pathway::Orientation* orientation = pathway.OrientationOn(day);
  const pathway::ProfileValues profile = pathway.ProfileOn(day);
  switch (kind_) {
    case Kind::kTrack:
      return orientation == nullptr
                 ? kUnknown
                 : v1::Oriented::Track_Name(
                       static_cast<v1::Oriented::Track>(orientation->track));
    case Kind::kOrganisation:
      return orientation == nullptr
                 ? kUnknown
                 : OrUnknown(strings_->Get(orientation->organisation));
    case Kind::kZone: {
      const v1::Zone* zone = catalogue_ == nullptr
                                 ? nullptr
                                 : catalogue_->ZoneOf(profile.commune, day);
      return zone == nullptr ? kUnknown : zone->id();
    }
    case Kind::kSex: {
      const uint8_t sex = pathway.LastProfile().sex;
      return sex == 0 ? kUnknown
                      : v1::ProfileStated::Sex_Name(
                            static_cast<v1::ProfileStated::Sex>(sex));
    }
    case Kind::kFamilySituation:
      return profile.family == 0
                 ? kUnknown
                 : v1::ProfileStated::FamilySituation_Name(
                       static_cast<v1::ProfileStated::FamilySituation>(
                           profile.family));
    case Kind::kAgeBand:
      return pathway::AgeBand(pathway.LastProfile().birth_date, pathway.as_of);
    case Kind::kSeniority:
      return spell < 0
                 ? kUnknown
                 : pathway::SeniorityBand(
                       pathway.spells[static_cast<size_t>(spell)].start,
                       std::max(
                           day,
                           pathway.spells[static_cast<size_t>(spell)].start));
    case Kind::kCohort:
      return spell < 0
                 ? kUnknown
                 : YearOf(pathway.spells[static_cast<size_t>(spell)].start);
    case Kind::kYear:
      return YearOf(day);
    case Kind::kAxis:
    case Kind::kFunding:
      break;
  }
  return kUnknown;
}

absl::Status ZoneSource::Read(const Context& context, const std::string& pact,
                              v1::PactVersions versions,
                              const std::string& field) {
  RETURN_IF_ERROR(CheckPactVersions(versions, "filter.pact_versions"));
  absl::StatusOr<v1::Pact> found = PactOf(context, pact, field);
  if (!found.ok()) return pact.empty() ? absl::OkStatus() : found.status();
  pact_ = *std::move(found);
  const v1::PactVersion* version = rules::VersionOn(pact_, context.as_of);
  if (version != nullptr) {
    catalogue_.emplace(pact_, *version, versions, context.view->strings());
  }
  return absl::OkStatus();
}

}  // namespace jalon::evaluation
