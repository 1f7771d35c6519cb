#include "libs/evaluation/breaks_figure.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/continuity.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/filter.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/period.h"
#include "libs/evaluation/pieces.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;
using pathway::StringId;

// What one cell counts; sums are exact and order-free.
struct Tally {
  uint64_t persons = 0, at_risk = 0;
  uint64_t exposed_persons = 0, persons_in_break = 0;
  std::array<uint64_t, kBreakTypes> by_type{}, persons_by_type{};
  int64_t exposed = 0, in_break = 0, covered = 0;
  std::vector<int> closed, open;
  std::map<std::pair<StringId, StringId>, uint64_t> hand_over;

  void Merge(const Tally& next) {
    persons += next.persons;
    at_risk += next.at_risk;
    exposed_persons += next.exposed_persons;
    persons_in_break += next.persons_in_break;
    for (size_t i = 0; i < kBreakTypes; ++i) {
      by_type[i] += next.by_type[i];
      persons_by_type[i] += next.persons_by_type[i];
    }
    exposed += next.exposed;
    in_break += next.in_break;
    covered += next.covered;
    closed.insert(closed.end(), next.closed.begin(), next.closed.end());
    open.insert(open.end(), next.open.begin(), next.open.end());
    for (const auto& [pair, count] : next.hand_over) hand_over[pair] += count;
  }
};

// The figures of a range of persons: of all, and by key of the breakdown.
struct Part {
  Tally total;
  std::map<std::string, Tally> by_key;
};

// One person, in one cell or in all.
struct Share {
  std::array<bool, kBreakTypes> had{};
  DaySet gaps;
};

class PersonVisit {
 public:
  PersonVisit(const AskedBreaks& question, const Pathway& pathway, Part* part)
      : question_(question), pathway_(pathway), part_(*part) {}

  void Run() {
    const DaySet exposed = pathway::ExposedDays(pathway_);
    const BreakList list = question_.finder.Find(pathway_, exposed);
    for (const Break& found : list.breaks) {
      if (!question_.filter.HoldsBreak(pathway_, found)) continue;
      Add(found, &total_, &part_.total);
      for (const std::string& key : KeysOf(found)) {
        Add(found, &by_key_[key], &part_.by_key[key]);
      }
    }
    for (const Break& risk : list.at_risk) {
      if (!question_.filter.HoldsBreak(pathway_, risk)) continue;
      ++part_.total.at_risk;
      for (const std::string& key : KeysOf(risk)) ++part_.by_key[key].at_risk;
    }
    // Days in break are the days of the period of every break known on as_of,
    // detected in the period or not.
    in_period_ = Clip(exposed, question_.period.from, question_.period.to + 1);
    Close(&total_, &part_.total);
    for (auto& [key, share] : by_key_) Close(&share, &part_.by_key[key]);
    Days();
  }

 private:
  std::vector<std::string> KeysOf(const Break& found) const {
    return question_.breakdown.KeysAtBreak(pathway_, found.g0, found.spell);
  }

  void Add(const Break& found, Share* share, Tally* tally) const {
    if (!IsDay(found.type)) share->gaps.push_back({found.g0, found.g1});
    if (!question_.period.Holds(found.detected_on)) return;
    const auto type = static_cast<size_t>(found.type);
    share->had[type] = true;
    ++tally->by_type[type];
    if (IsDay(found.type)) return;
    if (found.open()) {
      tally->open.push_back(pathway_.as_of - found.g0);
      return;
    }
    tally->closed.push_back(found.g1 - found.g0);
    const StringId before = found.organisation_before != 0
                                ? found.organisation_before
                                : found.organisation;
    ++tally->hand_over[{before, found.organisation_after}];
  }

  void Close(Share* share, Tally* tally) const {
    for (size_t i = 0; i < kBreakTypes; ++i) {
      tally->persons_by_type[i] += share->had[i];
    }
    tally->persons += std::find(share->had.begin(), share->had.end(), true) !=
                      share->had.end();
    const int64_t in_break =
        Size(Intersection(in_period_, UnionOf(std::move(share->gaps))));
    tally->in_break += in_break;
    tally->persons_in_break += in_break > 0;
  }

