#include "services/pathway/encode.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

#include "jalon/v1/event.pb.h"
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

v1::BreakItem BreakEncoder::Encode(const evaluation::Break& gap) const {
  v1::BreakItem out;
  out.set_person(person_);
  out.set_type(evaluation::BreakTypeName(gap.type));
  out.set_g0(FormatDay(gap.g0));
  out.set_g1(FormatDay(gap.g1));
  out.set_detected_on(FormatDay(gap.detected_on));
  out.set_open(gap.open());
  out.set_exposed_days(static_cast<uint32_t>(gap.exposed_days));
  if (gap.tolerance) {
    out.set_tolerance(static_cast<uint32_t>(std::max(0, *gap.tolerance)));
  }
  out.set_organisation(TextOf(strings_, gap.organisation));
  out.set_organisation_after(TextOf(strings_, gap.organisation_after));
  out.set_ended_by_spell(gap.ended_by_spell);
  if (catalogue_ == nullptr) return out;
  std::set<std::string> axes;
  for (const int index : evaluation::EnrolmentsAt(pathway_, gap.g0)) {
    const v1::Action* action = catalogue_->Find(
        pathway_.enrolments[static_cast<size_t>(index)].action);
    if (action == nullptr) continue;
    axes.insert(action->axes().begin(), action->axes().end());
  }
  for (const std::string& axis : axes) out.add_axes(axis);
  const v1::Zone* zone = catalogue_->ZoneOf(pathway_.ProfileOn(gap.g0).commune);
  if (zone != nullptr) out.set_zone(zone->id());
  return out;
}

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
  const BreakEncoder encoder(out.person(), pathway, strings, catalogue);
  for (const evaluation::Break& gap : breaks.breaks) {
    *out.add_breaks() = encoder.Encode(gap);
  }
  for (const evaluation::Break& gap : breaks.at_risk) {
    *out.add_at_risk() = encoder.Encode(gap);
  }
  return out;
}

}  // namespace jalon::pathway_service
