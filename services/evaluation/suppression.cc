#include "services/evaluation/suppression.h"

#include <cmath>
#include <memory>

#include "services/evaluation/answer_tables.h"
#include "services/evaluation/delay_cells.h"

namespace jalon::evaluation_service {
namespace {

using evaluation::IsFew;

class DelayAnswer {
 public:
  DelayAnswer(uint64_t k, v1::EvaluateDelayResponse* response)
      : k_(k), response_(*response), whole_(k, response->mutable_figure()) {
    for (v1::DelayGroup& group : *response->mutable_groups()) {
      parts_[{group.key().begin(), group.key().end()}] =
          std::make_unique<DelayCells>(k, group.mutable_figure());
    }
  }

  FigureCells& whole() { return whole_; }
  const Parts& parts() const { return parts_; }

  void CopyWhole(const v1::EvaluateDelayResponse& other) {
    *response_.mutable_figure() = other.figure();
  }

  void Finish(bool whole_hidden, bool part_hidden) {
    if (part_hidden) response_.clear_logrank();
    const bool no_spell = IsFew(response_.no_spell_count(), k_);
    const bool excluded = IsFew(response_.excluded_count(), k_);
    if (no_spell) response_.clear_no_spell_count();
    if (excluded) response_.clear_excluded_count();
    if (whole_hidden || part_hidden || no_spell || excluded) {
      response_.mutable_header()->set_status(v1::SUPPRESSED);
    }
  }

 private:
  const uint64_t k_;
  v1::EvaluateDelayResponse& response_;
  DelayCells whole_;
  Parts parts_;
};

}  // namespace

void Suppression::Apply(v1::EvaluateDelayResponse* response,
                        bool overlaps) const {
  ApplyTo<DelayAnswer>(k_, overlaps, response);
}

bool Suppression::ApplyCrossed(v1::EvaluateDelayResponse* first,
                               v1::EvaluateDelayResponse* second,
                               v1::EvaluateDelayResponse* crossed) const {
  return ApplyToCrossed<DelayAnswer>(k_, first, second, crossed);
}

void Suppression::Apply(v1::CompareResponse* response) const {
  response->clear_units();
  response->clear_next_page_token();
  response->clear_changed_units();
  bool hidden = false;
  for (v1::CompareCause& cause : *response->mutable_causes()) {
    hidden |= IsFew(cause.persons(), k_);
    cause.clear_units();
  }
  // A comparison is two sibling figures and their difference: nothing of it
  // leaves when it tells of few persons. Rates and shares are not counts: that
  // the figures hide none of them is seen to beside.
  const auto small = [this](const v1::Number& number) {
    return number.value() > 0 && number.value() < static_cast<double>(k_) &&
           number.value() == std::floor(number.value());
  };
  for (const v1::ComparedValue& value : response->values()) {
    hidden = hidden || small(value.before()) || small(value.after());
  }
  if (hidden) Withhold(response);
}

void Suppression::Withhold(v1::CompareResponse* response) {
  response->clear_values();
  for (v1::CompareCause& cause : *response->mutable_causes()) {
    cause.clear_persons();
  }
  response->mutable_before()->set_status(v1::SUPPRESSED);
  response->mutable_after()->set_status(v1::SUPPRESSED);
}

}  // namespace jalon::evaluation_service