  void Days() {
    if (in_period_.empty()) return;
    const DaySet days = question_.filter.Days(pathway_, in_period_);
    const DaySet covered = CoveredDays(pathway_, days);
    part_.total.exposed += Size(days);
    part_.total.exposed_persons += !days.empty();
    part_.total.covered += Size(covered);
    if (question_.breakdown.empty()) return;
    const std::vector<Piece> pieces =
        PiecesOf(pathway_, days, question_.breakdown);
    for (const auto& [key, count] : DaysByKey(pieces, covered)) {
      Tally& tally = part_.by_key[key];
      tally.exposed += count.days;
      tally.exposed_persons += count.days > 0;
      tally.covered += count.in_subset;
    }
  }

  const AskedBreaks& question_;
  const Pathway& pathway_;
  Part& part_;
  Share total_;
  std::map<std::string, Share> by_key_;
  DaySet in_period_;
};

// The hand-over matrix, in order of organisation; those who have none stand
// under kNoOrganisation.
void SetHandOver(const Tally& tally, const pathway::StringTable& strings,
                 v1::BreaksFigure* figure) {
  const auto text = [&](StringId id) {
    return id == 0 ? std::string(kNoOrganisation)
                   : std::string(strings.Get(id));
  };
  std::map<std::pair<std::string, std::string>, v1::HandOver> cells;
  for (const auto& [pair, count] : tally.hand_over) {
    v1::HandOver& cell = cells[{text(pair.first), text(pair.second)}];
    cell.set_before(std::string(strings.Get(pair.first)));
    cell.set_after(std::string(strings.Get(pair.second)));
    cell.set_count(cell.count() + count);
  }
  for (auto& [key, cell] : cells) *figure->add_hand_over() = std::move(cell);
}

void SetDuration(Tally* tally, v1::BreakDuration* duration) {
  std::sort(tally->closed.begin(), tally->closed.end());
  std::sort(tally->open.begin(), tally->open.end());
  for (const int days : tally->closed) {
    duration->add_closed(static_cast<uint32_t>(days));
  }
  for (const int days : tally->open) {
    duration->add_open(static_cast<uint32_t>(days));
  }
  const std::optional<int> median = MedianDuration(tally->closed, tally->open);
  if (median.has_value()) duration->set_median(static_cast<uint32_t>(*median));
}

v1::BreaksFigure FigureOf(const AskedBreaks& question, v1::FigureStatus status,
                          const pathway::StringTable& strings, Tally tally) {
  v1::BreaksFigure figure;
  figure.set_status(status);
  uint64_t count = 0;
  for (size_t i = 0; i < kBreakTypes; ++i) {
    const BreakType type = static_cast<BreakType>(i);
    if (!question.finder.limit(type).wanted) continue;
    count += tally.by_type[i];
    (*figure.mutable_by_type())[BreakTypeName(type)] = tally.by_type[i];
    (*figure.mutable_persons_by_type())[BreakTypeName(type)] =
        tally.persons_by_type[i];
  }
  figure.set_count(count);
  figure.set_persons(tally.persons);
  figure.set_at_risk(tally.at_risk);
  figure.set_exposed_persons(tally.exposed_persons);
  figure.set_persons_in_break(tally.persons_in_break);
  figure.set_exposed_days(static_cast<uint64_t>(tally.exposed));
  figure.set_days_in_break(static_cast<uint64_t>(tally.in_break));
  v1::Continuity* continuity = figure.mutable_continuity();
  continuity->set_covered_days(static_cast<uint64_t>(tally.covered));
  continuity->set_exposed_days(static_cast<uint64_t>(tally.exposed));
  if (tally.exposed > 0) {
    *figure.mutable_per_100_person_years() =
        Per100PersonYears(static_cast<int64_t>(count), tally.exposed);
    *continuity->mutable_rate() = Ratio(tally.covered, tally.exposed);
  }
  SetDuration(&tally, figure.mutable_duration());
  SetHandOver(tally, strings, &figure);
  return figure;
}

