#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "jalon/v1/event.pb.h"

namespace jalon::events {

// A French social security number as a partner writes it.
struct Nir {
  std::string normalised;  // Valid: the first 13 characters. Otherwise all of
                           // them. Without spaces, letters in upper case.
  bool valid = false;
};

// Valid: 13 characters, or 15 whose last two are the key of the first 13
// (97 - n mod 97); digits, but for the département "2A" or "2B"; the first
// digit from 1 to 8.
Nir ParseNir(absl::string_view text);

// One name of a person, as the identities of a territory compare it.
struct KnownBy {
  v1::Identifier::Scheme scheme = v1::Identifier::SCHEME_UNSPECIFIED;
  std::string value;  // Normalised: no space at either end; ParseNir's.
  bool links = true;  // False for a nir that is not valid: it is kept, but two
                      // events that bear it may be about two people.

  friend bool operator==(const KnownBy&, const KnownBy&) = default;
};

KnownBy Normalise(const v1::Identifier& identifier);

// "caf", "nir"; "" for a scheme that is not known.
absl::string_view SchemeName(v1::Identifier::Scheme scheme);

// What an event says about who is who.
struct IdentityParts {
  std::vector<KnownBy> person;   // Given together: one person.
  std::vector<KnownBy> linked;   // person_linked: the same person too.
  std::optional<KnownBy> other;  // persons_merged, merge_undone.
};

IdentityParts IdentityOf(const v1::Event& event);

}  // namespace jalon::events
