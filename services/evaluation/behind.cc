#include "services/evaluation/behind.h"

#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/compare.h"
#include "libs/evaluation/explain.h"
#include "libs/evaluation/table.h"
#include "libs/territory/page_token.h"
#include "services/evaluation/filtered.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

constexpr uint32_t kDefaultPage = 100, kMaxPage = 10'000;

// What a figure is asked on, whatever its kind.
struct Subject {
  std::string territory;
  v1::At at;
  v1::FoldParameters parameters;
};

absl::StatusOr<Subject> SubjectOf(const v1::FigureRequest& figure,
                                  const char* field) {
  const auto of = [](const auto& request) {
    return Subject{request.territory(), request.at(), request.parameters()};
  };
  switch (figure.figure_case()) {
    case v1::FigureRequest::kDelay:
      return of(figure.delay());
    case v1::FigureRequest::kLandmark:
      return of(figure.landmark());
    case v1::FigureRequest::kBreaks:
      return of(figure.breaks());
    case v1::FigureRequest::kPact:
      return of(figure.pact());
    case v1::FigureRequest::kTable: {
      ASSIGN_OR_RETURN(const auto whole,
                       evaluation::CompleteTableRequest(figure.table()));
      return of(whole);
    }
    default:
      return absl::InvalidArgumentError(absl::StrCat(
          field, ": give a delay, a landmark, breaks, a pact or a table"));
  }
}

// The units of the cells that the table shows.
void FillCells(const v1::EvaluateTableResponse& table,
               v1::ExplainResponse* out) {
  for (const v1::TableRow& row : table.rows()) {
    for (int c = 0; c < row.cells_size(); ++c) {
      const v1::TableCell& cell = row.cells(c);
      if (!cell.has_value()) continue;
      (*out->mutable_cells())[evaluation::CellName(row.id(),
                                                   table.columns(c).id())] =
          cell.persons() > 0
              ? cell.persons()
              : static_cast<uint64_t>(std::llround(cell.value().value()));
    }
  }
}

// For principals without individual access: the classes that the figure itself
// shows them, and nothing more.
absl::Status ShownClasses(const evaluation::Context& context,
                          const v1::FigureRequest& figure,
                          const Suppression& rule, v1::ExplainResponse* out) {
  const auto protect = [&](const auto& request, auto* response) {
    return Protect(context, request, rule, response);
  };
  if (figure.has_delay()) {
    ASSIGN_OR_RETURN(auto shown,
                     evaluation::EvaluateDelay(context, figure.delay()));
    RETURN_IF_ERROR(protect(figure.delay(), &shown));
    *out->mutable_header() = shown.header();
    *out->mutable_classes() = shown.figure().classes();
  } else if (figure.has_breaks()) {
    ASSIGN_OR_RETURN(auto shown,
                     evaluation::EvaluateBreaks(context, figure.breaks()));
    RETURN_IF_ERROR(protect(figure.breaks(), &shown));
    *out->mutable_header() = shown.header();
    *out->mutable_classes() = shown.figure().by_type();
  } else if (figure.has_landmark()) {
    ASSIGN_OR_RETURN(auto shown,
                     evaluation::EvaluateLandmark(context, figure.landmark()));
    RETURN_IF_ERROR(protect(figure.landmark(), &shown));
    *out->mutable_header() = shown.header();
  } else if (figure.has_table()) {
    ASSIGN_OR_RETURN(auto shown,
                     evaluation::EvaluateTable(context, figure.table()));
    RETURN_IF_ERROR(protect(figure.table(), &shown));
    *out->mutable_header() = shown.header();
    FillCells(shown, out);
  } else {
    ASSIGN_OR_RETURN(auto shown,
                     evaluation::EvaluatePact(context, figure.pact()));
    RETURN_IF_ERROR(protect(figure.pact(), &shown));
    *out->mutable_header() = shown.header();
    for (const v1::IndicatorFigure& one : shown.indicators()) {
      if (one.id() == figure.indicator())
        *out->mutable_classes() = one.classes();
    }
  }
  return absl::OkStatus();
}

// A filtered figure, or the means of a table, are not read off a protected
// table in a comparison.
bool WithholdsValues(const v1::FigureRequest& figure) {
  return figure.has_table() || HasFilter(figure.delay().filter()) ||
         HasFilter(figure.landmark().filter()) ||
         HasFilter(figure.breaks().filter());
}

// What a date that is left out meant on the first page, on the next ones. Those
// of a table do not depend on the day of the call.
void Pin(const territory::PageToken& token, const v1::FigureRequest& figure,
         v1::At* at) {
  if (token.as_of == base::kNoDay || figure.has_table()) return;
  if (at->as_of().empty()) at->set_as_of(base::FormatDay(token.as_of));
  if (at->known_case() == v1::At::KNOWN_NOT_SET) {
    at->set_known_at_position(token.position);
  }
}

