#include "libs/evaluation/compare.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "libs/base/status_macros.h"
#include "libs/evaluation/compare_steps.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/number.h"

namespace jalon::evaluation {
namespace {

using v1::ExplainedUnit;

// What tells whether a person's units changed, by name; those without a unit
// are absent.
using Fingerprints = absl::flat_hash_map<std::string, size_t>;

// A step, evaluated.
struct Run {
  const Step* step = nullptr;
  Values values;
  std::unique_ptr<UnitSource> source;
  Fingerprints persons;
};

Fingerprints FingerprintsOf(const Context& context, const UnitSource& source) {
  std::vector<Fingerprints> parts(ShardsOf(context));
  EachPathway(
      context, parts.size(),
      [&](size_t shard, size_t person, const pathway::Pathway& pathway) {
        std::vector<ExplainedUnit> units;
        source.Append(person, pathway, &units);
        std::string text;
        for (ExplainedUnit& unit : units) {
          if (unit.class_() == kLeftOut) continue;
          unit.clear_events();
          absl::StrAppend(&text, unit.SerializeAsString(), "\n");
        }
        if (text.empty()) return;
        parts[shard].emplace(context.view->Name(person), absl::HashOf(text));
      });
  Fingerprints all;
  for (Fingerprints& part : parts) all.merge(part);
  return all;
}

absl::StatusOr<Run> Evaluate(const Step& step) {
  Run run;
  run.step = &step;
  ASSIGN_OR_RETURN(run.values, EvaluateValues(step.context, step.request));
  ASSIGN_OR_RETURN(run.source, MakeUnitSource(step.context, step.request));
  run.persons = FingerprintsOf(step.context, *run.source);
  return run;
}

std::vector<ExplainedUnit> UnitsOf(const Run& run, const std::string& name) {
  const Context& context = run.step->context;
  std::vector<ExplainedUnit> units;
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(name, absl::MaxSplits(':', 1));
  const std::optional<size_t> person =
      context.view->Find(parts.first, parts.second);
  // After a merge somebody else may bear the identifier.
  if (!person.has_value() || context.view->Name(*person) != name) return units;
  FoldOne(context, *person, [&](const pathway::Pathway& pathway) {
    run.source->Append(*person, pathway, &units);
  });
  for (ExplainedUnit& unit : units) unit.set_person(name);
  return units;
}

// What makes a unit the same one in two runs.
std::string IdentityOf(const UnitSource& source, const ExplainedUnit& unit) {
  if (!unit.enrolment().empty()) return unit.enrolment();
  if (unit.has_break_()) {
    return absl::StrCat(unit.break_().type(), " ", unit.break_().g0());
  }
  return source.by_spell() ? unit.spell_start() : unit.day();
}

using ByIdentity = std::map<std::pair<std::string, int>, ExplainedUnit>;

ByIdentity Index(const UnitSource& source, std::vector<ExplainedUnit> units) {
  std::map<std::string, int> seen;
  ByIdentity out;
  for (ExplainedUnit& unit : units) {
    std::string identity = IdentityOf(source, unit);
    const int nth = seen[identity]++;
    out[{std::move(identity), nth}] = std::move(unit);
  }
  return out;
}

bool Counts(const ExplainedUnit* unit) {
  return unit != nullptr && unit->class_() != kLeftOut;
}

// The units of one person that a cause changed.
std::vector<v1::ComparedUnit> ChangesOf(const Run& before, const Run& after,
                                        const std::string& name) {
  const ByIdentity old = Index(*before.source, UnitsOf(before, name));
  const ByIdentity now = Index(*after.source, UnitsOf(after, name));
  std::set<std::pair<std::string, int>> keys;
  for (const auto& [key, unit] : old) keys.insert(key);
  for (const auto& [key, unit] : now) keys.insert(key);
  std::vector<v1::ComparedUnit> out;
  for (const auto& key : keys) {
    const auto a = old.find(key), b = now.find(key);
    const ExplainedUnit* was = a == old.end() ? nullptr : &a->second;
    const ExplainedUnit* is = b == now.end() ? nullptr : &b->second;
    if (!Counts(was) && !Counts(is)) continue;
    if (was != nullptr && is != nullptr) {
      ExplainedUnit x = *was, y = *is;
      x.clear_events();
      y.clear_events();
      if (x.SerializeAsString() == y.SerializeAsString()) continue;
    }
    v1::ComparedUnit& change = out.emplace_back();
    change.set_cause(after.step->cause);
    if (was != nullptr) *change.mutable_before() = *was;
    if (is != nullptr) *change.mutable_after() = *is;
  }
  return out;
}

// The persons whose units differ, in order of name.
std::set<std::string> Changed(const Fingerprints& before,
                              const Fingerprints& after) {
  std::set<std::string> out;
  const auto add = [&](const Fingerprints& from, const Fingerprints& to) {
    for (const auto& [name, fingerprint] : from) {
      const auto other = to.find(name);
      if (other == to.end() || other->second != fingerprint) out.insert(name);
    }
  };
  add(before, after);
  add(after, before);
  return out;
}

// Fills the causes and the page of units.
class Lister {
 public:
  Lister(const v1::CompareRequest& request, size_t offset, size_t limit,
         v1::CompareResponse* response)
      : request_(request),
        offset_(offset),
        limit_(limit),
        response_(*response) {}

