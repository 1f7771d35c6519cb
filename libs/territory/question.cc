#include "libs/territory/question.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"

namespace jalon::territory {
namespace {

constexpr uint32_t kMaxParameterDays = 36'525;  // A century.

absl::StatusOr<base::Day> ReadDay(const std::string& text, const char* field) {
  const auto day = base::ParseDay(text);
  if (!day) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": write a date as 2024-03-01"));
  }
  return *day;
}

absl::StatusOr<int> ReadDays(uint32_t days, const char* field) {
  if (days > kMaxParameterDays) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": at most ", kMaxParameterDays, " days"));
  }
  return static_cast<int>(days);
}

// The civil day up to which a position knows: that of its recording, or today
// for the head.
base::Day KnownDay(const Territory& territory, const ledger::Ledger& ledger,
                   ledger::Position position, base::Day today) {
  if (position >= ledger.head()) return today;
  const auto record = ledger.Read(std::max<ledger::Position>(position, 1));
  if (!record.ok()) return today;
  return base::CivilDay(record->recorded_at, territory.time_zone());
}

absl::Status SetKnown(Territory* territory, const v1::At& at, base::Day today,
                      Question* out) {
  base::Day known = today;
  if (at.known_case() == v1::At::kKnownAt && !at.known_at().empty()) {
    ASSIGN_OR_RETURN(out->known_at, ReadDay(at.known_at(), "at.known_at"));
    known = std::min(out->known_at, today);
    if (territory != nullptr) {
      out->view = territory->ViewAt(territory->PositionAt(out->known_at));
    }
  } else if (at.known_case() == v1::At::kKnownAtPosition) {
    if (territory != nullptr) {
      out->view = territory->ViewAt(at.known_at_position());
      known = KnownDay(*territory, territory->ledger(), at.known_at_position(),
                       today);
    }
  } else if (territory != nullptr) {
    out->view = territory->View();
  }
  out->known_day = known;
  out->provisional = out->as_of > known;
  return absl::OkStatus();
}

}  // namespace

Territory* Find(const Territories& territories, const std::string& name) {
  const auto it = territories.find(name);
  return it == territories.end() ? nullptr : it->second.get();
}

absl::StatusOr<Question> Resolve(Territory* territory, absl::string_view name,
                                 const v1::At& at,
                                 const v1::FoldParameters& parameters,
                                 const QuestionOptions& options) {
  const base::Day today =
      base::CivilDay(options.now, base::TerritoryTimeZone(name));
  Question out;
  out.as_of = today;
  if (!at.as_of().empty()) {
    ASSIGN_OR_RETURN(out.as_of, ReadDay(at.as_of(), "at.as_of"));
  }
  out.fold.as_of = out.as_of;
  ASSIGN_OR_RETURN(out.fold.spell_max_gap_days,
                   ReadDays(parameters.has_spell_max_gap_days()
                                ? parameters.spell_max_gap_days()
                                : options.defaults->spell_max_gap_days(),
                            "parameters.spell_max_gap_days"));
  ASSIGN_OR_RETURN(
      out.fold.carry_days,
      ReadDays(parameters.has_carry_days() ? parameters.carry_days()
                                           : options.defaults->carry_days(),
               "parameters.carry_days"));
  RETURN_IF_ERROR(SetKnown(territory, at, today, &out));
  return out;
}

}  // namespace jalon::territory
