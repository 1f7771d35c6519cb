// Indicators of a pact: numerators, denominators, classes and the cells of the
// breakdown.

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "services/evaluation/answer_tables.h"
#include "services/evaluation/suppression.h"

namespace jalon::evaluation_service {
namespace {

using Counts = std::map<std::string, uint64_t>;
using Names = std::map<std::string, int>;

// The class that is the numerator of a rate (spec §7).
const std::map<std::string, std::string>& NumeratorClasses() {
  static const auto* const classes = new std::map<std::string, std::string>{
      {"completion_rate", "COMPLETED"},  {"abandonment_rate", "ABANDONED"},
      {"employment_within", "YES"},      {"employed_at", "YES"},
      {"barrier_lifted", "LIFTED"},      {"oriented_rate", "ORIENTED"},
      {"contract_rate", "WITH_CONTRACT"}};
  return *classes;
}

// What the numbers of an indicator count.
struct Meaning {
  explicit Meaning(const v1::IndicatorFigure& figure)
      : delay(figure.measure() == "delay"),
        median(delay && figure.unit() == "days"),
        places(figure.measure() == "occupancy"),
        part(figure.measure() != "breaks" && figure.measure() != "continuity"),
        distinct(figure.unit() == "persons") {}
  bool delay, median;
  bool places;    // The denominator, which tells of no person.
  bool part;      // Some units of the denominator, no days.
  bool distinct;  // Somebody may be in several cells, once in the whole.
};

// The names of the counts of an indicator, by its place in the pact: what
// divides them has the same.
struct CellNames {
  explicit CellNames(int indicator)
      : top(absl::StrCat(indicator, " top")),
        base(absl::StrCat(indicator, " base")),
        immature(absl::StrCat(indicator, " immature")),
        persons(absl::StrCat(indicator, " persons")),
        exposed(absl::StrCat(indicator, " persons exposed")),
        classes(absl::StrCat(indicator, " class ")) {}
  const std::string top, base, immature, persons, exposed;
  const std::string classes;  // And the class.
};

int Find(const Names& cells, const std::string& name) {
  const auto found = cells.find(name);
  return found == cells.end() ? -1 : found->second;
}

bool IsPersons(const std::string& name) {
  return absl::StrContains(name, " persons");
}

// The numbers of an indicator or of one of its cells. Few persons behind many
// units or days are few all the same.
template <typename Figure>
void CountNumbers(const Meaning& meaning, const CellNames& names,
                  const Figure& figure, Names* cells, CellTable* table) {
  (*cells)[names.immature] = table->Add(figure.immature());
  const bool few = table->IsSmall(figure.persons());
  int base = -1, top = -1;
  if (figure.has_denominator() && !meaning.places) {
    base = (*cells)[names.base] = table->Add(
        figure.denominator(), few || table->IsSmall(figure.exposed_persons()));
  }
  if (figure.has_numerator()) {
    top = (*cells)[names.top] = table->Add(figure.numerator(), few);
  } else if (figure.has_value() && !meaning.median) {
    // A count that is its own value; the persons that a share tells.
    const double factor =
        meaning.delay ? static_cast<double>(figure.denominator()) : 1;
    top = (*cells)[names.top] = table->Add(
        static_cast<uint64_t>(
            std::llround(std::max(figure.value().value() * factor, 0.0))),
        few);
  }
  if (base >= 0 && top >= 0 && meaning.part) table->Rest(base, top);
}

template <typename Figure>
void CountPersons(const CellNames& names, const Figure& figure, Names* cells,
                  CellTable* table) {
  const int persons = (*cells)[names.persons] = table->Add(figure.persons());
  const int exposed = (*cells)[names.exposed] =
      table->Add(figure.exposed_persons());
  table->Rest(exposed, persons);
}

// Takes out the numbers of which one is hidden; whether one was.
template <typename IsHidden, typename Figure>
bool CleanNumbers(const CellNames& names, const IsHidden& hidden,
                  Figure* figure) {
  const bool immature = hidden(names.immature);
  if (hidden(names.persons)) figure->clear_persons();
  if (hidden(names.exposed)) figure->clear_exposed_persons();
  if (!immature && !hidden(names.top) && !hidden(names.base)) return false;
  figure->clear_numerator();
  figure->clear_denominator();
  figure->clear_value();
  if (immature) figure->clear_immature();
  figure->set_status(v1::SUPPRESSED);
  return true;
}

// The indicators of the scorecard.
class ScorecardCells : public FigureCells {
 public:
  explicit ScorecardCells(v1::EvaluatePactResponse* response)
      : response_(*response) {}

