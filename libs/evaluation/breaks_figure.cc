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
#include "libs/evaluation/break_item.h"
#include "libs/evaluation/breaks.h"
#include "libs/evaluation/continuity.h"
#include "libs/evaluation/dimension.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/filter.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/period.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;
using pathway::StringId;

// What is asked, resolved once.
struct Question {
  const facts::View* view = nullptr;
  Period period = {};
  BreakFinder finder = BreakFinder({});
  Filter filter = {};
  const Catalogue* catalogue = nullptr;  // nullptr = no pact.
  bool with_items = false;
};

// The figures of a range of persons.
struct Part {
  uint64_t persons = 0, at_risk = 0;
  std::array<uint64_t, kBreakTypes> by_type{}, persons_by_type{};
  int64_t exposed = 0, in_break = 0, covered = 0;
  std::vector<int> closed, open;
  std::map<std::pair<StringId, StringId>, uint64_t> hand_over;
  std::vector<v1::BreakItem> items, risks;

  void Merge(Part&& next) {
    persons += next.persons;
    at_risk += next.at_risk;
    for (size_t i = 0; i < kBreakTypes; ++i) {
      by_type[i] += next.by_type[i];
      persons_by_type[i] += next.persons_by_type[i];
    }
    exposed += next.exposed;
    in_break += next.in_break;
    covered += next.covered;
    const auto append = [](auto& to, auto& from) {
      to.insert(to.end(), std::make_move_iterator(from.begin()),
                std::make_move_iterator(from.end()));
    };
    append(closed, next.closed);
    append(open, next.open);
    append(items, next.items);
    append(risks, next.risks);
    for (const auto& [pair, count] : next.hand_over) hand_over[pair] += count;
  }
};

class PersonVisit {
 public:
  PersonVisit(const Question& question, size_t person, const Pathway& pathway,
              Part* part)
      : question_(question), person_(person), pathway_(pathway), part_(*part) {}

  void Run() {
    const DaySet exposed = pathway::ExposedDays(pathway_);
    const BreakList list = question_.finder.Find(pathway_, exposed);
    DaySet gaps;
    std::array<bool, kBreakTypes> had{};
    for (const Break& found : list.breaks) {
      if (!question_.filter.HoldsBreak(pathway_, found)) continue;
      if (!IsDay(found.type)) gaps.push_back({found.g0, found.g1});
      if (!question_.period.Holds(found.detected_on)) continue;
      had[static_cast<size_t>(found.type)] = true;
      Count(found);
    }
    for (size_t i = 0; i < kBreakTypes; ++i) part_.persons_by_type[i] += had[i];
    part_.persons += std::find(had.begin(), had.end(), true) != had.end();
    for (const Break& risk : list.at_risk) {
      if (!question_.filter.HoldsBreak(pathway_, risk)) continue;
      ++part_.at_risk;
      if (question_.with_items) part_.risks.push_back(Item(risk));
    }
    Days(exposed, std::move(gaps));
  }

 private:
  void Count(const Break& found) {
    ++part_.by_type[static_cast<size_t>(found.type)];
    if (question_.with_items) part_.items.push_back(Item(found));
    if (IsDay(found.type)) return;
    if (found.open()) {
      part_.open.push_back(pathway_.as_of - found.g0);
      return;
    }
    part_.closed.push_back(found.g1 - found.g0);
    const StringId before = found.organisation_before != 0
                                ? found.organisation_before
                                : found.organisation;
    ++part_.hand_over[{before, found.organisation_after}];
  }

  // Days in break are the days of the period of every break known on as_of,
  // detected in the period or not.
  void Days(const DaySet& exposed, DaySet gaps) {
    const Period& period = question_.period;
    const DaySet in_period = Clip(exposed, period.from, period.to + 1);
    if (in_period.empty()) return;
    part_.in_break += Size(Intersection(in_period, UnionOf(std::move(gaps))));
    const DaySet days = question_.filter.Days(pathway_, in_period);
    part_.exposed += Size(days);
    part_.covered += Size(CoveredDays(pathway_, days));
  }

  v1::BreakItem Item(const Break& found) const {
    return BreakItemOf(found, question_.view->Name(person_), pathway_,
                       question_.view->strings(), question_.catalogue);
  }

  const Question& question_;
  const size_t person_;
  const Pathway& pathway_;
  Part& part_;
};

