#include "libs/evaluation/compare_steps.h"

#include <algorithm>
#include <utility>

#include "google/protobuf/util/message_differencer.h"

namespace jalon::evaluation {
namespace {

using google::protobuf::util::MessageDifferencer;

struct KnowledgeCause {
  const char* name;
  uint8_t kinds;  // Applied once it and those before are.
};

constexpr KnowledgeCause kKnowledgeCauses[] = {
    {"LATE_EVENTS", facts::Knowledge::kFacts},
    {"CORRECTIONS", facts::Knowledge::kFacts | facts::Knowledge::kCorrections},
    {"RETRACTIONS", facts::Knowledge::kFacts | facts::Knowledge::kCorrections |
                        facts::Knowledge::kRetractions},
    {"MERGES", facts::Knowledge::kAll},
};

// Calls with the request of the figure, whatever its kind but a table.
template <typename Visit>
void WithRequest(v1::FigureRequest* figure, const Visit& visit) {
  switch (figure->figure_case()) {
    case v1::FigureRequest::kDelay:
      return visit(figure->mutable_delay());
    case v1::FigureRequest::kLandmark:
      return visit(figure->mutable_landmark());
    case v1::FigureRequest::kBreaks:
      return visit(figure->mutable_breaks());
    case v1::FigureRequest::kPact:
      return visit(figure->mutable_pact());
    default:
      return;
  }
}

// The dates are those of the context; here only the period is read.
void Strip(v1::FigureRequest* figure) {
  const auto strip = [](auto* request) {
    request->clear_at();
    request->clear_parameters();
  };
  WithRequest(figure, strip);
  if (figure->has_table()) strip(figure->mutable_table());
}

// `figure` with the period of another.
v1::FigureRequest WithPeriod(v1::FigureRequest figure,
                             v1::FigureRequest other) {
  if (figure.has_table()) {
    figure.mutable_table()->set_year(other.table().year());
    return figure;
  }
  std::string from, to;
  WithRequest(&other, [&](auto* request) {
    from = request->from();
    to = request->to();
  });
  WithRequest(&figure, [&](auto* request) {
    request->set_from(from);
    request->set_to(to);
  });
  return figure;
}

// The knowledge between the two when the causes up to one are applied.
facts::Knowledge Between(uint64_t before, uint64_t after, uint8_t applied) {
  facts::Knowledge out{.position = std::max(before, after),
                       .base = std::min(before, after)};
  out.after_base =
      before <= after ? applied
                      : static_cast<uint8_t>(facts::Knowledge::kAll & ~applied);
  if (out.after_base == facts::Knowledge::kNone) {
    return {.position = out.base, .base = out.base};
  }
  return out;
}

}  // namespace

absl::StatusOr<std::vector<Step>> StepsOf(const Comparison& comparison,
                                          const v1::CompareRequest& request) {
  if (request.before().figure_case() != request.after().figure_case()) {
    return absl::InvalidArgumentError(
        "after: another kind of figure than before");
  }
  if (request.before().indicator() != request.after().indicator()) {
    return absl::InvalidArgumentError(
        "after.indicator: another than before.indicator");
  }
  if (request.before().table().table() != request.after().table().table()) {
    return absl::InvalidArgumentError(
        "after.table.table: another than before.table.table");
  }
  const Context& before = comparison.before;
  const Context& after = comparison.after;
  std::vector<Step> steps;
  Step step{.context = before, .request = request.before()};
  Strip(&step.request);
  steps.push_back(step);
  const uint64_t from = before.view->position(), to = after.view->position();
  for (const KnowledgeCause& cause : kKnowledgeCauses) {
    step.cause = cause.name;
    if (from != to) {
      step.context.view = cause.kinds == facts::Knowledge::kAll
                              ? after.view
                              : comparison.view(Between(from, to, cause.kinds));
    }
    steps.push_back(step);
  }
  v1::FigureRequest last = request.after();
  Strip(&last);
  step.cause = "DEFINITION";
  step.request = WithPeriod(last, request.before());
  step.context.fold = after.fold;
  step.context.fold.as_of = before.as_of;
  steps.push_back(step);
  steps.push_back(
      {.cause = "DATES", .context = after, .request = std::move(last)});
  return steps;
}

bool Same(const Step& a, const Step& b) {
  return a.context.view == b.context.view &&
         a.context.as_of == b.context.as_of &&
         a.context.fold.as_of == b.context.fold.as_of &&
         a.context.fold.spell_max_gap_days ==
             b.context.fold.spell_max_gap_days &&
         a.context.fold.carry_days == b.context.fold.carry_days &&
         MessageDifferencer::Equals(a.request, b.request);
}

}  // namespace jalon::evaluation