  bool Clean(const CellTable& table) override {
    bool any = false;
    for (int i = 0; i < response_.indicators_size(); ++i) {
      any |= CleanIndicator(table, i);
    }
    return any;
  }

 protected:
  void Count(CellTable* table) override {
    for (int i = 0; i < response_.indicators_size(); ++i) {
      const v1::IndicatorFigure& figure = response_.indicators(i);
      CountNumbers(Meaning(figure), CellNames(i), figure, &fresh_, table);
      CountPersons(CellNames(i), figure, &fresh_, table);
      CountClasses(i, table);
      for (int other = 0; other < i; ++other) TieSibling(i, other, table);
    }
    TieOriented(table);
  }

  bool AddsUp(const std::string& name, bool agree) const override {
    return agree && !IsPersons(name) &&
           !Meaning(response_.indicators(std::stoi(name))).distinct;
  }

 private:
  void CountClasses(int indicator, CellTable* table);
  // The same classes in two indicators.
  void TieSibling(int indicator, int other, CellTable* table) const;
  // The number of persons oriented, where several indicators give it.
  void TieOriented(CellTable* table) const;
  bool CleanIndicator(const CellTable& table, int indicator);

  v1::EvaluatePactResponse& response_;
};

void ScorecardCells::CountClasses(int indicator, CellTable* table) {
  const v1::IndicatorFigure& figure = response_.indicators(indicator);
  const CellNames names(indicator);
  const int top = Find(fresh_, names.top), base = Find(fresh_, names.base);
  uint64_t sum = 0, followed = 0;
  std::vector<int> all, three;
  for (const auto& [name, count] :
       Counts(figure.classes().begin(), figure.classes().end())) {
    const int cell = fresh_[names.classes + name] = table->Add(count);
    if (name != "UNKNOWN" || figure.measure() != "employed_at") {
      all.push_back(cell);
      sum += count;
    }
    if (name == "REACHED" || name == "EXITED_FIRST" || name == "WAITING" ||
        name == "ON_TIME" || name == "LATE") {
      three.push_back(cell);
      followed += count;
    }
    const auto of_rate = NumeratorClasses().find(figure.measure());
    const bool numerator =
        name == "ON_TIME" ||
        (of_rate != NumeratorClasses().end() && of_rate->second == name) ||
        (figure.measure() == "orientation_mix" && top >= 0 &&
         table->count(top) == count);
    if (numerator && top >= 0) table->Same(top, cell);
    if (name == "NOT_DUE_YET") table->Same(fresh_[names.immature], cell);
  }
  if (base >= 0 && !all.empty() && sum == table->count(base)) {
    table->Sum(base, all);
  } else if (base >= 0 && !three.empty() && followed == table->count(base)) {
    table->Sum(base, three);
  } else if (base < 0 && top >= 0 && !all.empty() && sum == table->count(top)) {
    table->Sum(top, all);  // Breaks by type.
  }
}

void ScorecardCells::TieSibling(int indicator, int other,
                                CellTable* table) const {
  const auto& classes = response_.indicators(indicator).classes();
  const auto& others = response_.indicators(other).classes();
  if (classes.empty() || classes.size() != others.size()) return;
  for (const auto& [name, count] : classes) {
    const auto same = others.find(name);
    if (same == others.end() || same->second != count) return;
  }
  for (const auto& [name, count] : Counts(classes.begin(), classes.end())) {
    table->Same(fresh_.at(CellNames(indicator).classes + name),
                fresh_.at(CellNames(other).classes + name));
  }
}

void ScorecardCells::TieOriented(CellTable* table) const {
  int first = -1;
  for (int i = 0; i < response_.indicators_size(); ++i) {
    const std::string& measure = response_.indicators(i).measure();
    int cell = -1;
    if (measure == "oriented_rate") cell = Find(fresh_, CellNames(i).top);
    if (measure == "contract_rate" || measure == "orientation_mix") {
      cell = Find(fresh_, CellNames(i).base);
    }
    if (cell < 0) continue;
    if (first >= 0 && table->count(first) == table->count(cell)) {
      table->Same(first, cell);
    }
    if (first < 0) first = cell;
  }
}

bool ScorecardCells::CleanIndicator(const CellTable& table, int indicator) {
  v1::IndicatorFigure& figure = *response_.mutable_indicators(indicator);
  const CellNames names(indicator);
  bool any = CleanNumbers(
      names, [&](const std::string& name) { return Hidden(table, name); },
      &figure);
  bool class_hidden = false;
  const Counts classes(figure.classes().begin(), figure.classes().end());
  for (const auto& [name, count] : classes) {
    if (!Hidden(table, names.classes + name)) continue;
    figure.mutable_classes()->erase(name);
    class_hidden = true;
  }
  if (class_hidden) {
    figure.clear_shares();
    if (Meaning(figure).delay) {
      // Computed on the classes.
      figure.clear_value();
      figure.set_status(v1::SUPPRESSED);
    }
  }
  if (!figure.has_value()) {
    figure.clear_shares();
    if (figure.has_target()) figure.mutable_target()->clear_met();
  }
  return any || class_hidden;
}

// The cells of one key, over the indicators.
class KeyCells : public FigureCells {
 public:
  explicit KeyCells(const v1::EvaluatePactResponse& response)
      : response_(response) {}

