#include "tools/simulate/territory_story.h"

#include <algorithm>
#include <utility>

#include "tools/simulate/calibration.h"
#include "tools/simulate/spell_story.h"

namespace jalon::simulate {
namespace {

namespace cal = calibration;

class Teller {
 public:
  Teller(const TerritoryPlan& plan, const Catalogue& catalogue, Outbox* outbox)
      : plan_(plan),
        catalogue_(catalogue),
        outbox_(outbox),
        chance_(plan.seed),
        story_(catalogue, plan.last, outbox, &chance_) {}

  void Tell() {
    for (int i = 0; i < plan_.adults; ++i) {
      TellLife(plan_.first - Seniority(), /*in_stock=*/true);
    }
    // As many enter as leave: those who leave for good are replaced.
    const double daily = plan_.adults * 0.225 / 365.25;
    for (Day day = plan_.first; day <= plan_.last; ++day) {
      double expected = daily;
      while (expected > 0 && chance_.Happens(std::min(1.0, expected))) {
        TellLife(day, /*in_stock=*/false);
        expected -= 1;
      }
    }
  }

 private:
  // Days since the opening, in the stock (DREES: half for two years or more).
  int Seniority() {
    static constexpr std::pair<int, int> kBands[] = {
        {1, 182}, {183, 365}, {366, 730}, {731, 1826}, {1827, 4400}};
    const auto& band = kBands[chance_.Pick({0.14, 0.11, 0.17, 0.29, 0.29})];
    return chance_.Between(band.first, band.second);
  }

  // The day on which the spell ends, by a hazard that falls with seniority; at
  // the earliest `after`.
  Day Exit(Day open, Day after) {
    Day day = std::max(open, after);
    for (;;) {
      const int held = day - open;
      const bool young = held < 365, middle = held < 1826;
      const double yearly = young    ? cal::kExitUnderOneYear
                            : middle ? cal::kExitOneToFiveYears
                                     : cal::kExitOverFiveYears;
      const int limit = young ? 365 - held : middle ? 1826 - held : 100'000;
      const int wait = 1 + chance_.Exponential(365.25 / yearly);
      if (wait <= limit) return day + wait;
      day += limit;
    }
  }

  void TellLife(Day open, bool in_stock) {
    Adult adult = DrawAdult(++number_, catalogue_, open, &chance_);
    if (chance_.Happens(0.12) && number_ > 1) adult.household = household_;
    household_ = adult.household;
    if (!adult.ft_known_by_nir) MergeByHand(adult, std::max(open, plan_.first));
    if (chance_.Happens(cal::kWrongMerge)) MergeInError(adult, open);
    Day told_from = in_stock ? plan_.first - 330 : open;
    Day after = in_stock ? plan_.first : open;
    bool returning = chance_.Happens(0.2);
    while (open <= plan_.last) {
      const Day close = Exit(open, after);
      story_.Tell(&adult, {open, close, returning, told_from});
      if (close > plan_.last || !chance_.Happens(cal::kReturn)) return;
      open = close + 1 + chance_.Exponential(cal::kReturnMeanDays);
      after = told_from = open;
      returning = true;
    }
  }

  // France Travail did not know the person by NIR: the département says so.
  void MergeByHand(const Adult& adult, Day open) {
    v1::Event event;
    *event.mutable_person() = PersonFor(Partner::kDepartement, adult);
    *event.mutable_persons_merged()->mutable_other() =
        PersonFor(Partner::kFranceTravail, adult).identifiers(0);
    outbox_->Send(Partner::kDepartement, open + chance_.Between(20, 700),
                  std::move(event));
  }

  void MergeInError(const Adult& adult, Day open) {
    if (adult.number < 2) return;
    Adult other = adult;
    other.number = adult.number - 1;
    const Day day = std::max(open, plan_.first) + chance_.Between(1, 300);
    v1::Event merged;
    *merged.mutable_person() = PersonFor(Partner::kDepartement, adult);
    *merged.mutable_persons_merged()->mutable_other() =
        PersonFor(Partner::kOperators, other).identifiers(0);
    v1::Event undone;
    *undone.mutable_person() = merged.person();
    *undone.mutable_merge_undone()->mutable_other() =
        merged.persons_merged().other();
    outbox_->Send(Partner::kDepartement, day, std::move(merged));
    outbox_->Send(Partner::kDepartement, day + chance_.Between(40, 120),
                  std::move(undone));
  }

  const TerritoryPlan plan_;
  const Catalogue& catalogue_;
  Outbox* outbox_;
  Chance chance_;
  SpellStory story_;
  uint32_t number_ = 0;
  std::string household_;
};

}  // namespace

void TellTerritory(const TerritoryPlan& plan, const Catalogue& catalogue,
                   Outbox* outbox) {
  Teller(plan, catalogue, outbox).Tell();
}

}  // namespace jalon::simulate
