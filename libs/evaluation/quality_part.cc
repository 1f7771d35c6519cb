#include "libs/evaluation/quality_part.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "libs/evaluation/number.h"
#include "libs/evaluation/pact_source.h"
#include "libs/evaluation/quality.h"

namespace jalon::evaluation {
namespace {

using facts::SentAmendment;
using pathway::Enrolment;
using pathway::Event;
using pathway::Kind;
using pathway::Pathway;
using pathway::StringId;

class PersonVisit {
 public:
  PersonVisit(const QualityQuestion& question, size_t person,
              const Pathway& pathway, QualityPart* part)
      : question_(question),
        view_(*question.view),
        person_(person),
        pathway_(pathway),
        part_(*part) {}

  void Run() {
    for (const Event& event : pathway_.events) CountEvent(event);
    for (const SentAmendment& sent : question_.AmendmentsOf(person_)) {
      CountAmendment(sent);
    }
    for (const StringId source : sources_) ++part_.sources[source].persons;
    if (pathway_.spells.empty() && HasPathwayFact(pathway_)) {
      Find(kUnknownStart, {}, 0);
    }
    for (const pathway::Flag& flag : pathway_.flags) {
      Find(flag.code, {flag.event}, 0);
    }
    FindOrganisations();
    FindEnrolments();
  }

 private:
  SourcePart& Source(StringId source) {
    if (person_ != SentAmendment::kNobody &&
        std::find(sources_.begin(), sources_.end(), source) == sources_.end()) {
      sources_.push_back(source);
    }
    return part_.sources[source];
  }

  void CountEvent(const Event& event) {
    const Day recorded = view_.RecordedOn(event.position);
    if (!question_.recorded.Holds(recorded)) return;
    SourcePart& source = Source(event.source);
    ++source.events;
    source.last_recorded = std::max(source.last_recorded, recorded);
    source.effective_to_received.Add(event.received - event.effective);
    source.received_to_recorded.Add(recorded - event.received);
    source.effective_to_recorded.Add(recorded - event.effective);
  }

  void CountAmendment(const SentAmendment& sent) {
    if (question_.recorded.Holds(view_.RecordedOn(sent.position))) {
      SourcePart& source = Source(sent.source);
      ++(sent.is_retraction ? source.retractions : source.corrections);
    }
    if (!sent.is_parked) return;
    FindingOf(kParked).Add([&](v1::QualityItem* item) {
      if (person_ != SentAmendment::kNobody) {
        item->add_persons(view_.Name(person_));
      }
      item->add_events(absl::StrCat(view_.strings().Get(sent.source), "/",
                                    view_.strings().Get(sent.key)));
    });
  }

  Finding& FindingOf(absl::string_view kind) {
    Finding& finding = part_.findings[kind];
    if (person_ != SentAmendment::kNobody && finding.last_person != person_) {
      finding.last_person = person_;
      ++finding.persons;
    }
    return finding;
  }

  void Find(absl::string_view kind, std::initializer_list<int> events,
            StringId what) {
    FindingOf(kind).Add([&](v1::QualityItem* item) {
      item->add_persons(view_.Name(person_));
      for (const int event : events) {
        item->add_events(EventName(pathway_, view_.strings(), event));
      }
      item->set_what(std::string(view_.strings().Get(what)));
    });
  }

  void FindOrganisations() {
    for (size_t i = 0; i < pathway_.events.size(); ++i) {
      if (HasUnknownOrganisation(pathway_.events[i],
                                 question_.is_unknown_organisation)) {
        Find(kUnknownOrganisation, {static_cast<int>(i)}, 0);
      }
    }
  }

  void FindEnrolments() {
    // In order of start.
    const std::vector<Enrolment>& all = pathway_.enrolments;
    for (size_t i = 0; i < all.size(); ++i) {
      const Enrolment& enrolment = all[i];
      if (question_.catalogues.IsUnknown(enrolment.action, enrolment.start)) {
        Find(kUnknownAction, {enrolment.event}, enrolment.action);
      }
      if (enrolment.start >= enrolment.end) continue;
      const auto running =
          std::find_if(all.begin(), all.begin() + static_cast<ptrdiff_t>(i),
                       [&](const Enrolment& former) {
                         return former.action == enrolment.action &&
                                former.end > enrolment.start;
                       });
      if (running == all.begin() + static_cast<ptrdiff_t>(i)) continue;
      Find(kOverlap, {running->event, enrolment.event}, enrolment.action);
    }
  }

