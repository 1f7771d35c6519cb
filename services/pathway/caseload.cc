#include <algorithm>
#include <tuple>
#include <vector>

#include "libs/base/status_macros.h"
#include "libs/evaluation/break_item.h"
#include "libs/evaluation/breaks.h"
#include "libs/pathway/fold.h"
#include "services/pathway/catalogue.h"
#include "services/pathway/encode.h"
#include "services/pathway/lists.h"
#include "services/pathway/page.h"
#include "services/pathway/read.h"

namespace jalon::pathway_service {
namespace {

constexpr uint32_t kDefaultPage = 50;
constexpr uint32_t kMaxPage = 1000;

using evaluation::Break;
using evaluation::BreakFinder;
using evaluation::BreakList;

// Whose caseload.
struct Whose {
  std::string referent;
  std::string organisation;
};

absl::StatusOr<Whose> WhoseOf(const access::Principal& principal,
                              const v1::ListCaseloadRequest& request) {
  Whose whose{.referent = request.referent(),
              .organisation = request.organisation()};
  if (principal.role == access::Role::kReferent) {
    const bool other =
        (!whose.referent.empty() && !principal.referent.empty() &&
         whose.referent != principal.referent) ||
        (!whose.organisation.empty() &&
         whose.organisation != principal.organisation);
    if (other) return absl::PermissionDeniedError("not your caseload");
    if (whose.referent.empty() && whose.organisation.empty()) {
      whose.referent = principal.referent;
      if (whose.referent.empty()) whose.organisation = principal.organisation;
    }
  }
  if (whose.referent.empty() && whose.organisation.empty()) {
    return absl::InvalidArgumentError("of: give a referent or an organisation");
  }
  return whose;
}

bool Follows(const Whose& whose, const access::InCharge& in_charge) {
  if (whose.referent.empty())
    return in_charge.orientation == whose.organisation;
  return std::any_of(in_charge.referents.begin(), in_charge.referents.end(),
                     [&](const access::InCharge::Referent& one) {
                       return one.referent == whose.referent;
                     });
}

// Days that an open gap may still hold; negative: beyond its tolerance.
int64_t Left(const Break& gap) {
  return gap.tolerance.value_or(0) - gap.exposed_days;
}

// The smallest first: persons with an open break, the most days beyond the
// tolerance first; then gaps at risk, the nearest to a break first; then the
// others. Persons are numbered in order of display key.
struct Urgency {
  int group = 2;
  int64_t left = 0;
  size_t person = 0;

  bool operator<(const Urgency& other) const {
    return std::tie(group, left, person) <
           std::tie(other.group, other.left, other.person);
  }
};

Urgency UrgencyOf(size_t person, const BreakList& list) {
  Urgency out{.group = 2, .left = 0, .person = person};
  const auto meet = [&out](int group, int64_t left) {
    if (group < out.group || (group == out.group && left < out.left)) {
      out.group = group;
      out.left = left;
    }
  };
  for (const Break& gap : list.breaks) {
    if (gap.open()) meet(0, Left(gap));
  }
  for (const Break& gap : list.at_risk) meet(1, Left(gap));
  return out;
}

// Folds the persons of one question.
class Folder {
 public:
  Folder(const territory::Question& question, const BreakFinder& finder)
      : question_(question), view_(*question.view), finder_(finder) {}

  const pathway::Pathway& Fold(size_t person) {
    view_.Events(person, &events_);
    pathway::Fold(events_, view_.strings(), question_.fold, &pathway_);
    return pathway_;
  }
  BreakList Breaks() const {
    return finder_.Find(pathway_, pathway::ExposedDays(pathway_));
  }