absl::StatusOr<BreakOptions> Options(const Context& context,
                                     const v1::EvaluateBreaksRequest& request) {
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

// The hand-over matrix, in order of organisation; those who have none stand
// under kNoOrganisation.
void SetHandOver(const Part& part, const pathway::StringTable& strings,
                 v1::EvaluateBreaksResponse* response) {
  const auto text = [&](StringId id) {
    return id == 0 ? std::string(kNoOrganisation)
                   : std::string(strings.Get(id));
  };
  std::map<std::pair<std::string, std::string>, v1::HandOver> cells;
  for (const auto& [pair, count] : part.hand_over) {
    v1::HandOver& cell = cells[{text(pair.first), text(pair.second)}];
    cell.set_before(std::string(strings.Get(pair.first)));
    cell.set_after(std::string(strings.Get(pair.second)));
    cell.set_count(cell.count() + count);
  }
  for (auto& [key, cell] : cells) *response->add_hand_over() = std::move(cell);
}

void SetDuration(Part* part, v1::BreakDuration* duration) {
  std::sort(part->closed.begin(), part->closed.end());
  std::sort(part->open.begin(), part->open.end());
  for (const int days : part->closed) {
    duration->add_closed(static_cast<uint32_t>(days));
  }
  for (const int days : part->open) {
    duration->add_open(static_cast<uint32_t>(days));
  }
  const std::optional<int> median = MedianDuration(part->closed, part->open);
  if (median.has_value()) duration->set_median(static_cast<uint32_t>(*median));
}

void SetFigures(const Question& question, Part part,
                v1::EvaluateBreaksResponse* response) {
  uint64_t count = 0;
  for (size_t i = 0; i < kBreakTypes; ++i) {
    const BreakType type = static_cast<BreakType>(i);
    if (!question.finder.limit(type).wanted) continue;
    count += part.by_type[i];
    (*response->mutable_by_type())[BreakTypeName(type)] = part.by_type[i];
    (*response->mutable_persons_by_type())[BreakTypeName(type)] =
        part.persons_by_type[i];
  }
  response->set_count(count);
  response->set_persons(part.persons);
  response->set_at_risk_count(part.at_risk);
  response->set_exposed_days(static_cast<uint64_t>(part.exposed));
  response->set_days_in_break(static_cast<uint64_t>(part.in_break));
  v1::Continuity* continuity = response->mutable_continuity();
  continuity->set_covered_days(static_cast<uint64_t>(part.covered));
  continuity->set_exposed_days(static_cast<uint64_t>(part.exposed));
  if (part.exposed > 0) {
    *response->mutable_per_100_person_years() =
        Per100PersonYears(static_cast<int64_t>(count), part.exposed);
    *continuity->mutable_rate() = Ratio(part.covered, part.exposed);
  }
  SetDuration(&part, response->mutable_duration());
  SetHandOver(part, question.view->strings(), response);
  for (v1::BreakItem& item : part.items) {
    *response->add_breaks() = std::move(item);
  }
  for (v1::BreakItem& item : part.risks) {
    *response->add_at_risk() = std::move(item);
  }
}

}  // namespace

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
  Question question{.view = context.view.get(),
                    .with_items = request.with_items()};
  RETURN_IF_ERROR(ReadPeriod(request.from(), request.to(),
                             &question.period.from, &question.period.to));
  ASSIGN_OR_RETURN(const BreakOptions options, Options(context, request));
  question.finder = BreakFinder(options);
  ZoneSource zones;
  RETURN_IF_ERROR(zones.Read(context, request.filter().pact()));
  question.catalogue = zones.get();
  ASSIGN_OR_RETURN(question.filter,
                   Filter::Make(request.filter(), question.catalogue,
                                context.view->strings()));
  v1::EvaluateBreaksResponse response;
  FillHeader(context, HasNoData(context) ? v1::NO_DATA : v1::OK, "breaks", 1,
             response.mutable_header());
  std::vector<Part> parts(ShardsOf(context));
  EachPathway(context, parts.size(),
              [&](size_t shard, size_t person, const Pathway& pathway) {
                PersonVisit(question, person, pathway, &parts[shard]).Run();
              });
  Part all;
  for (Part& part : parts) all.Merge(std::move(part));
  SetFigures(question, std::move(all), &response);
  return response;
}

}  // namespace jalon::evaluation
