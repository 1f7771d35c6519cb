#include "services/evaluation/filtered.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"

#include "libs/base/status_macros.h"

namespace jalon::evaluation_service {
namespace {

using Values = google::protobuf::RepeatedPtrField<std::string>;

// Several values may stand for one unit (spec §5, §7).
bool Overlap(const Values& dimensions) {
  return std::any_of(dimensions.begin(), dimensions.end(),
                     [](const std::string& dimension) {
                       return dimension == "axis" || dimension == "funding";
                     });
}

Values* ValuesOf(const std::string& dimension, v1::Filter* filter) {
  if (dimension == "zone") return filter->mutable_zones();
  if (dimension == "track") return filter->mutable_tracks();
  return filter->mutable_organisations();
}

// A figure from which nothing was taken out but exact forms and thin steps.
bool ShowsAll(const v1::DelayFigure& before, const v1::DelayFigure& after) {
  if (after.status() == v1::SUPPRESSED) return false;
  const auto shares = [](const v1::DelayFigure& figure) {
    return std::count_if(
        figure.shares().begin(), figure.shares().end(),
        [](const v1::Share& share) { return share.has_value(); });
  };
  return before.classes_size() == after.classes_size() &&
         before.bins_size() == after.bins_size() &&
         before.legal().classes_size() == after.legal().classes_size() &&
         before.units() == after.units() &&
         before.households() == after.households() &&
         before.quantiles_size() == after.quantiles_size() &&
         shares(before) == shares(after);
}

const v1::DelayFigure* FindGroup(const v1::EvaluateDelayResponse& response,
                                 const std::string& key) {
  for (const v1::DelayGroup& group : response.groups()) {
    if (group.key(0) == key) return &group.figure();
  }
  return nullptr;
}

// The counts of what is left out by the filter are those of the others.
void ClearLeftOut(v1::EvaluateDelayResponse* response) {
  response->clear_no_spell_count();
  response->clear_excluded_count();
}

// The answer, from the table by the filter's dimension: before and after its
// protection.
void ReadOff(const v1::EvaluateDelayResponse& exact,
             const v1::EvaluateDelayResponse& table, const Values& values,
             const Suppression& rule, v1::EvaluateDelayResponse* response) {
  ClearLeftOut(response);
  if (values.size() == 1) {
    const v1::DelayFigure* cell = FindGroup(table, values[0]);
    if (cell == nullptr) return;  // Nobody: a zero is shown.
    const v1::DelayFigure* before = FindGroup(exact, values[0]);
    if (!ShowsAll(*before, *cell)) {
      response->mutable_header()->set_status(v1::SUPPRESSED);
    }
    *response->mutable_figure() = *cell;
    return;
  }
  for (const std::string& value : values) {
    const v1::DelayFigure* cell = FindGroup(table, value);
    if (cell == nullptr) continue;
    if (!ShowsAll(*FindGroup(exact, value), *cell)) {
      Suppression::Withhold(response);
      return;
    }
  }
  rule.Apply(response);
}

}  // namespace

std::vector<std::string> FilteredDimensions(const v1::Filter& filter) {
  std::vector<std::string> out;
  if (filter.zones_size() > 0) out.push_back("zone");
  if (filter.tracks_size() > 0) out.push_back("track");
  if (filter.organisations_size() > 0) out.push_back("organisation");
  return out;
}

absl::Status Protect(const evaluation::Context& context,
                     const v1::EvaluateDelayRequest& request,
                     const Suppression& rule,
                     v1::EvaluateDelayResponse* response) {
  const std::vector<std::string> filtered =
      FilteredDimensions(request.filter());
  if (filtered.empty()) {
    if (request.strata_size() > 1) {
      Suppression::Withhold(response);
    } else {
      rule.Apply(response, Overlap(request.strata()));
    }
    return absl::OkStatus();
  }
  if (filtered.size() > 1 || !request.strata().empty()) {
    Suppression::Withhold(response);
    return absl::OkStatus();
  }
  v1::EvaluateDelayRequest by_dimension = request;
  const Values values = *ValuesOf(filtered[0], by_dimension.mutable_filter());
  ValuesOf(filtered[0], by_dimension.mutable_filter())->Clear();
  by_dimension.add_strata(filtered[0]);
  ASSIGN_OR_RETURN(const v1::EvaluateDelayResponse exact,
                   evaluation::EvaluateDelay(context, by_dimension));
  v1::EvaluateDelayResponse table = exact;
  rule.Apply(&table);
  ReadOff(exact, table, values, rule, response);
  return absl::OkStatus();
}

absl::Status Protect(const evaluation::Context&,
                     const v1::EvaluateLandmarkRequest& request,
                     const Suppression& rule,
                     v1::EvaluateLandmarkResponse* response) {
  if (FilteredDimensions(request.filter()).empty() &&
      request.strata().empty()) {
    rule.Apply(response);
  } else {
    Suppression::Withhold(response);
  }
  return absl::OkStatus();
}

absl::Status Protect(const evaluation::Context&,
                     const v1::EvaluateBreaksRequest& request,
                     const Suppression& rule,
                     v1::EvaluateBreaksResponse* response) {
  if (FilteredDimensions(request.filter()).empty() &&
      request.breakdown_size() < 2) {
    rule.Apply(response, Overlap(request.breakdown()));
  } else {
    Suppression::Withhold(response);
  }
  return absl::OkStatus();
}

absl::Status Protect(const evaluation::Context&,
                     const v1::EvaluatePactRequest& request,
                     const Suppression& rule,
                     v1::EvaluatePactResponse* response) {
  if (request.breakdown_size() < 2) {
    rule.Apply(response, Overlap(request.breakdown()));
  } else {
    Suppression::Withhold(response);
  }
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
