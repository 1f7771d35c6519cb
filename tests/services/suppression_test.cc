// Who has no access to persons asks again and again, and subtracts.

#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "tests/services/service_world.h"

namespace jalon::testing {
namespace {

using Evaluation = v1::EvaluationService;

constexpr uint64_t kK = 5;
const std::vector<std::string> kTracks = {"PROFESSIONAL", "SOCIO_PROFESSIONAL",
                                          "SOCIAL"};
const std::vector<std::string> kOrganisations = {"ORG1", "ORG2", "ORG3", "ORG4",
                                                 "ORG5"};

bool IsSmall(uint64_t count) { return count > 0 && count < kK; }

// What an answer shows: by name of the count.
using Shown = std::map<std::string, uint64_t>;

Shown ShownOf(const v1::DelayFigure& figure) {
  Shown out;
  if (figure.status() == v1::SUPPRESSED) return out;
  out["cohort"] = figure.cohort();
  // A hidden plain count reads 0.
  if (figure.units() > 0) out["units"] = figure.units();
  for (const auto& [name, count] : figure.classes()) out[name] = count;
  for (const v1::Bin& bin : figure.bins()) {
    out[absl::StrCat("bin ", bin.from())] = bin.count();
  }
  for (const auto& [name, count] : figure.legal().classes()) {
    out["legal " + name] = count;
  }
  return out;
}

// Linear algebra on all that has been read: unknowns are the counts of each
// value of each dimension.
class Attacker {
 public:
  // The counts of the units whose value of the dimension is one of these;
  // "": of all.
  void Read(const std::string& dimension,
            const std::vector<std::string>& values, const Shown& shown) {
    for (const auto& [name, count] : shown) {
      Equation equation;
      for (const std::string& value : values) {
        equation.unknowns[{dimension, value, name}] += 1;
      }
      equation.sum = static_cast<double>(count);
      equations_.push_back(std::move(equation));
    }
  }
  // What the definitions say of one figure.
  void KnowSums(const std::string& dimension, const std::string& value) {
    const auto add = [&](const std::string& total,
                         const std::vector<std::string>& parts) {
      Equation equation;
      equation.unknowns[{dimension, value, total}] = -1;
      for (const std::string& part : parts) {
        equation.unknowns[{dimension, value, part}] = 1;
      }
      equations_.push_back(std::move(equation));
    };
    add("cohort", {"UNKNOWN_START", "BEFORE_START", "units"});
    add("units", {"REACHED", "EXITED_FIRST", "WAITING"});
    add("REACHED", {"bin 0", "bin 30", "bin 60", "bin 90"});
    add("cohort", {"legal ON_TIME", "legal LATE", "legal NOT_DUE_YET",
                   "legal EXITED", "legal UNKNOWN_START", "legal NO_RULE"});
  }
  // The values of a dimension add up to the whole.
  void KnowValues(const std::string& dimension,
                  const std::vector<std::string>& values, const Shown& names) {
    for (const auto& [name, count] : names) {
      Equation equation;
      equation.unknowns[{"", "", name}] = -1;
      for (const std::string& value : values) {
        equation.unknowns[{dimension, value, name}] = 1;
      }
      equations_.push_back(std::move(equation));
    }
  }

  // How many counts of 1 to k - 1 come out.
  int Recovered() const {
    std::map<Unknown, size_t> index;
    for (const Equation& equation : equations_) {
      for (const auto& [unknown, factor] : equation.unknowns) {
        index.emplace(unknown, index.size());
      }
    }
    std::vector<std::vector<double>> rows;
    for (const Equation& equation : equations_) {
      std::vector<double> row(index.size() + 1);
      for (const auto& [unknown, factor] : equation.unknowns) {
        row[index[unknown]] = factor;
      }
      row.back() = equation.sum;
      rows.push_back(std::move(row));
    }
    return Small(Reduce(std::move(rows)));
  }

 private:
  using Unknown = std::tuple<std::string, std::string, std::string>;
  struct Equation {
    std::map<Unknown, double> unknowns;
    double sum = 0;
  };

