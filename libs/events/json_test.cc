#include "libs/events/json.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

#include "libs/events/testing/sample_events.h"

namespace jalon::events {
namespace {

using google::protobuf::util::MessageDifferencer;

TEST(JsonTest, RoundTripOfEveryKind) {
  for (const std::string& json : EventOfEveryKind()) {
    SCOPED_TRACE(json);
    const auto event = ParseEventJson(json);
    ASSERT_TRUE(event.ok()) << event.status();

    const std::string formatted = FormatEventJson(*event);
    const auto again = ParseEventJson(formatted);

    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(MessageDifferencer::Equals(*event, *again));
    EXPECT_FALSE(absl::StrContains(formatted, "\n"));
  }
}

TEST(JsonTest, EveryMemberIsRead) {
  const auto event = ParseEventJson(EventJson(
      R"("profile_stated":{"birth_date":"1985-05-02","sex":"F","family_situation":4,"children":"2","commune":"34172"})"));

  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(event->territory(), "34");
  EXPECT_EQ(event->person().identifiers(0).scheme(), v1::Identifier::caf);
  EXPECT_EQ(event->person().identifiers(0).value(), "1");
  EXPECT_EQ(event->profile_stated().sex(), v1::ProfileStated::F);
  EXPECT_EQ(event->profile_stated().family_situation(),
            v1::ProfileStated::COUPLE_WITH_CHILD);
  EXPECT_EQ(event->profile_stated().children(), 2u);
}

TEST(JsonTest, BothSpellingsAreTheSameEvent) {
  const auto snake = ParseEventJson(
      R"({"source_event_id":"a","entitlement_opened":{"claim_date":"2024-01-02"}})");
  const auto camel = ParseEventJson(
      R"({"sourceEventId":"a","entitlementOpened":{"claimDate":"2024-01-02"}})");

  ASSERT_TRUE(snake.ok() && camel.ok());
  EXPECT_EQ(camel->entitlement_opened().claim_date(), "2024-01-02");
  EXPECT_TRUE(MessageDifferencer::Equals(*snake, *camel));
}

// Edge case 157.
TEST(JsonTest, NullIsAbsent) {
  const auto event = ParseEventJson(
      R"({"received_date":null,"person":null,"oriented":null,"nothing":null,)"
      R"("entitlement_opened":{"origin":null,"subject_to_obligations":null}})");

  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(FormatEventJson(*event), R"({"entitlement_opened":{}})");
  EXPECT_TRUE(event->GetReflection()->GetUnknownFields(*event).empty());
}

TEST(JsonTest, UnknownEnumNameIsMinusOne) {
  const auto event = ParseEventJson(
      R"({"contract_signed":{"kind":"X","actions":["HEALTH","Y"]}})");

  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(static_cast<int>(event->contract_signed().kind()), -1);
  EXPECT_EQ(event->contract_signed().actions(0), v1::ContractAction::HEALTH);
  EXPECT_EQ(static_cast<int>(event->contract_signed().actions(1)), -1);
}

TEST(JsonTest, UnknownMemberIsAnUnknownFieldWhateverItHolds) {
  for (const char* value :
       {R"("text")", "12", "-1.5", "true", "[1,[2],{\"a\":null}]",
        R"({"oriented":{"track":"X"},"b":[]})"}) {
    SCOPED_TRACE(value);
    const auto event = ParseEventJson(
        absl::StrCat(R"({"reopened":)", value, R"(,"source":"caf"})"));

    ASSERT_TRUE(event.ok()) << event.status();
    const auto& unknown = event->GetReflection()->GetUnknownFields(*event);
    ASSERT_EQ(unknown.field_count(), 1);
    EXPECT_EQ(unknown.field(0).number(), kUnknownMember);
    EXPECT_EQ(unknown.field(0).length_delimited(), "reopened");
    EXPECT_EQ(event->source(), "caf");
    EXPECT_EQ(event->fact_case(), v1::Event::FACT_NOT_SET);
  }
}

TEST(JsonTest, UnknownFactOfACorrectionIsInItsFact) {
  const auto event =
      ParseEventJson(R"({"correction":{"fact":{"reopened":{}}}})");

  ASSERT_TRUE(event.ok()) << event.status();
  const v1::Fact& fact = event->correction().fact();
  EXPECT_EQ(fact.GetReflection()->GetUnknownFields(fact).field_count(), 1);
}

TEST(JsonTest, Refused) {
  const struct {
    const char *json, *message;
  } cases[] = {
      {"", "not JSON"},
      {"{", "not JSON"},
      {"{} {}", "not JSON"},
      {"{'source':'caf'}", "not JSON"},
      {R"({"source":"caf",})", "not JSON"},
      {"{\"source\":\"\xff\"}", "not JSON"},
      {"[]", "event: wrong type"},
      {"null", "event: wrong type"},
      {"\"text\"", "event: wrong type"},
      {R"({"source":1})", "source: wrong type"},
      {R"({"source":["caf"]})", "source: wrong type"},
      {R"({"source":{}})", "source: wrong type"},
      {R"({"person":"x"})", "person: wrong type"},
      {R"({"person":{"identifiers":{}}})", "person.identifiers: wrong type"},
      {R"({"person":{"identifiers":[[]]}})", "person.identifiers: wrong type"},
      {R"({"person":{"identifiers":[null]}})",
       "person.identifiers: wrong type"},
      {R"({"oriented":{"by_default":"yes"}})",
       "oriented.by_default: wrong type"},
      {R"({"oriented":{"track":true}})", "oriented.track: wrong type"},
      {R"({"profile_stated":{"children":"two"}})",
       "profile_stated.children: wrong type"},
      {R"({"source":"caf","source":"ft"})", "source: given twice"},
      {R"({"source_event_id":"a","sourceEventId":"a"})",
       "source_event_id: given twice"},
      {R"({"sanction_lifted":{},"employment_ended":{}})",
       "employment_ended: a second fact"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.json);
    const auto event = ParseEventJson(c.json);

    EXPECT_EQ(event.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_TRUE(absl::StrContains(event.status().message(), c.message))
        << event.status();
  }
}

TEST(JsonTest, DeepNestingIsRefused) {
  std::string json = R"({"correction":{"fact":)";
  for (int i = 0; i < 100000; ++i) json += R"({"correction":{"fact":)";

  EXPECT_EQ(ParseEventJson(json).status().message(), "nested too deeply");
}

TEST(JsonTest, NumbersOutOfRangeAreKeptAsSuch) {
  for (const char* number : {"-1", "4294967296", "1e99", "1.5", "-0.5"}) {
    SCOPED_TRACE(number);
    const auto event = ParseEventJson(
        absl::StrCat(R"({"sanction_imposed":{"level":)", number, "}}"));

    ASSERT_TRUE(event.ok()) << event.status();
    EXPECT_EQ(event->sanction_imposed().level(), UINT32_MAX);
  }
}

}  // namespace
}  // namespace jalon::events
