#include "libs/evaluation/explain.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/unit_source.h"

namespace jalon::evaluation {
namespace {

using v1::ExplainedUnit;

// Of a range of persons.
struct Part {
  std::map<std::string, uint64_t> classes, left_out, cells;
  // (person, units that the request lists), in order; only where there are.
  std::vector<std::pair<size_t, uint32_t>> listed;
};

// What a request lists.
class Wanted {
 public:
  explicit Wanted(const v1::ExplainRequest& request)
      : class_(request.class_()),
        person_(request.person()),
        cell_(absl::StrJoin(request.cell(), " / ")) {}

  const std::string& cell() const { return cell_; }

  bool Person(const Context& context, size_t person) const {
    return person_.empty() || context.view->Name(person) == person_;
  }
  bool Holds(const ExplainedUnit& unit) const {
    return (class_.empty() || unit.class_() == class_) &&
           (cell_.empty() || std::find(unit.cells().begin(), unit.cells().end(),
                                       cell_) != unit.cells().end());
  }

 private:
  const std::string& class_;
  const std::string& person_;
  const std::string cell_;
};

void AddPage(const Context& context, const UnitSource& source,
             const Wanted& wanted, const std::vector<Part>& parts,
             size_t offset, size_t limit, v1::ExplainResponse* response) {
  size_t seen = 0;
  std::vector<ExplainedUnit> units;
  for (const Part& part : parts) {
    for (const auto& [person, count] : part.listed) {
      if (seen + count <= offset || seen >= offset + limit) {
        seen += count;
        continue;
      }
      units.clear();
      FoldOne(context, person,
              [&, person = person](const pathway::Pathway& pathway) {
                source.Append(person, pathway, &units);
              });
      for (ExplainedUnit& unit : units) {
        if (!wanted.Holds(unit)) continue;
        if (seen >= offset && seen < offset + limit) {
          unit.set_person(context.view->Name(person));
          *response->add_units() = std::move(unit);
        }
        ++seen;
      }
    }
  }
}

}  // namespace

absl::StatusOr<v1::ExplainResponse> Explain(const Context& context,
                                            const v1::ExplainRequest& request,
                                            size_t offset, size_t limit) {
  ASSIGN_OR_RETURN(const std::unique_ptr<UnitSource> source,
                   MakeUnitSource(context, request.figure()));
  const Wanted wanted(request);
  if (!wanted.cell().empty()) RETURN_IF_ERROR(source->AskCell(wanted.cell()));
  const bool by_cell = request.figure().has_table();
  std::vector<Part> parts(ShardsOf(context));
  std::vector<std::vector<ExplainedUnit>> scratch(parts.size());
  EachPathway(
      context, parts.size(),
      [&](size_t shard, size_t person, const pathway::Pathway& pathway) {
        Part& part = parts[shard];
        std::vector<ExplainedUnit>& units = scratch[shard];
        units.clear();
        source->Append(person, pathway, &units);
        uint32_t listed = 0;
        for (const ExplainedUnit& unit : units) {
          ++part.classes[unit.class_()];
          if (unit.class_() == kLeftOut) ++part.left_out[unit.step()];
          listed += wanted.Holds(unit);
          if (!by_cell) continue;
          for (const std::string& cell : unit.cells()) ++part.cells[cell];
        }
        if (listed > 0 && wanted.Person(context, person)) {
          part.listed.emplace_back(person, listed);
        }
      });

  v1::ExplainResponse response;
  uint64_t listed = 0;
  for (const Part& part : parts) {
    for (const auto& [name, count] : part.classes) {
      if (name != kLeftOut) (*response.mutable_classes())[name] += count;
    }
    for (const auto& [step, count] : part.left_out) {
      (*response.mutable_left_out())[step] += count;
    }
    for (const auto& [cell, count] : part.cells) {
      (*response.mutable_cells())[cell] += count;
    }
    for (const auto& [person, count] : part.listed) listed += count;
  }
  response.set_listed(listed);
  AddPage(context, *source, wanted, parts, offset, limit, &response);
  FillHeader(context, HasNoData(context) ? v1::NO_DATA : v1::OK,
             source->definition(), source->version(),
             response.mutable_header());
  return response;
}

}  // namespace jalon::evaluation
