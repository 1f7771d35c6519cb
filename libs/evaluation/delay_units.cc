#include "libs/evaluation/delay_units.h"

#include <algorithm>
#include <utility>

#include "libs/evaluation/number.h"

namespace jalon::evaluation {
namespace {

using Definition = v1::DelayDefinition;

v1::LegalRule::Key LegalKeyOf(const Definition& definition) {
  if (definition.start() == Definition::RECEIVED &&
      definition.stop() == Definition::Stop::ORIENTED) {
    return v1::LegalRule::ORIENTATION_MAX_DELAY;
  }
  if ((definition.start() == Definition::ORIENTED ||
       definition.start() == Definition::NOTIFIED) &&
      definition.stop() == Definition::Stop::CONTRACT) {
    return v1::LegalRule::CONTRACT_MAX_DELAY;
  }
  return v1::LegalRule::KEY_UNSPECIFIED;
}

const pathway::Spell& SpellAt(const pathway::Pathway& pathway, int spell) {
  return pathway.spells[static_cast<size_t>(spell)];
}

// Dated within the spell, its last day included (spec §4).
bool Within(const pathway::Spell& spell, Day day) {
  return spell.start <= day && day <= spell.end;
}

}  // namespace

absl::StatusOr<DelayQuestion> DelayQuestion::Make(const Context& context,
                                                  Options options) {
  if (options.definition.start() == Definition::START_UNSPECIFIED) {
    return absl::InvalidArgumentError("definition.start: missing");
  }
  if (options.definition.stop() == Definition::Stop::MILESTONE_UNSPECIFIED) {
    return absl::InvalidArgumentError("definition.stop: missing");
  }
  DelayQuestion out;
  out.context_ = &context;
  out.options_ = std::move(options);
  out.legal_key_ = LegalKeyOf(out.options_.definition);
  return out;
}

const pathway::Orientation* DelayQuestion::FirstOrientation(
    const pathway::Pathway& pathway, int spell) const {
  for (const pathway::Orientation& orientation : pathway.orientations) {
    if (orientation.spell == spell &&
        !(options_.definition.exclude_default_orientation() &&
          orientation.by_default)) {
      return &orientation;
    }
  }
  return nullptr;
}

DelayQuestion::Moment DelayQuestion::ClockOf(const pathway::Pathway& pathway,
                                             int spell) const {
  const pathway::Spell& s = SpellAt(pathway, spell);
  const pathway::Orientation* first = nullptr;
  switch (options_.definition.start()) {
    case Definition::CLAIM:
      return {s.claim_date, s.claim_event};
    case Definition::OPENING:
      return {s.start, s.first_opening};
    case Definition::RECEIVED:
      return {s.received, s.first_opening};
    case Definition::OBLIGATION:
      for (const pathway::Obligation& obligation : pathway.obligations) {
        if (obligation.spell == spell && obligation.subject) {
          return {obligation.start, obligation.event};
        }
      }
      return {};
    case Definition::ORIENTED:
      first = FirstOrientation(pathway, spell);
      return first == nullptr ? Moment() : Moment{first->start, first->event};
    case Definition::NOTIFIED:
      first = FirstOrientation(pathway, spell);
      return first == nullptr ? Moment()
                              : Moment{first->notified_on, first->event};
    default:
      return {};
  }
}

DelayQuestion::Moment DelayQuestion::StopOf(const pathway::Pathway& pathway,
                                            int spell) const {
  const pathway::Spell& s = SpellAt(pathway, spell);
  const auto first = [&](const auto& list, auto matches) -> Moment {
    for (const auto& item : list) {
      if (matches(item)) return {item.start, item.event};
    }
    return {};
  };
  const auto in_spell = [&](const auto& item) { return Within(s, item.start); };
  switch (options_.definition.stop()) {
    case Definition::Stop::ORIENTED: {
      const auto* orientation = FirstOrientation(pathway, spell);
      return orientation == nullptr
                 ? Moment()
                 : Moment{orientation->start, orientation->event};
    }
    case Definition::Stop::FIRST_CONTACT:
      for (const pathway::Appointment& appointment : pathway.appointments) {
        if (appointment.spell == spell &&
            appointment.outcome == v1::Appointment::KEPT) {
          return {appointment.day, appointment.event};
        }
      }
      return {};
    case Definition::Stop::REFERENT:
      return first(pathway.referents,
                   [&](const auto& item) { return item.spell == spell; });
    case Definition::Stop::CONTRACT:
      return first(pathway.contracts, in_spell);
    case Definition::Stop::ACTION:
      return first(pathway.enrolments, in_spell);
    case Definition::Stop::EMPLOYMENT:
      return first(pathway.jobs, in_spell);
    case Definition::Stop::SPELL_END:
      return s.end == base::kForever ? Moment() : Moment{s.end, s.closing};
    default:
      return {};
  }
}

bool DelayQuestion::InPopulation(const pathway::Pathway& pathway, int spell,
                                 Day day) const {
  if (options_.definition.population() == Definition::ALL) return true;
  // A clock that starts after the spell (known late) reads its last day.
  const pathway::Spell& s = SpellAt(pathway, spell);
  day = std::max(std::min(day, s.end - 1), s.start);
  bool stated = false, subject = false;
  for (const pathway::Obligation& obligation : pathway.obligations) {
    if (obligation.spell == spell && obligation.start <= day &&
        day < obligation.end) {
      stated = true;
      subject = obligation.subject;
    }
  }
  return options_.definition.population() == Definition::SUBJECT_ONLY
             ? stated && subject
             : !stated || subject;
}

void DelayQuestion::Append(const pathway::Pathway& pathway, size_t person,
                           DelayShard* shard) const {
  if (pathway.spells.empty()) {
    if (pathway::HasPathwayFact(pathway)) shard->no_spell.push_back(person);
    return;
  }
  const int count = static_cast<int>(pathway.spells.size());
  std::vector<Moment> clocks(static_cast<size_t>(count));
  std::vector<const char*> steps(static_cast<size_t>(count), nullptr);
  int last = -1;
  for (int spell = 0; spell < count; ++spell) {
    const size_t i = static_cast<size_t>(spell);
    clocks[i] = ClockOf(pathway, spell);
    const Day start =
        clocks[i].day == base::kNoDay ? pathway.spells[i].start : clocks[i].day;
    if (start > pathway.as_of) {
      steps[i] = "AFTER_AS_OF";
    } else if (start < options_.from || start > options_.to) {
      steps[i] = "COHORT";
    } else {
      last = spell;
    }
  }
  for (int spell = 0; spell < count; ++spell) {
    const size_t i = static_cast<size_t>(spell);
    const Day start =
        clocks[i].day == base::kNoDay ? pathway.spells[i].start : clocks[i].day;
    if (steps[i] == nullptr && spell != last &&
        options_.definition.spells() == Definition::LAST_SPELL) {
      steps[i] = "LAST_SPELL";
    }
    if (steps[i] == nullptr && !InPopulation(pathway, spell, start)) {
      steps[i] = "POPULATION";
    }
    if (steps[i] == nullptr && options_.filter != nullptr &&
        !options_.filter->Holds(pathway, start)) {
      steps[i] = "FILTER";
    }
    if (steps[i] != nullptr) {
      shard->excluded.push_back({person, pathway.spells[i].start, steps[i]});
    } else {
      shard->units.push_back(UnitOf(pathway, person, spell, clocks[i]));
    }
  }
}

DelayUnit DelayQuestion::UnitOf(const pathway::Pathway& pathway, size_t person,
                                int spell, const Moment& clock) const {
  const pathway::Spell& s = SpellAt(pathway, spell);
  const Moment stop = StopOf(pathway, spell);
  DelayUnit unit;
  unit.person = person;
  unit.spell = spell;
  unit.spell_start = s.start;
  unit.clock = clock.day;
  unit.stop = stop.day;
  unit.household = s.household;
  if (clock.day == base::kNoDay) {
    unit.cls = DelayClass::kUnknownStart;
  } else if (stop.day != base::kNoDay) {
    unit.cls =
        stop.day < clock.day ? DelayClass::kBeforeStart : DelayClass::kReached;
    unit.days = stop.day - clock.day;
  } else if (s.end <= pathway.as_of) {
    unit.cls = DelayClass::kExitedFirst;
    // A spell known only after it ended is left on day 0.
    unit.days = std::max(0, s.end - clock.day);
  } else {
    unit.cls = DelayClass::kWaiting;
    unit.days = pathway.as_of - clock.day;
  }
  if (has_legal()) SetLegal(pathway, &unit);
  if (!options_.strata.empty()) {
    unit.strata = options_.strata.KeysOf(
        pathway, clock.day == base::kNoDay ? s.start : clock.day, spell);
  }
  if (options_.with_events) SetEvents(pathway, spell, clock, stop, &unit);
  return unit;
}

void DelayQuestion::SetLegal(const pathway::Pathway& pathway,
                             DelayUnit* unit) const {
  if (unit->cls == DelayClass::kUnknownStart) {
    unit->legal = LegalClass::kUnknownStart;
    return;
  }
  int track = 0;
  if (legal_key_ == v1::LegalRule::CONTRACT_MAX_DELAY) {
    const auto* orientation = FirstOrientation(pathway, unit->spell);
    if (orientation != nullptr) track = orientation->track;
  }
  const std::optional<Day> due = context_->rules->DueDate(
      legal_key_, track, context_->territory, unit->clock);
  if (!due.has_value()) {
    unit->legal = LegalClass::kNoRule;
    return;
  }
  unit->due = *due;
  switch (unit->cls) {
    case DelayClass::kBeforeStart:
      unit->legal = LegalClass::kOnTime;
      break;
    case DelayClass::kReached:
      unit->legal =
          unit->stop <= *due ? LegalClass::kOnTime : LegalClass::kLate;
      break;
    case DelayClass::kExitedFirst:
      unit->legal = SpellAt(pathway, unit->spell).end <= *due
                        ? LegalClass::kExited
                        : LegalClass::kLate;
      break;
    default:
      unit->legal =
          pathway.as_of >= *due ? LegalClass::kLate : LegalClass::kNotDueYet;
  }
}

void DelayQuestion::SetEvents(const pathway::Pathway& pathway, int spell,
                              const Moment& clock, const Moment& stop,
                              DelayUnit* unit) const {
  std::vector<int> events;
  const pathway::Spell& s = SpellAt(pathway, spell);
  events.push_back(clock.event >= 0 ? clock.event : s.first_opening);
  if (stop.event >= 0) events.push_back(stop.event);
  if (unit->cls == DelayClass::kExitedFirst && s.closing >= 0) {
    events.push_back(s.closing);
  }
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
  for (const int event : events) {
    unit->events.push_back(
        EventName(pathway, context_->view->strings(), event));
  }
}

}  // namespace jalon::evaluation
