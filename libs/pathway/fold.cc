#include "libs/pathway/fold.h"

#include <algorithm>
#include <tuple>

#include "libs/pathway/fold_steps.h"

namespace jalon::pathway {
namespace {

constexpr uint8_t kDeath = 7;  // EntitlementClosed.DEATH

void TakeEvents(std::span<const Event> events, const StringTable& strings,
                const FoldOptions& options, Pathway* out) {
  for (const Event& event : events) {
    if (event.effective <= options.as_of) out->events.push_back(event);
  }
  std::sort(
      out->events.begin(), out->events.end(),
      [&](const Event& a, const Event& b) { return Before(a, b, strings); });
}

// Leaves out what is dated after the death, and flags it.
void SelectActive(fold::Work* work) {
  Pathway& out = *work->out;
  for (const Event& event : out.events) {
    if (event.kind == Kind::kEntitlementClosed && event.code == kDeath) {
      out.death = event.effective;
      break;
    }
  }
  for (int i = 0; i < static_cast<int>(out.events.size()); ++i) {
    if (out.death != base::kNoDay && work->event(i).effective > out.death) {
      work->Flag(kAfterDeath, i);
    } else {
      work->active.push_back(i);
    }
  }
}

// Whatever is in force ends with the person.
void EndAtDeath(Pathway* out) {
  if (out->death == base::kNoDay) return;
  const auto cut = [&](auto& list) {
    for (auto& interval : list) {
      interval.end =
          std::min(interval.end, std::max(interval.start, out->death));
    }
  };
  cut(out->orientations);
  cut(out->referents);
  cut(out->contracts);
  cut(out->enrolments);
  for (Job& job : out->jobs) job.ended = job.ended || job.end > out->death;
  cut(out->jobs);
  cut(out->barriers);
}

// Flags do not depend on the step that found them.
void SortFlags(const StringTable& strings, Pathway* out) {
  const auto text = [&](const Flag& flag) {
    const Event& event = out->events[static_cast<size_t>(flag.event)];
    return std::tuple(absl::string_view(flag.code), strings.Get(event.source),
                      strings.Get(event.key), flag.event);
  };
  std::sort(out->flags.begin(), out->flags.end(),
            [&](const Flag& a, const Flag& b) { return text(a) < text(b); });
  out->flags.erase(std::unique(out->flags.begin(), out->flags.end(),
                               [&](const Flag& a, const Flag& b) {
                                 return text(a) == text(b);
                               }),
                   out->flags.end());
}

}  // namespace

void Fold(std::span<const Event> events, const StringTable& strings,
          const FoldOptions& options, Pathway* out) {
  out->Clear();
  out->as_of = options.as_of;
  TakeEvents(events, strings, options, out);
  fold::Work work{strings, options, out, {}};
  SelectActive(&work);
  fold::Spells(&work);
  fold::Suspensions(&work);
  fold::Obligations(&work);
  fold::JustifiedWindows(&work);
  fold::Sanctions(&work);
  fold::Orientations(&work);
  fold::Referents(&work);
  fold::Contracts(&work);
  fold::Enrolments(&work);
  fold::Jobs(&work);
  fold::Observations(&work);
  EndAtDeath(out);
  SortFlags(strings, out);
}

}  // namespace jalon::pathway
