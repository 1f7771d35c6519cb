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
constexpr char kExposed[] = "persons exposed";
constexpr char kInBreak[] = "persons in break";

std::string TypeName(const std::string& type) {
  return absl::StrCat("type ", type);
}
std::string PersonsName(const std::string& type) {
  return absl::StrCat(kPersons, " type ", type);
}
std::string MoveName(const v1::HandOver& move) {
  return absl::StrCat("from ", move.before(), " to ", move.after());
}

std::map<std::string, uint64_t> TypesOf(const v1::BreaksFigure& figure) {
  return {figure.by_type().begin(), figure.by_type().end()};
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
    if (Hidden(table, "count")) {
      figure_.Clear();
      figure_.set_status(v1::SUPPRESSED);
      return true;
    }
    if (median_of_few) figure_.mutable_duration()->clear_median();
    if (Hidden(table, "at risk")) figure_.clear_at_risk();
    CleanPersons(table);
    CleanDays(table);
    CleanTypes(table);
    for (int i = figure_.hand_over_size() - 1; i >= 0; --i) {
      if (!Hidden(table, MoveName(figure_.hand_over(i)))) continue;
      figure_.mutable_hand_over()->DeleteSubrange(i, 1);
    }
    return AnyHidden(table);
  }

 protected:
  void Count(CellTable* table) override {
    fresh_["count"] =
        table->Add(figure_.count(), table->IsSmall(figure_.persons()));
    fresh_["at risk"] = table->Add(figure_.at_risk());
    CountTypes(table);
    CountMoves(table);
    CountDays(table);
    if (distinct()) CountPersons(table);
  }

  // Somebody may have breaks of several types and in several cells.
  bool AddsUp(const std::string& name, bool) const override {
    return !absl::StartsWith(name, kPersons);
  }

 private:
  uint64_t PersonsOf(const std::string& type) const {
    const auto found = figure_.persons_by_type().find(type);
    return found == figure_.persons_by_type().end() ? 0 : found->second;
  }

  void CountTypes(CellTable* table) {
    std::vector<int> types;
    for (const auto& [type, breaks] : TypesOf(figure_)) {
      types.push_back(fresh_[TypeName(type)] =
                          table->Add(breaks, table->IsSmall(PersonsOf(type))));
    }
    if (!types.empty()) table->Sum(fresh_["count"], types);
  }

  void CountMoves(CellTable* table) {
    std::vector<int> moves;
    for (const v1::HandOver& move : figure_.hand_over()) {
      moves.push_back(fresh_[MoveName(move)] = table->Add(move.count()));
    }
    const int closed = figure_.duration().closed_size();
    if (closed > 0) {
      table->Sum(table->Derive(static_cast<uint64_t>(closed)), moves);
    }
  }

  void CountDays(CellTable* table) {
    const bool few = table->IsSmall(figure_.exposed_persons());
    fresh_["exposed"] = table->Add(figure_.exposed_days(), few);
    fresh_["covered"] = table->Add(figure_.continuity().covered_days(), few);
    fresh_["in break"] = table->Add(figure_.days_in_break(),
                                    table->IsSmall(figure_.persons_in_break()));
  }

  void CountPersons(CellTable* table) {
    const int persons = fresh_[kPersons] = table->Add(figure_.persons());
    table->Rest(fresh_["count"], persons);
    std::vector<int> of_types;
    for (const auto& [type, breaks] : TypesOf(figure_)) {
      of_types.push_back(fresh_[PersonsName(type)] =
                             table->Add(PersonsOf(type)));
      table->Rest(fresh_[TypeName(type)], of_types.back());
    }
    table->Overlap(persons, of_types);
    fresh_[kExposed] = table->Add(figure_.exposed_persons());
    table->Rest(fresh_[kExposed], persons);
    fresh_[kInBreak] = table->Add(figure_.persons_in_break());
  }

  void CleanPersons(const CellTable& table) {
    if (HidesDistinct(table, kPersons)) figure_.clear_persons();
    if (HidesDistinct(table, kExposed)) figure_.clear_exposed_persons();
    if (HidesDistinct(table, kInBreak)) figure_.clear_persons_in_break();
  }

  void CleanDays(const CellTable& table) {
    if (Hidden(table, "in break")) figure_.clear_days_in_break();
    if (!Hidden(table, "exposed") && !Hidden(table, "covered")) return;
    figure_.clear_exposed_days();
    figure_.clear_continuity();
    figure_.clear_per_100_person_years();
  }

  void CleanTypes(const CellTable& table) {
    for (const auto& [type, breaks] : TypesOf(figure_)) {
      const bool hidden = Hidden(table, TypeName(type));
      if (hidden) figure_.mutable_by_type()->erase(type);
      if (hidden || HidesDistinct(table, PersonsName(type))) {
        figure_.mutable_persons_by_type()->erase(type);
      }
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
