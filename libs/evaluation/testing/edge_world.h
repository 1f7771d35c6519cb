#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "libs/evaluation/breakdown.h"
#include "libs/evaluation/compare.h"
#include "libs/evaluation/testing/small_territory.h"
#include "libs/evaluation/testing/units_behind.h"
#include "libs/evaluation/unit_source.h"
#include "libs/pathway/fold.h"

namespace jalon::evaluation::testing {

// A few events, and what is read of them in a line: the language of the edge
// cases. Position 0 = the head.
class EdgeWorld : public ::testing::Test, public SmallTerritory {
 protected:
  using Definition = v1::DelayDefinition;
  using Stop = v1::DelayDefinition::Stop;
  using Lines = std::vector<std::string>;

  // With a key of its own, "ft/123".
  void Tell(const std::string& key, const std::string& person,
            const std::string& date, const std::string& fact) {
    store().Apply(facts::testing::MakeEvent(key, {person}, date, fact),
                  *base::ParseDay(date));
  }
  void OpenWith(const std::string& person, const std::string& date,
                const std::string& members, const std::string& received = "") {
    Add(person, date, absl::StrCat("\"entitlement_opened\": {", members, "}"),
        received);
  }
  void CloseFor(const std::string& person, const std::string& date,
                const std::string& reason) {
    Add(person, date,
        absl::StrCat(R"("entitlement_closed": {"reason": ")", reason, "\"}"));
  }
  void Assign(const std::string& person, const std::string& date,
              const std::string& organisation,
              const std::string& referent = "") {
    Add(person, date, Assignment(organisation, referent));
  }
  static std::string Assignment(const std::string& organisation,
                                const std::string& referent) {
    return absl::StrCat(
        R"("referent_assigned": {"organisation": ")", organisation, "\"",
        referent.empty() ? "" : absl::StrCat(R"(, "referent": ")", referent),
        referent.empty() ? "}" : "\"}");
  }
  void Release(const std::string& person, const std::string& date) {
    Add(person, date, R"("referent_released": {"reason": "DEPARTURE"})");
  }
  void Meet(const std::string& person, const std::string& date) {
    Add(person, date,
        R"("appointment": {"purpose": "FOLLOW_UP", "outcome": "KEPT"})");
  }
  void Sign(const std::string& person, const std::string& date,
            const std::string& last_day) {
    Add(person, date,
        absl::StrCat(R"("contract_signed": {"contract_id": "k)", count(),
                     R"(", "kind": "CER", "last_day": ")", last_day, "\"}"));
  }
  void Enrol(const std::string& person, const std::string& date,
             const std::string& id, const std::string& action = "A1") {
    Add(person, date, Enrolment(id, action));
  }
  static std::string Enrolment(const std::string& id,
                               const std::string& action = "A1") {
    return absl::StrCat(R"("action_enrolled": {"enrolment_id": ")", id,
                        R"(", "action": ")", action, "\"}");
  }
  void Leave(const std::string& person, const std::string& date,
             const std::string& id, const std::string& outcome = "COMPLETED") {
    Add(person, date,
        absl::StrCat(R"("action_ended": {"enrolment_id": ")", id,
                     R"(", "outcome": ")", outcome, "\"}"));
  }
  uint64_t Now() { return store().head(); }

  Context Shipped(const std::string& as_of, uint64_t position = 0) {
    return At(as_of, &ShippedRules(), position);
  }

  pathway::Pathway PathwayOf(const std::string& person,
                             const std::string& as_of, uint64_t position = 0,
                             int max_gap_days = 0) {
    Context context = Shipped(as_of, position);
    context.fold.spell_max_gap_days = max_gap_days;
    view_ = context.view;
    const size_t colon = person.find(':');
    const auto number =
        view_->Find(person.substr(0, colon), person.substr(colon + 1));
    EXPECT_TRUE(number.has_value()) << person;
    std::vector<pathway::Event> events;
    view_->Events(number.value_or(0), &events);
    pathway::Pathway pathway;
    pathway::Fold(events, view_->strings(), context.fold, &pathway);
    return pathway;
  }
  // Of the pathway read last.
  std::string Text(pathway::StringId id) const {
    return std::string(view_->strings().Get(id));
  }
  // "2024-01-05..2024-03-01", "2024-01-05.." while open; what holds no day is
  // left out. `more` gives a text to add.
  template <typename List, typename More>
  static Lines Intervals(const List& list, const More& more) {
    Lines out;
    for (const auto& one : list) {
      if (one.end <= one.start) continue;
      const std::string tail = more(one);
      out.push_back(absl::StrCat(
          base::FormatDay(one.start), "..",
          one.end == base::kForever ? "" : base::FormatDay(one.end),
          tail.empty() ? "" : " ", tail));
    }
    return out;
  }
  template <typename List>
  static Lines Intervals(const List& list) {
    return Intervals(list, [](const auto&) { return std::string(); });
  }
  template <typename List>
  Lines ByOrganisation(const List& list) const {
    return Intervals(
        list, [this](const auto& one) { return Text(one.organisation); });
  }
  Lines Flags(const pathway::Pathway& pathway) const {
    Lines out;
    for (const pathway::Flag& flag : pathway.flags) out.push_back(flag.code);
    return out;
  }

  // Of every cohort.
  static v1::EvaluateDelayRequest DelayRequest(Definition::Start start,
                                               Stop::Milestone stop) {
    v1::EvaluateDelayRequest request;
    request.mutable_definition()->set_start(start);
    request.mutable_definition()->set_stop(stop);
    request.set_from("2000-01-01");
    request.set_to("2030-12-31");
    return request;
  }
  v1::EvaluateDelayResponse Delay(const v1::EvaluateDelayRequest& request,
                                  const std::string& as_of,
                                  uint64_t position = 0) {
    auto response = EvaluateDelay(Shipped(as_of, position), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : v1::EvaluateDelayResponse();
  }
  v1::EvaluateDelayResponse Delay(Definition::Start start, Stop::Milestone stop,
                                  const std::string& as_of,
                                  uint64_t position = 0) {
    return Delay(DelayRequest(start, stop), as_of, position);
  }
  // "REACHED 20 ON_TIME": class, days and legal class of each of a person's
  // spells; the step that left it out, "POPULATION".
  Lines DelayOf(const std::string& person,
                const v1::EvaluateDelayRequest& request,
                const std::string& as_of, uint64_t position = 0) {
    Lines out;
    const auto behind = Behind(Shipped(as_of, position), FigureOf(request));
    for (const v1::ExplainedUnit& unit : behind.units()) {
      if (unit.person() != person) continue;
      std::string line =
          unit.class_() == kLeftOut ? unit.step() : unit.class_();
      if (unit.has_days()) absl::StrAppend(&line, " ", unit.days());
      if (!unit.legal().empty()) absl::StrAppend(&line, " ", unit.legal());
      out.push_back(line);
    }
    return out;
  }
  Lines DelayOf(const std::string& person, Definition::Start start,
                Stop::Milestone stop, const std::string& as_of,
                uint64_t position = 0) {
    return DelayOf(person, DelayRequest(start, stop), as_of, position);
  }

  static v1::EvaluateBreaksRequest BreaksRequest(const Lines& types) {
    v1::EvaluateBreaksRequest request;
    request.mutable_types()->Add(types.begin(), types.end());
    request.set_from("2000-01-01");
    request.set_to("2030-12-31");
    return request;
  }
  v1::BreaksFigure Breaks(const v1::EvaluateBreaksRequest& request,
                          const std::string& as_of, uint64_t position = 0) {
    const auto response = EvaluateBreaks(Shipped(as_of, position), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->figure() : v1::BreaksFigure();
  }
  // "caf:1 NO_REFERENT 2024-05-01..2024-06-01 31": the gap and its exposed
  // days.
  Lines BreaksFound(const v1::EvaluateBreaksRequest& request,
                    const std::string& as_of, uint64_t position = 0) {
    Lines out;
    const auto behind = Behind(Shipped(as_of, position), FigureOf(request));
    for (const v1::ExplainedUnit& unit : behind.units()) {
      const v1::BreakItem& item = unit.break_();
      if (item.detected_on().empty()) continue;
      out.push_back(absl::StrCat(unit.person(), " ", item.type(), " ",
                                 item.g0(), "..", item.open() ? "" : item.g1(),
                                 " ", item.exposed_days()));
    }
    return out;
  }
  Lines BreaksFound(const Lines& types, const std::string& as_of,
                    uint64_t position = 0) {
    return BreaksFound(BreaksRequest(types), as_of, position);
  }

  // The parts, not 0, of what a value gained between two knowledges or two
  // requests: by cause.
  std::map<std::string, std::string> WhyMoved(const std::string& value,
                                              const v1::CompareRequest& request,
                                              const std::string& as_of,
                                              uint64_t before) {
    Comparison comparison;
    comparison.before = Shipped(as_of, before);
    comparison.after = Shipped(as_of);
    comparison.view = [this](const facts::Knowledge& knowledge) {
      return store().ViewOf(knowledge);
    };
    const auto compared = Compare(comparison, request, 0, 100);
    EXPECT_TRUE(compared.ok()) << compared.status();
    std::map<std::string, std::string> out;
    if (!compared.ok()) return out;
    for (const v1::ComparedValue& one : compared->values()) {
      if (one.name() != value) continue;
      for (int i = 0; i < one.parts_size(); ++i) {
        if (one.parts(i).value() == 0) continue;
        out[compared->causes(i).cause()] = one.parts(i).fraction();
      }
    }
    return out;
  }
  template <typename Request>
  std::map<std::string, std::string> WhyMoved(const std::string& value,
                                              const Request& request,
                                              const std::string& as_of,
                                              uint64_t before) {
    v1::CompareRequest compare;
    *compare.mutable_before() = *compare.mutable_after() = FigureOf(request);
    return WhyMoved(value, compare, as_of, before);
  }

 private:
  std::shared_ptr<const facts::View> view_;
};

}  // namespace jalon::evaluation::testing
