#include "services/evaluation/filtered.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "services/evaluation/read_off.h"

namespace jalon::evaluation_service {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

template <typename Keyed>
Key KeyOf(const Keyed& part) {
  return {part.key().begin(), part.key().end()};
}

struct DelayKind {
  using Request = v1::EvaluateDelayRequest;
  using Response = v1::EvaluateDelayResponse;
  using Figure = v1::DelayFigure;

  static absl::StatusOr<Response> Evaluate(const evaluation::Context& context,
                                           const Request& request) {
    return evaluation::EvaluateDelay(context, request);
  }
  static Names* Breakdown(Request* request) {
    return request->mutable_strata();
  }
  static Figure Whole(const Response& response) { return response.figure(); }
  static void SetWhole(const Figure& figure, Response* response) {
    *response->mutable_figure() = figure;
  }
  static std::vector<std::pair<Key, Figure>> PartsOf(const Response& response) {
    std::vector<std::pair<Key, Figure>> out;
    for (const v1::DelayGroup& group : response.groups()) {
      out.emplace_back(KeyOf(group), group.figure());
    }
    return out;
  }
  static void SetPart(size_t index, const Figure& figure, Response* response) {
    *response->mutable_groups(static_cast<int>(index))->mutable_figure() =
        figure;
  }
  static bool ShowsUnits(const Figure& before, const Figure& after) {
    if (after.status() == v1::SUPPRESSED) return false;
    const auto shares = [](const Figure& figure) {
      return std::count_if(
          figure.shares().begin(), figure.shares().end(),
          [](const v1::Share& share) { return share.has_value(); });
    };
    return before.classes_size() == after.classes_size() &&
           before.bins_size() == after.bins_size() &&
           before.legal().classes_size() == after.legal().classes_size() &&
           before.units() == after.units() &&
           before.quantiles_size() == after.quantiles_size() &&
           shares(before) == shares(after);
  }
  static void Hide(Figure* figure) {
    figure->Clear();
    figure->set_status(v1::SUPPRESSED);
  }
  static bool ShowsDistinct(const Figure& before, const Figure& after) {
    return before.persons() == after.persons() &&
           before.households() == after.households();
  }
  static void AddDistinct(const Figure& part, Figure* sums) {
    sums->set_persons(sums->persons() + part.persons());
    sums->set_households(sums->households() + part.households());
  }
  static void KeepSums(const Figure& sums, Figure* figure) {
    if (figure->persons() != sums.persons()) figure->clear_persons();
    if (figure->households() != sums.households()) figure->clear_households();
  }
  static void ClearTest(Response* response) { response->clear_logrank(); }
  // The counts of what the filter leaves out are those of the others.
  static void ClearLeftOut(Response* response) {
    response->clear_no_spell_count();
    response->clear_excluded_count();
  }
};

struct LandmarkKind {
  using Request = v1::EvaluateLandmarkRequest;
  using Response = v1::EvaluateLandmarkResponse;
  using Figure = v1::LandmarkStratum;  // Without its key.

  static absl::StatusOr<Response> Evaluate(const evaluation::Context& context,
                                           const Request& request) {
    return evaluation::EvaluateLandmark(context, request);
  }
  static Names* Breakdown(Request* request) {
    return request->mutable_strata();
  }
  // A response and a stratum have the same members.
  template <typename From, typename To>
  static void Copy(const From& from, To* to) {
    to->set_cohort(from.cohort());
    to->set_before_landmark(from.before_landmark());
    *to->mutable_groups() = from.groups();
    to->clear_logrank();
    if (from.has_logrank()) *to->mutable_logrank() = from.logrank();
  }
  static Figure Whole(const Response& response) {
    Figure out;
    Copy(response, &out);
    return out;
  }
  static void SetWhole(const Figure& figure, Response* response) {
    Copy(figure, response);
  }
  static std::vector<std::pair<Key, Figure>> PartsOf(const Response& response) {
    std::vector<std::pair<Key, Figure>> out;
    for (const v1::LandmarkStratum& stratum : response.strata()) {
      out.emplace_back(KeyOf(stratum), Figure());
      Copy(stratum, &out.back().second);
    }
    return out;
  }
  static void SetPart(size_t index, const Figure& figure, Response* response) {
    Copy(figure, response->mutable_strata(static_cast<int>(index)));
  }
  static bool ShowsUnits(const Figure& before, const Figure& after) {
    return before.cohort() == after.cohort() &&
           before.before_landmark() == after.before_landmark() &&
           before.groups_size() == after.groups_size();
  }
  static void Hide(Figure* figure) { figure->Clear(); }
  static bool ShowsDistinct(const Figure&, const Figure&) { return true; }
  static void AddDistinct(const Figure&, Figure*) {}
  static void KeepSums(const Figure&, Figure*) {}
  static void ClearTest(Response*) {}
  static void ClearLeftOut(Response*) {}
};

struct BreaksKind {
  using Request = v1::EvaluateBreaksRequest;
  using Response = v1::EvaluateBreaksResponse;
  using Figure = v1::BreaksFigure;

