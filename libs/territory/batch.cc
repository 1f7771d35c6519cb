#include "libs/territory/batch.h"

#include <utility>

#include "libs/base/digest.h"
#include "libs/events/date.h"
#include "libs/events/rights.h"

namespace jalon::territory {
namespace {

constexpr size_t kItemOverhead = 256;  // Beside the payload, in bytes.

events::WriteRights ToWriteRights(const Rights& rights) {
  return {.any_source = rights.any_source,
          .may_give_recorded_at = rights.may_give_recorded_at,
          .sources = rights.sources,
          .kinds = rights.kinds,
          .may_correct = rights.may_correct};
}

}  // namespace

absl::Time ToMicroseconds(absl::Time time) {
  return absl::FromUnixMicros(absl::ToUnixMicros(time));
}

void Prepare(Item* item) {
  item->event->SerializeToString(&item->payload);
  item->payload_digest = base::Sha256(item->payload);
  item->identity = events::IdentityOf(*item->event);
}

Item CheckItem(const v1::Event& event, const Rights& rights,
               const CheckContext& context) {
  Item item(event);
  item.checked_on = base::CivilDay(context.now, context.time_zone);
  if (const auto given = events::ReadInstant(event.recorded_at())) {
    item.given_recorded_at = ToMicroseconds(*given);
  }
  const events::WriteRights write = ToWriteRights(rights);
  const events::CheckOptions options{.territories = {context.territory},
                                     .time_zone = context.time_zone,
                                     .now = context.now};
  if (event.territory() == context.territory && !event.source().empty() &&
      !event.source_event_id().empty()) {
    item.fault = events::CheckSource(event, write);
    item.has_key = !item.fault;
  }
  if (!item.fault) item.fault = events::Check(event, options);
  item.target_fault = events::CheckTarget(event, write);
  if (item.has_key) item.digest = events::ContentDigest(event);
  if (!item.fault) Prepare(&item);
  return item;
}

Batch::Batch(std::shared_ptr<const v1::RecordRequest> request,
             const Rights& rights, const CheckContext& context,
             Territory::RecordDone done)
    : commits(request->mode() == v1::RecordMode::COMMIT),
      all_or_nothing(request->batch() == v1::RecordMode::ALL_OR_NOTHING),
      request_(std::move(request)),
      done_(std::move(done)) {
  items.reserve(static_cast<size_t>(request_->events_size()));
  for (const v1::Event& event : request_->events()) {
    items.push_back(CheckItem(event, rights, context));
    byte_count_ += items.back().payload.size() + kItemOverhead;
  }
}

void Batch::Done(const absl::Status& status) {
  if (status.ok()) {
    done_(std::move(response));
  } else {
    done_(status);
  }
}

}  // namespace jalon::territory
