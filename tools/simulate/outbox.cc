#include "tools/simulate/outbox.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "tools/simulate/calibration.h"

namespace jalon::simulate {
namespace {

// The day of the monthly file that holds what happened on `effective`: the 5th
// of the next month.
Day MonthlyFile(Day effective) {
  const std::string text = base::FormatDay(effective);
  const Day first_of_month = *base::ParseDay(text.substr(0, 8) + "01");
  return base::AddMonths(first_of_month, 1) + 4;
}

// Monday of the week: what arrives in a week is recorded together.
Day MondayOf(Day day) { return day - (day + 3) % 7; }

}  // namespace

absl::string_view SourceOf(Partner partner) {
  static constexpr absl::string_view kNames[] = {"caf", "ft", "dept",
                                                 "operateurs"};
  return kNames[static_cast<size_t>(partner)];
}

Outbox::Outbox(absl::string_view territory, Day first, Day last, uint64_t seed)
    : territory_(territory),
      first_(MondayOf(first + 6)),
      last_(last),
      chance_(seed) {}

size_t Outbox::size() const {
  size_t total = 0;
  for (const auto& items : items_) total += items.size();
  return total;
}

std::string Outbox::NextKey(Partner partner) {
  const size_t index = static_cast<size_t>(partner);
  return absl::StrFormat("%c%08d", SourceOf(partner)[0], ++numbers_[index]);
}

Day Outbox::ArrivalOf(Partner partner, Day effective) {
  switch (partner) {
    case Partner::kCaf:
      return MonthlyFile(effective);
    case Partner::kFranceTravail:
      return effective + chance_.Between(1, 20);
    case Partner::kDepartement:
      return effective + chance_.Exponential(5);
    case Partner::kOperators:
      return effective + chance_.Between(0, 25);
  }
  return effective;
}

void Outbox::Put(Partner partner, Day arrival, v1::Event event) {
  // Recorded on the Monday that follows, never before it arrives.
  const Day week = std::max(first_, MondayOf(arrival + 6));
  if (week > last_) return;
  event.set_recorded_at(absl::StrCat(base::FormatDay(week), "T06:00:00Z"));
  Item item{week, static_cast<uint32_t>(chance_.Next()), ""};
  event.SerializeToString(&item.bytes);
  items_[static_cast<size_t>(partner)].push_back(std::move(item));
}

void Outbox::PutWithFaults(Partner partner, Day effective, Day arrival,
                           v1::Event event) {
  if (chance_.Happens(calibration::kCorrections)) {
    const Day wrong = effective + chance_.Between(-25, 25);
    v1::Event first = event;
    if (wrong != effective && wrong <= arrival) {
      first.set_effective_date(base::FormatDay(wrong));
      Put(partner, arrival, first);
      v1::Event mend = event;
      mend.clear_fact();
      mend.set_source_event_id(NextKey(partner));
      const Day later = arrival + chance_.Between(10, 90);
      mend.set_effective_date(base::FormatDay(later));
      mend.set_received_date(base::FormatDay(later));
      v1::Correction* correction = mend.mutable_correction();
      correction->mutable_target()->set_source(event.source());
      correction->mutable_target()->set_source_event_id(
          event.source_event_id());
      correction->set_effective_date(base::FormatDay(effective));
      Put(partner, later, std::move(mend));
      return;
    }
  }
  if (chance_.Happens(calibration::kDuplicates)) {
    Put(partner, arrival + chance_.Between(0, 60), event);
  }
  Put(partner, arrival, std::move(event));
}

void Outbox::Send(Partner partner, Day effective, v1::Event event) {
  const Day arrival = ArrivalOf(partner, effective);
  event.set_territory(territory_);
  event.set_source(std::string(SourceOf(partner)));
  event.set_source_event_id(NextKey(partner));
  event.set_effective_date(base::FormatDay(effective));
  event.set_received_date(base::FormatDay(arrival));
  // Appointments alone are entered for the wrong person often enough to be
  // retracted: an invented right or contract would be a fault of its own.
  if (event.has_appointment() &&
      chance_.Happens(calibration::kRetractions * 2)) {
    v1::Event wrong = event;
    wrong.set_source_event_id(NextKey(partner));
    Put(partner, arrival, wrong);
    v1::Event back = wrong;
    back.set_source_event_id(NextKey(partner));
    back.mutable_retraction()->mutable_target()->set_source(wrong.source());
    back.mutable_retraction()->mutable_target()->set_source_event_id(
        wrong.source_event_id());
    back.mutable_retraction()->set_reason("entered in error");
    const Day later = arrival + chance_.Between(3, 60);
    back.set_effective_date(base::FormatDay(later));
    back.set_received_date(base::FormatDay(later));
    Put(partner, later, std::move(back));
  }
  PutWithFaults(partner, effective, arrival, std::move(event));
}

void Outbox::ForEach(Partner partner,
                     const std::function<void(const std::string&)>& visit) {
  auto& items = items_[static_cast<size_t>(partner)];
  std::stable_sort(
      items.begin(), items.end(), [](const Item& a, const Item& b) {
        return std::pair(a.arrival, a.tie) < std::pair(b.arrival, b.tie);
      });
  for (const Item& item : items) visit(item.bytes);
}

}  // namespace jalon::simulate