  const QualityQuestion& question_;
  const facts::View& view_;
  const size_t person_;
  const Pathway& pathway_;
  QualityPart& part_;
  std::vector<StringId> sources_;  // That sent something of the person.
};

Period InForce(const v1::Pact& pact) {
  return {base::ParseDay(pact.first_day()).value_or(base::kNoDay),
          base::ParseDay(pact.last_day()).value_or(base::kForever)};
}

}  // namespace

void SourcePart::Merge(const SourcePart& next) {
  events += next.events;
  corrections += next.corrections;
  retractions += next.retractions;
  persons += next.persons;
  last_recorded = std::max(last_recorded, next.last_recorded);
  effective_to_received.Merge(next.effective_to_received);
  received_to_recorded.Merge(next.received_to_recorded);
  effective_to_recorded.Merge(next.effective_to_recorded);
}

void Finding::Add(const std::function<void(v1::QualityItem*)>& fill) {
  ++count;
  if (items.size() == kMaxQualityItems) {
    ++left_out;
  } else {
    fill(&items.emplace_back());
  }
}

void Finding::Merge(Finding&& next) {
  count += next.count;
  persons += next.persons;
  left_out += next.left_out;
  for (v1::QualityItem& item : next.items) {
    if (items.size() == kMaxQualityItems) {
      ++left_out;
    } else {
      items.push_back(std::move(item));
    }
  }
}

QualityPart::QualityPart() {
  for (const char* kind : {kUnknownStart, kParked, kUnknownAction,
                           kUnknownOrganisation, kOverlap, kIdentity}) {
    findings[kind];
  }
  for (const char* code : pathway::kFlagCodes) findings[code];
}

void QualityPart::Merge(QualityPart&& next) {
  for (const auto& [source, part] : next.sources) sources[source].Merge(part);
  for (auto& [kind, finding] : next.findings) {
    findings[kind].Merge(std::move(finding));
  }
}

Catalogues::Catalogues(const Context& context) {
  const pathway::StringTable& strings = context.view->strings();
  const auto add = [&](const v1::Pact& pact) {
    Entry entry{InForce(pact), {}};
    bool has_actions = false;
    for (const v1::PactVersion& version : pact.versions()) {
      for (const v1::Action& action : version.actions()) {
        has_actions = true;
        const StringId id = strings.Find(action.id());
        if (id != 0) entry.actions.insert(id);
      }
    }
    if (has_actions) entries_.push_back(std::move(entry));
  };
  const std::vector<v1::Pact> adopted = LedgerPacts(*context.view);
  for (const v1::Pact& pact : adopted) add(pact);
  if (context.rules == nullptr) return;
  for (const v1::Pact& pact : context.rules->pacts()) {
    const bool replaced =
        std::any_of(adopted.begin(), adopted.end(),
                    [&](const v1::Pact& p) { return p.id() == pact.id(); });
    if (pact.territory() == context.territory && !replaced) add(pact);
  }
}

bool Catalogues::IsUnknown(StringId action, Day day) const {
  bool in_force = false;
  for (const Entry& entry : entries_) {
    if (!entry.in_force.Holds(day)) continue;
    if (entry.actions.contains(action)) return false;
    in_force = true;
  }
  return in_force;
}

bool HasUnknownOrganisation(const Event& event,
                            const std::function<bool(StringId)>& is_unknown) {
  switch (event.kind) {
    case Kind::kOriented:
    case Kind::kReferentAssigned:
    case Kind::kAppointment:
    case Kind::kContractSigned:
      return is_unknown(event.organisation);
    default:
      return false;
  }
}

std::span<const SentAmendment> QualityQuestion::AmendmentsOf(
    size_t person) const {
  const auto first = std::partition_point(
      amendments.begin(), amendments.end(),
      [&](const SentAmendment& sent) { return sent.person < person; });
  const auto last = std::partition_point(
      first, amendments.end(),
      [&](const SentAmendment& sent) { return sent.person <= person; });
  return {first, last};
}

void AddPerson(const QualityQuestion& question, size_t person,
               const Pathway& pathway, QualityPart* part) {
  PersonVisit(question, person, pathway, part).Run();
}

}  // namespace jalon::evaluation