  static std::vector<std::vector<double>> Reduce(
      std::vector<std::vector<double>> rows) {
    size_t rank = 0;
    for (size_t c = 0; c + 1 < rows[0].size() && rank < rows.size(); ++c) {
      size_t pivot = rank;
      for (size_t r = rank; r < rows.size(); ++r) {
        if (std::abs(rows[r][c]) > std::abs(rows[pivot][c])) pivot = r;
      }
      if (std::abs(rows[pivot][c]) < 1e-9) continue;
      std::swap(rows[pivot], rows[rank]);
      const double head = rows[rank][c];
      for (double& x : rows[rank]) x /= head;
      for (size_t r = 0; r < rows.size(); ++r) {
        if (r == rank || std::abs(rows[r][c]) < 1e-12) continue;
        const double factor = rows[r][c];
        for (size_t i = c; i < rows[r].size(); ++i) {
          rows[r][i] -= factor * rows[rank][i];
        }
      }
      ++rank;
    }
    rows.resize(rank);
    return rows;
  }

  static int Small(const std::vector<std::vector<double>>& rows) {
    int small = 0;
    for (const auto& row : rows) {
      int used = 0;
      for (size_t c = 0; c + 1 < row.size(); ++c) {
        used += std::abs(row[c]) > 1e-6;
      }
      const double value = std::round(row.back());
      small += used == 1 && value >= 1 && value < static_cast<double>(kK);
    }
    return small;
  }

  std::vector<Equation> equations_;
};

class SuppressionTest : public ::testing::Test {
 protected:
  // From orientation to contract: of tracks and organisations of unlike size,
  // some with a handful of persons.
  void Fill(uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<v1::Event> events;
    const auto date = [](uint32_t day) {
      return absl::StrCat("2024-0", 2 + day / 28, "-", day % 28 < 9 ? "0" : "",
                          1 + day % 28);
    };
    for (int i = 1; i <= 90; ++i) {
      const std::string caf = std::to_string(i);
      events.push_back(Opening("a" + caf, caf, "2024-01-15"));
      const std::string& track = kTracks[std::min(random() % 5, 2ul)];
      const std::string& organisation =
          kOrganisations[(random() % 5) * (random() % 5) / 4];
      const uint32_t oriented = static_cast<uint32_t>(random() % 20);
      events.push_back(
          Event("dept/o" + caf, caf, date(oriented),
                absl::StrCat(R"("oriented": {"track": ")", track,
                             R"(", "organisation": ")", organisation, "\"}")));
      const uint32_t fate = static_cast<uint32_t>(random() % 8);
      const std::string later =
          date(oriented + 1 + static_cast<uint32_t>(random() % 110));
      if (fate < 5) {
        events.push_back(Event(
            "dept/c" + caf, caf, later,
            absl::StrCat(
                R"("contract_signed": {"contract_id": "c)", caf,
                R"(", "kind": "CER", "organisation": "ORG1", "last_day": "2025-01-31"})")));
      } else if (fate == 5) {
        events.push_back(Event("caf/z" + caf, caf, later,
                               R"("entitlement_closed": {"reason": "OTHER"})"));
      }
    }
    world_.Record(events);
  }

  v1::EvaluateDelayResponse Ask(const std::string& role,
                                const v1::EvaluateDelayRequest& request) {
    v1::EvaluateDelayResponse response;
    EXPECT_EQ(Code(Call<Evaluation>(world_.Channel(role),
                                    &Evaluation::Stub::EvaluateDelay, request,
                                    &response)),
              "OK");
    return response;
  }
  static v1::EvaluateDelayRequest Request() {
    v1::EvaluateDelayRequest request;
    request.set_territory("34");
    request.mutable_at()->set_as_of("2024-06-30");
    request.set_from("2024-01-01");
    request.set_to("2024-12-31");
    request.set_definition_id("legal.contract");
    return request;
  }
  static v1::EvaluateDelayRequest Filtered(
      const std::string& dimension, const std::vector<std::string>& values) {
    v1::EvaluateDelayRequest request = Request();
    auto* list = dimension == "track"
                     ? request.mutable_filter()->mutable_tracks()
                     : request.mutable_filter()->mutable_organisations();
    list->Add(values.begin(), values.end());
    return request;
  }