absl::StatusOr<BreakOptions> BreakOptionsOf(
    const Context& context, const v1::EvaluateBreaksRequest& request) {
  BreakOptions options;
  options.territory = context.territory;
  options.rules = context.rules;
  options.definitions.assign(request.definitions().begin(),
                             request.definitions().end());
  for (const auto& [type, days] : request.tolerances()) {
    if (!ParseBreakType(type).has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("tolerances: \"", type, "\" is no type of break"));
    }
    options.tolerance_days[type] =
        static_cast<int>(std::min<uint32_t>(days, kMaxTolerance));
  }
  if (request.types().empty()) return options;
  options.types.assign(kBreakTypes, false);
  for (const std::string& name : request.types()) {
    const std::optional<BreakType> type = ParseBreakType(name);
    if (!type.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("types: \"", name, "\" is no type of break"));
    }
    options.types[static_cast<size_t>(*type)] = true;
  }
  return options;
}

}  // namespace

absl::Status AskedBreaks::Read(const Context& context,
                               const v1::EvaluateBreaksRequest& request) {
  RETURN_IF_ERROR(
      ReadPeriod(request.from(), request.to(), &period.from, &period.to));
  ASSIGN_OR_RETURN(const BreakOptions options,
                   BreakOptionsOf(context, request));
  finder = BreakFinder(options);
  RETURN_IF_ERROR(zones.Read(context, request.filter().pact(),
                             request.filter().pact_versions()));
  ASSIGN_OR_RETURN(filter, Filter::Make(request.filter(), zones.get(),
                                        context.view->strings()));
  ASSIGN_OR_RETURN(
      breakdown, Breakdown::Make(request.breakdown(), "breakdown", zones.get(),
                                 context.view->strings()));
  return absl::OkStatus();
}

v1::Number Per100PersonYears(int64_t count, int64_t exposed_days) {
  // 365.25 days a year: 36525 for a hundred.
  return Ratio(count * 36525, exposed_days);
}

std::optional<int> MedianDuration(const std::vector<int>& closed,
                                  const std::vector<int>& open) {
  // A tie at one half is decided as exact fractions would.
  constexpr double kHalf = 0.5 * (1 + 1e-12);
  double survival = 1;
  size_t censored = 0;
  for (size_t i = 0; i < closed.size();) {
    const int day = closed[i];
    size_t ended = 0;
    while (i + ended < closed.size() && closed[i + ended] == day) ++ended;
    // Events before censorings on the same day.
    while (censored < open.size() && open[censored] < day) ++censored;
    const size_t at_risk = closed.size() - i + open.size() - censored;
    survival *=
        static_cast<double>(at_risk - ended) / static_cast<double>(at_risk);
    if (survival <= kHalf) return day;
    i += ended;
  }
  return std::nullopt;
}

absl::StatusOr<v1::EvaluateBreaksResponse> EvaluateBreaks(
    const Context& context, const v1::EvaluateBreaksRequest& request) {
  AskedBreaks question;
  RETURN_IF_ERROR(question.Read(context, request));
  std::vector<Part> parts(ShardsOf(context));
  EachPathway(context, parts.size(),
              [&](size_t shard, size_t, const Pathway& pathway) {
                PersonVisit(question, pathway, &parts[shard]).Run();
              });
  Part all;
  for (const Part& part : parts) {
    all.total.Merge(part.total);
    for (const auto& [key, tally] : part.by_key) all.by_key[key].Merge(tally);
  }
  const pathway::StringTable& strings = context.view->strings();
  v1::EvaluateBreaksResponse response;
  const v1::FigureStatus status = HasNoData(context) ? v1::NO_DATA : v1::OK;
  FillHeader(context, status, "breaks", 1, response.mutable_header());
  *response.mutable_figure() =
      FigureOf(question, status, strings, std::move(all.total));
  for (auto& [key, tally] : all.by_key) {
    v1::BreaksCell* cell = response.add_cells();
    SetKey(key, cell->mutable_key());
    *cell->mutable_figure() =
        FigureOf(question, status, strings, std::move(tally));
  }
  return response;
}

}  // namespace jalon::evaluation