  static absl::StatusOr<Response> Evaluate(const evaluation::Context& context,
                                           const Request& request) {
    return evaluation::EvaluateBreaks(context, request);
  }
  static Names* Breakdown(Request* request) {
    return request->mutable_breakdown();
  }
  static Figure Whole(const Response& response) { return response.figure(); }
  static void SetWhole(const Figure& figure, Response* response) {
    *response->mutable_figure() = figure;
  }
  static std::vector<std::pair<Key, Figure>> PartsOf(const Response& response) {
    std::vector<std::pair<Key, Figure>> out;
    for (const v1::BreaksCell& cell : response.cells()) {
      out.emplace_back(KeyOf(cell), cell.figure());
    }
    return out;
  }
  static void SetPart(size_t index, const Figure& figure, Response* response) {
    *response->mutable_cells(static_cast<int>(index))->mutable_figure() =
        figure;
  }
  static bool ShowsUnits(const Figure& before, const Figure& after) {
    return after.status() != v1::SUPPRESSED &&
           before.exposed_days() == after.exposed_days() &&
           before.days_in_break() == after.days_in_break() &&
           before.at_risk() == after.at_risk() &&
           before.by_type_size() == after.by_type_size() &&
           before.hand_over_size() == after.hand_over_size() &&
           before.duration().has_median() == after.duration().has_median();
  }
  static void Hide(Figure* figure) {
    figure->Clear();
    figure->set_status(v1::SUPPRESSED);
  }
  static bool ShowsDistinct(const Figure& before, const Figure& after) {
    return before.persons() == after.persons() &&
           before.exposed_persons() == after.exposed_persons() &&
           before.persons_in_break() == after.persons_in_break() &&
           before.persons_by_type_size() == after.persons_by_type_size();
  }
  static void AddDistinct(const Figure& part, Figure* sums) {
    sums->set_persons(sums->persons() + part.persons());
    sums->set_exposed_persons(sums->exposed_persons() + part.exposed_persons());
    sums->set_persons_in_break(sums->persons_in_break() +
                               part.persons_in_break());
    for (const auto& [type, persons] : part.persons_by_type()) {
      (*sums->mutable_persons_by_type())[type] += persons;
    }
  }
  static void KeepSums(const Figure& sums, Figure* figure) {
    if (figure->persons() != sums.persons()) figure->clear_persons();
    if (figure->exposed_persons() != sums.exposed_persons()) {
      figure->clear_exposed_persons();
    }
    if (figure->persons_in_break() != sums.persons_in_break()) {
      figure->clear_persons_in_break();
    }
    for (const auto& [type, persons] : sums.persons_by_type()) {
      auto& by_type = *figure->mutable_persons_by_type();
      const auto found = by_type.find(type);
      if (found != by_type.end() && found->second != persons) {
        by_type.erase(found);
      }
    }
  }
  static void ClearTest(Response*) {}
  static void ClearLeftOut(Response*) {}
};

// Keys as the request orders the dimensions: the second first.
void SwapDimensions(v1::IndicatorFigure* indicator) {
  std::map<Key, v1::IndicatorCell> cells;
  for (v1::IndicatorCell& cell : *indicator->mutable_cells()) {
    cell.mutable_key()->SwapElements(0, 1);
    cells[KeyOf(cell)] = cell;
  }
  indicator->clear_cells();
  for (const auto& [key, cell] : cells) *indicator->add_cells() = cell;
}

absl::Status ProtectCrossed(const evaluation::Context& context,
                            v1::EvaluatePactRequest request,
                            const Suppression& rule,
                            v1::EvaluatePactResponse* response) {
  const bool swapped = request.breakdown(1) < request.breakdown(0);
  if (swapped) request.mutable_breakdown()->SwapElements(0, 1);
  const auto by = [&](const std::string& dimension) {
    v1::EvaluatePactRequest one = request;
    one.clear_breakdown();
    one.add_breakdown(dimension);
    return evaluation::EvaluatePact(context, one);
  };
  ASSIGN_OR_RETURN(v1::EvaluatePactResponse first, by(request.breakdown(0)));
  ASSIGN_OR_RETURN(v1::EvaluatePactResponse second, by(request.breakdown(1)));
  const auto swap = [&] {
    for (v1::IndicatorFigure& one : *response->mutable_indicators()) {
      if (swapped) SwapDimensions(&one);
    }
  };
  swap();
  if (!rule.ApplyCrossed(&first, &second, response)) {
    Suppression::Withhold(response);
  }
  swap();
  return absl::OkStatus();
}

}  // namespace