  void Add(const Run& before, const Run& after, bool same) {
    v1::CompareCause* cause = response_.add_causes();
    cause->set_cause(after.step->cause);
    if (same) return;
    const bool listed =
        request_.cause().empty() || request_.cause() == after.step->cause;
    uint64_t units = 0;
    const std::set<std::string> changed =
        Changed(before.persons, after.persons);
    for (const std::string& name : changed) {
      for (v1::ComparedUnit& change : ChangesOf(before, after, name)) {
        ++units;
        if (listed) List(std::move(change));
      }
    }
    cause->set_persons(changed.size());
    cause->set_units(units);
  }

  size_t seen() const { return seen_; }

 private:
  void List(v1::ComparedUnit change) {
    if (seen_ >= offset_ && seen_ < offset_ + limit_) {
      *response_.add_units() = std::move(change);
    }
    ++seen_;
  }

  const v1::CompareRequest& request_;
  const size_t offset_, limit_;
  v1::CompareResponse& response_;
  size_t seen_ = 0;
};

std::optional<Fraction> Find(const Values& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? std::nullopt : found->second;
}

// A value of the first and the last run, and what each cause adds.
v1::ComparedValue Compared(const std::string& name,
                           const std::vector<const Values*>& runs) {
  v1::ComparedValue out;
  out.set_name(name);
  const auto first = Find(*runs.front(), name), last = Find(*runs.back(), name);
  if (first.has_value()) *out.mutable_before() = ToNumber(*first);
  if (last.has_value()) *out.mutable_after() = ToNumber(*last);
  if (!first.has_value() || !last.has_value()) return out;
  const auto difference = Minus(*last, *first);
  if (difference.has_value()) {
    *out.mutable_difference() = ToNumber(*difference);
  }
  for (size_t i = 1; i < runs.size(); ++i) {
    const auto a = Find(*runs[i - 1], name), b = Find(*runs[i], name);
    const auto part = a.has_value() && b.has_value()
                          ? Minus(*b, *a)
                          : std::optional<Fraction>();
    if (!part.has_value()) {
      out.clear_parts();
      return out;
    }
    *out.add_parts() = ToNumber(*part);
  }
  return out;
}

}  // namespace

absl::StatusOr<v1::CompareResponse> Compare(const Comparison& comparison,
                                            const v1::CompareRequest& request,
                                            size_t offset, size_t limit) {
  ASSIGN_OR_RETURN(const std::vector<Step> steps, StepsOf(comparison, request));
  v1::CompareResponse response;
  Lister lister(request, offset, limit, &response);
  std::vector<Values> all;
  ASSIGN_OR_RETURN(Run run, Evaluate(steps[0]));
  FillHeader(comparison.before, v1::OK, run.source->definition(),
             run.source->version(), response.mutable_before());
  all.push_back(run.values);
  for (size_t i = 1; i < steps.size(); ++i) {
    const bool same = Same(*run.step, steps[i]);
    if (same) {
      Run unchanged;
      unchanged.step = &steps[i];
      lister.Add(run, unchanged, same);
      all.push_back(all.back());
      continue;
    }
    ASSIGN_OR_RETURN(Run next, Evaluate(steps[i]));
    lister.Add(run, next, same);
    all.push_back(next.values);
    run = std::move(next);
  }
  FillHeader(comparison.after, v1::OK, run.source->definition(),
             run.source->version(), response.mutable_after());
  std::vector<const Values*> runs;
  std::set<std::string> names;
  for (const Values& values : all) {
    runs.push_back(&values);
    for (const auto& [name, value] : values) names.insert(name);
  }
  for (const std::string& name : names) {
    *response.add_values() = Compared(name, runs);
  }
  response.set_changed_units(lister.seen());
  return response;
}

}  // namespace jalon::evaluation
