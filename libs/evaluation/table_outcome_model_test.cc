// The tables of participants (FSE) and of leavers (IAE) against slow models
// that look at every day of random persons.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "jalon/v1/event.pb.h"
#include "libs/evaluation/each_pathway.h"
#include "libs/evaluation/number.h"
#include "libs/evaluation/testing/random_outcomes.h"
#include "libs/evaluation/testing/slow_days.h"
#include "libs/evaluation/testing/table_reader.h"

namespace jalon::evaluation {
namespace {

using pathway::Pathway;
using testing::Holds;
using testing::InForce;
using testing::kDecember;
using testing::kJanuary;
using testing::RandomOutcomes;
using Exit = v1::ExitToEmployment;
// Row → column → units.
using Sums = std::map<std::string, std::map<std::string, int64_t>>;

struct Options {
  int days = 28;  // fse: exit_days; iae: within_days.
  int min_days = 0;
  bool other_employer = false, six_months_durable = false;
};

// What both models ask of a person.
class SlowPerson {
 public:
  SlowPerson(const Pathway& pathway, const Options& options, Sums* sums)
      : pathway_(pathway), options_(options), sums_(*sums) {}

 protected:
  void Count(const std::string& row) {
    const uint8_t sex = pathway_.LastProfile().sex;
    ++sums_[row]["total"];
    ++sums_[row][sex == v1::ProfileStated::F   ? "f"
                 : sex == v1::ProfileStated::M ? "m"
                                               : "unknown"];
  }
  static bool InYear(Day day) { return kJanuary <= day && day <= kDecember; }

  // As attested on the day; of two, the last in the order of events holds.
  std::optional<bool> Attested(Day day) const {
    std::optional<bool> said;
    for (const pathway::Attestation& one : pathway_.attestations) {
      if (one.day == day) said = one.in_employment;
    }
    return said;
  }
  // Attested on one of the days: yes before no.
  std::optional<bool> AttestedIn(Day from, Day last) const {
    std::optional<bool> said;
    for (Day day = from; day <= last; ++day) {
      for (const pathway::Attestation& one : pathway_.attestations) {
        if (one.day == day) said = said.value_or(false) || one.in_employment;
      }
    }
    return said;
  }
  bool InTraining(Day from, Day last) const {
    for (Day day = from; day <= last; ++day) {
      for (const pathway::Justified& window : pathway_.justified) {
        if (window.reason == v1::AbsenceJustified::TRAINING &&
            Holds(window, day)) {
          return true;
        }
      }
    }
    return false;
  }

  const Pathway& pathway_;
  const Options& options_;

 private:
  Sums& sums_;
};

class SlowFse : public SlowPerson {
 public:
  SlowFse(const Pathway& pathway, const pathway::StringTable& strings,
          const Options& options, Sums* sums)
      : SlowPerson(pathway, options, sums), strings_(strings) {}

  void Run() {
    bool entered = false;
    for (const pathway::Enrolment& one : pathway_.enrolments) {
      if (strings_.Get(one.action) != "FUNDED") continue;
      if (one.end != base::kForever &&
          one.end - one.start < options_.min_days) {
        continue;
      }
      if (InYear(one.start)) {
        if (!entered) Count("persons");
        entered = true;
        Entry(one.start);
      }
      if (one.end_event >= 0 && InYear(one.end)) Leave(one);
    }
  }

 private:
  void Entry(Day day) {
    Count("entries");
    Answer("co05", Attested(day).has_value() ? Attested(day)
                                             : WorksOn(day - 28, day - 1));
    const std::optional<int> age = AgeOn(day);
    Count(!age.has_value() ? "age.unknown"
          : *age < 25      ? "co06"
          : *age > 54      ? "co07"
                           : "age.other");
    const absl::string_view level =
        strings_.Get(pathway_.ProfileOn(day).education);
    const std::map<absl::string_view, std::string> rows = {
        {"VI", "co09"},  {"Vbis", "co09"}, {"V", "co10"}, {"IV", "co10"},
        {"III", "co11"}, {"II", "co11"},   {"I", "co11"}};
    const auto row = rows.find(level);
    Count(row == rows.end() ? "education.unknown" : row->second);
  }

  void Leave(const pathway::Enrolment& one) {
    const Day exit = one.end, last = exit + options_.days;
    Count("exits");
    Count(InTraining(exit, last) ? "cr02" : "cr02.unknown");
    std::optional<bool> now = AttestedIn(exit, last);
    for (Day day = exit; day <= last; ++day) {
      if (InForce(pathway_.jobs, day)) now = true;
    }
    if (one.outcome == v1::ActionEnded::EMPLOYMENT) now = true;
    if (!now.has_value() && last > pathway_.as_of) {
      Count("cr04.immature");
    } else {
      Answer("cr04", now);
    }
    const Day due = base::AddMonths(exit, 6);
    if (due > pathway_.as_of) return Count("cr06.immature");
    const std::optional<bool> later = WorksOn(exit, due);
    Answer("cr06", later);
    if (later == true && AgeOn(one.start).value_or(0) > 54) Count("cr08");
  }

