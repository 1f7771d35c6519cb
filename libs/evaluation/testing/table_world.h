#pragma once

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "libs/evaluation/testing/small_territory.h"
#include "libs/evaluation/testing/table_reader.h"

namespace jalon::evaluation::testing {

// A small territory and the tables asked of it.
class TableWorld : public ::testing::Test {
 protected:
  using Options = std::map<std::string, std::string>;

  // A right that opens with obligations; `more`: other members.
  void Open(const std::string& person, const std::string& date,
            const std::string& more = "", const std::string& received = "") {
    territory_.Add(
        person, date,
        absl::StrCat(R"("entitlement_opened": {"subject_to_obligations": true)",
                     more.empty() ? "" : ", ", more, "}"),
        received);
  }
  void Orient(const std::string& person, const std::string& date,
              const std::string& organisation = "CCAS",
              const std::string& track = "SOCIAL") {
    territory_.Orient(person, date, track, organisation);
  }
  void Sign(const std::string& person, const std::string& date,
            const std::string& last_day, const std::string& actions = "",
            const std::string& kind = "CER") {
    territory_.Add(
        person, date,
        absl::StrCat(R"("contract_signed": {"contract_id": "k)", ++contracts_,
                     R"(", "organisation": "CCAS", "kind": ")", kind,
                     R"(", "last_day": ")", last_day, R"(", "actions": [)",
                     actions, "]}"));
  }
  v1::EvaluateTableResponse Table(const std::string& id, int year,
                                  const Options& options = {},
                                  const std::string& as_of = "") {
    v1::EvaluateTableRequest request;
    request.set_table(id);
    request.set_year(static_cast<uint32_t>(year));
    request.mutable_options()->insert(options.begin(), options.end());
    const auto response = EvaluateTable(
        territory_.At(as_of.empty() ? absl::StrCat(year, "-12-31") : as_of,
                      &ShippedRules()),
        request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::EvaluateTableResponse());
  }

  SmallTerritory territory_;
  int contracts_ = 0;
};

}  // namespace jalon::evaluation::testing
