// A person as the OARSA questionnaire counts it.

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/table_oarsa.h"

namespace jalon::evaluation {
namespace {

using pathway::Contract;
using pathway::Orientation;
using pathway::Pathway;

template <typename Interval>
bool HoldsNoDay(const Interval& interval) {
  return interval.end <= interval.start;
}

// Whether no other orientation of the spell came before it. One that the next
// replaced on the same day lasted no day and was never in force.
bool IsFirst(const Pathway& pathway, const Orientation& orientation) {
  for (const Orientation& other : pathway.orientations) {
    if (&other == &orientation) return true;
    if (other.spell == orientation.spell && !HoldsNoDay(other)) return false;
  }
  return false;
}

}  // namespace

OarsaReader::OarsaReader(const TableQuestion& question)
    : options_(question.options),
      year_(question.year),
      categories_(question.context, question.options),
      rights_(RightsOf(question.options)) {}

std::optional<OarsaPerson> OarsaReader::Read(const Pathway& pathway,
                                             TableUnit* unit) const {
  const Day day = year_.to;
  const Scope scope(pathway, rights_);
  if (!scope.Holds(day)) {
    *unit = scope.LeftOutOn(day);
    return std::nullopt;
  }
  OarsaPerson person;
  person.spell = pathway.SpellOn(day);
  unit->day = day;
  unit->spell = person.spell;
  unit->events = scope.EventsOn(day);
  const auto& spell = pathway.spells[static_cast<size_t>(person.spell)];
  person.entrant = year_.Holds(spell.start);
  person.orientation = pathway.OrientationOn(day);
  person.cer = CerOn(pathway, day);
  if (!person.oriented()) return person;
  person.category = categories_.Of(person.orientation->organisation);
  person.first_orientation = IsFirst(pathway, *person.orientation);
  person.first_cer = person.cer != nullptr && IsFirstCer(pathway, person);
  unit->events.push_back(person.orientation->event);
  for (const Contract& contract : pathway.contracts) {
    if (contract.start <= day && day < contract.end &&
        IsRegistration(contract)) {
      person.registration = &contract;
    }
  }
  SetDelays(pathway, &person);
  SetReorientation(pathway, &person);
  return person;
}

const Contract* OarsaReader::CerOn(const Pathway& pathway, Day day) const {
  for (const Contract& contract : pathway.contracts) {
    if (contract.start <= day && day < contract.end &&
        IsCer(contract, options_)) {
      return &contract;
    }
  }
  return nullptr;
}

bool OarsaReader::IsFirstCer(const Pathway& pathway,
                             const OarsaPerson& person) const {
  const Day entry = pathway.spells[static_cast<size_t>(person.spell)].start;
  if (person.cer->start < entry) return false;
  for (const Contract& other : pathway.contracts) {
    if (!HoldsNoDay(other) && IsCer(other, options_) && other.start >= entry &&
        other.start < person.cer->start) {
      return false;
    }
  }
  return true;
}

void OarsaReader::SetDelays(const Pathway& pathway, OarsaPerson* person) const {
  if (!person->entrant || !person->first_orientation) return;
  const bool keep_negative = options_.Is("negative_delays", "INCLUDED");
  const auto& spell = pathway.spells[static_cast<size_t>(person->spell)];
  const Day entry =
      options_.Is("delay_from", "CLAIM") ? spell.claim_date : spell.start;
  const Day oriented = person->orientation->start;
  if (entry != base::kNoDay && (oriented >= entry || keep_negative)) {
    person->entry_to_orientation = oriented - entry;
  }
  if (person->first_cer && person->oriented_elsewhere() &&
      (person->cer->start >= oriented || keep_negative)) {
    person->orientation_to_cer = person->cer->start - oriented;
  }
}

// Over every spell: the change happened in the year, whatever became of the
// right since.
void OarsaReader::SetReorientation(const Pathway& pathway,
                                   OarsaPerson* person) const {
  const Orientation* former = nullptr;
  for (const Orientation& orientation : pathway.orientations) {
    if (HoldsNoDay(orientation)) continue;
    if (former != nullptr && former->spell == orientation.spell &&
        year_.Holds(orientation.start)) {
      const bool was = IsSpe(categories_.Of(former->organisation));
      const bool is = IsSpe(categories_.Of(orientation.organisation));
      if (was != is) {
        person->reorientation =
            was ? Reorientation::kSpeToOther : Reorientation::kOtherToSpe;
        person->left = former;
        person->taken = &orientation;
      }
    }
    former = &orientation;
  }
}

}  // namespace jalon::evaluation