  void Answer(const std::string& row, std::optional<bool> answer) {
    Count(!answer.has_value() ? row + ".unknown" : *answer ? row : row + ".no");
  }

  // A job that covers the last day, else the last observation since `from`: an
  // attestation, or, before those of its day, a job stated ended.
  std::optional<bool> WorksOn(Day from, Day last) const {
    if (InForce(pathway_.jobs, last)) return true;
    for (Day day = last; day >= from; --day) {
      if (Attested(day).has_value()) return Attested(day);
      for (const pathway::Job& job : pathway_.jobs) {
        if (job.ended && job.end == day && day != pathway_.death) return false;
      }
    }
    return std::nullopt;
  }

  std::optional<int> AgeOn(Day day) const {
    const Day birth = pathway_.LastProfile().birth_date;
    if (birth == base::kNoDay) return std::nullopt;
    const std::string born = base::FormatDay(birth), on = base::FormatDay(day);
    return std::stoi(on.substr(0, 4)) - std::stoi(born.substr(0, 4)) -
           (on.substr(5) < born.substr(5) ? 1 : 0);
  }

  const pathway::StringTable& strings_;
};

class SlowIae : public SlowPerson {
 public:
  using SlowPerson::SlowPerson;

  void Run() {
    for (const pathway::Job& job : pathway_.jobs) {
      if (job.contract_type != Exit::IAE || job.end > pathway_.as_of ||
          !InYear(job.end) || job.start == job.end ||
          job.end - job.start < options_.min_days || GoesOn(job)) {
        continue;
      }
      const Day last = job.end + options_.days;
      if (job.end <= pathway_.death && pathway_.death <= last) {
        Count("neutral");
        continue;
      }
      const std::string situation = Situation(job.end, last);
      Count("exits");
      Count(situation);
      if (situation.substr(0, 7) == "durable") Count("durable");
      if (situation == "unknown" || situation == "immature") continue;
      Count("known");
      if (situation != "other") Count("dynamic");
    }
  }

 private:
  // Another job of the sector the day it ends, or a day of those that follow.
  bool GoesOn(const pathway::Job& job) const {
    for (const pathway::Job& other : pathway_.jobs) {
      if (other.contract_type != Exit::IAE) continue;
      if (options_.other_employer) {
        if (other.start < job.end && Holds(other, job.end)) return true;
        continue;
      }
      for (Day day = job.end; day <= job.end + options_.days; ++day) {
        if (Holds(other, day)) return true;
      }
    }
    return false;
  }

  // The best one of the days.
  std::string Situation(Day from, Day last) const {
    std::set<std::string> found;
    for (Day day = from; day <= last; ++day) {
      for (const pathway::Job& job : pathway_.jobs) {
        if (Holds(job, day)) found.insert(Of(job));
      }
    }
    if (InTraining(from, last)) found.insert("positive.training");
    const std::optional<bool> attested = AttestedIn(from, last);
    // A job that is only attested is of a length that nobody told.
    if (found.count("positive.siae") + found.count("positive.training") ==
            found.size() &&
        attested == true) {
      found.insert("unknown_length");
    }
    for (const char* row :
         {"durable.cdi", "durable.long", "durable.public", "durable.business",
          "transition.short", "transition.subsidised", "unknown_length",
          "positive.training", "positive.siae"}) {
      if (found.count(row) > 0) return row;
    }
    if (attested.has_value()) return "other";
    return last > pathway_.as_of ? "immature" : "unknown";
  }

