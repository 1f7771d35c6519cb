#include "libs/events/identifiers.h"

#include <vector>

#include "gtest/gtest.h"

#include "libs/events/json.h"
#include "libs/events/testing/sample_events.h"

namespace jalon::events {
namespace {

// Keys of the Corsican numbers: 97 - (2 91 05 19 033 002 mod 97) and, with 18
// for 2B, 97 - (2 91 05 18 033 002 mod 97).
// Edge case 131.
TEST(NirTest, Table) {
  const struct {
    const char *text, *normalised;
    bool valid;
  } cases[] = {
      {"185057800608491", "1850578006084", true},
      {"1850578006084", "1850578006084", true},
      {" 1 85 05 78 006 084 91 ", "1850578006084", true},
      {"185057800608492", "185057800608492", false},
      {"185057800608400", "185057800608400", false},
      {"291052A03300230", "291052A033002", true},
      {"291052B03300257", "291052B033002", true},
      {"291052A03300257", "291052A03300257", false},
      {"291052a033002", "291052A033002", true},
      {"291052C033002", "291052C033002", false},
      {"2A91052033002", "2A91052033002", false},
      {"0850578006084", "0850578006084", false},
      {"9850578006084", "9850578006084", false},
      {"185057800608", "185057800608", false},
      {"18505780060849", "18505780060849", false},
      {"1850578006084911", "1850578006084911", false},
      {"18505780060849A", "18505780060849A", false},
      {"185057800608A", "185057800608A", false},
      {"", "", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const Nir nir = ParseNir(c.text);
    EXPECT_EQ(nir.normalised, c.normalised);
    EXPECT_EQ(nir.valid, c.valid);
  }
}

TEST(IdentityTest, IdentifiersOfAPersonAreNormalised) {
  auto event = ParseEventJson(
      R"({"person":{"identifiers":[{"scheme":"caf","value":" 007 "},)"
      R"({"scheme":"nir","value":"185057800608491"},)"
      R"({"scheme":"nir","value":"185057800608492"}]}})");
  ASSERT_TRUE(event.ok());

  const IdentityParts parts = IdentityOf(*event);

  EXPECT_EQ(
      parts.person,
      (std::vector<KnownBy>{{v1::Identifier::caf, "007", true},
                            {v1::Identifier::nir, "1850578006084", true},
                            {v1::Identifier::nir, "185057800608492", false}}));
  EXPECT_TRUE(parts.linked.empty());
  EXPECT_FALSE(parts.other.has_value());
}

TEST(IdentityTest, LinksAndMerges) {
  const auto events = EventOfEveryKind();
  const IdentityParts linked = IdentityOf(*ParseEventJson(events[23]));
  EXPECT_EQ(
      linked.linked,
      (std::vector<KnownBy>{{v1::Identifier::nir, "1850578006084", true}}));

  for (const size_t kind : {24, 25}) {
    const IdentityParts parts = IdentityOf(*ParseEventJson(events[kind]));
    EXPECT_EQ(parts.other, (KnownBy{v1::Identifier::ft, "9", true}));
  }
}

TEST(IdentityTest, SchemeNames) {
  EXPECT_EQ(SchemeName(v1::Identifier::imilo), "imilo");
  EXPECT_EQ(SchemeName(v1::Identifier::SCHEME_UNSPECIFIED), "");
  EXPECT_EQ(SchemeName(static_cast<v1::Identifier::Scheme>(-1)), "");
}

}  // namespace
}  // namespace jalon::events