 private:
  const territory::Question& question_;
  const facts::View& view_;
  const BreakFinder& finder_;
  std::vector<pathway::Event> events_;
  pathway::Pathway pathway_;
};

std::vector<Urgency> Rank(const Environment& environment,
                          const territory::Question& question,
                          const BreakFinder& finder,
                          const access::Principal& principal,
                          const Whose& whose) {
  const facts::View& view = *question.view;
  const size_t shards = static_cast<size_t>(environment.pool->threads()) * 4;
  std::vector<std::vector<Urgency>> found(shards);
  environment.pool->ParallelFor(
      view.size(), shards, [&](size_t begin, size_t end, size_t shard) {
        Folder folder(question, finder);
        for (size_t person = begin; person < end; ++person) {
          const pathway::Pathway& pathway = folder.Fold(person);
          if (pathway.SpellOn(question.as_of) < 0) continue;
          const auto in_charge = InChargeOf(pathway, view.strings());
          if (!Follows(whose, in_charge)) continue;
          if (!access::MayReadPerson(principal, in_charge)) continue;
          found[shard].push_back(UrgencyOf(person, folder.Breaks()));
        }
      });
  std::vector<Urgency> all;
  for (const auto& part : found)
    all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  return all;
}

void EncodeItem(const territory::Question& question, size_t person,
                const evaluation::Catalogue* catalogue, Folder* folder,
                v1::CaseloadItem* item) {
  const facts::View& view = *question.view;
  const pathway::StringTable& strings = view.strings();
  const pathway::Pathway& pathway = folder->Fold(person);
  const std::string name = view.Name(person);
  item->set_person(name);
  if (const auto* referent = pathway.ReferentOn(question.as_of)) {
    item->set_referent(std::string(strings.Get(referent->referent)));
  }
  if (const auto* orientation = pathway.OrientationOn(question.as_of)) {
    item->set_organisation(std::string(strings.Get(orientation->organisation)));
    item->set_track(TrackName(orientation->track));
  }
  if (const auto* contract = pathway.ContractOn(question.as_of)) {
    item->set_contract_end(base::FormatDay(contract->end));
  }
  const auto encode = [&](const Break& found) {
    return evaluation::BreakItemOf(found, name, pathway, strings, catalogue);
  };
  const BreakList list = folder->Breaks();
  for (const Break& gap : list.breaks) {
    if (gap.open()) *item->add_open_breaks() = encode(gap);
  }
  base::Day due = base::kForever;
  for (const Break& gap : list.at_risk) {
    *item->add_at_risk() = encode(gap);
    // If every day from now on is exposed.
    due = std::min(due, question.as_of + static_cast<base::Day>(Left(gap)) + 1);
  }
  item->set_next_due(base::FormatDay(due));
}

}  // namespace

absl::Status ListCaseload(const Environment& environment,
                          const access::Principal& principal,
                          const v1::ListCaseloadRequest& request,
                          v1::ListCaseloadResponse* response) {
  RETURN_IF_ERROR(access::CheckTerritory(principal, request.territory()));
  ASSIGN_OR_RETURN(const Whose whose, WhoseOf(principal, request));
  ASSIGN_OR_RETURN(const Page page,
                   OpenPage(environment, request, kDefaultPage, kMaxPage));
  const territory::Question& question = page.question;
  if (question.view == nullptr) return absl::OkStatus();
  const BreakFinder finder({.territory = request.territory(),
                            .rules = environment.rules,
                            .definitions = {},
                            .tolerance_days = {},
                            .types = {}});
  const std::vector<Urgency> ranked =
      Rank(environment, question, finder, principal, whose);
  const auto [begin, end] = page.Cut(ranked.size(), response);
  evaluation::ZoneSource catalogue;
  RETURN_IF_ERROR(ReadCatalogue(question, request.territory(),
                                *environment.rules, &catalogue));
  Folder folder(question, finder);
  for (size_t i = begin; i < end; ++i) {
    EncodeItem(question, ranked[i].person, catalogue.get(), &folder,
               response->add_items());
  }
  return absl::OkStatus();
}

}  // namespace jalon::pathway_service
