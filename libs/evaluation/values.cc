#include "libs/evaluation/values.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/pact_plan.h"
#include "libs/evaluation/table.h"

namespace jalon::evaluation {
namespace {

// Writes values under a prefix.
class Writer {
 public:
  Writer(std::string prefix, Values* out)
      : prefix_(std::move(prefix)), out_(*out) {}

  void Count(const std::string& name, uint64_t count) {
    out_[prefix_ + name] = Fraction{static_cast<int64_t>(count), 1};
  }
  template <typename Map>
  void Counts(const std::string& name, const Map& counts) {
    for (const auto& [key, count] : counts) {
      Count(absl::StrCat(name, ".", key), count);
    }
  }
  // An exact number, or none.
  void Exact(const std::string& name, const v1::Number* number) {
    if (number == nullptr) {
      out_[prefix_ + name] = std::nullopt;
    } else if (const auto fraction = ToFraction(*number);
               fraction.has_value()) {
      out_[prefix_ + name] = fraction;
    }
  }

 private:
  const std::string prefix_;
  Values& out_;
};

template <typename Key>
std::string Prefix(const Key& key) {
  return absl::StrCat(absl::StrJoin(key, " / "), ": ");
}

void Write(const v1::DelayFigure& figure, Writer out) {
  out.Count("cohort", figure.cohort());
  out.Count("persons", figure.persons());
  out.Count("households", figure.households());
  out.Count("units", figure.units());
  out.Counts("classes", figure.classes());
  for (const v1::Quantile& quantile : figure.quantiles()) {
    const v1::Number day = ToNumber({quantile.day(), 1});
    out.Exact(absl::StrCat("quantiles.", quantile.percent()),
              quantile.has_day() ? &day : nullptr);
  }
  for (const v1::Share& share : figure.shares()) {
    out.Exact(absl::StrCat("shares.", share.day()),
              share.has_value() ? &share.value() : nullptr);
  }
  const v1::MeanReached& mean = figure.mean_reached();
  const bool reached = figure.has_mean_reached();
  out.Exact("mean_reached.days", reached ? &mean.days() : nullptr);
  out.Exact("mean_reached.share_reached",
            reached ? &mean.share_reached() : nullptr);
  for (const v1::Bin& bin : figure.bins()) {
    out.Count(absl::StrCat("bins.", bin.from()), bin.count());
  }
  if (!figure.has_legal()) return;
  out.Counts("legal", figure.legal().classes());
  out.Exact("legal.rate",
            figure.legal().has_rate() ? &figure.legal().rate() : nullptr);
}

template <typename Bands>
void WriteBands(const Bands& bands, Writer out) {
  out.Count("cohort", bands.cohort());
  out.Count("before_landmark", bands.before_landmark());
  for (const v1::LandmarkGroup& group : bands.groups()) {
    out.Count(absl::StrCat("units.", group.key()), group.units());
    out.Count(absl::StrCat("ended.", group.key()), group.ended());
    const v1::Number median = ToNumber({group.median(), 1});
    out.Exact(absl::StrCat("median.", group.key()),
              group.has_median() ? &median : nullptr);
  }
}

void Write(const v1::BreaksFigure& figure, Writer out) {
  out.Count("count", figure.count());
  out.Count("persons", figure.persons());
  out.Counts("by_type", figure.by_type());
  out.Counts("persons_by_type", figure.persons_by_type());
  out.Count("at_risk", figure.at_risk());
  out.Count("exposed_days", figure.exposed_days());
  out.Count("days_in_break", figure.days_in_break());
  out.Count("covered_days", figure.continuity().covered_days());
  out.Exact("continuity", figure.continuity().has_rate()
                              ? &figure.continuity().rate()
                              : nullptr);
  out.Exact("per_100_person_years", figure.has_per_100_person_years()
                                        ? &figure.per_100_person_years()
                                        : nullptr);
}

// Indicators and their cells have the same members.
template <typename Figure>
void WriteIndicator(const Figure& figure, Writer out) {
  out.Exact("value", figure.has_value() ? &figure.value() : nullptr);
  if (figure.has_numerator()) out.Count("numerator", figure.numerator());
  if (figure.has_denominator()) out.Count("denominator", figure.denominator());
  out.Count("immature", figure.immature());
}

}  // namespace

Values ValuesOf(const v1::EvaluateDelayResponse& response) {
  Values out;
  Write(response.figure(), Writer("", &out));
  Writer("", &out).Count("no_spell", response.no_spell_count());
  for (const v1::DelayGroup& group : response.groups()) {
    Write(group.figure(), Writer(Prefix(group.key()), &out));
  }
  return out;
}

Values ValuesOf(const v1::EvaluateLandmarkResponse& response) {
  Values out;
  WriteBands(response, Writer("", &out));
  for (const v1::LandmarkStratum& stratum : response.strata()) {
    WriteBands(stratum, Writer(Prefix(stratum.key()), &out));
  }
  return out;
}

Values ValuesOf(const v1::EvaluateBreaksResponse& response) {
  Values out;
  Write(response.figure(), Writer("", &out));
  for (const v1::BreaksCell& cell : response.cells()) {
    Write(cell.figure(), Writer(Prefix(cell.key()), &out));
  }
  return out;
}

Values ValuesOf(const v1::IndicatorFigure& indicator) {
  Values out;
  Writer writer("", &out);
  WriteIndicator(indicator, writer);
  writer.Counts("classes", indicator.classes());
  for (const v1::IndicatorCell& cell : indicator.cells()) {
    WriteIndicator(cell, Writer(Prefix(cell.key()), &out));
  }
  return out;
}

Values ValuesOf(const v1::EvaluateTableResponse& response) {
  Values out;
  for (const v1::TableRow& row : response.rows()) {
    for (int c = 0; c < row.cells_size(); ++c) {
      const v1::TableCell& cell = row.cells(c);
      std::optional<Fraction>& value =
          out[CellName(row.id(), response.columns(c).id())];
      if (cell.has_value()) value = ToFraction(cell.value());
    }
  }
  return out;
}

absl::StatusOr<Values> EvaluateValues(const Context& context,
                                      const v1::FigureRequest& request) {
  switch (request.figure_case()) {
    case v1::FigureRequest::kDelay: {
      ASSIGN_OR_RETURN(const auto response,
                       EvaluateDelay(context, request.delay()));
      return ValuesOf(response);
    }
    case v1::FigureRequest::kLandmark: {
      ASSIGN_OR_RETURN(const auto response,
                       EvaluateLandmark(context, request.landmark()));
      return ValuesOf(response);
    }
    case v1::FigureRequest::kBreaks: {
      ASSIGN_OR_RETURN(const auto response,
                       EvaluateBreaks(context, request.breaks()));
      return ValuesOf(response);
    }
    case v1::FigureRequest::kPact: {
      ASSIGN_OR_RETURN(
          const auto figure,
          EvaluateIndicator(context, request.pact(), request.indicator()));
      return ValuesOf(figure);
    }
    case v1::FigureRequest::kTable: {
      ASSIGN_OR_RETURN(const auto response,
                       EvaluateTable(context, request.table()));
      return ValuesOf(response);
    }
    default:
      return absl::InvalidArgumentError(
          "figure: give a delay, a landmark, breaks, a pact or a table");
  }
}

}  // namespace jalon::evaluation
