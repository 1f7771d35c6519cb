#include "services/evaluation/suppression.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "google/protobuf/map.h"
#include "google/protobuf/repeated_field.h"

namespace jalon::evaluation_service {
namespace {

using google::protobuf::Map;
using google::protobuf::RepeatedPtrField;
using Counts = Map<std::string, uint64_t>;

// Removes the items for which `test` holds; whether there were any.
template <typename Item, typename Test>
bool RemoveIf(RepeatedPtrField<Item>* list, Test test) {
  const int before = list->size();
  for (int i = before - 1; i >= 0; --i) {
    if (test(list->Get(i))) list->DeleteSubrange(i, 1);
  }
  return list->size() < before;
}

// One answer being cleaned; knows whether it hid anything.
class Cleaner {
 public:
  Cleaner(const Suppression& rule, uint64_t k) : rule_(rule), k_(k) {}

  bool hidden() const { return hidden_; }
  void Hide() { hidden_ = true; }

  // A plain count: 0 when hidden.
  template <typename Message>
  void Plain(Message* message, uint64_t count,
             void (Message::*set)(google::protobuf::uint64)) {
    if (!rule_.IsSmall(count)) return;
    (message->*set)(0);
    Hide();
  }

  bool RemoveSmall(Counts* counts) {
    bool any = false;
    for (auto it = counts->begin(); it != counts->end();) {
      if (rule_.IsSmall(it->second)) {
        it = counts->erase(it);
        any = true;
      } else {
        ++it;
      }
    }
    if (any) Hide();
    return any;
  }

  // Thins a curve so that each step that is left holds k persons, and takes
  // out the counts of its days.
  void Thin(RepeatedPtrField<v1::CurvePoint>* curve) {
    uint64_t held = 0;
    RepeatedPtrField<v1::CurvePoint> kept;
    for (v1::CurvePoint& point : *curve) {
      held += point.events() + point.competing() + point.censored();
      if (held < k_) continue;
      held = 0;
      v1::CurvePoint* out = kept.Add();
      out->set_day(point.day());
      out->mutable_value()->set_value(point.value().value());
      out->set_lower(point.lower());
      out->set_upper(point.upper());
    }
    curve->Swap(&kept);
  }

  void Clean(v1::DelayFigure* figure);
  void Clean(v1::LogRank* test) {
    if (RemoveIf(test->mutable_groups(), [this](const auto& group) {
          return rule_.IsSmall(group.units()) ||
                 rule_.IsSmall(group.observed());
        })) {
      Hide();
    }
  }

 private:
  void CleanParts(v1::DelayFigure* figure);

