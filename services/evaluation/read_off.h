#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/evaluation.h"
#include "services/evaluation/figure_cells.h"
#include "services/evaluation/filtered.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {

// Reads an answer off the protected tables of its figure without filter, by
// the dimensions that it filters on and is broken down by, two at most.
//
// `Kind` has Request, Response and Figure (of the whole or of a part), and
//   absl::StatusOr<Response> Evaluate(const evaluation::Context&, const
//   Request&)
//   RepeatedPtrField<std::string>* Breakdown(Request*)
//   Figure Whole(const Response&); void SetWhole(const Figure&, Response*)
//   std::vector<std::pair<Key, Figure>> PartsOf(const Response&)
//   void SetPart(size_t index, const Figure&, Response*)
//   bool ShowsUnits(const Figure& before, const Figure& after)  // What adds
//   up. bool ShowsDistinct(const Figure& before, const Figure& after)  //
//   Persons. void Hide(Figure*); void ClearTest(Response*); void
//   ClearLeftOut(Response*) void KeepSums(const Figure& sums, Figure*)  // Of
//   distinct persons: those that are the sums, so that nobody stands in two
//   parts. void AddDistinct(const Figure& part, Figure* sums)
template <typename Kind>
class ReadOff {
 public:
  using Request = typename Kind::Request;
  using Response = typename Kind::Response;
  using Figure = typename Kind::Figure;

  ReadOff(const evaluation::Context& context, const Suppression& rule)
      : context_(context), rule_(rule) {}

  // `response`: the exact answer to the request; it becomes what may leave.
  absl::Status Protect(const Request& request, Response* response) {
    Request plain = request;
    filter_ = TakeFilter(plain.mutable_filter());
    const auto& breakdown = *Kind::Breakdown(&plain);
    const std::vector<std::string> asked(breakdown.begin(), breakdown.end());
    std::set<std::string> dimensions(asked.begin(), asked.end());
    for (const auto& [name, values] : filter_) dimensions.insert(name);
    if (dimensions.size() < 2 && filter_.empty()) {
      rule_.Apply(response, AnyOverlaps(dimensions));
      return absl::OkStatus();
    }
    if (dimensions.size() > 2 || AnyOverlaps(dimensions)) {
      Suppression::Withhold(response);
      return absl::OkStatus();
    }
    Kind::Breakdown(&plain)->Clear();
    dimensions_.assign(dimensions.begin(), dimensions.end());
    ASSIGN_OR_RETURN(const bool shown, ProtectTables(plain));
    if (shown) {
      Answer(asked, response);
    } else {
      Suppression::Withhold(response);
    }
    return absl::OkStatus();
  }

 private:
  struct Shown {
    Figure figure;
    // Nothing was taken out but exact forms and thin steps.
    bool units = true, distinct = true;
  };
  using Table = std::map<Key, Shown>;  // The whole has the key of no value.

  // False: all is withheld.
  absl::StatusOr<bool> ProtectTables(const Request& plain) {
    ASSIGN_OR_RETURN(const Response first, By(plain, {dimensions_[0]}));
    Response shown = first;
    if (dimensions_.size() == 1) {
      rule_.Apply(&shown);
      return Keep({0}, first, shown);
    }
    ASSIGN_OR_RETURN(const Response second, By(plain, {dimensions_[1]}));
    ASSIGN_OR_RETURN(const Response crossed, By(plain, dimensions_));
    Response shown_second = second, shown_crossed = crossed;
    return rule_.ApplyCrossed(&shown, &shown_second, &shown_crossed) &&
           Keep({0}, first, shown) && Keep({1}, second, shown_second) &&
           Keep({0, 1}, crossed, shown_crossed);
  }

  absl::StatusOr<Response> By(Request request,
                              const std::vector<std::string>& dimensions) {
    Kind::Breakdown(&request)->Add(dimensions.begin(), dimensions.end());
    return Kind::Evaluate(context_, request);
  }

  bool Keep(const std::vector<size_t>& dimensions, const Response& exact,
            const Response& shown) {
    const auto before = Kind::PartsOf(exact), after = Kind::PartsOf(shown);
    if (before.size() != after.size()) return false;
    const auto keep = [](const Figure& was, const Figure& is) {
      return Shown{is, Kind::ShowsUnits(was, is), Kind::ShowsDistinct(was, is)};
    };
    tables_[{}][{}] = keep(Kind::Whole(exact), Kind::Whole(shown));
    for (size_t i = 0; i < before.size(); ++i) {
      tables_[dimensions][before[i].first] =
          keep(before[i].second, after[i].second);
    }
    return true;
  }

  void Answer(const std::vector<std::string>& breakdown, Response* response) {
    Kind::ClearLeftOut(response);
    Figure whole = Kind::Whole(*response);
    bool all = Show(filter_, &whole), all_parts = true;
    const auto parts = Kind::PartsOf(*response);
    Kind::SetWhole(whole, response);
    for (size_t i = 0; i < parts.size(); ++i) {
      Values values = filter_;
      for (size_t d = 0; d < breakdown.size(); ++d) {
        values[breakdown[d]] = {parts[i].first[d]};
      }
      Figure part = parts[i].second;
      all_parts &= Show(values, &part);
      Kind::SetPart(i, part, response);
    }
    if (!all_parts) Kind::ClearTest(response);
    if (!all || !all_parts) {
      response->mutable_header()->set_status(v1::SUPPRESSED);
    }
  }

  // The exact figure of the units that have one of the values of each
  // dimension becomes what may leave. Whether it leaves whole.
  bool Show(const Values& values, Figure* figure) {
    std::vector<size_t> dimensions;
    std::vector<const std::set<std::string>*> wanted;
    bool one = true;
    for (size_t d = 0; d < dimensions_.size(); ++d) {
      const auto some = values.find(dimensions_[d]);
      if (some == values.end()) continue;
      dimensions.push_back(d);
      wanted.push_back(&some->second);
      one = one && some->second.size() == 1;
    }
    Figure sums;
    for (const auto& [key, cell] : tables_[dimensions]) {
      bool in = true;
      for (size_t d = 0; d < key.size(); ++d) {
        in = in && wanted[d]->contains(key[d]);
      }
      if (in && one) {
        *figure = cell.figure;
        return cell.units && cell.distinct;
      }
      if (in && !cell.units) {
        Kind::Hide(figure);
        return false;
      }
      if (in) Kind::AddDistinct(cell.figure, &sums);
    }
    if (one) return true;  // Nobody: a zero is shown.
    // What anybody can add up.
    const Figure exact = *figure;
    Response alone;
    Kind::SetWhole(*figure, &alone);
    rule_.Apply(&alone);
    *figure = Kind::Whole(alone);
    Kind::KeepSums(sums, figure);
    return Kind::ShowsUnits(exact, *figure) &&
           Kind::ShowsDistinct(exact, *figure);
  }

  const evaluation::Context& context_;
  const Suppression& rule_;
  Values filter_;
  std::vector<std::string> dimensions_;  // In order of name.
  // By the dimensions, as indices.
  std::map<std::vector<size_t>, Table> tables_;
};

}  // namespace jalon::evaluation_service
