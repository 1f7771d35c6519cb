#include "services/evaluation/suppression.h"

#include <algorithm>
#include <map>
#include <utility>

#include "google/protobuf/map.h"
#include "google/protobuf/repeated_field.h"

#include "services/evaluation/cell_table.h"
#include "services/evaluation/curve_thinning.h"
#include "services/evaluation/delay_cells.h"

namespace jalon::evaluation_service {
namespace {

using google::protobuf::Map;
using google::protobuf::RepeatedPtrField;
using Counts = Map<std::string, uint64_t>;

void SetSuppressed(bool hidden, v1::FigureHeader* header) {
  if (hidden) header->set_status(v1::SUPPRESSED);
}

// Cells of a map, in order of name.
std::map<std::string, int> AddAll(const Counts& counts, CellTable* table) {
  std::map<std::string, int> cells;
  for (const auto& [name, count] :
       std::map<std::string, uint64_t>(counts.begin(), counts.end())) {
    cells[name] = table->Add(count);
  }
  return cells;
}

std::vector<int> CellsOf(const std::map<std::string, int>& cells) {
  std::vector<int> out;
  for (const auto& [name, cell] : cells) out.push_back(cell);
  return out;
}

// Households are in no sum with persons: all go together.
void HideHouseholds(uint64_t k, v1::EvaluateDelayResponse* response) {
  const auto few = [k](const v1::DelayFigure& figure) {
    return figure.households() > 0 && figure.households() < k;
  };
  bool any = few(response->figure());
  for (const v1::DelayGroup& group : response->groups()) {
    any |= few(group.figure());
  }
  if (!any) return;
  response->mutable_figure()->clear_households();
  for (v1::DelayGroup& group : *response->mutable_groups()) {
    group.mutable_figure()->clear_households();
  }
}

// The counts and the shares of the figures, decided one after the other.
void Decide(const std::vector<const v1::DelayFigure*>& figures,
            const DelayCells* whole, bool overlaps, CellTable* table,
            std::vector<DelayCells>* cells) {
  for (const v1::DelayFigure* figure : figures) {
    cells->emplace_back(*figure, table);
  }
  if (whole != nullptr) DelayCells::Tie(*whole, *cells, overlaps, table);
  table->Hide();
  for (size_t i = 0; i < figures.size(); ++i) {
    (*cells)[i].AddShares(*figures[i], table);
  }
  if (whole != nullptr) DelayCells::Tie(*whole, *cells, overlaps, table);
  table->Hide();
}

// A stratum or the whole of a landmark.
bool CleanLandmark(RepeatedPtrField<v1::LandmarkGroup>* groups, uint64_t k,
                   uint64_t* cohort, uint64_t* before) {
  CellTable table(k);
  const int whole = table.Add(*cohort);
  std::vector<int> parts = {table.Add(*before)};
  std::vector<std::pair<int, int>> cells;
  for (const v1::LandmarkGroup& group : *groups) {
    cells.emplace_back(table.Add(group.units()), table.Add(group.ended()));
    table.Rest(cells.back().first, cells.back().second);
    parts.push_back(cells.back().first);
  }
  table.Sum(whole, parts);
  table.Hide();
  bool hidden = table.hidden(whole) || table.hidden(parts[0]);
  if (table.hidden(whole)) *cohort = 0;
  if (table.hidden(parts[0])) *before = 0;
  for (int i = groups->size() - 1; i >= 0; --i) {
    const auto [units, ended] = cells[static_cast<size_t>(i)];
    if (!table.hidden(units) && !table.hidden(ended)) {
      Thin({}, k, groups->Mutable(i)->mutable_km());
      continue;
    }
    groups->DeleteSubrange(i, 1);
    hidden = true;
  }
  return hidden;
}

void HideBreaks(const CellTable& table,
                const std::map<std::string, int>& by_type,
                const std::map<std::string, int>& persons_by_type,
                v1::EvaluateBreaksResponse* response) {
  for (const auto& [type, cell] : by_type) {
    const auto persons = persons_by_type.find(type);
    if (!table.hidden(cell) &&
        (persons == persons_by_type.end() || !table.hidden(persons->second))) {
      continue;
    }
    response->mutable_by_type()->erase(type);
    response->mutable_persons_by_type()->erase(type);
  }
}

}  // namespace

void Suppression::Apply(v1::EvaluateDelayResponse* response,
                        bool overlaps) const {
  response->clear_units_explained();
  response->clear_excluded();
  response->clear_no_spell();
  HideHouseholds(k_, response);
  CellTable table(k_);
  const int no_spell = table.Add(response->no_spell_count());
  const int excluded = table.Add(response->excluded_count());
  std::vector<DelayCells> whole, groups;
  Decide({&response->figure()}, nullptr, false, &table, &whole);
  std::vector<const v1::DelayFigure*> figures;
  for (const v1::DelayGroup& group : response->groups()) {
    figures.push_back(&group.figure());
  }
  if (!figures.empty()) Decide(figures, &whole[0], overlaps, &table, &groups);

  bool hidden = table.hidden(no_spell) || table.hidden(excluded);
  if (table.hidden(no_spell)) response->clear_no_spell_count();
  if (table.hidden(excluded)) response->clear_excluded_count();
  if (response->has_figure()) {
    hidden |= whole[0].Clean(table, k_, response->mutable_figure());
  }
  bool group_hidden = false;
  for (int i = 0; i < response->groups_size(); ++i) {
    group_hidden |= groups[static_cast<size_t>(i)].Clean(
        table, k_, response->mutable_groups(i)->mutable_figure());
  }
  if (group_hidden) response->clear_logrank();
  SetSuppressed(hidden || group_hidden, response->mutable_header());
}

void Suppression::Apply(v1::EvaluateLandmarkResponse* response) const {
  uint64_t cohort = response->cohort(), before = response->before_landmark();
  const bool hidden =
      CleanLandmark(response->mutable_groups(), k_, &cohort, &before);
  response->set_cohort(cohort);
  response->set_before_landmark(before);
  if (hidden) response->clear_logrank();
  SetSuppressed(hidden, response->mutable_header());
}

void Suppression::Apply(v1::EvaluateBreaksResponse* response) const {
  response->clear_breaks();
  response->clear_at_risk();
  const int closed = response->duration().closed_size();
  response->mutable_duration()->clear_closed();
  response->mutable_duration()->clear_open();
  CellTable table(k_);
  const int persons = table.Add(response->persons());
  const int count =
      table.Add(response->count(), table.IsSmall(response->persons()));
  const int at_risk = table.Add(response->at_risk_count());
  const auto persons_by_type = AddAll(response->persons_by_type(), &table);
  std::map<std::string, int> by_type;
  for (const auto& [type, breaks] : std::map<std::string, uint64_t>(
           response->by_type().begin(), response->by_type().end())) {
    const auto found = persons_by_type.find(type);
    by_type[type] =
        table.Add(breaks, found != persons_by_type.end() &&
                              table.IsSmall(table.count(found->second)));
  }
  if (!by_type.empty()) table.Sum(count, CellsOf(by_type));
  for (const auto& [type, cell] : persons_by_type) table.Rest(persons, cell);
  std::vector<int> moves;
  for (const v1::HandOver& cell : response->hand_over()) {
    moves.push_back(table.Add(cell.count()));
  }
  if (closed > 0) {
    table.Sum(table.Derive(static_cast<uint64_t>(closed)), moves);
  }
  table.Hide();
  if (table.hidden(persons) || table.hidden(count)) {
    Withhold(response);
    return;
  }
  if (table.IsSmall(static_cast<uint64_t>(closed))) {
    response->mutable_duration()->clear_median();
  }
  bool hidden = table.hidden(at_risk);
  if (hidden) response->clear_at_risk_count();
  const int types = response->by_type_size();
  HideBreaks(table, by_type, persons_by_type, response);
  hidden |= response->by_type_size() < types;
  for (int i = response->hand_over_size() - 1; i >= 0; --i) {
    if (!table.hidden(moves[static_cast<size_t>(i)])) continue;
    response->mutable_hand_over()->DeleteSubrange(i, 1);
    hidden = true;
  }
  SetSuppressed(hidden, response->mutable_header());
}

}  // namespace jalon::evaluation_service
