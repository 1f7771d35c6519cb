#include "services/pathway/watch.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"
#include "libs/events/identifiers.h"
#include "services/pathway/read.h"

namespace jalon::pathway_service {
namespace {

constexpr size_t kChunk = 500;
// Further behind, the pathway is simply read again.
constexpr uint64_t kMaxLookedAt = 10'000;

}  // namespace

Watch::News Watch::Concerns(const v1::Event& event) const {
  const events::IdentityParts parts = events::IdentityOf(event);
  const auto ours = [this](const events::KnownBy& one) {
    return identifiers_.contains(
        absl::StrCat(events::SchemeName(one.scheme), ":", one.value));
  };
  for (const auto* list : {&parts.person, &parts.linked}) {
    for (const events::KnownBy& one : *list) {
      if (ours(one)) return News::kConcerned;
    }
  }
  if (parts.other && ours(*parts.other)) return News::kConcerned;
  // What they amend may be the person's, though they bear another one.
  const bool amends = event.has_correction() || event.has_retraction() ||
                      event.has_merge_undone();
  return amends ? News::kPerhaps : News::kNone;
}

absl::StatusOr<Watch::News> Watch::Look() {
  const uint64_t head = territory_.ledger().head();
  if (head - position_ > kMaxLookedAt) {
    position_ = head;
    return News::kPerhaps;
  }
  News news = News::kNone;
  while (position_ < head && news != News::kConcerned) {
    ASSIGN_OR_RETURN(const std::vector<v1::RecordedEvent> recorded,
                     territory_.ReadFrom(position_ + 1, kChunk));
    if (recorded.empty()) break;
    for (const v1::RecordedEvent& one : recorded) {
      news = std::max(news, Concerns(one.event()));
    }
    position_ = recorded.back().position();
  }
  return news;
}

absl::StatusOr<rpc::Step> Watch::Next(v1::GetPathwayResponse* response) {
  News news = News::kConcerned;
  if (sent_) {
    ASSIGN_OR_RETURN(news, Look());
    if (news == News::kNone) return rpc::Step::kWait;
  }
  RETURN_IF_ERROR(ReadPathway(environment_, principal_, request_, response));
  position_ = std::max(position_, response->position());
  std::string now = response->pathway().SerializeAsString();
  if (news == News::kPerhaps && now == last_) return rpc::Step::kWait;
  identifiers_.clear();
  for (const std::string& one : response->pathway().identifiers()) {
    identifiers_.insert(one);
  }
  last_ = std::move(now);
  sent_ = true;
  return rpc::Step::kSend;
}

}  // namespace jalon::pathway_service
