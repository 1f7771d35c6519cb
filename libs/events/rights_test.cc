#include "libs/events/rights.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "libs/events/json.h"
#include "libs/events/testing/sample_events.h"

namespace jalon::events {
namespace {

using Fault = std::optional<events::Fault>;

constexpr char kOriented[] =
    R"("oriented":{"track":"SOCIAL","organisation":"O"})";
constexpr char kCorrection[] =
    R"("correction":{"target":{"source":"caf","source_event_id":"a1"},)"
    R"("fact":{"oriented":{"track":"SOCIAL","organisation":"O"}}})";
constexpr char kRetraction[] =
    R"("retraction":{"target":{"source":"caf","source_event_id":"a1"},"reason":"r"})";

v1::Event Parse(const std::string& fact) {
  return ParseEventJson(EventJson(fact)).value_or(v1::Event());
}

std::string Text(const Fault& fault) {
  if (!fault) return "";
  return absl::StrCat(v1::Verdict::Code_Name(fault->code), " ", fault->field);
}

class RightsTest : public testing::Test {
 protected:
  WriteRights Rights() const {
    return {.sources = sources_, .kinds = kinds_, .may_correct = may_correct_};
  }

  std::vector<std::string> sources_ = {"dept"};
  std::vector<std::string> kinds_ = {"*"};
  std::vector<std::string> may_correct_;
};

TEST_F(RightsTest, SourceMustBeTheCallers) {
  EXPECT_EQ(Text(CheckSource(Parse(kOriented), Rights())), "");

  sources_ = {"caf"};
  EXPECT_EQ(Text(CheckSource(Parse(kOriented), Rights())),
            "SOURCE_FORBIDDEN source");

  WriteRights operator_rights = Rights();
  operator_rights.any_source = true;
  EXPECT_EQ(Text(CheckSource(Parse(kOriented), operator_rights)), "");
}

TEST_F(RightsTest, KindMustBeTheCallers) {
  kinds_ = {"appointment", "correction"};
  EXPECT_EQ(Text(CheckSource(Parse(kOriented), Rights())),
            "SOURCE_FORBIDDEN oriented");
  EXPECT_EQ(Text(CheckSource(Parse(kCorrection), Rights())),
            "SOURCE_FORBIDDEN oriented");
  EXPECT_EQ(Text(CheckSource(Parse(kRetraction), Rights())),
            "SOURCE_FORBIDDEN retraction");

  kinds_.push_back("oriented");
  EXPECT_EQ(Text(CheckSource(Parse(kCorrection), Rights())), "");
}

TEST_F(RightsTest, RecordedAtNeedsItsOwnRight) {
  v1::Event event = Parse(kOriented);
  event.set_recorded_at("2024-03-01T10:00:00Z");
  EXPECT_EQ(Text(CheckSource(event, Rights())), "SOURCE_FORBIDDEN recorded_at");

  WriteRights migrating = Rights();
  migrating.may_give_recorded_at = true;
  EXPECT_EQ(Text(CheckSource(event, migrating)), "");
}

TEST_F(RightsTest, TargetOfAnotherSourceNeedsTheRightToCorrectIt) {
  EXPECT_EQ(Text(CheckTarget(Parse(kOriented), Rights())), "");
  EXPECT_EQ(Text(CheckTarget(Parse(kCorrection), Rights())),
            "TARGET_FORBIDDEN correction.target");
  EXPECT_EQ(Text(CheckTarget(Parse(kRetraction), Rights())),
            "TARGET_FORBIDDEN retraction.target");

  may_correct_ = {"caf"};
  EXPECT_EQ(Text(CheckTarget(Parse(kCorrection), Rights())), "");
}

TEST_F(RightsTest, OwnTargetIsFree) {
  v1::Event event = Parse(kRetraction);
  event.set_source("caf");

  EXPECT_EQ(Text(CheckTarget(event, Rights())), "");
}

}  // namespace
}  // namespace jalon::events