  const Suppression& rule_;
  const uint64_t k_;
  bool hidden_ = false;
};

void Cleaner::Clean(v1::DelayFigure* figure) {
  if (rule_.IsSmall(figure->persons()) || rule_.IsSmall(figure->cohort())) {
    figure->Clear();
    figure->set_status(v1::SUPPRESSED);
    Hide();
    return;
  }
  CleanParts(figure);
}

void Cleaner::CleanParts(v1::DelayFigure* figure) {
  const auto count = [&](const char* name) {
    const auto it = figure->classes().find(name);
    return it == figure->classes().end() ? uint64_t{0} : it->second;
  };
  const uint64_t reached = count("REACHED");
  const bool few_reached = rule_.IsSmall(reached);
  const uint64_t units = figure->units();
  Plain(figure, figure->households(), &v1::DelayFigure::set_households);
  Plain(figure, units, &v1::DelayFigure::set_units);
  RemoveSmall(figure->mutable_classes());
  Thin(figure->mutable_cif());
  Thin(figure->mutable_km());
  if (few_reached || rule_.IsSmall(units)) {
    figure->clear_mean_reached();
    figure->clear_quantiles();
  }
  for (v1::Share& share : *figure->mutable_shares()) {
    if (!share.has_value()) continue;
    share.mutable_value()->clear_fraction();
    // The number of persons that the share tells.
    const auto told = static_cast<uint64_t>(
        std::llround(share.value().value() * static_cast<double>(units)));
    if (rule_.IsSmall(told) || rule_.IsSmall(units - std::min(told, units))) {
      share.clear_value();
      share.clear_lower();
      share.clear_upper();
      Hide();
    }
  }
  if (RemoveIf(figure->mutable_bins(), [this](const v1::Bin& bin) {
        return rule_.IsSmall(bin.count());
      })) {
    Hide();
  }
  if (figure->has_mean_reached()) {
    figure->mutable_mean_reached()->mutable_days()->clear_fraction();
    figure->mutable_mean_reached()->mutable_share_reached()->clear_fraction();
  }
  if (figure->has_legal()) {
    v1::LegalFigure* legal = figure->mutable_legal();
    if (RemoveSmall(legal->mutable_classes())) legal->clear_rate();
  }
}

// Whether the cell tells of 1 to k - 1 persons: its count; the units behind its
// mean or rate; of a rate also those that are in it, and those that are not.
bool IsSmallCell(const Suppression& rule, const std::string& unit,
                 const v1::TableCell& cell) {
  if (!cell.has_value()) return false;
  if (cell.persons() == 0) {
    return rule.IsSmall(
        static_cast<uint64_t>(std::llround(cell.value().value())));
  }
  if (rule.IsSmall(cell.persons())) return true;
  if (unit != "ratio") return false;
  const auto in = static_cast<uint64_t>(
      std::llround(cell.value().value() * static_cast<double>(cell.persons())));
  return rule.IsSmall(in) ||
         rule.IsSmall(cell.persons() - std::min(in, cell.persons()));
}

void SetSuppressed(bool hidden, v1::FigureHeader* header) {
  if (hidden) header->set_status(v1::SUPPRESSED);
}

// Indicators and their cells have the same members. `unit` is the
// indicator's.
template <typename Figure>
bool CleanIndicator(const Suppression& rule, const std::string& unit,
                    Figure* figure) {
  // A count that is its own value.
  const bool small_value =
      figure->has_value() && !figure->has_numerator() && unit != "days" &&
      figure->value().value() >= 1 &&
      rule.IsSmall(static_cast<uint64_t>(figure->value().value()));
  const bool small_top =
      figure->has_numerator() && rule.IsSmall(figure->numerator());
  const bool small_base =
      figure->has_denominator() && rule.IsSmall(figure->denominator());
  // The rest tells as much as the numerator.
  const bool small_rest =
      figure->has_numerator() && figure->has_denominator() &&
      figure->numerator() < figure->denominator() &&
      rule.IsSmall(figure->denominator() - figure->numerator());
  bool hidden = false;
  if (small_value || small_top || small_base || small_rest) {
    figure->clear_numerator();
    figure->clear_denominator();
    figure->clear_value();
    figure->set_status(v1::SUPPRESSED);
    hidden = true;
  }
  if (rule.IsSmall(figure->immature())) {
    figure->set_immature(0);
    figure->clear_value();
    figure->set_status(v1::SUPPRESSED);
    hidden = true;
  }
  return hidden;
}

}  // namespace

void Suppression::Apply(v1::EvaluateDelayResponse* response) const {
  response->clear_units_explained();
  response->clear_excluded();
  response->clear_no_spell();
  Cleaner cleaner(*this, k_);
  cleaner.Plain(response, response->no_spell_count(),
                &v1::EvaluateDelayResponse::set_no_spell_count);
  cleaner.Plain(response, response->excluded_count(),
                &v1::EvaluateDelayResponse::set_excluded_count);
  if (response->has_figure()) cleaner.Clean(response->mutable_figure());
  for (v1::DelayGroup& group : *response->mutable_groups()) {
    cleaner.Clean(group.mutable_figure());
  }
  if (response->has_logrank()) cleaner.Clean(response->mutable_logrank());
  SetSuppressed(cleaner.hidden(), response->mutable_header());
}

void Suppression::Apply(v1::EvaluateLandmarkResponse* response) const {
  Cleaner cleaner(*this, k_);
  cleaner.Plain(response, response->cohort(),
                &v1::EvaluateLandmarkResponse::set_cohort);
  cleaner.Plain(response, response->before_landmark(),
                &v1::EvaluateLandmarkResponse::set_before_landmark);
  if (RemoveIf(response->mutable_groups(), [this](const auto& group) {
        return IsSmall(group.units()) || IsSmall(group.ended()) ||
               IsSmall(group.units() - std::min(group.ended(), group.units()));
      })) {
    cleaner.Hide();
  }
  for (v1::LandmarkGroup& group : *response->mutable_groups()) {
    cleaner.Thin(group.mutable_km());
  }
  if (response->has_logrank()) cleaner.Clean(response->mutable_logrank());
  SetSuppressed(cleaner.hidden(), response->mutable_header());
}

void Suppression::Apply(v1::EvaluateBreaksResponse* response) const {
  response->clear_breaks();
  response->clear_at_risk();
  response->mutable_duration()->clear_closed();
  response->mutable_duration()->clear_open();
  if (IsSmall(response->persons())) {
    v1::EvaluateBreaksResponse hidden;
    *hidden.mutable_header() = response->header();
    hidden.mutable_header()->set_status(v1::SUPPRESSED);
    *response = std::move(hidden);
    return;
  }
  Cleaner cleaner(*this, k_);
  cleaner.Plain(response, response->at_risk_count(),
                &v1::EvaluateBreaksResponse::set_at_risk_count);
  for (const auto& [type, persons] : response->persons_by_type()) {
    if (IsSmall(persons)) response->mutable_by_type()->erase(type);
  }
  cleaner.RemoveSmall(response->mutable_persons_by_type());
  cleaner.RemoveSmall(response->mutable_by_type());
  if (RemoveIf(response->mutable_hand_over(),
               [this](const auto& cell) { return IsSmall(cell.count()); })) {
    cleaner.Hide();
  }
  SetSuppressed(cleaner.hidden(), response->mutable_header());
}

void Suppression::Apply(v1::EvaluatePactResponse* response) const {
  Cleaner cleaner(*this, k_);
  for (v1::IndicatorFigure& figure : *response->mutable_indicators()) {
    bool hidden = CleanIndicator(*this, figure.unit(), &figure);
    if (cleaner.RemoveSmall(figure.mutable_classes())) {
      figure.clear_shares();
      hidden = true;
    }
    for (v1::IndicatorCell& cell : *figure.mutable_cells()) {
      if (CleanIndicator(*this, figure.unit(), &cell)) cleaner.Hide();
    }
    if (!figure.has_value()) {
      figure.clear_shares();
      if (figure.has_target()) figure.mutable_target()->clear_met();
    }
    if (hidden) cleaner.Hide();
  }
  SetSuppressed(cleaner.hidden(), response->mutable_header());
}

void Suppression::Apply(v1::EvaluateTableResponse* response) const {
  bool hidden = false;
  for (v1::TableRow& row : *response->mutable_rows()) {
    for (int i = 0; i < row.cells_size(); ++i) {
      const std::string& unit =
          row.unit().empty() ? response->columns(i).unit() : row.unit();
      v1::TableCell* cell = row.mutable_cells(i);
      if (!IsSmallCell(*this, unit, *cell)) continue;
      cell->Clear();
      cell->set_status(v1::SUPPRESSED);
      hidden = true;
    }
  }
  SetSuppressed(hidden, response->mutable_header());
}

}  // namespace jalon::evaluation_service
