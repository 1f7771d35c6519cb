#include "libs/access/policy.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/testing/status_matchers.h"

namespace jalon::access {
namespace {

using ::jalon::base::testing::IsOk;
using ::jalon::base::testing::StatusIs;
using ::testing::HasSubstr;

constexpr char kPolicy[] = R"(
principals {
  name: "caf" certificate_names: "caf.example" territories: "34"
  partner { sources: "caf" kinds: "*" may_correct: "dept" }
}
principals {
  name: "ref" certificate_names: "ref.example" certificate_names: "ref2"
  territories: "34" territories: "974" referent { organisation: "ORG1" }
}
principals {
  name: "eva" certificate_names: "eva.example" territories: "*" evaluator {}
}
principals {
  name: "dpo" certificate_names: "dpo.example" territories: "*"
  evaluator { individual_access: true }
}
principals {
  name: "ops" certificate_names: "ops.example" territories: "*"
  operator { may_migrate: true }
}
)";

class PolicyTest : public ::testing::Test {
 protected:
  PolicyTest() : policy_(Policy::Parse(kPolicy).value()) {}
  const Principal& Get(const std::string& certificate) {
    return **policy_.Authenticate({certificate});
  }
  Policy policy_;
};

TEST_F(PolicyTest, FindsThePrincipalOfACertificate) {
  EXPECT_EQ(Get("caf.example").name, "caf");
  EXPECT_EQ(Get("ref2").name, "ref");
  EXPECT_THAT(policy_.Authenticate({"ref2", "ref.example", "other"}), IsOk());
}

TEST_F(PolicyTest, RefusesUnknownAndAmbiguousCertificates) {
  using Names = std::vector<std::string>;
  for (const Names& names : {Names{}, Names{"nobody"}, Names{"caf", ""},
                             Names{"ref2", "ops.example"}}) {
    EXPECT_THAT(policy_.Authenticate(names),
                StatusIs(absl::StatusCode::kUnauthenticated));
  }
}

TEST_F(PolicyTest, MethodsByRole) {
  struct Row {
    Method method;
    std::string allowed;  // Of the principals above, by first letter.
  };
  const Row kRows[] = {
      {Method::kRecord, "co"},
      {Method::kRecordStream, "co"},
      {Method::kGetPathway, "rdo"},
      {Method::kListCaseload, "ro"},
      {Method::kListPersons, "do"},
      {Method::kWatchPathway, "ro"},
      {Method::kEvaluateDelay, "edo"},
      {Method::kEvaluateLandmark, "edo"},
      {Method::kEvaluateBreaks, "edo"},
      {Method::kEvaluatePact, "edo"},
      {Method::kExplain, "edo"},
      {Method::kCompare, "edo"},
      {Method::kEvaluateTable, "edo"},
      {Method::kEvaluateQuality, "edo"},
      {Method::kListDefinitions, "redo"},
      {Method::kGetStatus, "o"},
      {Method::kVerify, "o"},
      {Method::kBackup, "o"},
      {Method::kSubscribe, "o"},
  };
  static_assert(std::size(kRows) == kMethods);
  for (const Row& row : kRows) {
    for (const char* name : {"caf.example", "ref.example", "eva.example",
                             "dpo.example", "ops.example"}) {
      SCOPED_TRACE(MethodName(row.method));
      SCOPED_TRACE(name);
      const absl::Status admitted = Policy::CheckCall(Get(name), row.method);
      if (row.allowed.find(name[0]) != std::string::npos) {
        EXPECT_THAT(admitted, IsOk());
      } else {
        EXPECT_THAT(admitted, StatusIs(absl::StatusCode::kPermissionDenied));
      }
    }
  }
}

TEST_F(PolicyTest, Territories) {
  EXPECT_THAT(CheckTerritory(Get("caf.example"), "34"), IsOk());
  EXPECT_THAT(CheckTerritory(Get("ref2"), "974"), IsOk());
  EXPECT_THAT(CheckTerritory(Get("eva.example"), "2A"), IsOk());
  EXPECT_THAT(CheckTerritory(Get("eva.example"), ""),
              StatusIs(absl::StatusCode::kInvalidArgument));
  // The same words whether it is a territory or not.
  const absl::Status real = CheckTerritory(Get("caf.example"), "30");
  EXPECT_THAT(real, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_EQ(real, CheckTerritory(Get("caf.example"), "Atlantis"));
}

TEST_F(PolicyTest, RightsToRecord) {
  const RecordRights partner = RightsToRecord(Get("caf.example"));
  EXPECT_THAT(partner.sources, ::testing::ElementsAre("caf"));
  EXPECT_THAT(partner.kinds, ::testing::ElementsAre("*"));
  EXPECT_THAT(partner.may_correct, ::testing::ElementsAre("dept"));
  EXPECT_FALSE(partner.any_source || partner.may_give_recorded_at);
  const RecordRights migrating = RightsToRecord(Get("ops.example"));
  EXPECT_TRUE(migrating.any_source && migrating.may_give_recorded_at);
  EXPECT_TRUE(RightsToRecord(Get("eva.example")).sources.empty());
}

TEST_F(PolicyTest, WhoseReferent) {
  const InCharge mine = {.orientation = "ORG1", .referents = {}};
  const InCharge followed = {.orientation = "ORG2",
                             .referents = {{"ORG2", "A"}, {"ORG1", "B"}}};
  const InCharge other = {.orientation = "ORG2", .referents = {{"ORG2", "A"}}};
  const Principal& organisation = Get("ref.example");
  EXPECT_TRUE(MayReadPerson(organisation, mine));
  EXPECT_TRUE(MayReadPerson(organisation, followed));
  EXPECT_FALSE(MayReadPerson(organisation, other));
  EXPECT_FALSE(MayReadPerson(organisation, InCharge()));
  Principal person = organisation;
  person.referent = std::string("A");
  EXPECT_FALSE(MayReadPerson(person, mine));
  EXPECT_FALSE(MayReadPerson(person, followed));  // A, of the other one.
  person.organisation.clear();
  EXPECT_TRUE(MayReadPerson(person, followed));
  EXPECT_TRUE(MayReadPerson(person, other));
  person.referent.clear();  // Not a policy that loads: sees nobody.
  EXPECT_FALSE(MayReadPerson(person, InCharge()));
  EXPECT_TRUE(MayReadPerson(Get("dpo.example"), InCharge()));
  EXPECT_FALSE(MayReadPerson(Get("eva.example"), mine));
  EXPECT_FALSE(MayReadPerson(Get("caf.example"), mine));
}

TEST(PolicyDemo, EverybodyIsAnOperator) {
  const Policy policy = Policy::Demo();
  const auto principal = policy.Authenticate({});
  ASSERT_THAT(principal, IsOk());
  EXPECT_THAT(Policy::CheckCall(**principal, Method::kVerify), IsOk());
  EXPECT_TRUE(RightsToRecord(**principal).may_give_recorded_at);
}

TEST(PolicyFaults, AreExplainedWithTheirPlace) {
  struct Row {
    const char* text;
    const char* field;
    int line;
  };
  const Row kRows[] = {
      {"", "principals", 0},
      {"principals {\n  nom: 'a'\n}", "", 2},
      {"\nprincipals { certificate_names: 'a' territories: '34' operator {} }",
       "principals[0].name", 2},
      {"principals { name: 'a' territories: '34' operator {} }",
       "principals[0].certificate_names", 1},
      {"principals { name: 'a' certificate_names: 'a' operator {} }",
       "principals[0].territories", 1},
      {"principals { name: 'a' certificate_names: 'a' territories: '340'\n"
       "operator {} }",
       "principals[0].territories[0]", 1},
      {"principals { name: 'a' certificate_names: 'a' territories: '*' }",
       "principals[0].role", 1},
      {"principals { name: 'a' certificate_names: 'a' territories: '*'\n"
       "referent {} }",
       "principals[0].referent", 1},
      {"principals { name: 'a' certificate_names: 'a' territories: '*'\n"
       "partner { sources: 'caf' kinds: 'orientation' } }",
       "principals[0].partner.kinds[0]", 1},
      {"principals { name: 'a' certificate_names: 'a' territories: '*'\n"
       "operator {} }\nprincipals { name: 'b' certificate_names: 'a'\n"
       "territories: '*' operator {} }",
       "principals[1].certificate_names[0]", 3},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.text);
    const std::vector<PolicyFault> faults = CheckPolicy(row.text);
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_EQ(faults[0].field, row.field);
    EXPECT_EQ(faults[0].line, row.line);
    EXPECT_FALSE(faults[0].message.empty());
    EXPECT_THAT(Policy::Parse(row.text, "x.textproto"),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("x.textproto:")));
  }
}

TEST(PolicyFaults, AFileThatIsNotThere) {
  EXPECT_THAT(Policy::Load(::testing::TempDir() + "no-such-policy"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(PolicyFaults, TheShippedPolicyHasNone) {
  EXPECT_THAT(Policy::Load(JALON_SOURCE_DIR "/deploy/policy/demo.textproto"),
              IsOk());
}

}  // namespace
}  // namespace jalon::access
