// Continuity breaks: the whole, then the cells of the breakdown.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "services/evaluation/answer_tables.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

constexpr char kPersons[] = "persons";  // And the prefix of those by type.

std::string TypeName(const std::string& type) {
  return absl::StrCat("type ", type);
}
std::string PersonsName(const std::string& type) {
  return absl::StrCat(kPersons, " ", type);
}
std::string MoveName(const v1::HandOver& move) {
  return absl::StrCat("from ", move.before(), " to ", move.after());
}

// The counts of one figure of breaks.
class BreakCells : public FigureCells {
 public:
  explicit BreakCells(v1::BreaksFigure* figure) : figure_(*figure) {}

  bool Clean(const CellTable& table) override {
    const bool median_of_few =
        table.IsSmall(static_cast<uint64_t>(figure_.duration().closed_size()));
    figure_.mutable_duration()->clear_closed();
    figure_.mutable_duration()->clear_open();
    if (Hidden(table, kPersons) || Hidden(table, "count")) {
      figure_.Clear();
      figure_.set_status(v1::SUPPRESSED);
      return true;
    }
    if (median_of_few) figure_.mutable_duration()->clear_median();
    if (Hidden(table, "at risk")) figure_.clear_at_risk();
    CleanTypes(table);
    for (int i = figure_.hand_over_size() - 1; i >= 0; --i) {
      if (!Hidden(table, MoveName(figure_.hand_over(i)))) continue;
      figure_.mutable_hand_over()->DeleteSubrange(i, 1);
    }
    return AnyHidden(table);
  }

 protected:
  void Count(CellTable* table) override {
    const int persons = fresh_[kPersons] = table->Add(figure_.persons());
    const int count = fresh_["count"] =
        table->Add(figure_.count(), table->IsSmall(figure_.persons()));
    fresh_["at risk"] = table->Add(figure_.at_risk());
    std::vector<int> types, moves;
    for (const auto& [type, breaks] : std::map<std::string, uint64_t>(
             figure_.by_type().begin(), figure_.by_type().end())) {
      const auto found = figure_.persons_by_type().find(type);
      const uint64_t of_type =
          found == figure_.persons_by_type().end() ? 0 : found->second;
      types.push_back(fresh_[TypeName(type)] =
                          table->Add(breaks, table->IsSmall(of_type)));
      table->Rest(persons, fresh_[PersonsName(type)] = table->Add(of_type));
    }
    if (!types.empty()) table->Sum(count, types);
    for (const v1::HandOver& move : figure_.hand_over()) {
      moves.push_back(fresh_[MoveName(move)] = table->Add(move.count()));
    }
    const int closed = figure_.duration().closed_size();
    if (closed > 0) {
      table->Sum(table->Derive(static_cast<uint64_t>(closed)), moves);
    }
  }

  // Somebody may have breaks of several types and in several cells.
  bool AddsUp(const std::string& name, bool) const override {
    return !absl::StartsWith(name, kPersons);
  }

 private:
  void CleanTypes(const CellTable& table) {
    const std::map<std::string, uint64_t> types(figure_.by_type().begin(),
                                                figure_.by_type().end());
    for (const auto& [type, breaks] : types) {
      if (!Hidden(table, TypeName(type)) && !Hidden(table, PersonsName(type))) {
        continue;
      }
      figure_.mutable_by_type()->erase(type);
      figure_.mutable_persons_by_type()->erase(type);
    }
  }

  v1::BreaksFigure& figure_;
};

class BreaksAnswer {
 public:
  BreaksAnswer(uint64_t, v1::EvaluateBreaksResponse* response)
      : response_(*response), whole_(response->mutable_figure()) {
    for (v1::BreaksCell& cell : *response->mutable_cells()) {
      parts_[{cell.key().begin(), cell.key().end()}] =
          std::make_unique<BreakCells>(cell.mutable_figure());
    }
  }

  FigureCells& whole() { return whole_; }
  const Parts& parts() const { return parts_; }

  void CopyWhole(const v1::EvaluateBreaksResponse& other) {
    *response_.mutable_figure() = other.figure();
  }

  void Finish(bool whole_hidden, bool part_hidden) {
    if (response_.figure().status() == v1::SUPPRESSED) {
      Suppression::Withhold(&response_);
    } else if (whole_hidden || part_hidden) {
      response_.mutable_header()->set_status(v1::SUPPRESSED);
    }
  }

 private:
  v1::EvaluateBreaksResponse& response_;
  BreakCells whole_;
  Parts parts_;
};

}  // namespace

void Suppression::Apply(v1::EvaluateBreaksResponse* response,
                        bool overlaps) const {
  ApplyTo<BreaksAnswer>(k_, overlaps, response);
}

bool Suppression::ApplyCrossed(v1::EvaluateBreaksResponse* first,
                               v1::EvaluateBreaksResponse* second,
                               v1::EvaluateBreaksResponse* crossed) const {
  return ApplyToCrossed<BreaksAnswer>(k_, first, second, crossed);
}

}  // namespace jalon::evaluation_service
