#include "libs/events/content.h"

#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

#include "libs/events/json.h"
#include "libs/events/testing/sample_events.h"

namespace jalon::events {
namespace {

v1::Event Parse(absl::string_view json) {
  auto event = ParseEventJson(json);
  EXPECT_TRUE(event.ok()) << event.status() << "\n" << json;
  return event.ok() ? *event : v1::Event();
}

std::string Hex(const v1::Event& event) {
  const Digest digest = ContentDigest(event);
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(digest.data()), digest.size()));
}

TEST(ContentTest, BytesAreThoseOfTheDecision) {
  v1::Event event;
  event.set_territory("34");
  event.mutable_person()->add_identifiers()->set_value("1");
  event.set_effective_date("2024-01-05");
  event.mutable_employment_attested()->set_in_employment(false);

  EXPECT_EQ(absl::BytesToHexString(CanonicalContent(event)),
            "01"
            "01000000023334"
            "040000000b01000000060200000001"
            "31"
            "050000000a"
            "323032342d30312d3035"
            "2000000006"
            "010000000130");
}

// Computed once by another program from the bytes of the decision.
TEST(ContentTest, DigestIsStable) {
  v1::Event event;
  event.set_territory("34");
  event.set_effective_date("2024-01-05");

  EXPECT_EQ(Hex(event),
            "f74c39ac9f4762e859a72fd645bb897b4b5c1d548df9d7fdcb2b3e80a783a132");
}

TEST(ContentTest, EventsOfEveryKindDiffer) {
  std::set<std::string> contents;
  for (const std::string& json : EventOfEveryKind()) {
    contents.insert(Hex(Parse(json)));
  }
  EXPECT_EQ(contents.size(), 30u);
}

// Every change of a value anywhere changes the content.
TEST(ContentTest, EveryMemberCounts) {
  for (const std::string& json : EventOfEveryKind()) {
    const v1::Event event = Parse(json);
    for (const auto& [from, to] :
         {std::pair(R"("34")", R"("35")"), std::pair("dept", "ft"),
          std::pair("\"e1\"", "\"e2\""), std::pair("03-10", "03-11"),
          std::pair("true", "false"), std::pair("ORG1", "ORG3"),
          std::pair("SOCIAL", "PROFESSIONAL"), std::pair("K1", "K2"),
          std::pair("N1", "N2"), std::pair("24", "25"), std::pair(":0", ":1"),
          std::pair("\"OTHER\"", "\"RIGHTS\""), std::pair("o1", "o2"),
          std::pair("p1", "p2")}) {
      const std::string changed = absl::StrReplaceAll(json, {{from, to}});
      if (changed == json) continue;
      EXPECT_NE(Hex(Parse(changed)), Hex(event)) << changed;
    }
  }
}

TEST(ContentTest, RecordedAtDoesNotCount) {
  v1::Event event = Parse(EventOfEveryKind()[0]);
  const std::string digest = Hex(event);
  event.set_recorded_at("2024-03-01T10:00:00Z");

  EXPECT_EQ(Hex(event), digest);
}

TEST(ContentTest, SpellingAndNullsDoNotCount) {
  const std::string snake = EventJson(
      R"("entitlement_opened":{"claim_date":"2024-01-02","origin":"NEW"})");
  const std::string camel =
      absl::StrReplaceAll(snake, {{"source_event_id", "sourceEventId"},
                                  {"effective_date", "effectiveDate"},
                                  {"entitlement_opened", "entitlementOpened"},
                                  {"claim_date", "claimDate"},
                                  {"\"NEW\"", "1,\"household\":null"}});

  EXPECT_EQ(Hex(Parse(snake)), Hex(Parse(camel)));
}

TEST(ContentTest, OptionalFalseIsNotAbsent) {
  const auto opened = [](const char* more) {
    return Hex(Parse(EventJson(
        absl::StrCat(R"("entitlement_opened":{"origin":"NEW")", more, "}"))));
  };
  EXPECT_NE(opened(""), opened(R"(,"subject_to_obligations":false)"));
}

TEST(ContentTest, FalseWithoutPresenceIsAbsent) {
  const auto oriented = [](const char* more) {
    return Hex(Parse(EventJson(absl::StrCat(
        R"("oriented":{"track":"SOCIAL","organisation":"O")", more, "}"))));
  };
  EXPECT_EQ(oriented(""), oriented(R"(,"by_default":false)"));
}

TEST(ContentTest, ListsAreSets) {
  const std::string caf = R"({"scheme":"caf","value":"1"})";
  const std::string ft = R"({"scheme":"ft","value":"2"})";
  const auto person = [&](const std::string& list) {
    return Hex(Parse(absl::StrReplaceAll(EventJson(R"("employment_ended":{})"),
                                         {{caf, list}})));
  };
  EXPECT_EQ(person(caf + "," + ft), person(ft + "," + caf));
  EXPECT_EQ(person(caf + "," + ft), person(ft + "," + caf + "," + ft));
  EXPECT_NE(person(caf + "," + ft), person(caf));

  v1::Event contract = Parse(EventOfEveryKind()[10]);
  const std::string digest = Hex(contract);
  contract.mutable_contract_signed()->mutable_actions()->SwapElements(0, 1);
  EXPECT_EQ(Hex(contract), digest);
}

TEST(ContentTest, InstantAndItsDateAreTwoContents) {
  v1::Event event = Parse(EventOfEveryKind()[0]);
  const std::string digest = Hex(event);
  event.set_effective_date("2024-03-10T10:00:00Z");

  EXPECT_NE(Hex(event), digest);
}

// A value that looks like the members after it is not taken for them.
TEST(ContentTest, BordersOfValuesCount) {
  v1::Event a, b;
  a.set_source("caf");
  a.set_source_event_id("1");
  b.set_source("ca");
  b.set_source_event_id("f1");

  EXPECT_NE(CanonicalContent(a), CanonicalContent(b));
}

void ExpectMembersInOrder(const google::protobuf::Descriptor* type,
                          std::set<const google::protobuf::Descriptor*>* seen) {
  if (!seen->insert(type).second) return;
  int last = 0;
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    EXPECT_GT(field->number(), last) << field->full_name();
    EXPECT_LT(field->number(), 128) << field->full_name();
    last = field->number();
    if (field->message_type() != nullptr) {
      ExpectMembersInOrder(field->message_type(), seen);
    }
  }
}

TEST(ContentTest, ContractDeclaresMembersInOrderOfTheirNumbers) {
  std::set<const google::protobuf::Descriptor*> seen;
  ExpectMembersInOrder(v1::Event::descriptor(), &seen);
  EXPECT_GT(seen.size(), 30u);
}

}  // namespace
}  // namespace jalon::events
