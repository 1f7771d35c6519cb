#include "libs/evaluation/table_months.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;
using Org = v1::Organisation;

constexpr size_t kMonths = 12;
constexpr size_t kTracks = 3;

}  // namespace

MonthTable::MonthTable(const TableQuestion& question)
    : finder_(question), options_(question.options) {
  static constexpr const char* kNames[] = {
      "Janvier", "Février", "Mars",      "Avril",   "Mai",      "Juin",
      "Juillet", "Août",    "Septembre", "Octobre", "Novembre", "Décembre"};
  for (size_t month = 0; month < kMonths; ++month) {
    layout_.columns.push_back(
        {.id = absl::StrCat("m", month + 1),
         .label = kNames[month],
         .group = "",
         .is_later = finder_.MonthOf(static_cast<int>(month)).last >
                     question.context.as_of});
  }
  layout_.columns.push_back(
      {.id = "sum", .label = "Cumul", .group = "", .is_sum = true});
}

std::vector<std::string> MonthTable::Notes() const {
  std::vector<std::string> notes = {
      "Nouveau dans le mois : soumis aux droits et devoirs, droit ouvert, le "
      "dernier jour de la période du mois, et non le dernier jour de la "
      "précédente ; n'est pas nouveau celui dont la suspension prend fin et "
      "qui était orienté.",
      "Le cumul est la somme des mois : qui entre deux fois dans l'année y "
      "compte deux fois. Un état à date n'a pas de cumul.",
      "Un mois dont la période n'est pas achevée à la date du tableau n'a pas "
      "de valeur. Les flux du dernier mois arrivent souvent après lui : une "
      "date de connaissance plus tardive le complète."};
  std::string own = OwnNote();
  if (!own.empty()) notes.push_back(std::move(own));
  return notes;
}

size_t MonthTable::TrackRows(const std::string& section,
                             const std::string& id) {
  const size_t row = Row(section, id + ".professional", "dont parcours emploi");
  Row(section, id + ".socio_professional", "dont parcours pré-professionnel");
  Row(section, id + ".social", "dont parcours social");
  return row;
}

size_t MonthTable::OfTrack(const pathway::Orientation& orientation) {
  return std::clamp<size_t>(orientation.track, 1, kTracks) - 1;
}

size_t MonthTable::OrganisationRows(const std::string& section,
                                    const std::string& id) {
  const size_t row =
      Row(section, id + ".france_travail", "dont France Travail");
  Row(section, id + ".departement", "dont services du département");
  Row(section, id + ".other", "dont autres organismes");
  return row;
}

size_t MonthTable::OfCategory(Category category) {
  if (category == Org::FRANCE_TRAVAIL) return 0;
  return category == Org::DEPARTEMENT ? 1 : 2;
}

void MonthTable::Count(size_t row, int month, TableUnit* unit) {
  unit->Count(row, static_cast<size_t>(month));
  unit->Count(row, kMonths);
}

void MonthTable::Days(size_t row, int month, int days, TableUnit* unit) {
  unit->Days(row, static_cast<size_t>(month), days);
  unit->Days(row, kMonths, days);
}

TableUnit* MonthTable::AddUnit(const Pathway& pathway, const Entry& entry,
                               std::vector<TableUnit>* out) {
  TableUnit& unit = out->emplace_back();
  unit.day = entry.start;
  unit.spell = entry.spell;
  unit.events = {pathway.spells[static_cast<size_t>(entry.spell)].first_opening,
                 entry.event};
  if (entry.oriented()) {
    unit.stop = entry.orientation->start;
    unit.events.push_back(entry.orientation->event);
  }
  return &unit;
}

bool MonthTable::OnTime(const Entry& entry) const {
  return entry.has_delay() &&
         entry.delay() < options_.Number("orientation_days");
}

std::vector<Entry> MonthTable::Cohort(const Pathway& pathway,
                                      std::vector<TableUnit>* left_out) const {
  if (options_.Is("cohort", "ENTRY")) {
    return finder_.Find(pathway, 0, left_out);
  }
  std::vector<Entry> out;
  int last_spell = -1;
  for (Entry entry :
       finder_.Find(pathway, EntryFinder::kFirstMonth, left_out)) {
    const char* step = nullptr;
    if (!entry.oriented()) {
      step = "NOT_ORIENTED";
    } else if (entry.spell == last_spell) {
      step = "SAME_SPELL";
    } else {
      last_spell = entry.spell;
      const std::optional<int> month =
          finder_.MonthHolding(entry.orientation->start);
      if (month.has_value() && finder_.MonthOf(*month).last > pathway.as_of) {
        step = "MONTH_NOT_OVER";
      } else if (month.has_value()) {
        entry.month = *month;
        out.push_back(entry);
        continue;
      } else {
        step = "COHORT";
      }
    }
    AddUnit(pathway, entry, left_out)->step = step;
  }
  return out;
}

TableOptionSpec OrientationDaysOption() {
  return NumberOption("orientation_days", 31, 1, 366,
                      "Orientation en moins d'un mois : strictement moins de "
                      "tant de jours depuis que le département connaît "
                      "l'entrée");
}

std::vector<TableSpec> PlanPauvreteTables() {
  std::vector<TableSpec> out = OrientationMonthTables();
  for (TableSpec& spec : FollowUpMonthTables()) out.push_back(std::move(spec));
  return out;
}

}  // namespace jalon::evaluation
