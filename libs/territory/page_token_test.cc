#include "libs/territory/page_token.h"

#include <string>

#include <gtest/gtest.h>

#include "jalon/v1/pathway.pb.h"
#include "libs/base/testing/status_matchers.h"

namespace jalon::territory {
namespace {

using ::jalon::base::testing::IsOk;
using ::jalon::base::testing::StatusIs;

TEST(PageToken, ComesBackForTheSameRequestOnly) {
  v1::ListPersonsRequest request;
  request.set_territory("34");
  const std::string ours = FingerprintOf(request);
  request.set_territory("30");
  const std::string other = FingerprintOf(request);
  const std::string text = FormatPageToken(
      {.position = 12, .as_of = -5, .offset = 300, .request = ours});
  const auto token = ParsePageToken(text, ours);
  ASSERT_THAT(token, IsOk());
  EXPECT_EQ(token->position, 12u);
  EXPECT_EQ(token->as_of, -5);
  EXPECT_EQ(token->offset, 300u);
  EXPECT_THAT(ParsePageToken(text, other),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(PageToken, RefusesWhatIsNotOne) {
  const std::string text = FormatPageToken({.request = "f"});
  for (const std::string& bad :
       {std::string("x"), std::string("%%%"), text + text,
        text.substr(0, text.size() / 2), std::string(1, '\0')}) {
    EXPECT_THAT(ParsePageToken(bad, "f"),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace jalon::territory
