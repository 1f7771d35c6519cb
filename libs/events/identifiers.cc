#include "libs/events/identifiers.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace jalon::events {
namespace {

constexpr size_t kBodySize = 13, kFullSize = 15;
constexpr size_t kDepartement = 5;  // Where "2A" or "2B" may stand.

// The 13 characters as a number, Corsica as the key reads it (2A = 19,
// 2B = 18); nullopt when they are none.
std::optional<int64_t> BodyNumber(absl::string_view body) {
  std::string digits(body);
  const absl::string_view departement = body.substr(kDepartement, 2);
  if (departement == "2A") digits.replace(kDepartement, 2, "19");
  if (departement == "2B") digits.replace(kDepartement, 2, "18");
  if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      digits[0] < '1' || digits[0] > '8') {
    return std::nullopt;
  }
  int64_t number = 0;
  if (!absl::SimpleAtoi(digits, &number)) return std::nullopt;
  return number;
}

bool IsValidNir(absl::string_view text) {
  if (text.size() != kBodySize && text.size() != kFullSize) return false;
  const std::optional<int64_t> number = BodyNumber(text.substr(0, kBodySize));
  if (!number) return false;
  if (text.size() == kBodySize) return true;
  const char tens = text[kBodySize], units = text[kBodySize + 1];
  return absl::ascii_isdigit(tens) && absl::ascii_isdigit(units) &&
         (tens - '0') * 10 + (units - '0') == 97 - *number % 97;
}

}  // namespace

Nir ParseNir(absl::string_view text) {
  Nir nir;
  for (const char c : text) {
    if (!absl::ascii_isspace(c)) nir.normalised += absl::ascii_toupper(c);
  }
  nir.valid = IsValidNir(nir.normalised);
  if (nir.valid) nir.normalised.resize(kBodySize);
  return nir;
}

KnownBy Normalise(const v1::Identifier& identifier) {
  if (identifier.scheme() == v1::Identifier::nir) {
    Nir nir = ParseNir(identifier.value());
    return {v1::Identifier::nir, std::move(nir.normalised), nir.valid};
  }
  return {identifier.scheme(),
          std::string(absl::StripAsciiWhitespace(identifier.value())), true};
}

absl::string_view SchemeName(v1::Identifier::Scheme scheme) {
  if (scheme == v1::Identifier::SCHEME_UNSPECIFIED) return "";
  return v1::Identifier::Scheme_Name(scheme);
}

IdentityParts IdentityOf(const v1::Event& event) {
  IdentityParts parts;
  parts.person.reserve(static_cast<size_t>(event.person().identifiers_size()));
  for (const v1::Identifier& identifier : event.person().identifiers()) {
    parts.person.push_back(Normalise(identifier));
  }
  for (const v1::Identifier& identifier : event.person_linked().identifiers()) {
    parts.linked.push_back(Normalise(identifier));
  }
  if (event.has_persons_merged()) {
    parts.other = Normalise(event.persons_merged().other());
  } else if (event.has_merge_undone()) {
    parts.other = Normalise(event.merge_undone().other());
  }
  return parts;
}

}  // namespace jalon::events