  // Every filter of one and of two values, the whole and both breakdowns.
  Attacker ReadEverything(const std::string& role, bool primary_only) {
    Attacker attacker;
    const auto show = [&](const v1::DelayFigure& figure) {
      Shown shown = ShownOf(figure);
      if (primary_only) {
        std::erase_if(shown,
                      [](const auto& cell) { return IsSmall(cell.second); });
      }
      return shown;
    };
    const v1::EvaluateDelayResponse whole = Ask("analyst", Request());
    attacker.Read("", {""}, show(Ask(role, Request()).figure()));
    attacker.KnowSums("", "");
    for (const std::string dimension : {"track", "organisation"}) {
      v1::EvaluateDelayRequest by = Request();
      by.add_strata(dimension);
      const v1::EvaluateDelayResponse groups = Ask(role, by);
      for (const v1::DelayGroup& group : groups.groups()) {
        attacker.Read(dimension, {group.key(0)}, show(group.figure()));
      }
      const auto& values = dimension == "track" ? kTracks : kOrganisations;
      attacker.KnowValues(dimension, values, ShownOf(whole.figure()));
      for (size_t i = 0; i < values.size(); ++i) {
        attacker.KnowSums(dimension, values[i]);
        for (size_t j = i; j < values.size(); ++j) {
          std::vector<std::string> asked = {values[i]};
          if (j > i) asked.push_back(values[j]);
          attacker.Read(dimension, asked,
                        show(Ask(role, Filtered(dimension, asked)).figure()));
        }
      }
    }
    return attacker;
  }

  ServiceWorld world_;
};

// Edge case 167.
TEST_F(SuppressionTest, FiltersSubtractedFromOneAnotherTellNothing) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  Fill(seed);
  EXPECT_EQ(ReadEverything("evaluator", false).Recovered(), 0);
  // The same attack on answers with the small counts alone taken out.
  EXPECT_GT(ReadEverything("analyst", true).Recovered(), 0);
}

TEST_F(SuppressionTest, AFilterReadsAsItsGroupOfTheBreakdown) {
  Fill(7);
  v1::EvaluateDelayRequest by_track = Request();
  by_track.add_strata("track");
  const v1::EvaluateDelayResponse exact = Ask("analyst", by_track);
  const v1::EvaluateDelayResponse groups = Ask("evaluator", by_track);
  ASSERT_EQ(groups.groups_size(), 3);
  for (int i = 0; i < groups.groups_size(); ++i) {
    SCOPED_TRACE(groups.groups(i).key(0));
    const auto filter = Filtered("track", {groups.groups(i).key(0)});
    EXPECT_EQ(Ask("analyst", filter).figure().DebugString(),
              exact.groups(i).figure().DebugString());
    const v1::EvaluateDelayResponse answer = Ask("evaluator", filter);
    EXPECT_EQ(answer.figure().DebugString(),
              groups.groups(i).figure().DebugString());
    EXPECT_EQ(answer.excluded_count(), 0u);
  }
}

TEST_F(SuppressionTest, FiltersWithoutABreakdownAreWithheld) {
  Fill(7);
  v1::EvaluateDelayRequest two = Filtered("track", {"SOCIAL"});
  two.mutable_filter()->add_organisations("ORG1");
  v1::EvaluateDelayRequest crossed = Filtered("track", {"SOCIAL"});
  crossed.add_strata("organisation");
  v1::EvaluateDelayRequest by_two = Request();
  by_two.add_strata("track");
  by_two.add_strata("organisation");
  for (const v1::EvaluateDelayRequest& request : {two, crossed, by_two}) {
    const v1::EvaluateDelayResponse answer = Ask("evaluator", request);
    EXPECT_EQ(answer.header().status(), v1::SUPPRESSED);
    EXPECT_FALSE(answer.has_figure());
    EXPECT_EQ(answer.groups_size(), 0);
    EXPECT_GT(Ask("analyst", request).figure().cohort(), 0u);
  }
  v1::EvaluateBreaksRequest breaks;
  breaks.set_territory("34");
  breaks.mutable_at()->set_as_of("2024-06-30");
  breaks.set_from("2024-01-01");
  breaks.set_to("2024-06-30");
  breaks.mutable_filter()->add_tracks("SOCIAL");
  v1::EvaluateBreaksResponse response;
  ASSERT_EQ(Code(Call<Evaluation>(world_.Channel("evaluator"),
                                  &Evaluation::Stub::EvaluateBreaks, breaks,
                                  &response)),
            "OK");
  EXPECT_EQ(response.header().status(), v1::SUPPRESSED);
  EXPECT_EQ(response.figure().count() + response.figure().exposed_days(), 0u);
}

}  // namespace
}  // namespace jalon::testing
