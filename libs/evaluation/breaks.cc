#include "libs/evaluation/breaks.h"

#include <algorithm>
#include <iterator>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/breaks_find.h"
#include "libs/rules/vocabulary.h"

namespace jalon::evaluation {

using pathway::Enrolment;
using pathway::Pathway;

const char* BreakTypeName(BreakType type) {
  return rules::BreakTypes()[static_cast<size_t>(type)].name;
}

std::optional<BreakType> ParseBreakType(absl::string_view name) {
  for (size_t i = 0; i < kBreakTypes; ++i) {
    const BreakType type = static_cast<BreakType>(i);
    if (name == BreakTypeName(type)) return type;
  }
  return std::nullopt;
}

bool IsDay(BreakType type) { return type >= BreakType::kActionAbandoned; }

BreakFinder::BreakFinder(const BreakOptions& options)
    : territory_(options.territory), rules_(options.rules) {
  for (size_t i = 0; i < kBreakTypes; ++i) {
    const BreakType type = static_cast<BreakType>(i);
    Limit& limit = limits_[i];
    limit.wanted =
        options.types.empty() || (i < options.types.size() && options.types[i]);
    const v1::BreakDefinition* definition =
        rules_ == nullptr ? nullptr : rules_->FindBreak(BreakTypeName(type));
    for (const v1::BreakDefinition& own : options.definitions) {
      if (own.type() == BreakTypeName(type)) definition = &own;
    }
    if (definition != nullptr) {
      if (definition->has_legal()) limit.legal = definition->legal();
      if (definition->has_tolerance_days()) {
        limit.days = static_cast<int>(definition->tolerance_days());
      }
      if (definition->has_social_tolerance_days()) {
        limit.social_days =
            static_cast<int>(definition->social_tolerance_days());
      }
      limit.window_days = static_cast<int>(definition->window_days());
    }
    const auto override_days = options.tolerance_days.find(BreakTypeName(type));
    if (override_days != options.tolerance_days.end()) {
      limit.legal = v1::LegalRule::KEY_UNSPECIFIED;
      limit.social_days.reset();
      limit.days = override_days->second;
    }
  }
}

std::optional<int> BreakFinder::Tolerance(BreakType type, int track,
                                          Day g0) const {
  const Limit& bound = limit(type);
  if (bound.legal != v1::LegalRule::KEY_UNSPECIFIED) {
    const std::optional<Day> due =
        rules_->DueDate(bound.legal, track, territory_, g0);
    if (!due.has_value()) return std::nullopt;
    return *due - g0;
  }
  if (track == v1::Oriented::SOCIAL && bound.social_days.has_value()) {
    return bound.social_days;
  }
  return bound.days;
}

BreakList BreakFinder::Find(
    const Pathway& pathway,
    const std::vector<pathway::Interval>& exposed) const {
  BreakList list;
  FindGaps(*this, pathway, exposed, &list);
  FindDays(*this, pathway, &list);
  const auto before = [](const Break& a, const Break& b) {
    return std::pair(a.g0, a.type) < std::pair(b.g0, b.type);
  };
  std::stable_sort(list.breaks.begin(), list.breaks.end(), before);
  std::stable_sort(list.at_risk.begin(), list.at_risk.end(), before);
  return list;
}

BreakList FindBreaks(const Pathway& pathway, const BreakOptions& options) {
  return BreakFinder(options).Find(pathway, pathway::ExposedDays(pathway));
}

std::vector<int> EnrolmentsAt(const Pathway& pathway, Day day) {
  std::vector<int> ending, open;
  for (size_t i = 0; i < pathway.enrolments.size(); ++i) {
    const Enrolment& enrolment = pathway.enrolments[i];
    if (enrolment.end == day) {
      ending.push_back(static_cast<int>(i));
    } else if (enrolment.start <= day && day < enrolment.end) {
      open.push_back(static_cast<int>(i));
    }
  }
  return ending.empty() ? open : ending;
}

}  // namespace jalon::evaluation