Values TakeFilter(v1::Filter* filter) {
  Values out;
  const auto take = [&](const char* dimension, Names* values) {
    if (!values->empty()) out[dimension] = {values->begin(), values->end()};
    values->Clear();
  };
  take("zone", filter->mutable_zones());
  take("track", filter->mutable_tracks());
  take("organisation", filter->mutable_organisations());
  // Those without one: a group of a breakdown, which no filter names.
  const auto organisations = out.find("organisation");
  if (organisations != out.end() &&
      organisations->second.erase("UNKNOWN") > 0) {
    organisations->second.insert("");
  }
  return out;
}

bool HasFilter(v1::Filter filter) { return !TakeFilter(&filter).empty(); }

bool AnyOverlaps(const std::set<std::string>& dimensions) {
  return dimensions.contains("axis") || dimensions.contains("funding");
}

absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluateDelayRequest& request,
                     const Suppression& rule,
                     v1::EvaluateDelayResponse* response) {
  return ReadOff<DelayKind>(context, rule).Protect(request, response);
}

absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluateLandmarkRequest& request,
                     const Suppression& rule,
                     v1::EvaluateLandmarkResponse* response) {
  return ReadOff<LandmarkKind>(context, rule).Protect(request, response);
}

absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluateBreaksRequest& request,
                     const Suppression& rule,
                     v1::EvaluateBreaksResponse* response) {
  return ReadOff<BreaksKind>(context, rule).Protect(request, response);
}

absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluatePactRequest& request,
                     const Suppression& rule,
                     v1::EvaluatePactResponse* response) {
  const std::set<std::string> dimensions(request.breakdown().begin(),
                                         request.breakdown().end());
  const bool overlap = AnyOverlaps(dimensions);
  if (dimensions.size() < 2) {
    rule.Apply(response, overlap);
    return absl::OkStatus();
  }
  if (!overlap) return ProtectCrossed(context, request, rule, response);
  Suppression::Withhold(response);
  return absl::OkStatus();
}

absl::Status Protect(const evaluation::Context&,
                     const v1::EvaluateTableRequest&, const Suppression& rule,
                     v1::EvaluateTableResponse* response) {
  rule.Apply(response);
  return absl::OkStatus();
}

absl::Status Protect(const evaluation::Context&,
                     const v1::EvaluateQualityRequest&, const Suppression& rule,
                     v1::EvaluateQualityResponse* response) {
  rule.Apply(response);
  return absl::OkStatus();
}

}  // namespace jalon::evaluation_service
