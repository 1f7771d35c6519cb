#include "services/pathway/encode.h"

#include <algorithm>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/break_item.h"
#include "services/pathway/encode_parts.h"

namespace jalon::pathway_service {
namespace {

using base::FormatDay;
using pathway::Pathway;

void EncodePerson(const facts::View& view, size_t person, v1::Pathway* out) {
  const std::string name = view.Name(person);
  out->set_person(name);
  out->set_person_id(view.Pseudonym(person));
  for (std::string& identifier : view.Identifiers(person)) {
    out->add_identifiers(std::move(identifier));
  }
  for (std::string& key : view.Parked(person)) out->add_parked(std::move(key));
  for (const facts::Anomaly& anomaly : view.anomalies()) {
    if (std::find(anomaly.persons.begin(), anomaly.persons.end(), name) ==
        anomaly.persons.end()) {
      continue;
    }
    v1::Pathway::Anomaly* item = out->add_anomalies();
    item->set_kind(anomaly.kind);
    for (const std::string& one : anomaly.persons) item->add_persons(one);
  }
}

void EncodeProfile(const Pathway& pathway, const pathway::StringTable& strings,
                   v1::Profile* out) {
  const base::Day as_of = pathway.as_of;
  const pathway::ProfileValues last = pathway.LastProfile();
  const pathway::ProfileValues values = pathway.ProfileOn(as_of);
  out->set_birth_date(FormatDay(last.birth_date));
  if (last.birth_date != base::kNoDay && last.birth_date <= as_of) {
    out->set_age(base::CompletedYears(last.birth_date, as_of));
  }
  out->set_age_band(pathway::AgeBand(last.birth_date, as_of));
  out->set_sex(NameOf<v1::ProfileStated::Sex>(last.sex));
  out->set_family_situation(
      NameOf<v1::ProfileStated::FamilySituation>(values.family));
  if (values.children) out->set_children(*values.children);
  out->set_education(TextOf(strings, values.education));
  out->set_commune(TextOf(strings, values.commune));
  const int spell = pathway.SpellOn(as_of);
  const base::Day opening =
      spell < 0 ? base::kNoDay
                : pathway.spells[static_cast<size_t>(spell)].start;
  out->set_seniority_band(pathway::SeniorityBand(opening, as_of));
}

}  // namespace

std::string TrackName(uint8_t track) {
  return NameOf<v1::Oriented::Track>(track);
}

v1::Pathway EncodePathway(const facts::View& view, size_t person,
                          const Pathway& pathway,
                          const evaluation::BreakList& breaks,
                          const evaluation::Catalogue* catalogue) {
  const pathway::StringTable& strings = view.strings();
  v1::Pathway out;
  EncodePerson(view, person, &out);
  out.set_as_of(FormatDay(pathway.as_of));
  out.set_in_spell(pathway.SpellOn(pathway.as_of) >= 0);
  out.set_oriented_on_as_of(pathway.OrientationOn(pathway.as_of) != nullptr);
  out.set_death(FormatDay(pathway.death));
  EncodeIntervals(pathway, strings, &out);
  EncodeProfile(pathway, strings, out.mutable_profile());
  for (const pathway::Interval& days : pathway::ExposedDays(pathway)) {
    out.set_exposed_days(out.exposed_days() +
                         static_cast<uint32_t>(days.end - days.start));
  }
  const auto item = [&](const evaluation::Break& found) {
    return evaluation::BreakItemOf(found, out.person(), pathway, strings,
                                   catalogue);
  };
  for (const evaluation::Break& found : breaks.breaks) {
    *out.add_breaks() = item(found);
  }
  for (const evaluation::Break& found : breaks.at_risk) {
    *out.add_at_risk() = item(found);
  }
  return out;
}

}  // namespace jalon::pathway_service
