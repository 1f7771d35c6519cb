#include "services/admin/subscription.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "libs/base/status_macros.h"

namespace jalon::admin {

absl::StatusOr<Subscription> Subscription::Make(
    territory::Territory* territory, const v1::SubscribeRequest& request) {
  const uint64_t head = territory->ledger().head();
  const uint64_t first = std::max<uint64_t>(1, request.from_position());
  if (first > head + 1) {
    return absl::OutOfRangeError(
        absl::StrCat("from_position: the head is ", head));
  }
  return Subscription(territory, first,
                      request.until_head() ? head : UINT64_MAX);
}

absl::StatusOr<rpc::Step> Subscription::Next(v1::SubscribeResponse* response) {
  const uint64_t head = std::min(territory_->ledger().head(), last_);
  if (next_ > head && told_caught_up_) {
    return last_ == UINT64_MAX ? rpc::Step::kWait : rpc::Step::kEnd;
  }
  if (next_ <= head) {
    const uint64_t wanted =
        std::min<uint64_t>(kMaxEventsAMessage, head - next_ + 1);
    ASSIGN_OR_RETURN(std::vector<v1::RecordedEvent> events,
                     territory_->ReadFrom(next_, wanted));
    if (events.empty()) return absl::InternalError("nothing before the head");
    for (v1::RecordedEvent& event : events) {
      *response->add_events() = std::move(event);
    }
    next_ = response->events(response->events_size() - 1).position() + 1;
  }
  response->set_head(head);
  told_caught_up_ = next_ > head;
  response->set_caught_up(told_caught_up_);
  return rpc::Step::kSend;
}

}  // namespace jalon::admin
