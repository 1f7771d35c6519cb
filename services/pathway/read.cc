#include "services/pathway/read.h"

#include <optional>
#include <utility>
#include <vector>

#include "libs/base/status_macros.h"
#include "libs/evaluation/breaks.h"
#include "libs/pathway/fold.h"
#include "services/pathway/catalogue.h"
#include "services/pathway/encode.h"

namespace jalon::pathway_service {
namespace {

absl::Status CheckIdentifier(const v1::Identifier& identifier) {
  if (identifier.scheme() == v1::Identifier::SCHEME_UNSPECIFIED ||
      !v1::Identifier::Scheme_IsValid(identifier.scheme())) {
    return absl::InvalidArgumentError("person.scheme: give a known scheme");
  }
  if (identifier.value().empty()) {
    return absl::InvalidArgumentError("person.value: give the number");
  }
  return absl::OkStatus();
}

absl::Status NotReadable(bool reads_everyone) {
  if (reads_everyone) {
    return absl::NotFoundError("nobody is known by this identifier");
  }
  return absl::PermissionDeniedError("the person is not in your caseload");
}

// Other persons of an anomaly are not the caller's to know.
void HideOthers(v1::Pathway* pathway) {
  for (v1::Pathway::Anomaly& anomaly : *pathway->mutable_anomalies()) {
    anomaly.clear_persons();
    anomaly.add_persons(pathway->person());
  }
}

}  // namespace

access::InCharge InChargeOf(const pathway::Pathway& pathway,
                            const pathway::StringTable& strings) {
  const base::Day day = pathway.as_of;
  access::InCharge out;
  if (const auto* orientation = pathway.OrientationOn(day)) {
    out.orientation = std::string(strings.Get(orientation->organisation));
  }
  for (const pathway::Referent& one : pathway.referents) {
    if (one.start <= day && day < one.end) {
      out.referents.push_back({std::string(strings.Get(one.organisation)),
                               std::string(strings.Get(one.referent))});
    }
  }
  return out;
}

absl::Status ReadPathway(const Environment& environment,
                         const access::Principal& principal,
                         const v1::GetPathwayRequest& request,
                         v1::GetPathwayResponse* response) {
  RETURN_IF_ERROR(access::CheckTerritory(principal, request.territory()));
  RETURN_IF_ERROR(CheckIdentifier(request.person()));
  ASSIGN_OR_RETURN(const territory::Question question,
                   Ask(environment, request.territory(), request.at(),
                       request.parameters()));
  const bool reads_everyone = access::MayReadEveryone(principal);
  if (question.view == nullptr) return NotReadable(reads_everyone);
  const facts::View& view = *question.view;
  const std::optional<size_t> person =
      view.Find(v1::Identifier::Scheme_Name(request.person().scheme()),
                request.person().value());
  if (!person) return NotReadable(reads_everyone);

  std::vector<pathway::Event> events;
  view.Events(*person, &events);
  pathway::Pathway pathway;
  pathway::Fold(events, view.strings(), question.fold, &pathway);
  if (!access::MayReadPerson(principal, InChargeOf(pathway, view.strings()))) {
    return NotReadable(reads_everyone);
  }
  const evaluation::BreakList breaks =
      evaluation::FindBreaks(pathway, {.territory = request.territory(),
                                       .rules = environment.rules,
                                       .definitions = {},
                                       .tolerance_days = {},
                                       .types = {}});
  evaluation::ZoneSource catalogue;
  RETURN_IF_ERROR(ReadCatalogue(question, request.territory(),
                                *environment.rules, &catalogue));
  *response->mutable_pathway() =
      EncodePathway(view, *person, pathway, breaks, catalogue.get());
  if (!reads_everyone) HideOthers(response->mutable_pathway());
  response->set_position(view.position());
  response->set_provisional(question.provisional);
  if (request.with_events()) {
    const territory::Territory* territory =
        territory::Find(*environment.territories, request.territory());
    ASSIGN_OR_RETURN(std::vector<v1::RecordedEvent> history,
                     territory->History(view, *person));
    for (v1::RecordedEvent& event : history) {
      *response->add_history() = std::move(event);
    }
  }
  return absl::OkStatus();
}

}  // namespace jalon::pathway_service
