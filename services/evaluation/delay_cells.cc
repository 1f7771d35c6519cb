#include "services/evaluation/delay_cells.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

#include "services/evaluation/curve_thinning.h"

namespace jalon::evaluation_service {
namespace {

constexpr char kPersons[] = "persons";
constexpr char kHouseholds[] = "households";
constexpr const char* kFollowed[] = {"REACHED", "EXITED_FIRST", "WAITING"};

std::string ClassName(const std::string& name) {
  return absl::StrCat("class ", name);
}
std::string LegalName(const std::string& name) {
  return absl::StrCat("legal ", name);
}
std::string BinName(const v1::Bin& bin) {
  return absl::StrCat("bin ", bin.from());
}
std::string ShareName(const v1::Share& share) {
  return absl::StrCat("by ", share.day());
}

// Days before which the answer tells, or may tell, how many have reached.
std::vector<uint32_t> DaysTold(const v1::DelayFigure& figure) {
  std::set<uint32_t> days;
  for (const v1::Bin& bin : figure.bins()) {
    if (bin.has_to()) days.insert(bin.to());
  }
  for (const v1::Share& share : figure.shares()) days.insert(share.day() + 1);
  return {days.begin(), days.end()};
}

v1::Number Rounded(const v1::Number& number, double (*round)(double)) {
  v1::Number out;
  out.set_value(round(number.value()));
  return out;
}

void ClearValue(v1::Share* share) {
  share->clear_value();
  share->clear_lower();
  share->clear_upper();
}

}  // namespace

void DelayCells::Count(CellTable* table) {
  // Few persons behind many units are few all the same.
  const int cohort = fresh_["cohort"] =
      table->Add(figure_.cohort(), table->IsSmall(figure_.persons()));
  if (distinct()) {
    table->Rest(cohort, fresh_[kPersons] = table->Add(figure_.persons()));
    fresh_[kHouseholds] = table->Add(figure_.households());
  }
  CountClasses(table);
  if (figure_.has_legal()) CountLegal(table);
}

void DelayCells::CountClasses(CellTable* table) {
  std::vector<int> all, followed, reached;
  fresh_["units"] = table->Add(figure_.units());
  all.push_back(fresh_["units"]);
  for (const auto& [name, count] : std::map<std::string, uint64_t>(
           figure_.classes().begin(), figure_.classes().end())) {
    const int cell = table->Add(count);
    fresh_[ClassName(name)] = cell;
    const bool is_followed =
        std::count(std::begin(kFollowed), std::end(kFollowed), name) > 0;
    (is_followed ? followed : all).push_back(cell);
  }
  table->Sum(fresh_["cohort"], all);
  table->Sum(fresh_["units"], followed);
  for (const v1::Bin& bin : figure_.bins()) {
    reached.push_back(fresh_[BinName(bin)] = table->Add(bin.count()));
  }
  const auto whole = fresh_.find(ClassName("REACHED"));
  if (whole != fresh_.end() && !reached.empty()) {
    table->Sum(whole->second, reached);
  }
}

void DelayCells::CountLegal(CellTable* table) {
  std::vector<int> all;
  for (const auto& [name, count] :
       std::map<std::string, uint64_t>(figure_.legal().classes().begin(),
                                       figure_.legal().classes().end())) {
    all.push_back(fresh_[LegalName(name)] = table->Add(count));
  }
  table->Sum(fresh_["cohort"], all);
  // Each is a part of a class, whatever the rule (spec §5).
  constexpr std::pair<const char*, const char*> kWithin[] = {
      {"NOT_DUE_YET", "WAITING"},
      {"EXITED", "EXITED_FIRST"},
      {"UNKNOWN_START", "UNKNOWN_START"}};
  for (const auto& [part, whole] : kWithin) {
    const auto p = fresh_.find(LegalName(part));
    const auto w = fresh_.find(ClassName(whole));
    if (p != fresh_.end() && w != fresh_.end()) {
      table->Rest(w->second, p->second);
    }
  }
  const auto on_time = fresh_.find(LegalName("ON_TIME"));
  const auto before = fresh_.find(ClassName("BEFORE_START"));
  if (on_time != fresh_.end() && before != fresh_.end()) {
    table->Rest(on_time->second, before->second);
  }
}

// Somebody may have several entries, a household several persons.
bool DelayCells::AddsUp(const std::string& name, bool) const {
  return name != kPersons && name != kHouseholds;
}

bool DelayCells::EstimatesShown(const CellTable& table) const {
  return !Hidden(table, "cohort") && !Hidden(table, "units") &&
         std::none_of(
             std::begin(kFollowed), std::end(kFollowed),
             [&](const char* name) { return Hidden(table, ClassName(name)); });
}

void DelayCells::Compute(CellTable* table) {
  const auto whole = cells_.find(ClassName("REACHED"));
  if (!EstimatesShown(*table) || whole == cells_.end()) return;
  // Between two days that are told, a number that subtraction gives.
  const std::vector<uint32_t> days = DaysTold(figure_);
  std::vector<int> steps;
  uint64_t before = 0;
  for (const uint32_t day : days) {
    const uint64_t events = EventsBefore(figure_.cif(), day);
    steps.push_back(table->Derive(events - before));
    before = events;
  }
  const uint64_t reached = table->count(whole->second);
  steps.push_back(table->Derive(reached - std::min(before, reached)));
  const auto steps_between = [&](uint32_t from, uint32_t to) {
    std::vector<int> out;
    for (size_t i = 0; i < steps.size(); ++i) {
      const uint32_t start = i == 0 ? 0 : days[i - 1];
      if (start >= from &&
          (i < days.size() ? days[i] <= to : to == UINT32_MAX)) {
        out.push_back(steps[i]);
      }
    }
    return out;
  };
  table->Sum(whole->second, steps);
  for (const v1::Bin& bin : figure_.bins()) {
    table->Sum(cells_[BinName(bin)],
               steps_between(bin.from(), bin.has_to() ? bin.to() : UINT32_MAX));
  }
  for (const v1::Share& share : figure_.shares()) {
    const uint64_t events = EventsBefore(figure_.cif(), share.day() + 1);
    const int cell =
        share.has_value() ? table->Add(events) : table->Derive(events);
    fresh_[ShareName(share)] = cell;
    table->Sum(cell, steps_between(0, share.day() + 1));
    table->Rest(cells_["units"], cell);
  }
}

bool DelayCells::Clean(const CellTable& table) {
  if (Hidden(table, "cohort")) {
    figure_.Clear();
    figure_.set_status(v1::SUPPRESSED);
    return true;
  }
  CleanEstimates(table);
  if (HidesDistinct(table, kPersons)) figure_.clear_persons();
  if (HidesDistinct(table, kHouseholds)) figure_.clear_households();
  if (Hidden(table, "units")) figure_.clear_units();
  EraseHidden(table, "class ", figure_.mutable_classes());
  for (int i = figure_.bins_size() - 1; i >= 0; --i) {
    if (Hidden(table, BinName(figure_.bins(i)))) {
      figure_.mutable_bins()->DeleteSubrange(i, 1);
    }
  }
  if (figure_.has_legal()) {
    v1::LegalFigure* legal = figure_.mutable_legal();
    EraseHidden(table, "legal ", legal->mutable_classes());
    if (Hidden(table, LegalName("ON_TIME")) ||
        Hidden(table, LegalName("LATE"))) {
      legal->clear_rate();
    }
  }
  return AnyHidden(table);
}

void DelayCells::EraseHidden(const CellTable& table, const char* prefix,
                             Counts* counts) const {
  for (auto it = counts->begin(); it != counts->end();) {
    if (Hidden(table, prefix + it->first)) {
      it = counts->erase(it);
    } else {
      ++it;
    }
  }
}

void DelayCells::CleanEstimates(const CellTable& table) {
  if (!EstimatesShown(table)) {
    figure_.clear_cif();
    figure_.clear_km();
    figure_.clear_quantiles();
    figure_.clear_mean_reached();
    for (v1::Share& share : *figure_.mutable_shares()) ClearValue(&share);
    return;
  }
  // They tell on which side of a bound of the bins units are.
  const bool bin_hidden = std::any_of(
      figure_.bins().begin(), figure_.bins().end(),
      [&](const v1::Bin& bin) { return Hidden(table, BinName(bin)); });
  if (bin_hidden) figure_.clear_quantiles();
  for (v1::Share& share : *figure_.mutable_shares()) {
    if (Hidden(table, ShareName(share))) ClearValue(&share);
    if (!share.has_value()) continue;
    *share.mutable_value() = Rounded(share.value(), &RoundedShare);
    if (share.has_lower()) share.set_lower(RoundedShare(share.lower()));
    if (share.has_upper()) share.set_upper(RoundedShare(share.upper()));
  }
  const std::vector<uint32_t> told = DaysTold(figure_);
  Thin(told, k_, figure_.mutable_cif());
  Thin(told, k_, figure_.mutable_km());
  if (figure_.has_mean_reached()) {
    v1::MeanReached* mean = figure_.mutable_mean_reached();
    *mean->mutable_days() = Rounded(mean->days(), &RoundedDays);
    *mean->mutable_share_reached() =
        Rounded(mean->share_reached(), &RoundedShare);
  }
}

}  // namespace jalon::evaluation_service
