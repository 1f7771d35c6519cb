#include "services/evaluation/suppression.h"

#include <algorithm>
#include <utility>

#include "google/protobuf/repeated_field.h"

#include "services/evaluation/cell_table.h"
#include "services/evaluation/curve_thinning.h"
#include "services/evaluation/delay_cells.h"

namespace jalon::evaluation_service {
namespace {

using google::protobuf::RepeatedPtrField;

void SetSuppressed(bool hidden, v1::FigureHeader* header) {
  if (hidden) header->set_status(v1::SUPPRESSED);
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

}  // namespace

void Suppression::Apply(v1::EvaluateDelayResponse* response,
                        bool overlaps) const {
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

void Suppression::Apply(v1::CompareResponse* response) const {
  response->clear_units();
  response->clear_next_page_token();
  response->clear_changed_units();
  CellTable table(k_);
  bool few = false;
  for (v1::CompareCause& cause : *response->mutable_causes()) {
    few = few || table.IsSmall(cause.persons());
    if (table.IsSmall(cause.persons())) cause.clear_persons();
    cause.clear_units();
  }
  // A comparison is two sibling figures and their difference: nothing of it
  // leaves when it tells of few persons.
  const auto small = [this](const v1::Number& number) {
    return number.value() > 0 && number.value() < static_cast<double>(k_);
  };
  bool hidden = few;
  for (const v1::ComparedValue& value : response->values()) {
    hidden = hidden || small(value.before()) || small(value.after());
  }
  if (!hidden) return;
  response->clear_values();
  for (v1::CompareCause& cause : *response->mutable_causes()) {
    cause.clear_persons();
  }
  response->mutable_before()->set_status(v1::SUPPRESSED);
  response->mutable_after()->set_status(v1::SUPPRESSED);
}

}  // namespace jalon::evaluation_service
