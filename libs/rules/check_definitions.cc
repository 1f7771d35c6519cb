#include "libs/rules/check_definitions.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "jalon/v1/event.pb.h"
#include "libs/base/day.h"
#include "libs/rules/vocabulary.h"

namespace jalon::rules {
namespace {

using base::Day;

constexpr uint32_t kMaxMonths = 120;
constexpr uint32_t kMaxDays = 3660;

void CheckAtMost(const Place& place, absl::string_view field, uint32_t value,
                 uint32_t limit) {
  if (value > limit) {
    place.Add(field, absl::StrCat(value, " is more than ", limit,
                                  "; give a shorter time"));
  }
}

void CheckSource(const Place& place, const std::string& source) {
  if (place.strict() && source.empty()) {
    place.Add("source", "missing; name the article or the document");
  }
}

void CheckVersion(const Place& place, uint32_t version) {
  if (place.strict() && version == 0) {
    place.Add("version", "missing; the first version is 1");
  }
}

void CheckLimit(const Place& place, const v1::LegalRule& rule) {
  switch (rule.limit_case()) {
    case v1::LegalRule::kMonths:
      CheckAtMost(place, "months", rule.months(), kMaxMonths);
      if (rule.months() == 0) place.Add("months", "0; give at least 1");
      break;
    case v1::LegalRule::kDays:
      CheckAtMost(place, "days", rule.days(), kMaxDays);
      if (rule.days() == 0) place.Add("days", "0; give at least 1");
      break;
    case v1::LegalRule::LIMIT_NOT_SET:
      place.Add("limit missing; give `months` or `days`");
      break;
  }
}

void CheckTerritory(const Place& place, const std::string& territory) {
  if (territory.empty() || base::IsTerritory(territory)) return;
  place.Add("territory", absl::StrCat("\"", territory,
                                      "\" is no territory; give the INSEE "
                                      "code, or leave it out for all"));
}

void CheckLegalRule(const Place& place, const v1::LegalRule& rule) {
  place.CheckEnum("key", rule.key(), /*required=*/true);
  const auto* tracks = v1::Oriented::Track_descriptor();
  if (!rule.track().empty() && !IsEnumName(tracks, rule.track())) {
    place.Add("track",
              absl::StrCat("\"", rule.track(), "\" is no track; give one of ",
                           EnumNames(tracks), ", or leave it out for all"));
  }
  CheckTerritory(place, rule.territory());
  if (rule.from().empty()) {
    place.Add("from", "missing; give the first day on which it is in force");
  }
  const std::optional<Day> from = place.CheckDay("from", rule.from());
  const std::optional<Day> to = place.CheckDay("to", rule.to());
  if (from.has_value() && to.has_value() && *to < *from) {
    place.Add("to", absl::StrCat(rule.to(), " is before `from` ", rule.from(),
                                 "; exchange them or correct one"));
  }
  CheckLimit(place, rule);
  CheckSource(place, rule.source());
}

// Two rules of one key, track and territory in force on the same day.
void CheckOverlaps(const Place& place, const v1::DefinitionFile& file) {
  std::map<std::string, std::vector<int>> same;
  for (int i = 0; i < file.legal_rules_size(); ++i) {
    const v1::LegalRule& rule = file.legal_rules(i);
    const Day from = base::ParseDay(rule.from()).value_or(base::kForever);
    const Day to = base::ParseDay(rule.to()).value_or(base::kForever);
    std::vector<int>& earlier =
        same[absl::StrCat(static_cast<int>(rule.key()), "/", rule.track(), "/",
                          rule.territory())];
    for (const int j : earlier) {
      const v1::LegalRule& other = file.legal_rules(j);
      const Day other_from =
          base::ParseDay(other.from()).value_or(base::kForever);
      const Day other_to = base::ParseDay(other.to()).value_or(base::kForever);
      if (from > other_to || other_from > to) continue;
      place.Child("legal_rules", i)
          .Add("from",
               absl::StrCat(v1::LegalRule::Key_Name(rule.key()), " from ",
                            rule.from(), " overlaps legal_rules[", j, "] from ",
                            other.from(), other.to().empty() ? "" : " to ",
                            other.to(),
                            " for the same track and territory; end one the "
                            "day before the other starts"));
    }
    earlier.push_back(i);
  }
}

void CheckFold(const Place& place, const v1::FoldDefaults& fold) {
  CheckAtMost(place, "spell_max_gap_days", fold.spell_max_gap_days(), kMaxDays);
  CheckAtMost(place, "carry_days", fold.carry_days(), kMaxDays);
  if (fold.suppression_threshold() == 0) {
    place.Add("suppression_threshold",
              "missing or 0; give the smallest count that may be shown "
              "(5), or 1 to hide nothing");
  }
}

void CheckBreakLimit(const Place& place, const BreakType& type,
                     const v1::BreakDefinition& definition) {
  const bool given =
      definition.limit_case() != v1::BreakDefinition::LIMIT_NOT_SET;
  if (type.is_day && (given || definition.has_social_tolerance_days())) {
    place.Add(absl::StrCat(type.name,
                           " is a day and has no tolerance; leave it out"));
    return;
  }
  if (!type.is_day && !given) {
    place.Add("limit missing; give `tolerance_days` or `legal`");
  }
  CheckAtMost(place, "tolerance_days", definition.tolerance_days(), kMaxDays);
  CheckAtMost(place, "social_tolerance_days",
              definition.social_tolerance_days(), kMaxDays);
  if (definition.limit_case() == v1::BreakDefinition::kLegal) {
    place.CheckEnum("legal", definition.legal(), /*required=*/true);
    const std::string key = v1::LegalRule::Key_Name(definition.legal());
    if (!key.empty() && key != type.legal_key) {
      place.Add("legal",
                absl::StrCat(key, " does not bound ", type.name, "; ",
                             *type.legal_key == '\0' ? "give `tolerance_days`"
                                                     : type.legal_key));
    }
    if (definition.has_social_tolerance_days()) {
      place.Add("social_tolerance_days",
                "not read beside `legal`, whose rules know the track; leave "
                "it out");
    }
  }
}

// What events may write as an organisation, with at most one "*", at its end.
void CheckOrganisationId(const Place& place, const std::string& id) {
  constexpr size_t kMaxText = 200;
  const size_t star = id.find('*');
  if (id.empty()) {
    place.Add("id", "missing; give the organisation as events write it");
  } else if (id.size() > kMaxText) {
    place.Add("id", absl::StrCat("longer than ", kMaxText,
                                 " bytes, which no event can write"));
  } else if (star == 0) {
    place.Add("id",
              "\"*\" alone would take every organisation; write the "
              "start of their ids before it");
  } else if (star != std::string::npos && star + 1 != id.size()) {
    place.Add("id", absl::StrCat("\"", id,
                                 "\" has a \"*\" that is not at its end; a "
                                 "prefix is written \"PLIE_*\""));
  }
}

void CheckOrganisations(const Place& place, const v1::DefinitionFile& file) {
  std::set<std::pair<std::string, std::string>> seen;
  for (int i = 0; i < file.organisations_size(); ++i) {
    const v1::Organisation& organisation = file.organisations(i);
    const Place at = place.Child("organisations", i);
    CheckOrganisationId(at, organisation.id());
    CheckTerritory(at, organisation.territory());
    at.CheckLabel(organisation.label());
    at.CheckEnum("category", organisation.category(), /*required=*/true);
    if (!seen.insert({organisation.id(), organisation.territory()}).second) {
      at.Add("id", absl::StrCat("\"", organisation.id(),
                                "\" is given twice for the same territory; "
                                "keep one"));
    }
  }
}

}  // namespace

void CheckDelayAt(const Place& place, const v1::DelayDefinition& delay) {
  if (place.strict() || !delay.id().empty()) place.CheckId("id", delay.id());
  CheckVersion(place, delay.version());
  place.CheckLabel(delay.label());
  place.CheckEnum("start", delay.start(), /*required=*/true);
  place.CheckEnum("stop", delay.stop(), /*required=*/true);
  if (place.strict() && delay.start() == v1::DelayDefinition::ORIENTED &&
      delay.stop() == v1::DelayDefinition::Stop::ORIENTED) {
    place.Add("stop", "the same as `start`; give a later milestone");
  }
  place.CheckEnum("spells", delay.spells(), /*required=*/false);
  place.CheckEnum("population", delay.population(), /*required=*/false);
  for (int i = 0; i < delay.bins_size(); ++i) {
    const uint32_t before = i == 0 ? 0 : delay.bins(i - 1);
    if (delay.bins(i) <= before) {
      place.Add("bins", i,
                absl::StrCat(delay.bins(i), " after ", before,
                             "; give growing upper bounds, as 30, 60, 90"));
    }
    if (delay.bins(i) > 10 * kMaxDays) {
      place.Add("bins", i, "too large; give a number of days");
    }
  }
  CheckSource(place, delay.source());
}

void CheckBreakAt(const Place& place, const v1::BreakDefinition& definition) {
  CheckVersion(place, definition.version());
  place.CheckLabel(definition.label());
  CheckSource(place, definition.source());
  const BreakType* type = FindBreakType(definition.type());
  if (type == nullptr) {
    std::string names;
    for (const BreakType& known : BreakTypes()) {
      absl::StrAppend(&names, names.empty() ? "" : ", ", known.name);
    }
    place.Add("type",
              absl::StrCat("\"", definition.type(),
                           "\" is no type of break; give one of ", names));
    return;
  }
  CheckBreakLimit(place, *type, definition);
  if (type->has_window && definition.window_days() == 0) {
    place.Add("window_days", "missing; give the bound in days, as 182");
  }
  if (!type->has_window && definition.window_days() != 0) {
    place.Add("window_days",
              absl::StrCat("not read by ", type->name, "; leave it out"));
  }
  CheckAtMost(place, "window_days", definition.window_days(), kMaxDays);
}

void CheckDefinitionsAt(const Place& place, const v1::DefinitionFile& file) {
  for (int i = 0; i < file.legal_rules_size(); ++i) {
    CheckLegalRule(place.Child("legal_rules", i), file.legal_rules(i));
  }
  CheckOverlaps(place, file);
  std::set<std::pair<std::string, uint32_t>> seen;
  for (int i = 0; i < file.delays_size(); ++i) {
    const v1::DelayDefinition& delay = file.delays(i);
    const Place at = place.Child("delays", i);
    CheckDelayAt(at, delay);
    if (!seen.insert({delay.id(), delay.version()}).second) {
      at.Add("id",
             absl::StrCat("\"", delay.id(), "\" version ", delay.version(),
                          " is defined twice; a changed definition "
                          "takes the next version"));
    }
  }
  seen.clear();
  for (int i = 0; i < file.breaks_size(); ++i) {
    const v1::BreakDefinition& definition = file.breaks(i);
    const Place at = place.Child("breaks", i);
    CheckBreakAt(at, definition);
    if (!seen.insert({definition.type(), definition.version()}).second) {
      at.Add("type",
             absl::StrCat(definition.type(), " version ", definition.version(),
                          " is defined twice; a changed definition "
                          "takes the next version"));
    }
  }
  CheckOrganisations(place, file);
  if (file.has_fold()) CheckFold(place.Child("fold"), file.fold());
}

std::vector<Fault> CheckDefinitionMessage(
    const v1::DefinitionFile& definitions) {
  std::vector<Fault> faults;
  CheckDefinitionsAt(Place({}, v1::DefinitionFile::descriptor(), &faults),
                     definitions);
  return faults;
}

}  // namespace jalon::rules