  void Append(int indicator, v1::IndicatorCell* cell) {
    of_indicators_.emplace_back(indicator, cell);
  }

  bool Clean(const CellTable& table) override {
    bool any = false;
    for (const auto& one : of_indicators_) {
      any |= CleanNumbers(
          CellNames(one.first),
          [&](const std::string& name) {
            return IsPersons(name) ? HidesDistinct(table, name)
                                   : Hidden(table, name);
          },
          one.second);
    }
    return any;
  }

 protected:
  void Count(CellTable* table) override {
    for (const auto& [indicator, cell] : of_indicators_) {
      CountNumbers(Meaning(response_.indicators(indicator)),
                   CellNames(indicator), *cell, &fresh_, table);
      if (!distinct()) continue;
      CountPersons(CellNames(indicator), *cell, &fresh_, table);
    }
  }
  bool AddsUp(const std::string& name, bool agree) const override {
    return agree && !IsPersons(name) &&
           !Meaning(response_.indicators(std::stoi(name))).distinct;
  }

 private:
  const v1::EvaluatePactResponse& response_;
  std::vector<std::pair<int, v1::IndicatorCell*>> of_indicators_;
};

class PactAnswer {
 public:
  PactAnswer(uint64_t, v1::EvaluatePactResponse* response)
      : response_(*response), whole_(response) {
    std::map<Key, KeyCells*> by_key;
    for (int i = 0; i < response->indicators_size(); ++i) {
      for (v1::IndicatorCell& cell :
           *response->mutable_indicators(i)->mutable_cells()) {
        const Key key(cell.key().begin(), cell.key().end());
        KeyCells*& cells = by_key[key];
        if (cells == nullptr) {
          auto added = std::make_unique<KeyCells>(*response);
          cells = added.get();
          parts_[key] = std::move(added);
        }
        cells->Append(i, &cell);
      }
    }
  }

  FigureCells& whole() { return whole_; }
  const Parts& parts() const { return parts_; }

  void CopyWhole(const v1::EvaluatePactResponse& other) {
    for (int i = 0; i < response_.indicators_size(); ++i) {
      v1::IndicatorFigure& figure = *response_.mutable_indicators(i);
      google::protobuf::RepeatedPtrField<v1::IndicatorCell> cells;
      cells.Swap(figure.mutable_cells());
      figure = other.indicators(i);
      figure.mutable_cells()->Swap(&cells);
    }
  }

  void Finish(bool whole_hidden, bool part_hidden) {
    if (!whole_hidden && !part_hidden) return;
    response_.mutable_header()->set_status(v1::SUPPRESSED);
  }

 private:
  v1::EvaluatePactResponse& response_;
  ScorecardCells whole_;
  Parts parts_;
};

}  // namespace

void Suppression::Apply(v1::EvaluatePactResponse* response,
                        bool overlaps) const {
  ApplyTo<PactAnswer>(k_, overlaps, response);
}

bool Suppression::ApplyCrossed(v1::EvaluatePactResponse* first,
                               v1::EvaluatePactResponse* second,
                               v1::EvaluatePactResponse* crossed) const {
  return ApplyToCrossed<PactAnswer>(k_, first, second, crossed);
}

}  // namespace jalon::evaluation_service
