#include "libs/evaluation/quality.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/evaluation.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/quality_part.h"

namespace jalon::evaluation {
namespace {

using facts::SentAmendment;
using pathway::Pathway;

// What stands for an empty bound of the period.
constexpr char kFirstDay[] = "1900-01-01";
constexpr char kLastDay[] = "9999-12-31";

absl::Status ReadParameters(const Context& context,
                            const v1::EvaluateQualityRequest& request,
                            v1::EvaluateQualityResponse* response) {
  if (request.percent() > 100) {
    return absl::InvalidArgumentError(
        "percent: give a whole number from 1 to 100");
  }
  response->set_percent(request.percent() == 0 ? kDefaultCompletePercent
                                               : request.percent());
  response->set_minimum_events(request.has_minimum_events()
                                   ? request.minimum_events()
                                   : kDefaultMinimumEvents);
  Day known = context.known_day;
  const uint64_t position = context.view->position();
  if (known == base::kNoDay && position > 0) {
    known = context.view->RecordedOn(position);
  }
  response->set_known_day(base::FormatDay(known));
  return absl::OkStatus();
}

absl::StatusOr<QualityQuestion> MakeQuestion(
    const Context& context, const v1::EvaluateQualityRequest& request) {
  QualityQuestion question{.view = context.view.get()};
  RETURN_IF_ERROR(
      ReadPeriod(request.from().empty() ? kFirstDay : request.from(),
                 request.to().empty() ? kLastDay : request.to(),
                 &question.recorded.from, &question.recorded.to));
  question.catalogues = Catalogues(context);
  question.is_unknown_organisation = [&context](
                                         pathway::StringId organisation) {
    if (organisation == 0) return true;
    return context.rules != nullptr &&
           context.rules->FindOrganisation(
               context.territory, context.view->strings().Get(organisation)) ==
               nullptr;
  };
  question.amendments = context.view->amendments();
  // By text, so that no order of arrival shows.
  const pathway::StringTable& strings = context.view->strings();
  const auto text = [&](const SentAmendment& sent) {
    return std::tuple(sent.person, strings.Get(sent.source),
                      strings.Get(sent.key));
  };
  std::sort(question.amendments.begin(), question.amendments.end(),
            [&](const SentAmendment& a, const SentAmendment& b) {
              return text(a) < text(b);
            });
  return question;
}

void AddAnomalies(const facts::View& view, QualityPart* part) {
  Finding& finding = part->findings[kIdentity];
  std::set<std::string> persons;
  for (const facts::Anomaly& anomaly : view.anomalies()) {
    persons.insert(anomaly.persons.begin(), anomaly.persons.end());
    finding.Add([&](v1::QualityItem* item) {
      item->mutable_persons()->Add(anomaly.persons.begin(),
                                   anomaly.persons.end());
      item->set_what(anomaly.kind);
    });
  }
  finding.persons = persons.size();
}

v1::SourceQuality Encode(const SourcePart& part, const std::string& name,
                         const v1::EvaluateQualityResponse& response) {
  v1::SourceQuality out;
  out.set_source(name);
  out.set_events(part.events);
  out.set_corrections(part.corrections);
  out.set_retractions(part.retractions);
  out.set_persons(part.persons);
  out.set_last_recorded(base::FormatDay(part.last_recorded));
  *out.mutable_effective_to_received() = part.effective_to_received.ToProto();
  *out.mutable_received_to_recorded() = part.received_to_recorded.ToProto();
  *out.mutable_effective_to_recorded() = part.effective_to_recorded.ToProto();
  const std::optional<int> wait =
      part.effective_to_recorded.Quantile(response.percent());
  const std::optional<Day> known = base::ParseDay(response.known_day());
  if (wait && known && part.events >= response.minimum_events()) {
    out.set_complete_to(base::FormatDay(*known - std::max(*wait, 0)));
  }
  return out;
}

void SetCounts(const QualityPart& part, v1::EvaluateQualityResponse* response) {
  const auto count = [&](absl::string_view kind) {
    return part.findings.at(kind).count;
  };
  response->set_unknown_start(count(kUnknownStart));
  response->set_after_death(count(pathway::kAfterDeath));
  response->set_parked(count(kParked));
  response->set_unknown_actions(count(kUnknownAction));
  response->set_unknown_organisations(count(kUnknownOrganisation));
  response->set_overlaps(count(kOverlap));
  response->set_identity_anomalies(count(kIdentity));
  for (const char* code : pathway::kFlagCodes) {
    (*response->mutable_flags())[code] = count(code);
  }
}

void SetFigures(QualityPart part, const pathway::StringTable& strings,
                v1::EvaluateQualityResponse* response) {
  SetCounts(part, response);
  for (auto& [kind, finding] : part.findings) {
    const std::string name(kind);
    (*response->mutable_persons())[name] = finding.persons;
    if (finding.left_out > 0) {
      (*response->mutable_items_left_out())[name] = finding.left_out;
    }
    for (v1::QualityItem& item : finding.items) {
      item.set_kind(name);
      *response->add_items() = std::move(item);
    }
  }
  std::vector<std::pair<std::string, const SourcePart*>> sources;
  for (const auto& [source, of_source] : part.sources) {
    sources.emplace_back(strings.Get(source), &of_source);
  }
  std::sort(sources.begin(), sources.end());
  for (const auto& [name, of_source] : sources) {
    *response->add_sources() = Encode(*of_source, name, *response);
  }
}

}  // namespace

absl::StatusOr<v1::EvaluateQualityResponse> EvaluateQuality(
    const Context& context, const v1::EvaluateQualityRequest& request) {
  v1::EvaluateQualityResponse response;
  RETURN_IF_ERROR(ReadParameters(context, request, &response));
  ASSIGN_OR_RETURN(const QualityQuestion question,
                   MakeQuestion(context, request));
  FillHeader(context, HasNoData(context) ? v1::NO_DATA : v1::OK, "quality", 1,
             response.mutable_header());
  std::vector<QualityPart> parts(ShardsOf(context));
  EachPathway(context, parts.size(),
              [&](size_t shard, size_t person, const Pathway& pathway) {
                AddPerson(question, person, pathway, &parts[shard]);
              });
  QualityPart all;
  for (QualityPart& part : parts) all.Merge(std::move(part));
  AddPerson(question, SentAmendment::kNobody, Pathway(), &all);
  AddAnomalies(*context.view, &all);
  SetFigures(std::move(all), context.view->strings(), &response);
  return response;
}

}  // namespace jalon::evaluation
