#include "libs/facts/testing/fact_world.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "libs/events/json.h"

namespace jalon::facts::testing {
namespace {

std::string IdentifierJson(const std::string& name) {
  const size_t colon = name.find(':');
  return absl::StrCat(R"({"scheme": ")", name.substr(0, colon),
                      R"(", "value": ")", name.substr(colon + 1), "\"}");
}

std::string TargetJson(size_t index) {
  return absl::StrCat(R"("target": {"source": "s)", index % 3,
                      R"(", "source_event_id": "e)", index, "\"}");
}

class Generator {
 public:
  Generator(size_t count, std::mt19937* random)
      : count_(count), random_(*random) {}

  v1::Event Make(size_t index) {
    std::vector<std::string> persons = {Person()};
    if (Below(3) == 0) persons.push_back(Person());
    if (Below(3) == 0) persons.push_back(absl::StrCat("nir:", Nir()));
    const std::string key = absl::StrCat("s", index % 3, "/e", index);
    return MakeEvent(key, persons, Date(), Fact(index));
  }

 private:
  size_t Below(size_t n) { return random_() % n; }
  std::string Person() {
    static const char* const kSchemes[] = {"caf", "ft", "dept"};
    return absl::StrCat(kSchemes[Below(3)], ":", Below(8));
  }
  std::string Nir() { return absl::StrCat("185057800608", Below(4)); }
  std::string Date() { return absl::StrCat("2024-0", 1 + Below(4), "-01"); }

  std::string PlainFact() {
    switch (Below(7)) {
      case 0:
        return R"("entitlement_opened": {"origin": "NEW"})";
      case 1:
        return R"("employment_ended": {})";
      case 2:
        return absl::StrCat(R"("profile_stated": {"birth_date": "198)",
                            Below(2), R"(-05-02"})");
      case 3:
        return absl::StrCat(R"("person_linked": {"identifiers": [)",
                            IdentifierJson(Person()), "]}");
      case 4:
        return absl::StrCat(R"("persons_merged": {"other": )",
                            IdentifierJson(Person()), "}");
      case 5:
        return absl::StrCat(R"("merge_undone": {"other": )",
                            IdentifierJson(Person()), "}");
      default:
        return absl::StrCat(
            R"("oriented": {"track": "SOCIAL", "organisation": "O)", Below(3),
            "\"}");
    }
  }

  std::string Fact(size_t index) {
    if (index == 0 || Below(3) != 0) return PlainFact();
    // Targets have lower numbers, so no cycle; some never come.
    const size_t target = Below(12) == 0 ? count_ + index : Below(index);
    if (Below(3) == 0) {
      return absl::StrCat(R"("retraction": {"reason": "error", )",
                          TargetJson(target), "}");
    }
    std::string members = TargetJson(target);
    const size_t what = Below(3);  // A date, a fact or both.
    if (what != 1) {
      absl::StrAppend(&members, R"(, "effective_date": ")", Date(), "\"");
    }
    if (what != 0) {
      absl::StrAppend(&members, R"(, "fact": {)", PlainFact(), "}");
    }
    return absl::StrCat(R"("correction": {)", members, "}");
  }

  const size_t count_;
  std::mt19937& random_;
};

std::string TargetKey(const v1::Event& event) {
  const v1::EventKey& target = event.correction().target();
  return absl::StrCat(target.source(), "/", target.source_event_id());
}

}  // namespace

std::unique_ptr<FactStore> NewStore(size_t max_views) {
  return std::make_unique<FactStore>(
      FactStoreOptions{.time_zone = base::TerritoryTimeZone("34"),
                       .pseudonyms = identity::Pseudonyms({1, 2, 3}),
                       .max_views = max_views});
}

v1::Event MakeEvent(const std::string& key,
                    const std::vector<std::string>& persons,
                    const std::string& date, const std::string& fact) {
  const size_t slash = key.find('/');
  std::string person;
  if (!persons.empty()) {
    std::vector<std::string> identifiers;
    for (const std::string& name : persons) {
      identifiers.push_back(IdentifierJson(name));
    }
    person = absl::StrCat(R"("person": {"identifiers": [)",
                          absl::StrJoin(identifiers, ", "), "]}, ");
  }
  auto event = events::ParseEventJson(
      absl::StrCat(R"({"territory": "34", "source": ")", key.substr(0, slash),
                   R"(", "source_event_id": ")", key.substr(slash + 1), "\", ",
                   person, R"("effective_date": ")", date, "\", ", fact, "}"));
  return event.value();
}

std::vector<std::string> Names(const View& view) {
  std::vector<std::string> out;
  for (size_t i = 0; i < view.size(); ++i) out.push_back(view.Name(i));
  return out;
}

std::vector<std::string> EventKeys(const View& view, size_t person) {
  std::vector<pathway::Event> events;
  view.Events(person, &events);
  std::vector<std::string> out;
  for (const pathway::Event& event : events) {
    out.push_back(absl::StrCat(view.strings().Get(event.source), "/",
                               view.strings().Get(event.key)));
  }
  return out;
}

std::string Dump(const View& view) {
  std::string out;
  const pathway::StringTable& strings = view.strings();
  std::vector<pathway::Event> events;
  for (size_t i = 0; i < view.size(); ++i) {
    absl::StrAppend(&out, view.Name(i), " = ",
                    absl::StrJoin(view.Identifiers(i), " "), "; parked ",
                    absl::StrJoin(view.Parked(i), " "), "\n");
    view.Events(i, &events);
    for (const pathway::Event& e : events) {
      absl::StrAppend(&out, "  ", strings.Get(e.source), "/",
                      strings.Get(e.key), " ", static_cast<int>(e.kind), " ",
                      base::FormatDay(e.effective), " ",
                      base::FormatDay(e.received), " ");
      absl::StrAppend(&out, base::FormatDay(e.day2), " ", strings.Get(e.ref),
                      " ", strings.Get(e.ref2), " ",
                      strings.Get(e.organisation), " ", e.number, " ", e.code,
                      " ", e.code2, " ", e.flags, "\n");
    }
  }
  for (const Anomaly& anomaly : view.anomalies()) {
    absl::StrAppend(&out, anomaly.kind, " ",
                    absl::StrJoin(anomaly.persons, " "), "\n");
  }
  for (const View::PactText& pact : view.pacts()) {
    absl::StrAppend(&out, pact.text, " ", base::FormatDay(pact.valid_from),
                    "\n");
  }
  return out;
}

std::vector<v1::Event> RandomEvents(size_t count, std::mt19937* random) {
  Generator generator(count, random);
  std::vector<v1::Event> events;
  for (size_t i = 0; i < count; ++i) events.push_back(generator.Make(i));
  return events;
}

std::vector<v1::Event> Shuffled(const std::vector<v1::Event>& events,
                                std::mt19937* random) {
  std::map<std::string, std::vector<v1::Event>> corrections;
  for (const v1::Event& event : events) {
    if (event.has_correction()) corrections[TargetKey(event)].push_back(event);
  }
  std::map<std::string, size_t> next;
  std::vector<v1::Event> out = events;
  std::shuffle(out.begin(), out.end(), *random);
  for (v1::Event& event : out) {
    if (!event.has_correction()) continue;
    const std::string target = TargetKey(event);
    event = corrections[target][next[target]++];
  }
  return out;
}

}  // namespace jalon::facts::testing