template <typename Response>
void SetNext(const Environment& environment, territory::PageToken token,
             const evaluation::Context& context, size_t listed, size_t total,
             Response* response) {
  token.offset += listed;
  if (token.offset >= total) return;
  token.position = context.view->position();
  if (token.as_of == base::kNoDay) {
    token.as_of = base::CivilDay(environment.clock(),
                                 base::TerritoryTimeZone(context.territory));
  }
  response->set_next_page_token(territory::FormatPageToken(token));
}

}  // namespace

absl::Status Explain(const Environment& environment,
                     const access::Principal& principal,
                     const v1::ExplainRequest& request,
                     v1::ExplainResponse* response) {
  ASSIGN_OR_RETURN(Subject subject, SubjectOf(request.figure(), "figure"));
  RETURN_IF_ERROR(access::CheckTerritory(principal, subject.territory));
  const bool persons = access::MayReadEveryone(principal);
  if (!persons && !request.person().empty()) {
    return absl::PermissionDeniedError(
        "person: for principals with individual access");
  }
  size_t limit = 0;
  ASSIGN_OR_RETURN(
      const territory::PageToken token,
      territory::ReadPage(request, kDefaultPage, kMaxPage, &limit));
  Pin(token, request.figure(), &subject.at);
  ASSIGN_OR_RETURN(evaluation::Context context,
                   ContextOf(environment, subject.territory, subject.at,
                             subject.parameters));
  territory::Territory* served =
      territory::Find(*environment.territories, subject.territory);
  if (served != nullptr && !request.page_token().empty()) {
    context.view = served->ViewAt(token.position);
  }
  if (!persons) {
    return ShownClasses(context, request.figure(),
                        Suppression(ThresholdOf(environment)), response);
  }
  ASSIGN_OR_RETURN(*response,
                   evaluation::Explain(context, request, token.offset, limit));
  SetNext(environment, token, context,
          static_cast<size_t>(response->units_size()), response->listed(),
          response);
  return absl::OkStatus();
}

absl::Status Compare(const Environment& environment,
                     const access::Principal& principal,
                     const v1::CompareRequest& request,
                     v1::CompareResponse* response) {
  ASSIGN_OR_RETURN(Subject before, SubjectOf(request.before(), "before"));
  ASSIGN_OR_RETURN(Subject after, SubjectOf(request.after(), "after"));
  RETURN_IF_ERROR(access::CheckTerritory(principal, before.territory));
  if (after.territory != before.territory) {
    return absl::InvalidArgumentError(
        "after.territory: another than before.territory");
  }
  size_t limit = 0;
  ASSIGN_OR_RETURN(
      const territory::PageToken token,
      territory::ReadPage(request, kDefaultPage, kMaxPage, &limit));
  Pin(token, request.before(), &before.at);
  Pin(token, request.after(), &after.at);
  evaluation::Comparison comparison;
  ASSIGN_OR_RETURN(comparison.before, ContextOf(environment, before.territory,
                                                before.at, before.parameters));
  ASSIGN_OR_RETURN(comparison.after, ContextOf(environment, after.territory,
                                               after.at, after.parameters));
  territory::Territory* served =
      territory::Find(*environment.territories, before.territory);
  comparison.view = [served](const facts::Knowledge& knowledge) {
    return served->ViewOf(knowledge);
  };
  const bool persons = access::MayReadEveryone(principal);
  ASSIGN_OR_RETURN(*response,
                   evaluation::Compare(comparison, request, token.offset,
                                       persons ? limit : 0));
  if (!persons) {
    const Suppression rule(ThresholdOf(environment));
    v1::ExplainResponse of_before, of_after;
    RETURN_IF_ERROR(
        ShownClasses(comparison.before, request.before(), rule, &of_before));
    RETURN_IF_ERROR(
        ShownClasses(comparison.after, request.after(), rule, &of_after));
    rule.Apply(response);
    // Of figures that hide something themselves, no value.
    if (of_before.header().status() == v1::SUPPRESSED ||
        of_after.header().status() == v1::SUPPRESSED ||
        WithholdsValues(request.before()) || WithholdsValues(request.after())) {
      Suppression::Withhold(response);
    }
    return absl::OkStatus();
  }
  SetNext(environment, token, comparison.after,
          static_cast<size_t>(response->units_size()),
          response->changed_units(), response);
  return absl::OkStatus();
}

}  // namespace jalon::evaluation_service