  std::string Of(const pathway::Job& job) const {
    switch (job.contract_type) {
      case Exit::CDI:
        return "durable.cdi";
      case Exit::PUBLIC_SERVICE:
        return "durable.public";
      case Exit::SELF_EMPLOYED:
        return "durable.business";
      case Exit::SUBSIDISED:
        return "transition.subsidised";
      case Exit::IAE:
        return "positive.siae";
      default:
        break;
    }
    const Day end = pathway_.events[static_cast<size_t>(job.event)].day2;
    if (end == base::kNoDay) return "unknown_length";
    const Day bound = base::AddMonths(job.start, 6);
    const bool is_long =
        end > bound || (end == bound && options_.six_months_durable);
    return is_long ? "durable.long" : "transition.short";
  }
};

constexpr const char* kFseRows[] = {
    "entries", "persons", "co05",         "co05.no",       "co05.unknown",
    "co06",    "co07",    "age.other",    "age.unknown",   "co09",
    "co10",    "co11",    "exits",        "cr02",          "cr02.unknown",
    "cr04",    "cr04.no", "cr08",         "cr04.unknown",  "cr04.immature",
    "cr06",    "cr06.no", "cr06.unknown", "cr06.immature", "education.unknown"};
constexpr const char* kIaeRows[] = {"exits",
                                    "neutral",
                                    "durable",
                                    "durable.cdi",
                                    "durable.long",
                                    "durable.public",
                                    "durable.business",
                                    "transition.short",
                                    "transition.subsidised",
                                    "unknown_length",
                                    "positive.training",
                                    "positive.siae",
                                    "other",
                                    "unknown",
                                    "immature",
                                    "dynamic",
                                    "known"};
constexpr const char* kColumns[] = {"f", "m", "unknown", "total"};

class OutcomeModel : public ::testing::Test {
 protected:
  static v1::EvaluateTableResponse Table(
      const Context& context, const std::string& id,
      const std::map<std::string, std::string>& options) {
    v1::EvaluateTableRequest request;
    request.set_table(id);
    request.set_year(2018);
    request.mutable_options()->insert(options.begin(), options.end());
    const auto response = EvaluateTable(context, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::EvaluateTableResponse());
  }

  // Asks with the options of a seed, at a date of its own.
  Context Ask(const RandomOutcomes& territory, unsigned seed) {
    options_.days = seed % 3 == 0 ? (seed % 2 == 0 ? 10 : 0) : 28;
    options_.min_days = seed % 4 == 0 ? 30 : 0;
    options_.other_employer = seed % 2 == 0;
    options_.six_months_durable = seed % 5 < 2;
    return territory.At(seed % 3 == 1 ? "2018-12-31" : "2019-04-30",
                        &testing::ShippedRules());
  }

  template <size_t n>
  void Expect(const v1::EvaluateTableResponse& table,
              const char* const (&rows)[n], Sums* sums) {
    for (const char* row : rows) {
      for (const char* column : kColumns) {
        const int64_t units = (*sums)[row][column];
        seen_[row] += units;
        EXPECT_EQ(testing::Cell(table, row, column), absl::StrCat(units))
            << row << " " << column;
      }
    }
  }

  Options options_;
  std::map<std::string, int64_t> seen_;
};

TEST_F(OutcomeModel, EveryCellOfFseIsThatOfTheSlowModel) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const RandomOutcomes territory(seed);
    const Context context = Ask(territory, seed);
    Sums sums;
    EachPathway(context, 1, [&](size_t, size_t, const Pathway& pathway) {
      SlowFse(pathway, context.view->strings(), options_, &sums).Run();
    });
    Expect(Table(context, "fse",
                 {{"exit_days", absl::StrCat(options_.days)},
                  {"min_days", absl::StrCat(options_.min_days)}}),
           kFseRows, &sums);
  }
  for (const auto& [row, units] : seen_) EXPECT_GT(units, 0) << row;
}

TEST_F(OutcomeModel, EveryCellOfIaeIsThatOfTheSlowModel) {
  for (unsigned seed = 101; seed <= 160; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const RandomOutcomes territory(seed);
    const Context context = Ask(territory, seed);
    Sums sums;
    EachPathway(context, 1, [&](size_t, size_t, const Pathway& pathway) {
      SlowIae(pathway, options_, &sums).Run();
    });
    const auto table = Table(
        context, "iae",
        {{"within_days", absl::StrCat(options_.days)},
         {"min_days", absl::StrCat(options_.min_days)},
         {"six_months", options_.six_months_durable ? "DURABLE" : "TRANSITION"},
         {"iae_after_iae",
          options_.other_employer ? "OTHER_EMPLOYER" : "SAME_EMPLOYER"}});
    Expect(table, kIaeRows, &sums);
    for (const char* column : kColumns) {
      const auto rate = [&](const char* denominator) {
        const int64_t units = sums[denominator][column];
        return units == 0 ? "NOT_APPLICABLE"
                          : Ratio(sums["dynamic"][column], units).fraction();
      };
      EXPECT_EQ(testing::Cell(table, "dynamic.rate", column), rate("exits"));
      EXPECT_EQ(testing::Cell(table, "dynamic.rate_known", column),
                rate("known"));
    }
  }
  for (const auto& [row, units] : seen_) EXPECT_GT(units, 0) << row;
}

}  // namespace
}  // namespace jalon::evaluation
